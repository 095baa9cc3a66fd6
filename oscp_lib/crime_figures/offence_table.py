"""The table of every offence of a year: what is printed of each, what it is sorted by, and what the CSV holds."""

from math import isnan, nan

import pandas as pd

from oscp_lib.data.evidence import Evidence
from oscp_lib.data.exceptions import load_exceptions
from oscp_lib.data.gap import Gap
from oscp_lib.figures.csv_file import NOT_APPLICABLE, NOT_AVAILABLE
from oscp_lib.figures.sortable_table import SortableTable, Trend
from oscp_lib.measures import wording
from oscp_lib.measures.count_change import COUNTS_ALONE_BELOW, is_plural, size
from oscp_lib.measures.levels import Level
from oscp_lib.measures.nearest_neighbours import nearest_neighbours
from oscp_lib.measures.offence_mix import OffenceOfYear, largest_group
from oscp_lib.measures.partnership_residents import denominator_sentence
from oscp_lib.measures.yearly_changes import RECORDED_CRIME, lead_code

OFFENCE, RATE = "Offence", "Rate per 1,000 residents"
AMONG, OF_ALL = "Rank among nearest neighbours", "Rank of all partnerships"
TOO_FEW = "too few"
LOW = "[low]"  # UK statistics shorthand for a figure that rounds to nought and is not nought


def mix_table(data: Evidence, offences: list[OffenceOfYear], ident: str) -> SortableTable:
    """Every offence of a year with its change, rate and ranks; the CSV holds every year too."""
    years = sorted({year for each in offences for year in each.rows.years})
    frame = frame_of(data, offences, years)
    printed, order = printed_of(data, offences)
    rated = has_rates(data)
    return SortableTable(
        ident=ident,
        label=ident.replace("-", " ").title(),
        title=mix_title(offences),
        subtitle=f"Recorded offences, {'change, rate and ranks, 1st the highest,' if rated else 'and change,'} "
        f"{data.lead}, {data.year}.",
        frame=frame,
        table=printed,
        rows=(data.rows(RECORDED_CRIME, area=data.lead),),
        places={RATE: 1} if rated else {},
        order=order,
        indents=[each.depth for each in offences],
        groups=[each.is_group or each.depth == 0 for each in offences],
        trends=[trend_of(each) for each in offences],
        trend_name=wording.span(years) if len(years) > 1 else "",
        notes=(
            f"Where a count is below {COUNTS_ALONE_BELOW} there is no percentage and no rank; groups hold the offences "
            "indented below them.",
            *(rates_lacking(data) or neighbours_lacking(data)),
            *estimated_residents(data, offences),
            *([f"{LOW} stands for a rate below 0.05."] if LOW in set(printed.get(RATE, [])) else []),
        ),
    )


def mix_title(offences: list[OffenceOfYear]) -> str:
    """'Theft offences are the largest group: 7,624 of 17,384 offences, 44 per cent', in at most 15 words."""
    group, whole = largest_group(offences), offences[0]
    if group is None:
        return f"{len(offences)} kinds of offence, what each did and where its rate stands"
    are = "are" if is_plural(group.name) else "is"
    title = f"{group.name} {are} the largest group: {wording.count(group.count)}"
    if whole.name != group.part_of or whole.count <= 0:
        return f"{title} offences"
    share = wording.per_cent(100 * group.count / whole.count)
    return f"{title} of {wording.count(whole.count)} offences, {share}"


def frame_of(data: Evidence, offences: list[OffenceOfYear], years: list[int]) -> pd.DataFrame:
    """What the CSV holds: every year's count, the change in per cent, the rate, and both ranks with their sizes."""
    columns: dict[str, list] = {
        OFFENCE: [each.name for each in offences],
        "Part of": [each.part_of or NOT_APPLICABLE for each in offences],
    }
    for year in years:
        columns[str(year)] = [count_of(each, year) for each in offences]
    change = f"{change_name(data)}, per cent"
    columns[change] = [change_of(each) for each in offences]
    if has_rates(data):
        columns[RATE] = rates_of(offences)[1]
    if has_neighbours(data):
        columns[AMONG] = [rank_among(each)[0] for each in offences]
        columns["Nearest neighbours and itself"] = [rank_among(each)[1] for each in offences]
    if has_rates(data):
        columns[OF_ALL] = [rank_of_all(each)[0] for each in offences]
        columns["Partnerships"] = [rank_of_all(each)[1] for each in offences]
    frame = pd.DataFrame(columns)
    whole = [name for name in frame.columns[2:] if name not in (change, RATE)]
    return frame.astype(dict.fromkeys(whole, "Int64")).round({change: 1, RATE: 2})  # a column not there is passed over


