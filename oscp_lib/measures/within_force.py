"""What the other partnerships of the same force did: changes of counts cluster by force, because recording does."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from oscp_lib.data.areas import Area, Areas
from oscp_lib.data.gap import Gap
from oscp_lib.data.national_package import national_table
from oscp_lib.data.unplaced import JUMP, Jump
from oscp_lib.measures.count_change import COUNTS_ALONE_BELOW
from oscp_lib.measures.country import TABLE, Years, counts_of, no_ratio, ratios, value_of
from oscp_lib.measures.kept_frames import kept


@dataclass(frozen=True)
class WithinForce:
    """What the other partnerships of the same force did, and the share that the force placed in none of them.

    Attributes
    ----------
    force
        The police force.
    others
        How many other partnerships of it have a ratio.
    same_way
        How many of them moved in the direction of the partnership.
    further
        How many of them moved further in that direction.
    jump
        The share in no district, of all offences or of this one, where it moved by over a point; else None.
    """

    force: Area
    others: int
    same_way: int
    further: int
    rose: bool
    jump: Jump | None

    @property
    def most(self) -> bool:
        """True where more than half of the others moved the same way."""
        return 2 * self.same_way > self.others


def within_force(code: str, offence: str, years: Years) -> WithinForce | Gap:
    """What the other partnerships of the force did; a gap where the partnership has no ratio or no force is known."""
    of_all = ratios(years).get(offence, pd.Series(dtype=float))
    own = of_all.get(code, np.nan)
    if np.isnan(own):
        return no_ratio(code, offence, years)
    force, members = kept(("force", code), (), lambda areas: force_of(code, areas))
    if force is None:
        return Gap("what the other partnerships of the force did", "No force of the partnership is known.")
    others = of_all.reindex(members).dropna().to_numpy()
    same_way = others > 1 if own > 1 else others < 1
    further = others > own if own > 1 else others < own
    still = own == 1
    return WithinForce(
        force=force,
        others=len(others),
        same_way=0 if still else int(same_way.sum()),
        further=0 if still else int(further.sum()),
        rose=bool(own > 1),
        jump=jump_of_share(force.code, offence, years),
    )


def force_of(code: str, areas: Areas) -> tuple[Area | None, list[str]]:
    """The force of a partnership, and the codes of its other partnerships."""
    force = next(iter(areas.within(code, "force")), None)
    others = areas.members(force.code, "partnership") if force else ()
    return force, [each.code for each in others if each.code != code]


def jump_of_share(force: str, offence: str, years: Years) -> Jump | None:
    """The share that a force placed in no partnership, of all offences or of this one, where it moved by over a point.

    The share of an offence of which the force recorded fewer than 50 moves by chance alone, and is left out.
    """
    for name in (national_table(TABLE).ordered["offence"][0], offence):
        whole = [value_of(counts_of(year).others, force, name) for year in years]
        none = [np.nan_to_num(value_of(counts_of(year).placed_nowhere, force, name)) for year in years]
        if min(whole) >= COUNTS_ALONE_BELOW:  # False where one is missing
            before, now = (100 * part / of for part, of in zip(none, whole, strict=True))
            if abs(now - before) > JUMP:
                return Jump(before, now)
    return None


def force_sentence(found: WithinForce) -> str:
    """Where most of the force moved the same way, or its share in no district jumped: what to think of; else empty."""
    told = []
    if found.most:
        way, of = "rise" if found.rose else "fall", f"of the {found.force.name} force"
        if found.others == 1:
            told.append(f"The other partnership {of} had a {'larger' if found.further else 'smaller'} {way}.")
        elif found.same_way == found.others:
            told.append(f"All {found.others} other partnerships {of} had a {way} too.")
        else:
            told.append(f"Of the {found.others} other partnerships {of}, {found.same_way} had a {way} too.")
    return " ".join(filter(None, [*told, share_sentence(found)]))


def share_sentence(found: WithinForce) -> str:
    """That the share in no district jumped, and which way that moves every count; empty where it did not."""
    if found.jump is None:
        return ""
    lowers = "lowers" if found.jump.now > found.jump.before else "raises"
    return f"There was {found.jump.short}: that alone {lowers} the counts of its partnerships."
