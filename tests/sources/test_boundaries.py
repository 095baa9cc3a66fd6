"""Outlines: the real files against shapely alone, the three formats, and what is refused."""

import json

import pytest
from shapely.geometry import shape

from oscp_lib.chapters.opening import open_chapter
from oscp_lib.checks.check import data_problems
from oscp_lib.data.outlines import outline_of
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.provenance import read_provenance
from oscp_lib.errors import InputError
from oscp_lib.sources import boundaries
from tests.places import OWN

serious_violence = open_chapter("serious_violence")


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
        for place, district in enumerate(load_partnership().county_districts)
    ]  # fmt: skip


def geojson(folder, features, name="districts.geojson"):
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


@pytest.mark.longer
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
    got = outlines(project / f"{OWN}/boundaries/districts.geojson")
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
    assert len(outlines(project / f"{OWN}/boundaries/districts.geojson")) == 5
    entry = next(entry for entry in read_provenance() if entry["kind"] == "boundaries")
    assert entry["left_out"] == {"another district": 1}


@pytest.mark.longer
def test_the_same_file_twice_changes_no_byte(project, take):
    path = geojson(project, features())
    take(path)
    before = (project / f"{OWN}/boundaries/districts.geojson").read_bytes()
    take(path)
    assert (project / f"{OWN}/boundaries/districts.geojson").read_bytes() == before


def test_a_missing_district_is_named(project, refusal):
    name = load_partnership().county_districts[0].name
    assert f"No outline is of {name}" in refusal(geojson(project, features()[1:])).found


def test_a_district_that_stands_twice_is_refused(project, refusal):
    assert "Several outlines have one district code" in refusal(geojson(project, [*features(), features()[0]])).found


def test_metres_that_say_they_are_degrees_are_refused(project, refusal):
    assert "are not degrees" in refusal(geojson(project, features(scale=10_000))).found


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
    text = (project / f"{OWN}/boundaries/wards.geojson").read_text("utf-8")
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


def held(project, name="districts"):
    return outlines(project / f"{OWN}/boundaries/{name}.geojson")


def with_second(geometry):
    """The districts' squares, the second of which has another geometry."""
    made = features()
    made[1]["geometry"] = geometry
    return made


def ring(*more):
    """The second square's ring, with more points before it closes."""
    corners = square(-1.4, 51.7)["coordinates"][0]
    return [*corners[:-1], *more, corners[-1]]


SQUARE = square(-1.4, 51.7)
REPAIRED = {
    "a spike out and back": {"type": "Polygon", "coordinates": [ring([-1.4, 51.7], [-1.45, 51.65])]},
    "a point in a collection": {
        "type": "GeometryCollection", "geometries": [SQUARE, {"type": "Point", "coordinates": [-1.3, 51.7]}],
    },
    "a collection in a collection": {
        "type": "GeometryCollection", "geometries": [{"type": "GeometryCollection", "geometries": [SQUARE]}]
    },
    "a line in a collection": {
        "type": "GeometryCollection",
        "geometries": [SQUARE, {"type": "LineString", "coordinates": [[-1.4, 51.7], [-1.3, 51.75]]}],
    },
    "several parts": {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"]]},
    "a part without an area": {
        "type": "MultiPolygon",
        "coordinates": [SQUARE["coordinates"], [[[-1.2, 51.6], [-1.19, 51.6], [-1.2, 51.6], [-1.2, 51.6]]]],
    },
    "three dimensions": {"type": "Polygon", "coordinates": [[[*point, 61.5] for point in SQUARE["coordinates"][0]]]},
    "points that stand twice": {
        "type": "Polygon", "coordinates": [[point for point in SQUARE["coordinates"][0] for _ in range(2)]],
    },
    "the other way round": {"type": "Polygon", "coordinates": [SQUARE["coordinates"][0][::-1]]},
}  # fmt: skip


@pytest.mark.parametrize("fault", REPAIRED)
def test_an_outline_is_repaired_into_the_polygon_it_is(project, take, fault):
    assert "5 of 5 rows used" in take(geojson(project, with_second(REPAIRED[fault])))
    second = load_partnership().county_districts[1]
    outline = shape(held(project)[second.code]["geometry"])
    assert outline.is_valid and outline.geom_type in ("Polygon", "MultiPolygon")
    assert outline.symmetric_difference(shape(SQUARE)).area < 0.01 * shape(SQUARE).area
    assert outline_of(second.name)


def test_a_ring_that_crosses_itself_keeps_both_halves(project, take):
    bow = [[-1.4, 51.7], [-1.3, 51.8], [-1.3, 51.7], [-1.4, 51.8], [-1.4, 51.7]]
    take(geojson(project, with_second({"type": "Polygon", "coordinates": [bow]})))
    outline = shape(held(project)[load_partnership().county_districts[1].code]["geometry"])
    assert outline.is_valid and outline.area == pytest.approx(0.005, rel=0.02)


def test_a_hole_outside_its_shell_is_a_part_of_its_own(project, take):
    hole = square(-1.2, 51.5, 0.05)["coordinates"][0]
    take(geojson(project, with_second({"type": "Polygon", "coordinates": [*SQUARE["coordinates"], hole]})))
    outline = shape(held(project)[load_partnership().county_districts[1].code]["geometry"])
    assert outline.is_valid and outline.area == pytest.approx(0.01 + 0.0025, rel=0.02)


@pytest.mark.parametrize(
    "geometry",
    [
        None, {"type": "Polygon", "coordinates": []}, {"type": "GeometryCollection", "geometries": []},
        {"type": "Polygon", "coordinates": [[[-1.4, 51.7], [-1.3, 51.7], [-1.4, 51.7], [-1.4, 51.7]]]},
    ],
)  # fmt: skip
def test_an_outline_without_an_area_is_refused_by_name(project, refusal, geometry):
    problem = refusal(geojson(project, with_second(geometry)))
    assert f"The outline of {load_partnership().county_districts[1].name}" in problem.found
    assert "has no area" in problem.found


def moved(change):
    """The squares with each point changed."""
    made = features()
    for each in made:
        each["geometry"]["coordinates"] = [[change(*point) for point in each["geometry"]["coordinates"][0]]]
    return made


def metres(crs):
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform


@pytest.mark.longer
@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda east, north: [north, east], "latitude and longitude are swapped"),
        (lambda east, north: list(metres("EPSG:27700")(east, north)), "metres of the British National Grid"),
        (lambda east, north: list(metres("EPSG:3857")(east, north)), "metres of Web Mercator"),
        (lambda east, north: [east + 10, north], "outside the United Kingdom"),
        (lambda east, north: [-east * 0.01, north * 0.001], "outside the United Kingdom"),
        (lambda east, north: [east - 3, north + 2], "no place that the tables hold is near it"),
    ],
)
def test_outlines_elsewhere_are_refused_with_the_true_cause(project, refusal, change, cause):
    assert cause in refusal(geojson(project, moved(change))).found


