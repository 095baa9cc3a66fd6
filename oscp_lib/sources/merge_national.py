"""Bring the frame of a download into a national table: a later release takes the place of an earlier one."""

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from oscp_lib.data.national_layout import in_order
from oscp_lib.data.national_package import NationalTable

VALUE = "value"
REVISED = (
    "table",
    "period_start",
    "period_end",
    "area_code",
    "what",
    "old_value",
    "old_source",
    "new_value",
    "new_source",
)


@dataclass
class MergedFrame:
    """A national table after a reading: its rows, the values that changed, and how many rows were added and so on."""

    frame: pd.DataFrame
    revisions: pd.DataFrame
    counts: Counter


def merge_frames(
    table: NationalTable, held: pd.DataFrame, new: pd.DataFrame, editions: dict[str, str], known: bool
) -> MergedFrame:
    """The rows of a table with those of a download in them.

    A block is a key, or, where a release states everything within some columns, their values. The release of the later
    edition speaks for a block as a whole; of two of one edition, the file that was not read before.

    Parameters
    ----------
    editions
        The edition (ISO day) of each source.
    known
        The file was read before.
    """
    if held.empty:
        nothing = pd.DataFrame(columns=list(REVISED))
        return MergedFrame(in_order(table, new), nothing, Counter(added=len(new)))
    blocks_held, blocks_new = blocks(table, held), blocks(table, new)
    says_held = held["source"].map(editions).fillna("").groupby(blocks_held).max()
    says_new = new["source"].map(editions).fillna("").groupby(blocks_new).max()
    before = says_held.reindex(says_new.index)
    newer = before.isna() | (says_new > before.fillna("")) | ((says_new == before) & (not known))
    replaced = set(newer.index[newer])
    taken, out = new[blocks_new.isin(replaced)], held[blocks_held.isin(replaced)]
    both = out.merge(taken, on=list(table.key), how="outer", suffixes=("_old", "_new"), indicator=True)
    changed = both[(both["_merge"] == "both") & differs(table, both)]
    withdrawn = both[both["_merge"] == "left_only"]
    counts = Counter(
        added=int((both["_merge"] == "right_only").sum()), revised=len(changed), withdrawn=len(withdrawn),
        equal=int((both["_merge"] == "both").sum()) - len(changed),
    )  # fmt: skip
    rest = new[~blocks_new.isin(replaced)]
    same = rest.merge(held, on=list(table.key), suffixes=("_old", "_new"))
    as_they_were = int((~differs(table, same)).sum())
    counts["equal"] += as_they_were
    counts["older"] += len(rest) - as_they_were
    frame = pd.concat([held[~blocks_held.isin(replaced)], taken])
    return MergedFrame(in_order(table, frame), revisions_of(table, pd.concat([changed, withdrawn])), counts)


def blocks(table: NationalTable, frame: pd.DataFrame) -> pd.Series:
    """What each row belongs to: one text for all rows that one release states together."""
    columns = table.key if table.stated_whole is None else table.stated_whole
    if not columns:
        return pd.Series("all", index=frame.index)
    text = frame[columns[0]].astype(str)
    for name in columns[1:]:
        text = text + "|" + frame[name].astype(str)
    return text


def differs(table: NationalTable, both: pd.DataFrame) -> pd.Series:
    """True where the two sides of a merge state another value of any column but the source."""
    found = pd.Series(False, index=both.index)
    for name in table.columns:
        if name in table.key or name in ("source", "boundaries"):
            continue
        old, new = both[f"{name}_old"], both[f"{name}_new"]
        found |= ~((old == new).fillna(False) | (old.isna() & new.isna()))
    return found


def revisions_of(table: NationalTable, changed: pd.DataFrame) -> pd.DataFrame:
    """One row for each value of a period that changed or is no longer published."""
    if VALUE not in table.columns or "period_start" not in table.key or changed.empty:
        return pd.DataFrame(columns=list(REVISED))
    usual = {"period_start", "period_end", "area_code"}
    more = [name for name in table.key if name not in usual]
    what = changed[more].astype(str).agg("|".join, axis=1) if more else ""
    return pd.DataFrame(
        {
            "table": table.name,
            "period_start": changed["period_start"],
            "period_end": changed["period_end"],
            "area_code": changed["area_code"],
            "what": what,
            "old_value": changed["value_old"],
            "old_source": changed["source_old"],
            "new_value": changed["value_new"],
            "new_source": changed["source_new"].fillna(""),
        }
    )


def two_voices(table: NationalTable, held: pd.DataFrame, new: pd.DataFrame, editions: dict[str, str]) -> pd.DataFrame:
    """The rows (both sides) that two files of one edition state differently, where both were given in one command."""
    both = held.merge(new, on=list(table.key), suffixes=("_old", "_new"))
    same_edition = both["source_old"].map(editions) == both["source_new"].map(editions)
    return both[same_edition & differs(table, both)]
