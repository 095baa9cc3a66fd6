"""Pages written by hand in the book of a partnership with a plan, and of one without."""

import re

import pytest

from oscp_lib import paths
from oscp_lib.chapters import chapter
from oscp_lib.chapters.opening import SHARED, open_facts
from oscp_lib.data.evidence import gather
from oscp_lib.data.gap import Gap
from oscp_lib.pages.compose import Page
from oscp_lib.pages.glossary import with_letters, with_own_terms
from oscp_lib.pages.hand_written import lay_out

OF_A_PLAN = ("plan", "plan_period")
# The plan of somebody else, whom every book may name.
COMMISSIONER = "Police and Crime Plan"


def laid_out(folder, with_plan):
    """The text of each page written by hand, as an edition has it."""
    facts = {fact.key.partition(".")[2]: fact.as_json() for fact in open_facts("introduction", gather((), 2024))}
    assert facts.keys() == {*SHARED, "title"}  # that of the chapter, which no page written by hand has
    absent = () if with_plan else OF_A_PLAN
    gaps = {key: Gap("a plan", "There is none.", absent=True) for key in absent}
    given = {key: fact for key, fact in facts.items() if key not in absent}
    lay_out(folder, [Page(chapter("introduction"), given, gaps)])
    return {path.stem: path.read_text("utf-8") for path in folder.glob("*.md")}


@pytest.mark.parametrize("own", [True, False])
def test_without_a_plan_no_page_speaks_of_one(project, tmp_path, own):
    if not own:
        paths.OWN_TERMS.unlink()
    pages = laid_out(tmp_path, with_plan=False)
    said = [line for text in pages.values() for line in text.splitlines() if re.search(r"\bplan\b", line, re.I)]
    assert [line for line in said if COMMISSIONER not in line] == []
    assert "Running Plan" not in pages["glossary"] and "verdict" not in pages["methods"]
    assert "\nStrongwall\n" in pages["glossary"] or not own


def test_with_a_plan_every_line_stands_and_every_fact_is_filled_in(tmp_path):
    pages = laid_out(tmp_path, with_plan=True)
    assert "{fact}" not in "".join(pages.values())
    assert "## How a statement of the published plan is checked" in pages["methods"]
    assert "The one for Oxmere is the Oxmere Safer Towns Partnership." in pages["glossary"]
    written = with_letters(with_own_terms((paths.BOOK / "glossary.md").read_text("utf-8")))
    assert pages["glossary"].strip().count("\n") == written.strip().count("\n")
