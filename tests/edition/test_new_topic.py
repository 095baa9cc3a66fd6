"""A new topic's file: it can be shown as it is written, and lists what there is to choose from."""

import pytest

from oscp_lib import paths
from oscp_lib.data.topics import load_topic
from oscp_lib.edition.new_topic import new_topic
from oscp_lib.errors import InputError
from tests.chapters.every_kind import table


def test_the_written_file_says_what_is_to_be_filled_in_and_lists_every_offence_and_type(project):
    written = new_topic("  Rural   crime ")
    assert written == project / "data/topics/rural_crime.yml"
    with pytest.raises(InputError, match="it still says 'who holds it'; write whom to ask"):
        load_topic("rural_crime")
    written.write_text(written.read_text("utf-8").replace("who holds it", "the police"), "utf-8")
    said = load_topic("rural_crime").said
    assert said.title == "Rural crime" and said.offences == ()
    assert [each.what for each in said.not_published] == ["rural crime"]
    text = written.read_text("utf-8")
    for name, column in (("recorded_crime", "offence"), ("street_crime", "crime_type")):
        assert {each for each in table(name)[column].unique() if f"#   {each}\n" not in text} == set()


@pytest.mark.parametrize(
    ("name", "offences", "street"),
    [
        ("Shoplifting", ("Shoplifting",), ("Shoplifting",)),
        ("Drug dealing", ("Drug offences",), ("Drugs",)),
        ("Bicycles and vehicles", ("Vehicle offences", "Bicycle theft"), ("Bicycle theft", "Vehicle crime")),
    ],
)
def test_offences_and_types_that_the_name_speaks_of_are_chosen(project, name, offences, street):
    said = load_topic(new_topic(name).stem).said
    assert (said.offences, said.street) == (offences, street)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Burglary", "There is a topic 'burglary' already."),
        ("Serious violence", "The book has a page 'serious_violence' already."),
        ("Glossary", "The book has a page 'glossary' already."),
        ("999", "The name '999' cannot be that of a page."),
        ("...", "The name '' cannot be that of a page."),
    ],
)
def test_a_name_that_is_taken_or_cannot_be_a_page_writes_nothing(project, name, found):
    before = sorted(paths.TOPICS.iterdir())
    with pytest.raises(InputError) as raised:
        new_topic(name)
    assert raised.value.problems[0].found == found
    assert sorted(paths.TOPICS.iterdir()) == before


def test_a_name_with_signs_of_yaml_is_kept_as_it_is(project):
    new_topic("Burglary: #1, 'the' nuisance")
    assert load_topic("burglary_1_the_nuisance").said.title == "Burglary: #1, 'the' nuisance"
