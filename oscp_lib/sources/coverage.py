"""What a table covers, in words made from its rows, so that the text is right after each ingest."""

from datetime import date, timedelta
from itertools import pairwise

import pandas as pd

from oscp_lib.data.package import Table
from oscp_lib.data.partnership import Partnership
from oscp_lib.measures import wording


def coverage(table: Table, frame: pd.DataFrame, place: Partnership) -> str:
    """The periods and areas of a table's rows in words, such as 'Calendar years 2021 to 2024, five districts'."""
    spans = sorted(
        {(start.date(), end.date()) for start, end in zip(frame["period_start"], frame["period_end"], strict=True)}
    )
    periods = periods_in_words(table.frequency, spans)
    # The entry of a view is the same for every partnership.
    return periods if table.view else f"{periods}, {areas_in_words(frame, place)}"


def periods_in_words(frequency: str, spans: list[tuple[date, date]]) -> str:
    """The periods; those with gaps between them are counted."""
    first, last = spans[0], spans[-1]
    whole = all(before[1] + timedelta(days=1) == after[0] for before, after in pairwise(spans))
    if frequency == "day":
        return mid_years([start.year for start, _ in spans]) if first != last else f"{first[0].day} {first[0]:%B %Y}"
    if frequency == "calendar year":
        if len(spans) == 1:
            return f"Calendar year {first[0].year}"
        years = (
            f"{first[0].year} to {last[0].year}" if whole else wording.listed([str(start.year) for start, _ in spans])
        )
        return f"Calendar years {years}"
    if whole:
        return f"{first[0]:%B %Y} to {last[1]:%B %Y}, by {frequency}"
    return f"{len(spans)} {frequency}s between {first[0]:%B %Y} and {last[1]:%B %Y}"


def mid_years(years: list[int]) -> str:
    """Mid-year days in words; a year that is not held parts them."""
    runs = [[years[0]]]
    for year in years[1:]:
        if year != runs[-1][-1] + 1:
            runs.append([])
        runs[-1].append(year)
    words = [f"mid-{run[0]} to mid-{run[-1]}" if len(run) > 1 else f"mid-{run[0]}" for run in runs]
    text = ", and ".join(words)
    return text[0].upper() + text[1:]


def areas_in_words(frame: pd.DataFrame, place: Partnership) -> str:
    """The areas; the districts are counted where all are there."""
    there = set(frame["area"])
    districts = [district.called for district in place.county_districts if district.called in there]
    words = (
        [f"{wording.count_in_words(len(districts))} districts"]
        if len(districts) == len(place.county_districts)
        else districts
    )
    words += ["the county"] if place.county and place.county.called in there else []
    words += [place.force_name] if place.force_name in there else []
    return wording.listed(words)
