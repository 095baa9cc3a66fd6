"""Outlines: the real files against shapely alone, the three formats, and what is refused."""

import json
import subprocess

import pytest
from shapely.geometry import shape

from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.provenance import read_provenance
from oscp_lib.sources import boundaries
from tests.conftest import REPOSITORY

DISTRICTS = "boundaries/oxfordshire_lad_dissolved_from_lsoa11.geojson"
WARDS = "boundaries/oxfordshire_wards2022_geographr.geojson"


def outlines(path):
    return {each["properties"]["code"]: each for each in json.loads(path.read_text("utf-8"))["features"]}


def square(west, south, size=0.1):
    corners = [(0, 0), (0, size), (size, size), (size, 0), (0, 0)]
    return {"type": "Polygon", "coordinates": [[[west + x, south + y] for x, y in corners]]}


def features(shift=0.0, scale=1.0):
    """One square a district, side by side; coordinates multiplied by `scale`."""
    return [
        {"type": "Feature", "properties": {"LAD24CD": district.code, "LAD24NM": district.name},
         "geometry": square((-1.5 + 0.1 * place + shift) * scale, 51.7 * scale, 0.1 * scale)}
        for place, district in enumerate(load_partnership().districts)
    ]  # fmt: skip


def geojson(folder, features, name="districts.geojson"):
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_the_real_districts_keep_their_place_and_area(open_data, project, take):
    take(open_data / DISTRICTS)
    got = outlines(project / "data/boundaries/districts.geojson")
    real = json.loads((open_data / DISTRICTS).read_text("utf-8"))["features"]
    assert {code: each["properties"]["name"] for code, each in got.items()} == {
        district.code: district.name for district in load_partnership().districts
    }
    for each in real:
        before, after = shape(each["geometry"]), shape(got[each["properties"]["LAD_CD"]]["geometry"])
        assert after.is_valid
        # The part that either has and the other has not is under two per cent of the district.
        assert before.symmetric_difference(after).area < 0.02 * before.area
    assert (project / "data/boundaries/districts.geojson").stat().st_size < (open_data / DISTRICTS).stat().st_size


def test_the_real_wards_name_their_district_and_share_their_borders(open_data, project, take):
    take(open_data / WARDS)
    got = outlines(project / "data/boundaries/wards.geojson")
    real = json.loads((open_data / WARDS).read_text("utf-8"))["features"]
    assert {code: (each["properties"]["name"], each["properties"]["district"]) for code, each in got.items()} == {
        each["properties"]["ward22_code"]: (each["properties"]["ward22_name"], each["properties"]["ltla_name"])
        for each in real
    }
    lead = [shape(each["geometry"]) for each in got.values() if each["properties"]["district"] == "Oxford"]
    shared = sum(one.intersection(other).area for one in lead for other in lead if one is not other)
    assert shared < 0.001 * sum(ward.area for ward in lead)


@pytest.mark.parametrize("suffix", ["geojson", "json", "gpkg"])
def test_the_formats_give_the_same_outlines(project, take, suffix):
    import geopandas

    plain = geojson(project, features())
    path = project / f"other.{suffix}"
    if suffix == "gpkg":
        geopandas.read_file(plain).to_crs("EPSG:27700").to_file(path, driver="GPKG")
    elif suffix == "json":
        path.write_text(json.dumps(topology()), "utf-8")
    else:
        path = plain
    take(path)
    got = outlines(project / "data/boundaries/districts.geojson")
    for each in features():
        outline = shape(got[each["properties"]["LAD24CD"]]["geometry"])
        assert outline.symmetric_difference(shape(each["geometry"])).area < 1e-4


def topology():
    """The squares as TopoJSON: one arc each, without a transform."""
    arcs = [each["geometry"]["coordinates"][0] for each in features()]
    geometries = [
        {"type": "Polygon", "arcs": [[place]], "properties": each["properties"]}
        for place, each in enumerate(features())
    ]
    return {
        "type": "Topology",
        "objects": {"lad": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs,
    }


def test_areas_of_others_are_left_out_and_the_record_says_so(project, take):
    other = features(shift=2.0)[0]
    other["properties"] = {"LAD24CD": "E06000001", "LAD24NM": "Hartlepool"}
    take(geojson(project, [*features(), other]))
    assert len(outlines(project / "data/boundaries/districts.geojson")) == 5
    entry = next(entry for entry in read_provenance() if entry["kind"] == "boundaries")
    assert entry["left_out"] == {"another district": 1}


def test_git_ignores_the_outlines():
    run = subprocess.run(["git", "check-ignore", "data/boundaries/districts.geojson"], cwd=REPOSITORY, check=False)
    if run.returncode == 128:
        pytest.skip("the project is not a git checkout")
    assert run.returncode == 0


def test_the_same_file_twice_changes_no_byte(project, take):
    path = geojson(project, features())
    take(path)
    before = (project / "data/boundaries/districts.geojson").read_bytes()
    take(path)
    assert (project / "data/boundaries/districts.geojson").read_bytes() == before


@pytest.mark.parametrize("name", ["oxfordshire_lsoa11_bgc_ukgeojson.geojson", "oxfordshire_lsoa21_geographr.geojson"])
def test_small_census_areas_are_refused(open_data, refusal, name):
    problem = refusal(open_data / "boundaries" / name)
    assert "small census areas" in problem.found
    assert "districts or wards" in problem.remedy


def test_an_outline_without_a_code_is_refused(open_data, refusal):
    problem = refusal(open_data / "boundaries/oxfordshire_county_outline.geojson")
    assert "No column holds ONS codes" in problem.found


def test_a_missing_district_is_named(project, refusal):
    name = load_partnership().districts[0].name
    assert f"No outline is of {name}" in refusal(geojson(project, features()[1:])).found


def test_a_district_that_stands_twice_is_refused(project, refusal):
    assert "Several outlines have one district code" in refusal(geojson(project, [*features(), features()[0]])).found


def test_metres_that_say_they_are_degrees_are_refused(project, refusal):
    assert "are no degrees" in refusal(geojson(project, features(scale=10_000))).found


def test_points_are_no_outlines(project, refusal):
    points = [each | {"geometry": {"type": "Point", "coordinates": [-1.2, 51.7]}} for each in features()]
    assert "points or lines" in refusal(geojson(project, points)).found


def test_a_name_is_made_harmless(project, take):
    wards = features()
    for place, each in enumerate(wards):
        properties = each["properties"]
        each["properties"] = {
            "WD24CD": f"E0500000{place}", "WD24NM": "<script>alert(1)</script>", "LAD24CD": properties["LAD24CD"],
        }  # fmt: skip
    take(geojson(project, wards))
    text = (project / "data/boundaries/wards.geojson").read_text("utf-8")
    assert "<" not in text


@pytest.mark.parametrize("content", ['{"type": "FeatureCollection", "features": [', '{"type": "Topology"}'])
def test_a_file_cut_short_is_refused(project, refusal, content):
    path = project / "cut.geojson"
    path.write_text(content, "utf-8")
    assert "outlines" in refusal(path).found


def test_a_damaged_geopackage_is_refused(project, refusal):
    path = project / "damaged.gpkg"
    path.write_bytes(b"SQLite format 3\0" + b"\1\2" * 900)
    assert "cannot be read" in refusal(path).found


def test_a_country_in_full_detail_is_too_large(project, refusal, monkeypatch):
    monkeypatch.setattr(boundaries, "LARGEST", 10)
    assert "generalised" in refusal(geojson(project, features())).remedy
