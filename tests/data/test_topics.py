"""A topic's file: what it may say, and what is said where it cannot be shown."""

import pytest

from oscp_lib import paths
from oscp_lib.checks.topic_files import topic_problems
from oscp_lib.data.topic_names import topic_names
from oscp_lib.data.topics import load_topic
from oscp_lib.errors import InputError

GOOD = "title: Parking\noffences: [Vehicle offences, Shoplifting]\nstreet: [Vehicle crime]\nleaves_out: All else.\n"


@pytest.fixture
def written(project):
    """Write `data/topics/parking.yml`, and give the problem that loading it raises."""

    def write(text):
        (paths.TOPICS / "parking.yml").write_text(text, "utf-8")
        with pytest.raises(InputError) as raised:
            load_topic("parking")
        return raised.value.problems

    return write


def test_every_topic_of_the_project_can_be_shown():
    for slug in topic_names():
        said = load_topic(slug).said
        assert said.title and said.leaves_out
        assert said.offences or said.by_force or said.measures or said.not_published


def test_a_good_topic_is_taken(project):
    (paths.TOPICS / "parking.yml").write_text(GOOD, "utf-8")
    assert load_topic("parking").said.offences == ("Vehicle offences", "Shoplifting")


@pytest.mark.parametrize(
    ("old", "new", "line", "found", "remedy"),
    [
        ("title: Parking\n", "", 1, "The field 'title' is missing.", "Add 'title:' with its value."),
        ("title: Parking", "title:", 1, "The field 'title' is empty.", "Write its value."),
        (
            "Shoplifting]", "Shoplifitng]", 2, "'Shoplifitng' is none of those counted in recorded_crime.",
            "Did you mean 'Shoplifting'?",
        ),
        ("Shoplifting]", "Vehicle offences]", 2, "The field 'offences': 'Vehicle offences' appears twice.", "Correct"),
        ("[Vehicle crime]", "[Parking]", 3, "'Parking' is none of those counted in street_crime.", "Those counted are"),
        (
            "leaves_out", "by_force: arson\nleaves_out", 4,
            "The field 'by_force': 'arson' is no table of police forces; use one of knife_crime, fraud.", "Correct",
        ),
        (
            "leaves_out", "measures: [{table: fines, what: fines}]\nleaves_out", 4, "The field 'why' is missing.",
            "Add 'why:'",
        ),
        ("leaves_out: All else.\n", "", 1, "The field 'leaves_out' is missing.", "Add 'leaves_out:'"),
        ("title: Parking", "tilte: Parking", 1, "The field 'title' is missing.", "Add 'title:'"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_its_line_and_remedy(written, old, new, line, found, remedy):
    assert old in GOOD
    problem = written(GOOD.replace(old, new, 1))[0]
    assert (problem.file, problem.line, problem.found) == ("data/topics/parking.yml", line, found)
    assert problem.remedy.startswith(remedy)


def test_a_topic_with_nothing_to_show_is_refused(written):
    (problem,) = written("title: Parking\nleaves_out: All.\n")
    assert "The topic has nothing to show" in problem.found and problem.file == "data/topics/parking.yml"


def test_a_number_in_a_text_is_named_before_a_build(project):
    (paths.TOPICS / "parking.yml").write_text(GOOD.replace("All else.", "Some 38 per cent of fines."), "utf-8")
    (problem,) = topic_problems()
    assert (problem.file, problem.line) == ("data/topics/parking.yml", 4) and "'38'" in problem.found


def test_no_topic_of_the_project_has_a_number_in_a_text():
    assert topic_problems() == []


def test_an_unknown_topic_is_refused_with_the_nearest():
    with pytest.raises(InputError) as raised:
        load_topic("road_saftey")
    (problem,) = raised.value.problems
    assert problem.found == "There is no topic 'road_saftey'." and "Did you mean 'road_safety'?" in problem.remedy


def test_a_broken_topic_is_an_error_of_the_books_that_have_it_and_a_warning_of_others(project, edit):
    (paths.TOPICS / "parking.yml").write_text("title: Parking\nleaves_out: All.\n", "utf-8")
    assert [each.severity for each in topic_problems()] == ["warning"]
    text = paths.PARTNERSHIP.read_text("utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("also_watched")]
    paths.PARTNERSHIP.write_text("\n".join([*kept, "also_watched: [parking]", ""]), "utf-8")
    assert [each.severity for each in topic_problems()] == ["error"]


@pytest.mark.parametrize("name", ["Road Safety", "trail", "index", "glossary", "all_crime", "1st"])
def test_a_name_that_no_page_can_have_is_refused(project, name):
    (paths.TOPICS / f"{name}.yml").write_text(GOOD, "utf-8")
    assert [each.file for each in topic_problems()] == [f"data/topics/{name}.yml"]
