"""Referrals by quarter: what is said where quarters share the most, and where a kind is not listed."""

import pandas as pd
import pytest

from oscp_lib.chapters import modern_slavery
from oscp_lib.data.evidence import gather
from oscp_lib.data.gap import Gap
from oscp_lib.data.rows import Rows
from oscp_lib.facts.sheet import FactSheet

GAP = Gap("referrals", "None are held.")


@pytest.fixture(scope="module")
def data():
    return gather((modern_slavery.NRM,), 2023)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([8, 17, 7], "17 potential victims were referred in April to June 2023, the most of these quarters"),
        ([17, 7, 17], "{force} referred at most 17 potential victims in a quarter"),
        ([3, 3, 3], "{force} referred at most 3 potential victims in a quarter"),
    ],
)
def test_of_quarters_that_share_the_most_none_is_the_one(data, counts, said):
    frame = pd.DataFrame({"Quarter": ["2023 Q1", "2023 Q2", "2023 Q3"], modern_slavery.REFERRALS: counts})
    assert modern_slavery.chart_c.__wrapped__(data, frame).title == said.format(force=data.place.force_name)


def test_a_kind_that_is_not_listed_takes_only_its_own_sentence(data):
    held = data.rows(modern_slavery.NRM)
    criminal = held.frame["category"].str.contains("Criminal")
    sheet = FactSheet("modern_slavery", 2023)
    for key, frame in (("some", held.frame), ("none", held.frame[~criminal]), ("nothing", held.frame.iloc[:0])):
        modern_slavery.criminal_share(sheet, key, Rows(held.table, frame), GAP)
    share = 100 * held.frame.loc[criminal, "value"].sum() / held.frame["value"].sum()
    assert sheet.entries["some"].value == pytest.approx(share)
    assert sheet.entries["none"].absent and not sheet.entries["nothing"].absent
