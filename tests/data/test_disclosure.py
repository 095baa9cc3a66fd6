"""Disclosure control: what is withheld protects, costs as little as it can, and stays withheld."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from oscp_lib.data.disclosure import CannotBeMet, Policy, cells_to_withhold, published
from oscp_lib.data.package import PARTNER, tables
from oscp_lib.data.rows import read_table
from oscp_lib.data.withheld import record_withheld, recorded_withheld, withheld_cells
from oscp_lib.errors import InputError
from tests.places import OWN

HEADER = "period_start,period_end,area,category,measure,unit,value,status,source\n"
COUNCIL = f"{OWN}/restricted/antisocial_behaviour_council.csv"


def frame(counts):
    """Counts by category and measure of one year, as a table has them."""
    rows = [
        {"period_start": "2024", "period_end": "2024", "area": "Oxmere", "category": f"kind {i}", "measure": f"sex {j}"}
        | {"value": float(count)}
        for i, row in enumerate(np.atleast_2d(counts))
        for j, count in enumerate(row)
    ]
    return pd.DataFrame(rows)


def column(*counts):
    return frame(np.array(counts)[:, None])


def grid_of(found, counts):
    held = {(int(key[3].split()[1]), int(key[4].split()[1])) for key in found.cells}
    return np.array([[(i, j) in held for j in range(counts.shape[1])] for i in range(counts.shape[0])])


def interval(counts, hidden, place, by_row=True):
    """What a reader who knows every total, and that zeros are shown, can say of one hidden count."""
    cells = [tuple(cell) for cell in np.argwhere(hidden)]
    equations, totals = [], []
    for axis in (0, 1) if by_row else (1,):
        for line in range(counts.shape[axis]):
            inside = [cell[axis] == line for cell in cells]
            if any(inside):
                equations.append([float(each) for each in inside])
                totals.append(sum(counts[cell] for cell, each in zip(cells, inside, strict=True) if each))
    aim = np.array([float(cell == place) for cell in cells])
    ends = [linprog(sign * aim, A_eq=equations, b_eq=totals, bounds=(1, None)) for sign in (1, -1)]
    if ends[0].status == 2:
        return np.inf, -np.inf  # zeros cannot be among the hidden
    assert all(end.status == 0 for end in ends)
    return ends[0].fun, -ends[1].fun


def test_a_small_count_is_withheld_and_a_companion_with_it():
    found = cells_to_withhold(column(3, 40, 12, 90), Policy(5))
    assert {key[3] for key in found.primary} == {"kind 0"}
    assert {key[3] for key in found.secondary} == {"kind 2"}  # the smallest that hides it


@pytest.mark.parametrize(("counts", "primary"), [((5, 9), set()), ((4, 9, 30), {"kind 0"}), ((0, 9, 30), set())])
def test_the_threshold_is_the_smallest_count_shown(counts, primary):
    found = cells_to_withhold(column(*counts), Policy(5))
    assert {key[3] for key in found.primary} == primary


def test_a_zero_is_withheld_where_it_tells_something():
    found = cells_to_withhold(column(0, 9, 30), Policy(5, zeros=True))
    assert {key[3] for key in found.primary} == {"kind 0"}


def test_small_counts_that_hide_each_other_need_no_companion():
    assert not cells_to_withhold(column(3, 4, 90, 60), Policy(5)).secondary


def test_without_known_totals_nothing_more_is_withheld():
    assert not cells_to_withhold(column(3, 40, 12), Policy(5, secondary=False)).secondary


@pytest.mark.longer
def test_one_dimensional_patterns_are_the_cheapest_there_are():
    # Against trying every set of companions.
    random, tried = np.random.default_rng(7), 0
    while tried < 60:
        counts = random.poisson(random.gamma(1.0, 15, size=int(random.integers(3, 8)))).astype(float)[:, None]
        small = (counts < 5) & (counts > 0)
        if not small.any() or small.sum() == len(counts):
            continue
        tried += 1
        others = [tuple(place) for place in np.argwhere(counts >= 5)]
        cheapest = None
        for size in range(len(counts) - int(small.sum())):  # never all
            for chosen in itertools.combinations(others, size):
                hidden = small.copy()
                for place in chosen:
                    hidden[place] = True
                ends = [interval(counts, hidden, tuple(place), by_row=False) for place in np.argwhere(hidden)]
                if all(low <= 1 + 1e-9 and high >= 5 - 1e-9 for low, high in ends):
                    cheapest = size
                    break
            if cheapest is not None:
                break
        try:
            found = len(cells_to_withhold(frame(counts), Policy(5)).secondary)
        except CannotBeMet:
            found = None
        assert found == cheapest, counts.ravel()


@pytest.mark.longer
def test_two_dimensional_patterns_let_every_withheld_count_be_one_or_the_threshold():
    random, tried = np.random.default_rng(11), 0
    while tried < 40:
        size = (int(random.integers(3, 8)), int(random.integers(2, 5)))
        counts = random.poisson(random.gamma(1.5, 25, size=size)).astype(float)
        totals = [*counts.sum(axis=0), *counts.sum(axis=1)]
        if not ((counts < 5) & (counts > 0)).any() or min(totals) < 5:
            continue
        try:
            found = cells_to_withhold(frame(counts), Policy(5, dimensions=("category", "measure")))
        except CannotBeMet:
            continue
        tried += 1
        hidden = grid_of(found, counts)
        assert protected(counts, hidden), counts
        # No companion is withheld without need.
        for place in np.argwhere(hidden & ~((counts < 5) & (counts > 0))):
            fewer = hidden.copy()
            fewer[tuple(place)] = False
            assert not protected(counts, fewer), counts


def protected(counts, hidden):
    ends = [interval(counts, hidden, tuple(place)) for place in np.argwhere(hidden)]
    return all(low <= 1 + 1e-9 and high >= 5 - 1e-9 for low, high in ends)


def test_a_total_that_is_small_itself_is_known_only_with_another():
    # Row 0 holds 2 in all: nobody may learn that, so its total and the next smallest are known together only.
    counts = np.array([[1.0, 1.0], [9.0, 12.0], [70.0, 81.0], [40.0, 33.0]])
    found = cells_to_withhold(frame(counts), Policy(5, dimensions=("category", "measure")))
    assert {("kind 0", "sex 0"), ("kind 0", "sex 1")} <= {key[3:] for key in found.cells}


def test_totals_that_nobody_publishes_cost_nothing():
    counts = np.array([[3.0, 98], [58, 304], [56, 280], [12, 62], [12, 65]])
    both = Policy(5, dimensions=("category", "measure"))
    with pytest.raises(CannotBeMet):
        cells_to_withhold(frame(counts), both)
    by_sex = Policy(5, dimensions=("category", "measure"), totals=("measure",))
    assert len(cells_to_withhold(frame(counts), by_sex).secondary) == 1


def test_a_policy_that_cannot_be_met_is_said():
    with pytest.raises(CannotBeMet):
        cells_to_withhold(column(3, 40), Policy(5))


def test_shown_counts_are_rounded_to_the_base():
    shown = published(column(12, 13, 40), Policy(5, rounding=5), cells_to_withhold(column(12, 13, 40), Policy(5)))
    assert shown["value"].tolist() == [10, 15, 40]


def partner_file(project, name, rows):
    path = project / f"{OWN}/restricted" / f"{name}.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEADER + "".join(rows), "utf-8")
    return path


def council(counts, year=2024, area="Oxmere"):
    return [
        f"{year}-01-01,{year}-12-31,{area},{kind},reports to the council,reports,{count},partner,oxmere-city-council\n"
        for kind, count in counts.items()
    ]


KINDS = {"Domestic noise": 310, "Fly-tipping": 3, "Littering": 61, "Graffiti": 17}


def test_a_partner_s_counts_take_the_place_of_the_sample(project):
    name = "antisocial_behaviour_council_sample"
    assert tables()[name].status == "sample"
    partner_file(project, "antisocial_behaviour_council", council(KINDS))
    assert tables()[name].status == PARTNER and tables(restricted=False)[name].status == "sample"
    frame = read_table(name).set_index("category")
    assert frame["value"].isna().to_dict() == {
        "Domestic noise": False,
        "Fly-tipping": True,
        "Littering": False,
        "Graffiti": True,
    }
    assert frame.loc["Domestic noise", "value"] == 310


def test_what_was_withheld_once_stays_withheld(project):
    path = partner_file(project, "antisocial_behaviour_council", council(KINDS))
    assert record_withheld() == 2
    assert record_withheld() == 0
    recorded = (project / f"{OWN}/withheld.csv").read_text("utf-8")
    assert "Fly-tipping" in recorded and ",3," not in recorded
    path.write_text(HEADER + "".join(council(KINDS | {"Fly-tipping": 33, "Abandoned vehicles": 12})), "utf-8")
    # Shown now, 33 and the old total would tell the old Graffiti, and that the old Fly-tipping.
    frame = read_table("antisocial_behaviour_council_sample").set_index("category")
    assert frame.loc[["Fly-tipping", "Graffiti"], "value"].isna().all()
    assert recorded_withheld()["antisocial_behaviour_council_sample"]


def test_a_cell_in_two_tables_is_withheld_in_both(project, edit):
    # Both tables are made to hold the same key: reports by kind to the council.
    edit(
        f"{OWN}/datapackage.json",
        '"reports to the police"\n              ]',
        '"reports to the council"\n              ]',
    )
    police = [
        row.replace("oxmere-city-council", "thames-valley-police") for row in council({"Fly-tipping": 30, "A": 60})
    ]
    partner_file(project, "antisocial_behaviour_council", council(KINDS))
    partner_file(project, "antisocial_behaviour_police", [*police, *council_as_police({"B": 9, "C": 70})])
    found = withheld_cells()
    kinds = {key[3] for key in found["antisocial_behaviour_police_sample"].cells}
    assert "Fly-tipping" in kinds and len(kinds) == 2


def council_as_police(counts):
    return [row.replace("oxmere-city-council", "thames-valley-police") for row in council(counts)]


def test_a_policy_that_cannot_be_met_names_the_file_and_the_remedy(project):
    partner_file(project, "antisocial_behaviour_council", council({"Fly-tipping": 3, "Other": 7}))
    with pytest.raises(InputError, match="disclosure policy cannot be met") as raised:
        read_table("antisocial_behaviour_council_sample")
    (problem,) = raised.value.problems
    assert problem.file == COUNCIL and "Merge categories" in problem.remedy


def test_what_a_partner_s_file_holds_is_never_repeated_in_a_message(project):
    rows = [*council(KINDS), *council({"Other": "91,437"}), *council({"Parking": "secret words"})]
    partner_file(project, "antisocial_behaviour_council", rows)
    with pytest.raises(InputError) as raised:
        read_table("antisocial_behaviour_council_sample")
    message = str(raised.value)
    assert COUNCIL in message and "confidential" in message
    assert "91" not in message.replace("antisocial", "") and "secret" not in message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"rounding": 1', '"rounded": 1', "the field 'rounded', which does not exist"),
        (
            '"threshold": 5,\n          "rounding"',
            '"threshold": 0,\n          "rounding"',
            "in its disclosure the policy",
        ),
    ],
)
def test_a_mistake_in_a_policy_is_named(project, edit, old, new, said):
    partner_file(project, "antisocial_behaviour_police", council_as_police(KINDS))
    edit(f"{OWN}/datapackage.json", old, new)
    with pytest.raises(InputError, match=said):
        tables()


def test_every_table_says_how_its_small_counts_are_kept():
    for table in tables().values():
        assert table.disclosure.threshold >= 1
        assert table.disclosure.public, f"{table.name}: why is no count withheld?"


def violence(counts, category="serious violence"):
    return [
        f"2024-01-01,2024-12-31,{area},{category},recorded offences,offences,{count},partner,thames-valley-police\n"
        for area, count in counts.items()
    ]


DISTRICTS = {"Cherrow": 40, "Oxmere": 3, "South Oxmereshire": 12, "Vale of Grey Horse": 25, "West Oxmereshire": 31}


def shown(name):
    """The counts of a partner's table as readers have them, by area and category; None where withheld."""
    rows = read_table(name).itertuples()
    return {(row.area, row.category): None if pd.isna(row.value) else row.value for row in rows}


