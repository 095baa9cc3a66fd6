"""Every fact of every year, recomputed by other code from nothing but the rows it names."""

import csv
import re
from collections import Counter
from functools import cache

import pytest
from scipy.stats import gamma

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.data.gap import Gap
from oscp_lib.data.national import read_national
from oscp_lib.data.package import tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.rows import Rows, read_table
from oscp_lib.data.years import buildable_years
from oscp_lib.facts.sheet import KINDS, FactSheet
from tests.national import restate, rows_of

SMALL = dict(enumerate(["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]))


@cache
def lines(table):
    """The lines of a table as its file has them, by line number; a view's in the order of its rows."""
    return dict(enumerate(rows_of(paths.ROOT, table), 2))


def cells(fact, role):
    return [lines(row.table)[row.line] for row in fact.rows if row.role == role]


def total(fact, role):
    return sum(float(cell["value"]) for cell in cells(fact, role))


def rates(fact):
    people = {cell["area"]: float(cell["value"]) for cell in cells(fact, "residents")}
    return {cell["area"]: float(cell["value"]) / people[cell["area"]] for cell in cells(fact, "count")}


def interval(fact):
    """Byar's limits by the Wilson-Hilferty cube they stand for; below ten the gamma form of the exact ones."""
    count, people = total(fact, "count"), total(fact, "residents")
    if count < 10:
        low, high = (gamma.ppf(0.025, count) if count else 0.0), gamma.ppf(0.975, count + 1)
    else:
        z = 1.959963984540054
        low = count * (1 - 1 / (9 * count) - z / 3 / count**0.5) ** 3
        high = (count + 1) * (1 - 1 / (9 * (count + 1)) + z / 3 / (count + 1) ** 0.5) ** 3
    return f"{1000 * low / people:.1f} to {1000 * high / people:.1f}"


def name_of_largest(fact):
    """Areas where the rows differ in area, else the category; kinds are written in lower case."""
    found = cells(fact, "counts")
    most = max(found, key=lambda cell: float(cell["value"]))
    return most["area"] if len({cell["area"] for cell in found}) > 1 else most["category"].lower()


def of_all(fact):
    """The counts of every partnership by year, and the code of the lead's: from the national rows themselves."""
    offence = cells(fact, fact.rows[0].role)[0]["category"]
    national = read_national("recorded_crime", part="all", offence=offence).dropna(subset="value")
    national = national[national["area_code"].str.match("E22|W14")]
    by_year = national.groupby(national["period_end"].dt.year)
    code = next(each.code for each in load_partnership().in_county if each.name == fact.area)
    return {year: dict(zip(rows["area_code"], rows["value"], strict=True)) for year, rows in by_year}, code


def rank_of_change(fact):
    years, code = of_all(fact)
    now, before = years[fact.year], years[min(before_years(fact))]
    ratios = {each: now[each] / before[each] for each in now if before.get(each, 0) > 0 and now[each] >= 0}
    return 1 + sum(ratio > ratios[code] for ratio in ratios.values())


def rank_of_rate(fact):
    """The rank over households, or over residents of whole districts: those that share one may lie above or below."""
    years, code = of_all(fact)
    counts = {each: count for each, count in years[fact.year].items() if each != CITY}
    over = households(fact.year) if "1,000 households" in fact.text else residents_of_whole(fact.year)
    rates = {each: count / over[each] for each, count in counts.items() if each in over}
    least = 1 + sum(rate > rates[code] for rate in rates.values())
    return fact.value if least <= fact.value <= least + len(counts) - len(rates) else least


@cache
def households(year):
    held = read_national("households").dropna(subset="value")
    latest = max(end for end in held["period_end"] if end.year <= year)
    return held[held["period_end"] == latest].set_index("area_code")["value"].to_dict()


CITY = "E22000180"  # ONS gives no rate of it


@cache
def residents_of_whole(year):
    """Residents of partnerships that are made of whole districts, from the latest mid-year estimate held."""
    held = read_national("residents")
    counted = held.groupby("period_end")["area_code"].nunique()
    ends = max(end for end in counted.index if end.year <= year and counted[end] > 100)
    people = held[held["period_end"] == ends].set_index("area_code")["value"].to_dict()
    members = {}
    for row in csv.DictReader((paths.NATIONAL / "within.csv").read_text("utf-8").splitlines()):
        if row["within"].startswith(("E22", "W14")) and not row["valid_to"]:
            members.setdefault(row["within"], []).append(row["code"])
    times = Counter(district for districts in members.values() for district in districts)
    whole = {code: each for code, each in members.items() if all(times[district] == 1 for district in each)}
    return {code: sum(map(people.get, each)) for code, each in whole.items() if people.keys() >= {*each}}


RECOMPUTED = {
    "sum": lambda fact: total(fact, "added"),
    "share": lambda fact: 100 * total(fact, "part") / total(fact, "whole"),
    "rate": lambda fact: 1000 * total(fact, "count") / total(fact, "residents"),
    "interval": interval,
    "ratio": lambda fact: total(fact, "count") / total(fact, "other"),
    "change": lambda fact: 100 * (total(fact, "now") - total(fact, "before")) / total(fact, "before"),
    "difference": lambda fact: total(fact, "now") - total(fact, "before"),
    "rank": rank_of_change,
    "level": rank_of_rate,
    "largest": name_of_largest,
    "highest rate": lambda fact: max(rates(fact), key=rates(fact).get),
    "lowest rate": lambda fact: min(rates(fact), key=rates(fact).get),
    "year": lambda fact: "".join({cell["period_end"][:4] for cell in cells(fact, "residents")}),
    "publisher": lambda fact: tables()[fact.rows[0].table].publisher,
}


def facts_of(year, publish=False):
    opened = [open_chapter(chapter.slug) for chapter in CHAPTERS]
    return [fact for chapter in opened for fact in chapter.facts(chapter.load(year, publish))]


@pytest.mark.longer
@pytest.mark.parametrize("year", buildable_years())
def test_every_fact_recomputes_from_the_rows_it_names(year):
    recomputed = 0
    for fact in facts_of(year):
        if fact.kind == "given":
            assert not fact.rows
            continue
        recomputed += 1
        if fact.kind == "published":
            values = [float(cell["value"]) for cell in cells(fact, "figure")]
            if len(values) == 1:
                assert fact.value == values[0], fact.key
            else:
                assert re.findall(r"\d+", fact.text) == [str(int(value)) for value in values], fact.key
            continue
        expected = RECOMPUTED[fact.kind](fact)
        assert fact.value == (expected if isinstance(expected, str) else pytest.approx(expected)), fact.key
    assert recomputed > 10


COUNTRY = "K04000001"


def direction(before, now):
    return "rose" if now > before else "fell"


@pytest.mark.parametrize("year", [2023, 2024])
def test_what_is_said_of_the_country_and_the_others_recomputes_from_the_national_rows(year):
    """The country's direction and size, and how many partnerships, of how many, went further."""
    told = [fact for fact in facts_of(year) if fact.kind == "rank"]
    assert len(told) > 15
    for fact in told:
        years, code = of_all(fact)
        now, before = years[fact.year], years[min(before_years(fact))]
        ratios = {each: now[each] / before[each] for each in now if before.get(each, 0) > 0 and now[each] >= 0}
        further = sum(ratio > ratios[code] if ratios[code] > 1 else ratio < ratios[code] for ratio in ratios.values())
        way = {"rose": "rise", "fell": "fall"}[direction(1, ratios[code])]
        more = f"In {further} of {len(ratios)} partnerships there was a larger {way}."
        none = f"In none of {len(ratios)} partnerships was there a larger {way}."
        assert (more if further else none) in fact.text, fact.key
        if said := re.search(r"Across England and Wales (?:it|they) (rose|fell) by ([\d.]+) per cent", fact.text):
            offence = cells(fact, "now")[0]["category"]
            held = read_national("recorded_crime", part="all", offence=offence, area_code=COUNTRY)
            first, last = (held.loc[held["period_end"].dt.year == each, "value"].item() for each in (year - 1, year))
            assert said[1] == direction(first, last), fact.key
            assert float(said[2]) == pytest.approx(abs(100 * (last / first - 1)), abs=0.0501), fact.key


@pytest.mark.longer
@pytest.mark.parametrize("year", buildable_years())
def test_the_words_of_a_fact_are_its_value(year):
    for fact in facts_of(year):
        if isinstance(fact.value, str):
            assert fact.text == fact.value
            continue
        numbers = [
            float(text.replace(",", "").replace("−", "-")) for text in re.findall(r"[−-]?\d[\d,]*\.?\d*", fact.text)
        ]
        if fact.kind in ("rank", "level"):
            continue  # a sentence with several numbers: tests/measures recompute each
        if fact.kind == "change":
            now, before = (int(total(fact, role)) for role in ("now", "before"))
            said = [number for number in numbers if number not in (fact.year, *before_years(fact))]
            assert {now, before} <= {*said}, fact.key
            if fact.text.startswith(("rose", "fell")):
                assert said[0] == pytest.approx(abs(fact.value), abs=0.05), fact.key
                assert fact.text.startswith("rose" if now > before else "fell")
        elif numbers:
            written = fact.text.split()[1 if fact.text.startswith("nearly") else 0]
            places = len(written.partition(".")[2])
            # A multiple below one is written as a percentage.
            as_part = fact.kind == "ratio" and fact.value < 1
            assert fact.text.endswith("per cent") or not as_part, fact.key
            assert numbers[0] == round(100 * fact.value if as_part else fact.value, places), fact.key
        else:
            assert SMALL[int(fact.value)] in fact.text or fact.text == "more than double", fact.key


@pytest.mark.longer
@pytest.mark.parametrize("year", [2018, 2022, 2024])
def test_every_fact_says_where_it_comes_from(year):
    for fact in facts_of(year):
        if fact.kind != "given":
            assert fact.source and fact.status in ("plan", "official")
            assert fact.area
            assert fact.method
            assert fact.kind in KINDS


@pytest.mark.longer
def test_the_rows_of_a_fact_are_named_once():
    for fact in facts_of(2024):
        assert len(set(fact.rows)) == len(fact.rows), fact.key


def before_years(fact):
    return {int(cell["period_end"][:4]) for cell in cells(fact, "before")}


def some_rows(name="recorded_crime_ons"):
    return Rows(tables()[name], read_table(name).iloc[:1])


def test_a_fact_defined_twice_is_refused():
    sheet = FactSheet("vawg", 2024)
    sheet.count("offences", some_rows(), Gap("x", "y"))
    with pytest.raises(ValueError, match="'offences' is defined twice"):
        sheet.count("offences", some_rows(), Gap("x", "y"))


def test_a_fact_from_a_sample_is_refused():
    with pytest.raises(ValueError, match="rests on sample rows"):
        FactSheet("vawg", 2024).count("offences", some_rows("serious_violence_sample"), Gap("x", "y"))


def test_a_fact_of_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="has the unknown kind 'guess'"):
        FactSheet("vawg", 2024).fact("offences", 1, "1", "offences", "guess", figure=some_rows())


@pytest.mark.longer
def test_a_changed_cell_changes_the_facts_that_rest_on_it_and_no_other(project):
    before = {fact.key: fact for fact in facts_of(2024)}
    # Violence with injury in Oxmere, 2024: 1,422 in the ONS workbook.
    held = {"period_end": "2024-12-31", "area": "Oxmere", "category": "Violence with injury", "value": "1422"}
    rows = enumerate(rows_of(project, "recorded_crime_ons"), 2)
    line = next(line for line, row in rows if held.items() <= row.items())

    def a_hundred_more(frame):
        changed = (frame["area_code"] == "E22000308") & (frame["offence"] == "Violence with injury")
        changed &= frame["period_end"] == "2024-12-31"
        assert frame.loc[changed, "value"].tolist() == [1422]
        return frame.assign(value=frame["value"] + 100 * changed)

    restate(project, "recorded_crime", a_hundred_more)
    after = {fact.key: fact for fact in facts_of(2024)}
    ours = {key for key, fact in before.items() if ("recorded_crime_ons", line) in {row[:2] for row in fact.rows}}
    # The edition's input hash stands for every byte of the data.
    moved = {key for key in before if before[key] != after[key]} - {"about.input_hash"}
    # A flag is judged within a family of offences: what another offence did may move its adjusted p.
    assert ours <= moved and all(key.endswith("_compared") for key in moved - ours)
    assert "serious_violence.injury" in moved and "serious_violence.robbery" not in moved
