"""What a chart shows, in words, computed from the frame it is drawn from."""

import pandas as pd

from oscp_lib.measures import wording
from oscp_lib.measures.turning_points import Course

SAMPLE = "Sample data, not real figures. "
MOST_NAMED = 3  # of those that share an extreme


def of_bars(frame: pd.DataFrame, label: str, value: str, subject: str, places: int = 0) -> str:
    """The number of bars and both extremes of those that are shown."""
    return f"Bar chart of {subject}, {len(frame)} bars.{extremes(frame[label], frame[value], places)}"


def extremes(names: pd.Series, values: pd.Series, places: int = 0, most: str = "Highest", least: str = "Lowest") -> str:
    """Which value is the highest and which the lowest; of what is withheld nobody can say whether it is lower."""
    shown = values.dropna()
    if shown.empty:
        return ""
    of_shown = " shown" if len(shown) < len(values) else ""
    return "".join(
        f" {word}{of_shown}: {holders(names, values, value)}, {wording.decimal(value, places)}."
        for word, value in ((most, shown.max()), (least, shown.min()))
    )


def holders(names: pd.Series, values: pd.Series, value: float) -> str:
    """Everything that has a value, as a list; of many the first ones, and how many more: 'A, B and 4 more'."""
    found = [str(each) for each in names[values == value]]
    if len(found) > MOST_NAMED:
        found[MOST_NAMED - 1 :] = [f"{len(found) - MOST_NAMED + 1} more"]
    return wording.listed(found)


def of_panels(frame: pd.DataFrame, panel: str, label: str, value: str, subject: str, places: int = 0) -> str:
    """For each panel the label with the most and its value."""
    parts = []
    for name in dict.fromkeys(frame[panel]):
        rows = frame[frame[panel] == name]
        ends = (
            f"{word} {holders(rows[label], rows[value], end)} {wording.decimal(end, places)}"
            for word, end in (("highest", rows[value].max()), ("lowest", rows[value].min()))
        )
        parts.append(f"{name}: {', '.join(ends)}")
    return f"Bar charts of {subject}, {wording.with_unit(len(parts), 'panels')}. {'; '.join(parts)}."


def of_lines(
    frame: pd.DataFrame, when: str, series: str, value: str, subject: str, accent: str, places: int = 0
) -> str:
    """Where the accented line starts and ends, and the extremes of all lines."""
    line = frame[frame[series] == accent].sort_values(when)
    first, last = line.iloc[0], line.iloc[-1]
    shown = frame[frame[value].notna()]
    of_shown = " shown" if len(shown) < len(frame) else ""
    ends = ""
    for word, place in (("Highest", shown[value].idxmax()), ("Lowest", shown[value].idxmin())) if len(shown) else ():
        row = frame.loc[place]
        number = wording.decimal(row[value], places)
        ends += f" {word} point{of_shown}: {row[series]}, {number} in {row[when]}."
    return (
        f"Line chart of {subject}, {frame[series].nunique()} lines, {first[when]} to {last[when]}. "
        f"{accent}: {wording.decimal(first[value], places)} in {first[when]}, "
        f"{wording.decimal(last[value], places)} in {last[when]}.{ends}"
    )


def of_columns(frame: pd.DataFrame, when: str, value: str, subject: str, places: int = 0) -> str:
    """Where the columns start and end, and both extremes."""
    first, last = frame.iloc[0], frame.iloc[-1]
    ends = f"First: {first[when]}, {wording.decimal(first[value], places)}. "
    ends += f"Last: {last[when]}, {wording.decimal(last[value], places)}. "
    return (
        f"Column chart of {subject}, {len(frame)} columns. {ends.rstrip()}{extremes(frame[when], frame[value], places)}"
    )


def of_dots(frame: pd.DataFrame, label: str, role: str, value: str, subject: str, named: int) -> str:
    """Each named rate in order with what it stands for, then both ends of all partnerships."""
    rows = frame.head(named).to_dict("records")
    told = "; ".join(f"{row[label]} ({row[role]}) {wording.decimal(row[value], 1)}" for row in rows)
    everybody = frame[~frame[role].isin(["country", "median"])].sort_values(value, ascending=False, kind="stable")
    ends = extremes(everybody[label], everybody[value], 1)
    return f"Dot plot of {subject}. From the highest: {told}. Of all {len(everybody)} partnerships:{ends}"


def of_courses(
    frame: pd.DataFrame, panel: str, when: str, value: str, subject: str, courses: dict[str, Course]
) -> str:  # fmt: skip
    """For each panel its ends, what it did between them, and both extremes."""
    parts = []
    for name in dict.fromkeys(frame[panel]):
        line = frame[frame[panel] == name].set_index(when)[value]
        first, last = line.index[0], line.index[-1]
        said = f", {courses[name].said}" if courses[name].said else ""
        years = line.index.to_series()
        ends = (
            f"{word} {wording.count(end)} in {holders(years, line, end)}"
            for word, end in (("highest", line.max()), ("lowest", line.min()))
        )
        parts.append(
            f"{name}: {wording.count(line[first])} in {first}, {wording.count(line[last])} in {last}{said}; "
            f"{', '.join(ends)}."
        )
    return f"Line charts of {subject}, {wording.with_unit(len(parts), 'panels')}. {' '.join(parts)}"


def of_pairs(frame: pd.DataFrame, label: str, series: str, value: str, subject: str) -> str:
    """The largest and smallest label of both series together, and each series' total."""
    totals = frame.groupby(label, sort=False)[value].sum(skipna=False)
    by_series = frame.groupby(series, sort=False)[value].sum(skipna=False)
    split = "; ".join(f"{name} {wording.count(total)} in all" for name, total in by_series.items())
    ends = extremes(pd.Series(totals.index, totals.index), totals, most="Largest", least="Smallest")
    return f"Paired bar chart of {subject}, {len(totals)} groups.{ends} {split}."


def of_map(frame: pd.DataFrame, label: str, value: str, subject: str, top: int, whole: int) -> str:
    """The cells with most by name and count, the cell with least, and what part of the whole the first few hold."""
    first, low = frame.head(top), frame.iloc[-1]
    named = "; ".join(f"{row[label]}, {wording.count(row[value])}" for row in first.to_dict("records"))
    share = wording.per_cent(100 * first[value].sum() / whole)
    return (
        f"Map of {subject}, {len(frame)} cells. Highest: {named}. "
        f"Together {share} of all {wording.count(whole)}. "
        f"Lowest shown: {low[label]}, {wording.count(low[value])}."
    )