def test_a_county_beside_its_districts_is_not_a_companion_that_hides_one(project):
    # The county is the sum of its districts: it is shown, and two districts are withheld.
    counts = DISTRICTS | {"Oxmereshire": 111}
    partner_file(project, "serious_violence", violence(counts))
    held = {area for (area, _), value in shown("serious_violence_sample").items() if value is None}
    assert held == {"Oxmere", "South Oxmereshire"}


def test_a_county_whose_row_is_the_smallest_companion_is_still_shown(project):
    # Two small districts add up to the county's 5; a withheld county would be at least 2.
    partner_file(project, "serious_violence", violence({"Cherrow": 1, "Oxmere": 4, "Oxmereshire": 5}))
    with pytest.raises(InputError, match="cannot be met"):
        read_table("serious_violence_sample")


@pytest.mark.parametrize(
    ("cherrow", "oxmere", "withheld"),
    [
        # Each protects the other in its row and in its column.
        ((3, 12, 40), (12, 3, 50), {("Cherrow", "A"), ("Cherrow", "B"), ("Oxmere", "A"), ("Oxmere", "B")}),
        # The county's count less the other districts' would tell the withheld ones of Cherrow.
        ((3, 20, 30), (15, 22, 31), None),
    ],
)
def test_counts_by_area_and_kind_are_protected_from_the_county_s_too(project, edit, cherrow, oxmere, withheld):
    # By kind in each district and in the county: the county's counts are the sums of the districts'.
    add_area_and_kind(edit)
    counts = {"Cherrow": cherrow, "Oxmere": oxmere, "South Oxmereshire": (60, 70, 80)}
    counts["Vale of Grey Horse"], counts["West Oxmereshire"] = (90, 91, 92), (93, 94, 95)
    counts["Oxmereshire"] = tuple(map(sum, zip(*counts.values(), strict=True)))
    rows = [row for i, kind in enumerate("ABC") for row in violence({a: n[i] for a, n in counts.items()}, kind)]
    partner_file(project, "serious_violence", rows)
    if withheld is None:
        with pytest.raises(InputError, match="cannot be met"):
            read_table("serious_violence_sample")
    else:
        assert {place for place, value in shown("serious_violence_sample").items() if value is None} == withheld


