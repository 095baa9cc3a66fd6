"""Indices of deprivation: ranks run from 1 to n, deciles follow from them, and nothing is by district."""

import csv
import gzip
import io

import pytest

from oscp_lib.errors import InputError
from oscp_lib.sources import deprivation, small_area_codes
from tests.sources.national_files import csv_of

AREAS = 25  # of a made nation: the ends of its tenths are 2.5, 5, 7.5 and so on
ENGLAND = ("IMD", "Income", "Employment", "Education", "Health", "Crime", "Environment")
# By index: the column of codes, the letter of the nation, the domains of its own, and where tenths end.
INDICES = {
    "IMD 2025": ("lsoa21_code", "E", ("Housing_and_Services",), (2, 5, 7, 10, 12, 15, 17, 20, 22, 25)),
    "IMD 2019": ("lsoa11_code", "E", ("Housing_and_Access",), (2, 5, 7, 10, 12, 15, 17, 20, 22, 25)),
    "WIMD 2019": ("lsoa11_code", "W", ("Access", "Housing"), (3, 5, 8, 10, 13, 15, 18, 20, 23, 25)),
}


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Nations of few small areas."""
    for census in (2011, 2021):
        monkeypatch.setitem(small_area_codes.WHOLE, census, {"E": AREAS, "W": AREAS})


def table(name="IMD 2025"):
    """Rows by column: each domain ranks the areas another way, and the last two of one share a rank."""
    code, letter, own, ends = INDICES[name]
    rows = [{code: f"{letter}0100{number:04d}"} for number in range(AREAS)]
    for turn, domain in enumerate((*ENGLAND, *own)):
        for number, row in enumerate(rows):
            rank = (number * 3 + turn) % AREAS + 1
            row[f"{domain}_rank"] = 24 if domain == "Crime" and rank == 25 else rank
            row[f"{domain}_decile"] = 1 + next(place for place, end in enumerate(ends) if row[f"{domain}_rank"] <= end)
            row[f"{domain}_score"] = f"{60 - rank / 4}"
    return rows


def file_of(folder, rows, name="index.csv.gz"):
    return csv_of(folder, name, [list(rows[0]), *(list(row.values()) for row in rows)])


def problem(path):
    with pytest.raises(InputError) as raised:
        deprivation.read(path, None)
    (told,) = raised.value.problems
    assert told.remedy
    return told


@pytest.mark.parametrize("name", INDICES)
def test_each_index_is_known_by_its_columns(tmp_path, name):
    rows = table(name)
    path = file_of(tmp_path, rows)
    assert deprivation.recognise(path)
    frame = deprivation.read(path, None).national["deprivation"]
    assert list(frame.columns) == [
        "index", "area_code", "rank", "decile", "score", "income_rank", "employment_rank", "education_rank",
        "health_rank", "crime_rank", "housing_rank", "access_rank", "environment_rank", "source",
    ]  # fmt: skip
    assert {*frame["index"]} == {name} and frame["rank"].tolist() == [row["IMD_rank"] for row in rows]
    assert frame["decile"].tolist() == [row["IMD_decile"] for row in rows]
    own = INDICES[name][2]
    if name == "IMD 2019":
        assert frame[["score", "income_rank", "access_rank"]].isna().all(axis=None)
    else:
        assert frame["access_rank"].tolist() == [row[f"{own[0]}_rank"] for row in rows]
        assert frame["score"].tolist() == [float(row["IMD_score"]) for row in rows]
        assert frame["housing_rank"].isna().all() == (name == "IMD 2025")


def test_a_rank_may_be_shared(tmp_path):
    frame = deprivation.read(file_of(tmp_path, table()), None).national["deprivation"]
    assert (frame["crime_rank"] == 24).sum() == 2


@pytest.mark.parametrize("name", INDICES)
def test_a_decile_is_the_one_of_its_rank(tmp_path, name):
    rows = table(name)
    end = INDICES[name][3][0]
    stem = "IMD" if name == "IMD 2019" else "Health"  # of the older index the whole alone is kept
    wrong = next(row for row in rows if row[f"{stem}_rank"] == end + 1)
    wrong[f"{stem}_decile"] = 1
    told = problem(file_of(tmp_path, rows))
    assert f"has rank {end + 1} of 25 and decile 1 in '{stem}_decile'; the rank is in decile 2" in told.found
    assert told.line == rows.index(wrong) + 2


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("Income_rank", 26, "Ranks run from 1 on without gaps"),
        ("Income_rank", 0, "Ranks run from 1 on without gaps"),
        ("Income_rank", "4.5", "'4.5' where a count belongs"),
        ("IMD_score", "", "'IMD_score' holds '' where a score belongs"),
        ("lsoa21_code", "E02000001", "is not the code of a small area"),
        ("lsoa21_code", "W01000001", "lies in the other nation"),
        ("lsoa21_code", "E01000001", "appears twice"),
    ],
)
def test_a_cell_that_does_not_fit_is_refused(tmp_path, column, value, found):
    rows = table()
    rows[0][column] = value
    assert found in str(problem(file_of(tmp_path, rows)))


def test_a_file_cut_short_is_refused(tmp_path):
    told = problem(file_of(tmp_path, table()[:-1]))
    assert "It has 24 of the 25 small areas (LSOA 2021) of England" in told.found


def test_a_column_sorted_by_itself_is_refused(tmp_path):
    rows = table()
    for row, rank in zip(rows, sorted(row["IMD_rank"] for row in rows), strict=True):
        row["IMD_rank"] = rank
    assert "the rank is in decile" in problem(file_of(tmp_path, rows)).found


def test_another_edition_s_columns_are_not_taken_for_one_that_is_known(tmp_path):
    rows = [{name.replace("lsoa21", "lsoa01"): value for name, value in row.items()} for row in table()]
    assert "no index that is read" in problem(file_of(tmp_path, rows)).found
    rows = [{name: value for name, value in row.items() if name != "Crime_rank"} for row in table()]
    assert "The column 'Crime_rank' is missing" in problem(file_of(tmp_path, rows)).found


@pytest.mark.parametrize(
    "header",
    [
        ("ltla24_code", "ltla24_name", "imd_average_rank", "imd_average_score"),
        ("ltla23_code", "Score", "Proportion", "Extent", "Income_Proportion"),
    ],
)
def test_a_table_by_district_is_refused_by_what_it_is(tmp_path, header):
    path = csv_of(tmp_path, "imd.csv", [header, ["E07000178", *[1] * (len(header) - 1)]])
    assert deprivation.recognise(path)
    told = problem(path)
    assert "by district" in told.found and "by small area (LSOA)" in told.remedy


@pytest.mark.parametrize(
    ("file", "name", "number"),
    [
        ("imd2025_england_lsoa21.csv.gz", "IMD 2025", 33_755),
        ("imd2019_england_lsoa11.csv.gz", "IMD 2019", 32_844),
        ("wimd2019_wales_lsoa11.csv.gz", "WIMD 2019", 1_909),
    ],
)
def test_the_published_indices_are_what_the_csv_module_reads(open_data, monkeypatch, file, name, number):
    path = open_data / "deprivation" / file
    code = INDICES[name][0]
    census = 2000 + int(code[4:6])
    monkeypatch.setitem(small_area_codes.WHOLE, census, {name[0].replace("I", "E"): number})
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(path.read_bytes()).decode("utf-8"))))
    frame = deprivation.read(path, None).national["deprivation"]
    expected = {row[code]: (float(row["IMD_rank"]), float(row["IMD_decile"])) for row in rows}
    got = {row.area_code: (row.rank, row.decile) for row in frame.itertuples()}
    assert len(rows) == number and got == expected
    if name != "IMD 2019":
        assert frame["crime_rank"].sum() == sum(float(row["Crime_rank"]) for row in rows)


def test_the_published_tables_by_district_are_refused(open_data):
    for name in ("imd2019_england_lad23.csv", "imd2025_england_lad24.csv"):
        assert "by district" in problem(open_data / "deprivation" / name).found