@pytest.mark.parametrize("found", ["swapped", "no outline of Oxmere"])
def test_outlines_held_that_would_draw_nothing_are_named_by_check_and_stop_the_map(project, found):
    lead = load_partnership().place
    corners = [[-1.25, 51.75], [-1.25, 51.76], [-1.2, 51.76], [-1.25, 51.75]]
    if found == "swapped":
        corners = [[north, east] for east, north in corners]
    name = "Elsewhere" if found != "swapped" else lead
    feature = {"properties": {"district": name}, "geometry": {"type": "Polygon", "coordinates": [corners]}}
    (project / f"{OWN}/boundaries").mkdir()
    (project / f"{OWN}/boundaries/districts.geojson").write_text(json.dumps({"features": [feature]}), "utf-8")
    said = [problem.found for problem in data_problems()]
    assert any(found.replace("Oxmere", lead) in each for each in said)
    with pytest.raises(InputError, match=found.replace("Oxmere", lead)):
        serious_violence.map_1(serious_violence.load(2024))


def test_neighbours_keep_one_border(project, take):
    """A border that winds: after simplifying, neither has a part of the other, and no strip is left between them."""
    border = [[-1.4 + (0.002 if step % 2 else 0.0), 51.7 + 0.001 * step] for step in range(101)]
    made = features()
    made[0]["geometry"]["coordinates"] = [[[-1.5, 51.7], *border, [-1.5, 51.8], [-1.5, 51.7]]]
    made[1]["geometry"]["coordinates"] = [[*border, [-1.3, 51.8], [-1.3, 51.7], border[0]]]
    take(geojson(project, made))
    one, other = (
        shape(held(project)[district.code]["geometry"]) for district in load_partnership().county_districts[:2]
    )
    assert one.intersection(other).area < 1e-7
    assert one.union(other).area == pytest.approx(0.02, rel=0.01)
    assert len(one.exterior.coords) < 110


def test_small_census_areas_are_refused(project, refusal):
    made = features()
    for number, each in enumerate(made):
        each["properties"] = {"LSOA21CD": f"E0102842{number}", "LSOA21NM": f"Place 00{number}A"}
    problem = refusal(geojson(project, made))
    assert "small census areas" in problem.found
    assert "districts or wards" in problem.remedy


def test_an_outline_without_a_code_is_refused(project, refusal):
    made = [each | {"properties": {"name": "somewhere"}} for each in features()]
    assert "No column holds ONS codes" in refusal(geojson(project, made)).found
