"""Offences that a force recorded and placed in no district: their share of each year, and where it jumps.

A count by district leaves those offences out. Where their share moves, the counts move with it, whatever crime did.
"""

from dataclasses import dataclass
from itertools import pairwise

from oscp_lib import paths
from oscp_lib.data.national import read_national
from oscp_lib.data.national_package import national_table, package_path
from oscp_lib.data.national_view import of_calendar_years
from oscp_lib.data.package import Table, tables
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.provenance import Entry, read_provenance, without_district
from oscp_lib.data.revisions import NATIONAL as REVISIONS
from oscp_lib.data.revisions import columns_beside
from oscp_lib.errors import Problem

BY_YEAR = ("ons-csp", "home-office-csp")  # kinds whose record has the shares of calendar years
ALL = "all"  # the part of a force's figure that is its whole
ASK_THE_FORCE = (
    "Counts by district of the two cannot be compared: the pages say so. Read the notes of the release and ask the "
    "force where the offences belong, before anything is said of a rise or a fall."
)
JUMP = 1.0  # percentage points: a partnership with a tenth of its force's crime may lose a tenth of its own by it


@dataclass(frozen=True)
class Jump:
    """A share without a district, in per cent, that moved from one year (or release) to another."""

    before: float
    now: float

    @property
    def short(self) -> str:
        """What moved, in a few words."""
        verb = "rise" if self.now > self.before else "fall"
        return (
            f"a {verb} in the share of the force's offences that are in no district "
            f"(from {self.before:.1f} to {self.now:.1f} per cent)"
        )


def shares_of(table: Table) -> dict[str, dict]:
    """The record of what has no district by year (`without_district`), for a table whose download states it."""
    kind = table.ingest.kind if table.ingest else ""
    if kind not in BY_YEAR:
        return {}
    national = bool(table.view)
    if national and "partnerships" not in table.view.areas:
        return {}  # what is counted by whole force has all of it
    files = (package_path(), paths.PARTNERSHIP) if national else (paths.PROVENANCE,)
    state = tuple(map(paths.state, files))
    if _shares.get(kind, (None,))[0] != state:
        _shares[kind] = (state, of_force(table) if national else without_district(kind))
    return _shares[kind][1]


def of_force(table: Table) -> dict[str, dict]:
    """What the partnership's force recorded in each calendar year and placed in no partnership, by offence."""
    code = load_partnership().force.code
    held = read_national(table.view.of, area_code=code)
    held = held[of_calendar_years(held) & held["value"].notna()]
    shares = {}
    for start, rows in held.groupby("period_start"):
        whole = rows[rows["part"] == ALL].set_index(table.view.category)["value"].astype(int).to_dict()
        none = rows[rows["part"] != ALL].groupby(table.view.category)["value"].sum().astype(int).to_dict()
        total = total_of(table)
        if total in whole:
            shares[str(start.year)] = {
                "force": whole[total],
                "without": none.get(total, 0),
                "by_type": {name: value for name, value in none.items() if value and name != total},
                "of_type": {name: value for name, value in whole.items() if value and name != total},
            }
    return shares


def before_revision(table: Table) -> dict[str, dict]:
    """What the force recorded and placed in no partnership in each year that a later release changed, as it was."""
    if not national_table(REVISIONS).rows:
        return {}
    code, total = load_partnership().force.code, total_of(table)
    held = read_national(table.view.of, area_code=code, **{table.view.category: total})
    held = held[of_calendar_years(held) & held["value"].notna()]
    values = {(row.period_start.year, row.part): int(row.value) for row in held.itertuples()}
    revised = read_national(REVISIONS, table=table.view.of, area_code=code)
    revised = revised[of_calendar_years(revised) & revised["old_value"].notna()]
    years = set()
    for row in revised.sort_values("read_on", kind="stable").itertuples():
        what = dict(zip(columns_beside(table.view.of), row.what.split("|"), strict=True))
        if what[table.view.category] == total:
            values[row.period_start.year, what["part"]] = int(row.old_value)
            years.add(row.period_start.year)
    none = {year: sum(value for (of, part), value in values.items() if of == year and part != ALL) for year in years}
    return {str(year): {"force": values[year, ALL], "without": none[year]} for year in years if (year, ALL) in values}


def total_of(table: Table) -> str:
    """The category that all others add up to."""
    return next(iter(table.parts))


# Every change asks for it: it is read again only when the record has changed.
_shares: dict[str, tuple[tuple, dict[str, dict]]] = {}


def share(found: dict, offence: str = "") -> float | None:
    """The per cent of the force's offences that have no district, of all or of one offence; nothing if not known."""
    if not offence or offence not in found.get("of_type", {}):
        return 100 * found["without"] / found["force"] if found["force"] > 0 else None
    whole = found["of_type"][offence]
    return 100 * found["by_type"].get(offence, 0) / whole if whole > 0 else None


