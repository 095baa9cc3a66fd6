"""The page of a topic: its numbers against other code, its sentences as English; every topic, four places."""

import re

import pytest

from oscp_lib.chapters import chapters_of_book, registered
from oscp_lib.chapters import topic as topic_chapter
from oscp_lib.chapters.opening import open_chapter
from oscp_lib.checks.one_chapter import chapter_report, figure_or_gap
from oscp_lib.crime_figures.street_months import months_frame
from oscp_lib.data.gap import Gap
from oscp_lib.data.topic_names import topic_names
from oscp_lib.data.yaml_files import PLACEHOLDER
from oscp_lib.facts.sheet import Fact
from tests.chapters.every_kind import areas, table, within, working_on

YEAR = 2024
PLACES = ("Cambridge", "Cardiff", "City of London", "Camden")


OWN_PASSAGES = ("finding", "kinds_compared", "kinds_changed", "not_published", "about")


def texts_of(topic, chapter, data, sheet):
    """The lines that the page prints, each with its facts, and without those that ask for what is absent."""
    report = chapter_report(registered(topic), YEAR, False)
    assert not report.problems
    own = [getattr(chapter, name)(data) for name in OWN_PASSAGES]
    for text in (*report.prose, *(each.markdown for each in own if not isinstance(each, Gap))):
        for line in text.splitlines():
            if not line.strip() or any(isinstance(sheet.entries[key], Gap) for key in PLACEHOLDER.findall(line)):
                continue
            yield PLACEHOLDER.sub(lambda match: sheet.entries[match[1]].text, line)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("topic", topic_names())
def test_every_line_of_every_topic_is_a_sentence(topic, place):
    with working_on(place):
        chapter = open_chapter(topic)
        data = chapter.load(YEAR)
        sheet = chapter.facts(data)
        lines = [line for line in texts_of(topic, chapter, data, sheet) if not line.startswith("#")]
    assert lines
    for line in lines:
        text = line.removeprefix("- ")
        assert re.match(r"(\*\*)?[A-Z\[]", text), text
        assert text.endswith((".", ")")), text  # a link ends in its address
        assert "  " not in text and ".." not in text and " ." not in text and "{" not in text, text
        assert not re.search(r"\bnan\b|None\b(?! of)|\bNaN\b", text), text


@pytest.mark.parametrize("place", PLACES)
def test_the_count_and_share_of_the_topic_are_those_of_the_national_table(place):
    counts = table("recorded_crime")
    code = areas()[lambda frame: (frame["kind"] == "partnership") & (frame["name"] == place)].index[0]
    ours = counts[(counts["area_code"] == code) & (counts["year"] == YEAR) & (counts["part"] == "all")]
    ours = ours.set_index("offence")["value"]
    with working_on(place):
        chapter = open_chapter("drugs_and_alcohol")
        sheet = chapter.facts(chapter.load(YEAR))
    drugs, total = int(ours["Drug offences"]), int(ours["Total recorded crime (excluding fraud)"])
    assert sheet.entries["offences"].value == drugs
    assert sheet.entries["share_of_all"].text == f"{100 * drugs / total:.1f} per cent"


@pytest.mark.parametrize(("topic", "name"), [("fraud", "fraud"), ("knife_crime_and_weapons", "knife_crime")])
@pytest.mark.parametrize("place", ["Cambridge", "Cardiff"])
def test_the_rank_of_the_force_is_worked_out_apart_from_this_project(topic, name, place):
    counts, members = table(name), within()
    counts = counts[(counts["year"] == YEAR) & (counts["part"] == "all")]
    counts = counts[counts["offence"].str.startswith(("Total", "Fraud"))].set_index("area_code")["value"].astype(float)
    forces = areas()[lambda frame: frame["kind"] == "force"].index
    residents = table("residents")
    residents = residents[residents["year"] == YEAR].set_index("area_code")["value"].astype(float)
    # A district counts once for its force, whatever partnerships it is of: residents are held by district.
    of_force = members[members["within"].isin(forces)].set_index("code")["within"]
    pairs = members[members["within"].isin(of_force.index) & members["code"].isin(residents.index)]
    pairs = pairs.assign(within=pairs["within"].map(of_force)).drop_duplicates(["code", "within"])
    people = residents.reindex(pairs["code"]).groupby(pairs["within"].to_numpy()).sum()
    rates = (1000 * counts.reindex(people.index) / people).dropna()
    with working_on(place):
        chapter = open_chapter(topic)
        data = chapter.load(YEAR)
        fact, force = chapter.facts(data).entries["force_level"], data.place.force.code
    rates = rates.drop([code for code in rates.index if people[code] < 20_000])  # the smallest has no published rate
    assert isinstance(fact, Fact)
    assert fact.value == pytest.approx(rates[force], rel=0.01)
    higher = int((rates > rates[force]).sum())
    ordinal = {higher + 1, len(rates) - higher}
    assert any(re.search(rf"\b{rank}(st|nd|rd|th) (highest|lowest)", fact.text) for rank in ordinal) or (
        1 in ordinal and re.search(r"the (highest|lowest)", fact.text)
    )
    assert f"of {len(rates)} police forces" in fact.text


@pytest.mark.parametrize("topic", topic_names())
def test_every_figure_is_made_or_says_what_is_missing(topic):
    with working_on("Cambridge"):
        chapter = open_chapter(topic)
        data = chapter.load(YEAR)
        for ident in registered(topic).figures:
            frame = figure_or_gap(registered(topic), ident, data)
            if isinstance(frame, Gap):
                assert frame.absent, frame
                continue
            figure = getattr(chapter, ident.replace("-", "_"))(data)
            assert figure.ident.startswith(topic.replace("_", "-"))
            assert figure.label.startswith(registered(topic).title)
            assert figure._repr_mimebundle_()["text/html"]


def test_months_are_those_that_the_force_gave_and_no_others():
    months = table("street_crime_months")
    with working_on("Cambridge"):
        data = open_chapter("burglary").load(YEAR)
        frame, force = months_frame(data, ("Burglary",)), data.place.force.code
    given = months[(months["area_code"] == force) & (months["year"] == YEAR)]["period_start"]
    assert list(frame["Month"]) == [f"{day:%B}" for day in sorted(given)]
    counts = table("street_crime")
    district = within()[lambda held: held["within"] == "E22000013"]["code"].iloc[0]
    ours = counts[(counts["area_code"] == district) & (counts["year"] == YEAR) & (counts["crime_type"] == "Burglary")]
    assert list(frame.iloc[:, 1]) == list(ours.sort_values("period_start")["value"].astype(int))


def test_a_few_months_are_drawn_only_where_nothing_else_is_known(monkeypatch):
    months = table("street_crime_months")
    with working_on("Cambridge"):
        chapter = open_chapter("burglary")
        data = chapter.load(YEAR)
        held = months[(months["area_code"] == data.place.force.code) & (months["year"] == YEAR)]
        assert len(held) < topic_chapter.FEWEST_MONTHS and isinstance(chapter.chart_months_data(data), Gap)
        with monkeypatch.context() as enough:
            enough.setattr(topic_chapter, "FEWEST_MONTHS", len(held))
            assert len(chapter.chart_months_data(data)) == len(held)
        monkeypatch.setattr(topic_chapter, "figures_held", lambda data: False)
        assert len(chapter.chart_months_data(data)) == len(held)


def test_a_topic_is_in_the_book_where_the_partnership_names_it():
    with working_on("Cambridge"):
        assert not any(each.is_topic for each in chapters_of_book())
