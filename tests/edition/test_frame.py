"""What every page says of its edition comes from the inputs alone, and from nothing that is not recorded."""

import pytest

from oscp_lib.data.plan import load_plan
from oscp_lib.edition.frame import frame
from oscp_lib.errors import InputError
from oscp_lib.inputs.files import input_hash
from tests.places import OWN


def test_an_edition_without_a_release_date_says_so(project):
    said = frame(2024, False, [])
    assert (said["release_year"], said["release_date"]) == (None, "not yet released")
    assert input_hash()[:16] in said["edition_version"]
    assert frame(2023, False, [])["release_date"] == "not yet released"


def test_the_release_date_of_the_plan_is_printed(project, edit):
    edit(f"{OWN}/editions/2024/plan.yml", "period: 2025-26", "period: 2025-26\nreleased: 2025-03-31")
    said = frame(2024, False, [])
    assert (said["release_year"], said["release_date"]) == (2025, "released 31 March 2025")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("31/03/2025", "'31/03/2025' is not a date; write it as 2025-03-31"),
        ("31.3.2026", "'31.3.2026' is not a date; write it as 2026-03-31"),
        ("1 April 2026", "write it as 2026-04-01"),
        ("2026-03-31 10:00:00", "write it as 2026-03-31"),
        ("03/31/2026", "'03/31/2026' is not a date; write it as YYYY-MM-DD"),
        ("'2026-03-31'", "write it as 2026-03-31, without quotation marks"),
        ("2026-02-30", "'2026-02-30' is not a date; write it as YYYY-MM-DD"),
        ("2025", "'2025' is not a date; write it as YYYY-MM-DD"),
        ("2024-12-31", "2024-12-31 is before the figures of 2024 are complete"),
    ],
)
def test_a_release_date_is_a_day_after_the_data_year(project, edit, written, message):
    edit(f"{OWN}/editions/2024/plan.yml", "period: 2025-26", f"period: 2025-26\nreleased: {written}")
    with pytest.raises(InputError) as raised:
        load_plan(2024)
    (problem,) = raised.value.problems
    lines = (project / problem.file).read_text("utf-8").splitlines()
    assert message in problem.found and lines[problem.line - 1].startswith("released:")