def jump_between(table: Table, offence: str, earlier: int, later: int) -> Jump | None:
    """The jump of the share of all offences, or of this one, from one year to another; nothing where there is none."""
    shares = shares_of(table)
    if str(earlier) not in shares or str(later) not in shares:
        return None
    for name in ("", offence):
        before, now = share(shares[str(earlier)], name), share(shares[str(later)], name)
        if before is not None and now is not None and abs(now - before) > JUMP:
            return Jump(before, now)
    return None


def note(table: Table, years: list[int]) -> str:
    """How much of the force's crime has no district in each of some years: what a reader of the counts must know."""
    shares = shares_of(table)
    known = {year: told for year in years if str(year) in shares and (told := share(shares[str(year)])) is not None}
    if not known:
        return ""
    told = ", ".join(f"{value:.1f} per cent in {year}" for year, value in known.items())
    first = min(known)
    if first - 1 not in years and (jump := jump_between(table, "", first - 1, first)):
        told += f" ({jump.before:.1f} per cent in {first - 1}: that alone moves the counts)"
    lacks = [str(year) for year in years if year not in known]
    unknown = f"; not known for {' and '.join(lacks)}" if lacks else ""
    jumps = [
        f"{earlier} and {later}" for earlier, later in pairwise(known) if abs(known[later] - known[earlier]) > JUMP
    ]
    warned = f" The share jumped between {', and between '.join(jumps)}: that alone moves the counts." if jumps else ""
    return f"Share of the force's offences that are in no district, and so in no count here: {told}{unknown}.{warned}"


def share_problems() -> list[Problem]:
    """Warnings for a share without a district that jumps from one year to the next, or from one release to another."""
    problems = []
    for table in tables(restricted=False).values():
        if table.view and (shares := shares_of(table)):
            file = paths.shown(paths.DATA / table.path)
            problems += jumps(file, shares) + jumps_of_releases(file, before_revision(table), shares)
    for kind in BY_YEAR:
        entries = sorted((each for each in read_provenance() if each["kind"] == kind), key=lambda each: each["read_on"])
        stated = [(year, entry) for entry in entries for year in entry["no_district"]]
        latest = dict(stated)
        for earlier, later in pairwise(sorted(latest)):
            if int(later) == int(earlier) + 1:
                problems += doubt((earlier, latest[earlier]), (later, latest[later]))
        for year in latest:
            files = [entry for each, entry in stated if each == year]
            for one, other in pairwise(files):
                problems += doubt((year, one), (year, other))
    return problems


def jumps_of_releases(file: str, before: dict[str, dict], shares: dict[str, dict]) -> list[Problem]:
    """Warnings for a share of one year that jumps from one release to a later one."""
    problems = []
    for year in sorted(before.keys() & shares.keys()):
        then, now = share(before[year]), share(shares[year])
        if None not in (then, now) and abs(now - then) > JUMP:
            found = (
                f"{now:.1f} per cent of the force's offences of {year} are in no district "
                f"({shares[year]['without']:,}), against {then:.1f} per cent in the release before."
            )
            problems.append(Problem(file, found, ASK_THE_FORCE, severity="warning"))
    return problems


def jumps(file: str, shares: dict[str, dict]) -> list[Problem]:
    """Warnings for a share that jumps between two years of one table."""
    problems = []
    for earlier, later in pairwise(sorted(shares)):
        before, now = share(shares[earlier]), share(shares[later])
        if int(later) == int(earlier) + 1 and None not in (before, now) and abs(now - before) > JUMP:
            lost = shares[later]["without"]
            found = (
                f"{now:.1f} per cent of the force's offences of {later} are in no district ({lost:,}), against "
                f"{before:.1f} per cent of {earlier}."
            )
            problems.append(Problem(file, found, ASK_THE_FORCE, severity="warning"))
    return problems


def doubt(earlier: tuple[str, Entry], later: tuple[str, Entry]) -> list[Problem]:
    """The warning for two statements of a share that are more than `JUMP` apart."""
    (year, before), (next_year, now) = earlier, later
    shares = share(before["no_district"][year]), share(now["no_district"][next_year])
    if None in shares or abs(shares[1] - shares[0]) <= JUMP:
        return []
    lost = now["no_district"][next_year]["without"]
    found = (
        f"{now['file']}: {shares[1]:.1f} per cent of the force's offences of {next_year} are in no district "
        f"({lost:,}), against {shares[0]:.1f} per cent of {year} in {before['file']}."
    )
    return [Problem(paths.shown(paths.PROVENANCE), found, ASK_THE_FORCE, severity="warning")]
