"""How one count beside another reads: as a multiple, or as a part in per cent where it is the smaller."""

from types import SimpleNamespace

import pytest

from oscp_lib.data.gap import Gap
from oscp_lib.facts.compare import Difference
from oscp_lib.facts.edition_facts import PrintedFact
from oscp_lib.facts.sheet import FactSheet


@pytest.mark.parametrize(
    ("count", "other", "text"),
    [(150, 100, "1.5 times"), (100, 100, "1.0 times"), (184, 1134, "16 per cent"), (131, 417, "31 per cent"),
     (0, 417, "0 per cent")],
)  # fmt: skip
def test_a_smaller_count_reads_as_a_percentage_of_the_other(monkeypatch, count, other, text):
    sheet, said = FactSheet("neighbourhood_crime", 2024), []
    monkeypatch.setattr(sheet, "fact", lambda key, value, text, *_, **__: said.append((value, text)))
    rows = [SimpleNamespace(total=each, empty=False, withheld=False) for each in (count, other)]
    sheet.ratio("ratio", *rows, Gap("a multiple", ""))
    assert said == [(count / other, text)]


@pytest.mark.parametrize(
    ("before", "now", "said"), [(1.4, 1.9, "+0.5"), (0.4, 0.3, ""), (0.9, 1.2, ""), (1.2, 0.9, "")]
)
def test_a_multiple_and_a_percentage_have_no_difference(before, now, said):
    old, new = (
        PrintedFact(
            key="x.ratio", chapter="x", value=value, unit="times", year=year, area="Ourtown", text="",
            status="official", kind="ratio", method="", source="", rows=(),
        )
        for value, year in ((before, 2023), (now, 2024))
    )  # fmt: skip
    assert Difference("x.ratio", "x", old, new, ("new data",), "").difference_text == said
