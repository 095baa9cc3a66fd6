"""Attack the book: read everything it prints of partners' counts, and try to work out what it withholds.

The attacker knows every total that the policy says readers know, besides all that is printed, and uses linear
programming bounds. Zeros are shown: nothing is recovered when each withheld count could be one and the threshold.
"""

import csv
import io
import itertools
import json
import re
import tempfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from scipy.optimize import linprog

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.data.withheld import record_withheld
from oscp_lib.edition.build import build
from oscp_lib.edition.manifest import is_current
from oscp_lib.edition.order import Order
from oscp_lib.errors import InputError
from oscp_lib.exports.workbook import Imprint, write_workbook
from oscp_lib.figures.figure import FIGURE_MIME
from oscp_lib.inputs.key import edition_key
from oscp_lib.inputs.sealed import RUNS
from tests.edition.breaking import content
from tests.places import OWN

pytestmark = pytest.mark.slow
HEADER = "period_start,period_end,area,category,measure,unit,value,status,source\n"
DISTRICTS = ("Cherrow", "Oxmere", "South Oxmereshire", "Vale of Grey Horse", "West Oxmereshire")
AGES = ("10-12", "13-15", "16-18", "19-21", "22-24", "25-34", "35 and over")
YEARS = range(2018, 2025)
THRESHOLD = 5
POLICE, COUNCIL = "thames-valley-police", "oxmere-city-council"


def row(year, area, category, measure, unit, count, source):
    return f"{year}-01-01,{year}-12-31,{area},{category},{measure},{unit},{count},partner,{source}\n"


def random_counts(random, size):
    """Counts of which some are small, and enough are not."""
    counts = random.poisson(random.gamma(1.1, 30, size=size))
    counts.flat[random.integers(counts.size)] = random.integers(1, THRESHOLD)
    return counts


def plant(project, random):
    """Partners' files with small counts: by kind, by district and year, by age and sex. Returns them by chart."""
    folder = project / f"{OWN}/restricted"
    folder.mkdir(exist_ok=True)
    planted = {
        "chart-2": random_counts(random, (6, 1)),
        "chart-3": random_counts(random, (9, 1)),
        "chart-5": random_counts(random, (5, 7)),
        "chart-6": random_counts(random, (7, 2)),
    }
    for year in range(7):  # a year's total must itself be no small count
        planted["chart-5"][random.integers(5), year] += 40
    for name, unit, chart, source in (
        ("antisocial_behaviour_police", "reports to the police", "chart-2", POLICE),
        ("antisocial_behaviour_council", "reports to the council", "chart-3", COUNCIL),
    ):
        rows = [row(2024, "Oxmere", f"Kind {i}", unit, "reports", n, source) for i, (n,) in enumerate(planted[chart])]
        (folder / f"{name}.csv").write_text(HEADER + "".join(rows), "utf-8")
    violence = [
        row(year, area, "serious violence", "recorded offences", "offences", planted["chart-5"][i, j], POLICE)
        for i, area in enumerate(DISTRICTS)
        for j, year in enumerate(YEARS)
    ]
    (folder / "serious_violence.csv").write_text(HEADER + "".join(violence), "utf-8")
    suspects = [
        row(2024, "Oxmereshire", age, f"{sex} suspects", "suspects", planted["chart-6"][i, j], POLICE)
        for i, age in enumerate(AGES)
        for j, sex in enumerate(("female", "male"))
    ]
    (folder / "violence_suspects.csv").write_text(HEADER + "".join(suspects), "utf-8")
    return planted


CHARTS = {
    "chart-2": "neighbourhood_crime", "chart-3": "neighbourhood_crime", "chart-5": "serious_violence",
    "chart-6": "serious_violence",
}  # fmt: skip


def downloaded(figure):
    """The records of a figure's CSV without its notes, not a number where they say [c]."""
    records = list(csv.DictReader(io.StringIO(figure.csv)))
    for record in records:
        marks = [note.rpartition(": ")[0] for note in (record.pop("Notes", "") or "").split("; ") if note]
        assert sorted(marks) == sorted(name for name, cell in record.items() if not cell)
        record.update(dict.fromkeys(marks, np.nan))
    return records


def read_back(records, chart):
    """The counts of a chart in the places they were planted at; not a number where they are withheld."""
    value = list(records[0])[-1]
    places = {
        "chart-2": lambda each: (int(each["Kind"].split()[1]), 0),
        "chart-3": lambda each: (int(each["Kind"].split()[1]), 0),
        "chart-5": lambda each: (DISTRICTS.index(each["District"]), int(each["Year"]) - 2018),
        "chart-6": lambda each: (AGES.index(each["Age group"]), ("Female", "Male").index(each["Sex"])),
    }[chart]
    found = {places(each): float(each[value]) for each in records}
    shape = tuple(max(place[axis] for place in found) + 1 for axis in (0, 1))
    return np.array([[found[i, j] for j in range(shape[1])] for i in range(shape[0])])


