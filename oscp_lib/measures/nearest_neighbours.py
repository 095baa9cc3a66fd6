"""The partnerships that contain the statistical nearest neighbours of a partnership's district."""

from dataclasses import dataclass

from oscp_lib.data.areas import Area, Areas
from oscp_lib.data.gap import Gap
from oscp_lib.data.national import read_national
from oscp_lib.measures import wording
from oscp_lib.measures.kept_frames import kept

TABLE = "neighbours"
NEAREST = 15  # of the twenty published; as many as comparisons by nearest neighbours usually take
WHAT = "comparison with nearest neighbours"


@dataclass(frozen=True)
class NearestNeighbours:
    """The partnerships of the nearest districts, the nearest first.

    `districts` is how many districts were asked for; `divided` are those that several partnerships share, so that no
    one of them can stand for the district.
    """

    partnerships: tuple[Area, ...]
    districts: int
    divided: tuple[Area, ...]


def nearest_neighbours(code: str) -> NearestNeighbours | Gap:
    """The nearest neighbours of a partnership of one district of England; a gap that says why another has none.

    Parameters
    ----------
    code
        The official code of the partnership.
    """
    return kept((TABLE, code), (TABLE,), lambda areas: find_neighbours(code, areas))


def find_neighbours(code: str, areas: Areas) -> NearestNeighbours | Gap:
    held = read_national(TABLE, columns=["area_code", "rank", "neighbour_code", "boundaries"])
    day = held["boundaries"].iloc[0].date()
    districts = areas.members(code, "district", day)
    if not held["area_code"].isin([each.code for each in districts]).any():
        return Gap(WHAT, "ONS gives nearest neighbours of districts in England only.")
    if len(districts) != 1:
        return Gap(WHAT, f"The partnership covers {len(districts)} districts, and ONS gives neighbours of single ones.")
    if len(areas.within(districts[0].code, "partnership", day)) > 1:
        return Gap(WHAT, "The partnership covers a part of a district, and ONS gives neighbours of whole ones.")
    own = held[held["area_code"] == districts[0].code].sort_values("rank").head(NEAREST)
    found: dict[Area, None] = {}
    divided = []
    for each in own["neighbour_code"]:
        containing = areas.within(each, "partnership", day)
        if len(containing) == 1:
            found[containing[0]] = None  # two districts may be of one partnership, or of this one
        else:
            divided.append(areas.area(each))
    found.pop(areas.area(code), None)
    return NearestNeighbours(tuple(found), len(own), tuple(divided))


def neighbours_note(found: NearestNeighbours) -> str:
    """Which of the nearest districts have no partnership of their own to compare with; empty where all have."""
    if not found.divided:
        return ""
    names = wording.listed([each.name for each in found.divided])
    return f"Not among the neighbours: {names}, shared by several partnerships."