def add_area_and_kind(edit):
    """Let the totals of the table of serious violence be those of its kinds in each area."""
    edit(f"{OWN}/datapackage.json", '"dimensions": [\n            "area"\n          ]', '"dimensions": ["category"]')


def test_the_total_of_one_table_that_is_a_cell_of_another_hides_nothing_there(project):
    # Reports to the council are 60 in all. The police's table has them as one of its kinds, beside a small count: the
    # smallest companion of that would be a count that everybody has.
    partner_file(project, "antisocial_behaviour_council", council({"A": 20, "B": 18, "C": 22}))
    police = [
        row.replace("reports to the council", "reports to the police").replace(
            "oxmere-city-council", "thames-valley-police"
        )
        for row in council({"Council's": 60, "Small": 2, "Large": 90, "Larger": 400})
    ]
    partner_file(project, "antisocial_behaviour_police", police)
    held = {kind for (_, kind), value in shown("antisocial_behaviour_police_sample").items() if value is None}
    assert held == {"Small", "Large"}


def test_counts_without_known_totals_are_protected_where_a_published_figure_is_their_sum(project):
    # The plan states 2,242 reports to the council.
    text = (project / f"{OWN}/datapackage.json").read_text("utf-8")
    (project / f"{OWN}/datapackage.json").write_text(text.replace('"secondary": true', '"secondary": false'), "utf-8")
    partner_file(project, "antisocial_behaviour_council", council({"A": 3, "B": 2000, "C": 239}))
    held = {kind for (_, kind), value in shown("antisocial_behaviour_council_sample").items() if value is None}
    assert held == {"A", "C"}