def bounds(shown, truth):
    """What can be said of each withheld count, from the total of its column and what is shown: the least and the most.

    The columns share no count, so that one programme seeks the bound of a count of each of them at once.
    """
    hidden = np.isnan(shown)
    column, number = hidden.nonzero()[1], hidden.cumsum(axis=0)[hidden]
    there = np.unique(column)
    left = (truth.sum(axis=0) - np.nansum(shown, axis=0))[there]
    for each in np.unique(number):
        aim = number == each
        least, most = (
            linprog(sign * aim, A_eq=np.equal.outer(there, column), b_eq=left, bounds=(1, None)).x[aim]
            for sign in (1, -1)
        )
        yield from zip(least, most, strict=True)


def attack(records, chart, truth):
    """How many tables of a chart were attacked, how many of their counts were withheld, and how many recovered.

    Every column is one total that readers know: the policies of charts 2 to 5 have one dimension, and of chart 6 the
    totals of the sexes are known.
    """
    shown = read_back(records, chart)
    assert shown.shape == truth.shape
    visible = ~np.isnan(shown)
    assert (shown[visible] == truth[visible]).all(), "a shown count is not the partner's"
    assert not ((truth > 0) & (truth < THRESHOLD) & visible).any(), f"{chart} shows a small count"
    ends = list(bounds(shown, truth))
    recovered = sum(low > 1 + 1e-9 or high < THRESHOLD - 1e-9 for low, high in ends)
    return truth.shape[1] if chart != "chart-6" else 1, len(ends), recovered


def marks(drawing):
    """The values of every bar and point of a drawing."""
    values = []
    for axes in drawing.axes:
        horizontal = not axes.xaxis.get_visible()
        values += [bar.get_width() if horizontal else bar.get_height() for bars in axes.containers for bar in bars]
        values += [value for line in axes.lines for value in line.get_ydata()]
    return sorted(float(value) for value in values if not np.isnan(value))


def test_no_withheld_count_of_random_tables_can_be_worked_out(project, full):
    random, tables, withheld, recovered = np.random.default_rng(1), 0, 0, 0
    for turn in itertools.count():
        if tables >= (1040 if full else 260):
            break
        planted = plant(project, random)
        try:
            loaded = {slug: open_chapter(slug).load(2024) for slug in set(CHARTS.values())}
        except InputError as error:
            assert "disclosure policy cannot be met" in str(error)
            continue
        for ident, slug in CHARTS.items():
            records = records_of(slug, ident, loaded[slug], whole=turn % 10 == 0)
            result = attack(records, ident, planted[ident])
            tables, withheld, recovered = tables + result[0], withheld + result[1], recovered + result[2]
    assert withheld > tables / 2
    assert recovered == 0


def records_of(slug, ident, data, whole):
    """What a chart is made from; where `whole`, from its CSV, and its picture, description and table are read too."""
    module = open_chapter(slug)
    if not whole:
        return getattr(module, f"{ident.replace('-', '_')}_data")(data).to_dict("records")
    figure = getattr(module, ident.replace("-", "_"))(data)
    records = downloaded(figure)
    shown = read_back(records, ident)
    assert marks(figure.drawing) == sorted(shown[~np.isnan(shown)].tolist())
    assert only_shown_numbers(figure, shown)
    assert np.array_equal(read_back(in_workbook(figure), ident), shown, equal_nan=True)
    return records


def in_workbook(figure):
    """The records of a figure's sheet in a workbook, not a number where it says [c]; it holds no other table."""
    with tempfile.TemporaryDirectory() as folder:
        record = figure._repr_mimebundle_()[FIGURE_MIME]
        imprint = Imprint(2024, "2025-03-01T00:00:00+00:00", "Report book", "The partnership", "a@example.org", "")
        book = openpyxl.load_workbook(write_workbook(Path(folder, "w.xlsx"), "S", [record], imprint))
    tables = {table.name: (sheet, table.ref) for sheet in book for table in sheet.tables.values()}
    assert set(tables) == {figure.ident.replace("-", "_"), "contents_table", "notes_table"}
    sheet, area = tables[figure.ident.replace("-", "_")]
    header, *rows = [[np.nan if cell.value == "[c]" else cell.value for cell in row] for row in sheet[area]]
    return [dict(zip(header, row, strict=True)) for row in rows]


