"""The facts of another year are used again exactly as long as what they are computed from has not changed."""

import pytest

from oscp_lib import pages, paths
from oscp_lib.inputs.sealed import RUNS
from oscp_lib.pages.facts_of_year import facts_of_year, kept_facts_of_year
from tests.conftest import copy_project, use_project
from tests.national import restate

YEAR = 2023
TOTAL = "Total recorded crime (excluding fraud)"


@pytest.fixture
def computed(tmp_path, monkeypatch):
    """How often the facts were computed, in a project of its own."""
    use_project(copy_project(tmp_path / "project"), monkeypatch)
    times = []

    def counting(*given):
        times.append(given)
        return facts_of_year(*given)

    monkeypatch.setattr(pages.facts_of_year, "facts_of_year", counting)
    return times


@pytest.mark.longer
def test_they_are_computed_once_and_are_what_they_would_be_anew(computed):
    first, again = kept_facts_of_year(YEAR, False), kept_facts_of_year(YEAR, False)
    assert len(computed) == 1
    assert first == again == facts_of_year(YEAR, False)


@pytest.mark.longer
def test_another_count_or_a_damaged_file_has_them_computed_anew(computed):
    before = kept_facts_of_year(YEAR, False)

    def one_more(frame):
        changed = (frame["area_code"] == "E22000308") & (frame["offence"] == TOTAL)  # Oxmere
        return frame.assign(value=frame["value"] + (changed & (frame["period_end"] == f"{YEAR}-12-31")))

    restate(paths.ROOT, "recorded_crime", one_more)
    after = kept_facts_of_year(YEAR, False)
    assert len(computed) == 2
    assert after == facts_of_year(YEAR, False) != before
    (kept,) = (paths.BUILD / RUNS).glob("facts-*.json")
    kept.write_bytes(kept.read_bytes().replace(b"2023", b"2032", 1))
    assert kept_facts_of_year(YEAR, False) == after
    assert len(computed) == 3


@pytest.mark.longer
def test_nothing_is_kept_while_partners_counts_are_at_hand(computed):
    paths.RESTRICTED.mkdir(exist_ok=True)
    (paths.RESTRICTED / "note.txt").write_text("held in confidence")
    kept_facts_of_year(YEAR, False)
    assert not (paths.BUILD / RUNS).exists()