def test_a_count_that_a_published_table_shows_too_hides_nothing(project):
    rows = [
        "2024-01-01,2024-12-31,Oxmere,Graffiti,reports to the council,reports,17,plan,oscp-running-plan-2025-26,,,\n"
    ]
    path = project / f"{OWN}/tables/stated_figures_plan.csv"
    path.write_text(path.read_text("utf-8") + "".join(rows), "utf-8")
    add_words(project, "stated_figures_plan", {"category": "Graffiti"})
    partner_file(project, "antisocial_behaviour_council", council(KINDS))
    held = {kind for (_, kind), value in shown("antisocial_behaviour_council_sample").items() if value is None}
    assert held == {"Fly-tipping", "Littering"}


def add_words(project, name, words):
    """Add words to the lists of a table's columns."""
    path = project / f"{OWN}/datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    (entry,) = (each for each in package["resources"] if each["name"] == name)
    for field in entry["schema"]["fields"]:
        if field["name"] in words and "enum" in field.get("constraints", {}):
            field["constraints"]["enum"].append(words[field["name"]])
    path.write_text(json.dumps(package), "utf-8")


def test_a_category_and_its_parts_protect_each_other(project):
    path = project / f"{OWN}/datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    (entry,) = (each for each in package["resources"] if each["name"] == "antisocial_behaviour_council_sample")
    entry["parts"] = {"All noise": ["Music", "Alarms", "Dogs"]}
    path.write_text(json.dumps(package), "utf-8")
    counts = {"All noise": 112, "Music": 2, "Alarms": 50, "Dogs": 60, "Litter": 9, "Fly-tipping": 300}
    partner_file(project, "antisocial_behaviour_council", council(counts))
    held = {kind for (_, kind), value in shown("antisocial_behaviour_council_sample").items() if value is None}
    # With Litter for its companion, 112 - 50 - 60 would tell it.
    assert "All noise" not in held and len(held & {"Alarms", "Dogs"}) >= 1 and "Music" in held