def only_shown_numbers(figure, shown):
    """True where each count in the alt text and in the printed table is a shown one or a sum of shown ones."""
    cells = re.findall(r'<td class="num[^"]*">([^<]*)</td>', figure.html())
    assert sorted(cell for cell in cells if cell != "[c]") == sorted(f"{n:,.0f}" for n in shown[~np.isnan(shown)])
    assert cells.count("[c]") == int(np.isnan(shown).sum())
    assert f"Values withheld: {int(np.isnan(shown).sum())}." in figure.spoken or not np.isnan(shown).any()
    allowed = {f"{n:,.0f}" for n in shown[~np.isnan(shown)]}
    allowed |= {f"{n:,.0f}" for n in [*shown.sum(axis=0), *shown.sum(axis=1)] if not np.isnan(n)}
    said = re.findall(r"(?:, | )(\d[\d,]*)(?= in all|\. Low|\. Small|\.$|\. High| in 20| [A-Z])", figure.alt)
    return set(said) <= allowed | {str(year) for year in YEARS} | {str(len(shown))}


SECRETS = ("Quillfeather", "4861190273", "7393917645")


@pytest.fixture
def give(project):
    """Give the council's counts of some kinds as its file; `spare` columns beside them are let be."""
    folder = project / f"{OWN}/restricted"
    folder.mkdir(exist_ok=True)

    def write(counts, spare=""):
        rows = [
            row(2024, "Oxmere", kind, "reports to the council", "reports", n, COUNCIL) for kind, n in counts.items()
        ]
        header = HEADER.replace("\n", ",officer,case\n") if spare else HEADER
        text = header + "".join(rows).replace("\n", f"{spare}\n")
        (folder / "antisocial_behaviour_council.csv").write_text(text, "utf-8")

    return write


def kinds(small, companion):
    return {"Domestic noise": 310, "Fly-tipping": small, "Littering": 61, "Graffiti": companion}


def test_a_whole_edition_is_the_same_whatever_was_withheld_and_whatever_else_the_file_holds(
    project, give, tmp_path, capfd, caplog
):
    # The same totals and the same shown counts, with other counts behind [c]: not one byte of the book may differ.
    editions, lines = [], []
    for small, companion, spare in ((3, 17, ",Quillfeather,4861190273"), (1, 19, "")):
        give(kinds(small, companion), spare)
        # What is withheld is recorded once, and is an input of every edition whose hash is printed.
        record_withheld()
        said: list = []
        build(Order(2024), out=tmp_path / f"with-{small}", report=said.append)
        lines += said
        editions.append(content(tmp_path / f"with-{small}" / "2024"))
    first, second = editions
    assert [name for name in first if first[name] != second.get(name)] == [] and first.keys() == second.keys()
    page = first["neighbourhood_crime.html"].decode()
    assert page.count("[c]") >= 3 and "Values withheld: 2." in page
    assert "Anti-social behaviour reported to the council" in page and "chart-3.csv" in page
    # The runs that read the counts were not kept; the others saw nothing of them, and were.
    ran = {line.partition(":")[0] for line in map(str, said) if ".ipynb: " in line and "reused" not in line}
    assert ran == {"03_neighbourhood_crime.ipynb", "09_about.ipynb"}
    kept = {path.stem.partition("-")[0] for path in (project / "book/_build/oxmere" / RUNS).glob("*-2024-False.json")}
    assert "all_crime" in kept and not kept & {"neighbourhood_crime", "about"}
    assert nowhere(SECRETS, [tmp_path], [*lines, *capfd.readouterr(), caplog.text], project)
    # Once the partner's file is gone, an edition that shows its counts is not one that a build would make.
    (project / f"{OWN}/restricted/antisocial_behaviour_council.csv").unlink()
    assert not is_current(tmp_path / "with-1/2024", edition_key(**asdict(Order(2024))))


def test_a_mistake_in_a_partner_s_file_is_not_quoted(project, give, tmp_path, capfd, caplog):
    give(kinds("7393917645x", 17), ",Quillfeather,4861190273")
    lines = []
    with pytest.raises(InputError) as raised:
        build(Order(2024), out=tmp_path / "out", report=lines.append)
    assert "antisocial_behaviour_council" in str(raised.value)
    said = [*lines, raised.value, json.dumps(vars(raised.value), default=str), *capfd.readouterr(), caplog.text]
    assert nowhere(SECRETS, [tmp_path / "out"], said, project)


def nowhere(secrets, folders, said, project):
    """True where no secret was said, or stands in a file other than the partner's own."""
    files = [path for place in (*folders, project) for path in place.rglob("*") if path.is_file()]
    texts = [path.read_bytes() for path in files if project / f"{OWN}/restricted" not in path.parents]
    texts += [str(line).encode() for line in said]
    assert len(texts) > len(said)
    return not [secret for secret in secrets if any(secret.encode() in text for text in texts)]
