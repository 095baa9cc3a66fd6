"""Which editions a batch is asked for: names in any spelling, whole forces and regions, and a file of parameters."""

import pytest

from oscp_lib.batch.asked import Asked, asked_editions
from oscp_lib.errors import InputError


@pytest.fixture(autouse=True)
def put_back(monkeypatch):
    """The partnership in use stays that of the other tests."""
    from oscp_lib import paths

    slug = paths.SLUG
    yield
    paths.use_partnership(slug)


def found_of(*args, **options):
    with pytest.raises(InputError) as refused:
        asked_editions(*args, **options)
    return refused.value.problems


def test_each_edition_is_asked_for_once_by_whatever_name():
    asked = asked_editions(["Reading", "reading", "E22000309"], years=["2024", "2023"])
    assert asked[:2] == [Asked("reading", 2023), Asked("reading", 2024)]
    assert len(asked) == len(set(asked))


def test_a_force_and_a_region_stand_for_all_their_partnerships():
    """The twenty-two districts of Wales are in twenty-one partnerships: two share that of Cwm Taf."""
    assert {each.slug for each in asked_editions(forces=["South Wales"])} >= {"cardiff", "swansea"}
    wales = asked_editions(regions=["Wales"], years=["2024"])
    assert len(wales) == 21 and Asked("gwynedd", 2024) in wales


@pytest.mark.longer
def test_all_are_the_partnerships_of_today():
    assert len(asked_editions(everyone=True, years=["2024"])) == 314


def test_everything_that_names_nothing_is_said_at_once():
    problems = found_of(["Redding"], ["Themes Valley"], ["the moon"], ["2024"])
    assert [each.file for each in problems] == ["partnership", "--force", "--region"]
    assert "Reading" in problems[0].remedy and "Thames Valley" in problems[1].remedy and "London" in problems[2].remedy


def test_a_year_without_data_is_said_once_for_all_that_ask_for_it():
    """Of Exeter fewer years can be built than of the others."""
    problems = found_of(["Reading", "Slough", "Exeter"], years=["1999"])
    assert {each.file for each in problems} == {"Reading, Slough", "Exeter"}
    assert all("1999" in each.found for each in problems)
    assert found_of(forces=["Thames Valley"], years=["1999"])[0].file.endswith(" more")


def test_a_file_of_parameters_names_one_edition_a_line(tmp_path):
    file = tmp_path / "editions.csv"
    file.write_text("Year,Partnership\n2024,Exeter\n\n2023, reading \n", "utf-8-sig")
    assert asked_editions(parameters=file) == [Asked("exeter", 2024), Asked("reading", 2023)]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", None, "empty"),
        ("partnership;year\nExeter;2024\n", 1, "separated by ';'"),
        ("partnership\tyear\nExeter\t2024\n", 1, "separated by a tab"),
        ("place,year\nExeter,2024\n", 1, "The columns are place, year"),
        ("partnership,year\nExeter,2024\nAtlantis,2024\n", 3, "No partnership is called 'Atlantis'"),
        ("partnership,year\nExeter,2024\nexeter,2024\n", 3, "stands in line 2 too"),
        ("partnership,year\nExeter\n", 2, "1 cells"),
        ("partnership,year\nExeter,soon\n", 2, "soon"),
    ],
)
def test_what_is_wrong_with_the_file_is_said_with_its_line(tmp_path, text, line, said):
    file = tmp_path / "editions.csv"
    file.write_text(text, "utf-8")
    (problem,) = found_of(parameters=file)
    assert (problem.line, said in problem.found) == (line, True), problem
    assert problem.remedy and problem.file.endswith("editions.csv")
