"""Recorded crime that a test makes, in place of the national table."""

from datetime import date

import pandas as pd
import pytest

from oscp_lib.measures import country, kept_frames


def make_counts(monkeypatch: pytest.MonkeyPatch, counts: dict[tuple[int, str, str, str], float | None]) -> None:
    """Let the measures read these counts, by year, area code, part and offence; None is a row without a value."""
    rows = pd.DataFrame(
        [(*key, value) for key, value in counts.items()], columns=["year", "area_code", "part", "offence", "value"]
    )
    rows["value"] = rows["value"].astype("Int64")

    def read(_: str, columns: list[str], period_start: date, period_end: date) -> pd.DataFrame:
        assert (period_start, period_end) == (date(period_end.year, 1, 1), date(period_end.year, 12, 31))
        return rows.loc[rows["year"] == period_end.year, columns].reset_index(drop=True)

    monkeypatch.setattr(kept_frames, "_made", {})
    monkeypatch.setattr(country, "read_national", read)
