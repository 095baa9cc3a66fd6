"""Outlines of every district from one file: small, named as the look-up names them, one border for two neighbours."""

import io
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from oscp_lib.data.areas import load_areas
from oscp_lib.data.partnership import load_partnership
from oscp_lib.errors import InputError
from oscp_lib.sources import boundaries
from tests.sources.test_boundaries import features as of_the_partnership
from tests.sources.test_boundaries import geojson, square

NOW = date(2025, 12, 31)
WIDE = 20  # squares in a row of the made country


def country():
    """A square a district in rows of twenty, side by side; the partnership's where the tables place it."""
    made = {
        area.code: {
            "type": "Feature", "properties": {"LAD25CD": area.code, "LAD25NM": area.name},
            "geometry": square(-5 + 0.1 * (place % WIDE), 52.5 + 0.1 * (place // WIDE)),
        }
        for place, area in enumerate(load_areas().of_kind("district", NOW))
    }  # fmt: skip
    for each in of_the_partnership():
        made[each["properties"]["LAD24CD"]]["geometry"] = each["geometry"]
    return list(made.values())


def read(path):
    return boundaries.read(path, load_partnership())


def problem(path):
    with pytest.raises(InputError) as raised:
        read(path)
    (told,) = raised.value.problems
    return told


def test_every_district_has_its_outline_and_neighbours_one_border(tmp_path):
    reading = read(geojson(tmp_path, country()))
    frame = reading.national["outlines"]
    assert list(frame.columns) == ["area_code", "name", "geometry", "boundaries", "source"]
    assert frame["area_code"].tolist() == [area.code for area in load_areas().of_kind("district", NOW)]
    assert {*frame["boundaries"]} == {"2025-04-01"} and "Crown copyright" in reading.releases[0].title
    one, other = (shapely.from_wkb(frame["geometry"][place]) for place in (2, 3))
    assert one.intersection(other).area == 0 and one.intersection(other).length == pytest.approx(0.1, abs=1e-3)
    made = shapely.geometry.shape(square(-4.8, 52.5))
    assert one.symmetric_difference(made).area < 0.01 * made.area
    assert not reading.outlines  # they are nobody's own


def test_a_spike_or_a_ring_that_crosses_itself_does_not_part_neighbours(tmp_path):
    made = country()
    corners = made[2]["geometry"]["coordinates"][0]
    made[2]["geometry"]["coordinates"] = [[*corners[:-1], [-4.9, 52.45], *corners[-2:-1], corners[-1]]]  # out and back
    west, south = made[5]["geometry"]["coordinates"][0][0]
    loop = [[west + 0.05, south], [west + 0.06, south - 0.001], [west + 0.05, south - 0.001], [west + 0.06, south]]
    corners = made[5]["geometry"]["coordinates"][0]
    made[5]["geometry"]["coordinates"] = [[*corners[:-1], *reversed(loop), corners[-1]]]
    frame = read(geojson(tmp_path, made)).national["outlines"]
    outlines = shapely.from_wkb(frame["geometry"].to_numpy())
    for place in (2, 5):
        assert outlines[place].is_valid and outlines[place].area == pytest.approx(0.01, rel=0.02)
        beside = outlines[place].intersection(outlines[place + 1])
        assert beside.area == 0 and beside.length == pytest.approx(0.1, abs=1e-3)


def test_scotland_is_left_out_and_counted(tmp_path):
    scottish = {"type": "Feature", "properties": {"LAD25CD": "S12000033", "LAD25NM": "Aberdeen City"},
                "geometry": square(-2, 57)}  # fmt: skip
    reading = read(geojson(tmp_path, [*country(), scottish]))
    assert reading.left_out == {"outside England and Wales": 1}
    assert reading.rows_used + 1 == reading.rows_read == len(reading.national["outlines"]) + 1


def test_a_part_of_the_country_gives_no_national_table(tmp_path):
    reading = read(geojson(tmp_path, of_the_partnership()))
    assert reading.national == {} and reading.left_out == {}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda made: made[1:], "1 districts have no outline, the first is Hartlepool"),
        (lambda made: [*made[:-1], made[-1] | {"properties": {"LAD25CD": "W06000024", "LAD25NM": "Powys"}}],
         "the row names Powys"),
        (lambda made: [*made[:-1], made[-1] | {"properties": {"LAD25CD": "W06000099", "LAD25NM": "Nowhere"}}],
         "does not have the code 'W06000099'"),
    ],
)  # fmt: skip
def test_a_country_that_does_not_fit_the_look_up_is_refused(tmp_path, change, found):
    assert found in problem(geojson(tmp_path, change(country()))).found


def test_the_published_outlines_keep_their_places_and_are_small(open_data):
    path = open_data / "geography/lad_may2025_uk_bgc.topojson"
    frame = read(path).national["outlines"]
    full = boundaries.load(path).set_index("LAD25CD").to_crs("EPSG:27700").geometry.buffer(0)
    import geopandas

    outlines = shapely.from_wkb(frame["geometry"].to_numpy())
    coarse = geopandas.GeoSeries(outlines, index=frame["area_code"], crs="EPSG:4326").to_crs("EPSG:27700")
    assert len(frame) == 318 and coarse.is_valid.all()
    full = full[coarse.index]
    shared = coarse.intersection(full).area / coarse.union(full).area
    assert shared.median() > 0.97 and shared.min() > 0.7  # the smallest islands lose most
    assert coarse.area.sum() == pytest.approx(coarse.union_all().area, rel=1e-6)  # no two overlap
    packed = io.BytesIO()
    pq.write_table(pa.table({"geometry": pa.array(frame["geometry"], pa.binary())}), packed, compression="zstd")
    assert packed.tell() < 450_000