def printed_of(data: Evidence, offences: list[OffenceOfYear]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the page prints, and the numbers its columns are sorted by."""
    printed: dict[str, list] = {OFFENCE: [each.name for each in offences]}
    order: dict[str, list] = {}
    for name, texts, numbers in (
        (str(data.year), [wording.count(each.count) for each in offences], [each.count for each in offences]),
        (change_name(data), [change_text(each) for each in offences], [change_of(each) for each in offences]),
        (RATE, *rates_of(offences)),
        (AMONG, *ranks_of([rank_among(each) for each in offences])),
        (OF_ALL, *ranks_of([rank_of_all(each) for each in offences])),
    ):
        if (name in (RATE, OF_ALL) and not has_rates(data)) or (name == AMONG and not has_neighbours(data)):
            continue
        printed[name], order[name] = texts, numbers
    return pd.DataFrame(printed), pd.DataFrame(order).astype(float)


def change_name(data: Evidence) -> str:
    return f"Change on {data.year - 1}"


def count_of(each: OffenceOfYear, year: int) -> float:
    rows = each.rows.pick(year=year)
    return nan if rows.empty else rows.value


def change_of(each: OffenceOfYear) -> float:
    """The change in per cent; NaN where a count is below 50 or missing."""
    return nan if each.did is None or each.did.verb in ("too few", "not available") else each.did.per_cent


def change_text(each: OffenceOfYear) -> str:
    """'+38.9%'; both counts where one is below 50; nothing where last year is not held."""
    if each.did is None or each.did.verb == "not available":
        return ""
    if each.did.verb == "too few":
        return f"from {wording.count(each.did.before)} to {wording.count(each.did.now)}"
    if each.did.unchanged:
        return "none"
    sign = "+" if each.did.per_cent > 0 else "\N{MINUS SIGN}"
    return f"{sign}{size(each.did.per_cent).replace(' per cent', '%')}"


def rates_of(offences: list[OffenceOfYear]) -> tuple[list[str], list[float]]:
    rates = [each.level.rate.value if isinstance(each.level, Level) else nan for each in offences]
    return [rate_text(rate) for rate in rates], rates


def rate_text(rate: float) -> str:
    """A rate to one decimal; [low] for one above nought that rounds to it."""
    if isnan(rate):
        return NOT_AVAILABLE
    return LOW if 0 < rate < 0.05 else wording.decimal(rate)


def rank_among(each: OffenceOfYear) -> tuple[float, float]:
    """The rank among the nearest neighbours, and of how many; NaN where there is none, or too few offences for one."""
    if isinstance(each.level, Gap) or isinstance(each.level.neighbours, Gap) or each.count < COUNTS_ALONE_BELOW:
        return nan, nan
    return each.level.neighbours.rank, each.level.neighbours.of


def rank_of_all(each: OffenceOfYear) -> tuple[float, float]:
    """The rank among all partnerships, and of how many; NaN where there is none, or too few offences for one."""
    if isinstance(each.level, Gap) or each.count < COUNTS_ALONE_BELOW:
        return nan, nan
    return each.level.rank, each.level.compared


def ranks_of(ranks: list[tuple[float, float]]) -> tuple[list[str], list[float]]:
    """'3rd of 15', and the numbers to sort by."""
    texts = [f"{wording.ordinal(int(rank))} of {int(of)}" if rank == rank else TOO_FEW for rank, of in ranks]
    return texts, [rank for rank, _ in ranks]


def trend_of(each: OffenceOfYear) -> Trend:
    frame = each.rows.frame
    values = zip(frame["period_end"].dt.year.astype(int), frame["value"].astype(float), strict=True)
    return tuple(sorted(values))


def neighbours_lacking(data: Evidence) -> tuple[str, ...]:
    """Why the place has no nearest neighbours; nothing where it has, or is not compared with them."""
    found = nearest_neighbours(lead_code(data))
    return (found.why,) if isinstance(found, Gap) and "neighbours" in data.place.compare else ()


def has_neighbours(data: Evidence) -> bool:
    """True where the place is compared with nearest neighbours, and has some."""
    return has_rates(data) and "neighbours" in data.place.compare and not neighbours_lacking(data)


def rates_lacking(data: Evidence) -> tuple[str, ...]:
    """Why the publisher gives no rates of the place; nothing where it does."""
    return tuple(each.why for each in load_exceptions().without_rates if each.code == lead_code(data))


def has_rates(data: Evidence) -> bool:
    return not rates_lacking(data)


def estimated_residents(data: Evidence, offences: list[OffenceOfYear]) -> tuple[str, ...]:
    """That the residents are estimated, where the place shares a district with others."""
    used = next((each.level for each in offences if isinstance(each.level, Level) and each.level.estimated), None)
    return (denominator_sentence(used.denominators, lead_code(data)),) if used else ()
