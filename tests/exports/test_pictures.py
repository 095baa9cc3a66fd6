"""Each chart and map as files of its own: complete, light, named, marked where it is a sample."""

import csv
import re
import struct
import zipfile
import zlib
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from oscp_lib.exports.pictures import resolved, standalone, write_pictures

pytestmark = pytest.mark.slow
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def charts(edition):
    """Each figure of a page that has a drawing, by its id."""
    pages = [BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in edition.glob("*.html")]
    return {figure["id"]: figure for page in pages for figure in page.select("figure.oscp-figure")}


def stem(ident, figure):
    """How the files of a figure begin: those of a sample say so."""
    return f"{ident}-sample" if "is-sample" in figure["class"] else ident


def test_each_chart_leads_to_its_csv_svg_and_png(edition, charts):
    assert len(charts) > 10
    for ident, figure in charts.items():
        label = figure.select_one(".figure-label").get_text()
        links = {link["href"]: link.get_text() for link in figure.select(".figure-download a")}
        name = stem(ident, figure)
        sample = "is-sample" in figure["class"]
        picture, data = ("Sample picture", "Sample data") if sample else ("Picture", "Data")
        assert links[f"downloads/{name}.svg"] == f"{picture} (SVG) of {label}"
        assert links[f"downloads/{name}.png"] == f"{picture} (PNG) of {label}"
        assert links[f"downloads/{name}.csv"] == f"{data} (CSV) of {label}"
        assert all((edition / address).is_file() for address in links if address.startswith("downloads/"))


def test_an_svg_file_is_complete_on_its_own(edition, charts):
    for ident, figure in charts.items():
        text = (edition / f"downloads/{stem(ident, figure)}.svg").read_text("utf-8")
        root = ElementTree.fromstring(text)
        assert root.tag == f"{SVG}svg"
        assert float(root.get("width")) > 0 < float(root.get("height"))
        title = figure.select_one(".figure-title").get_text()
        assert root.find(f"{SVG}title").text.endswith(f": {title}")
        assert root.find(f"{SVG}desc").text == figure.select_one("svg title").get_text()
        assert root.find(f"{SVG}rect").get("fill") == "#ffffff"
        assert [part for part in ("var(", "currentColor", "<script", "<metadata") if part in text] == []
        # Its one style holds the fonts, and nothing that is fetched.
        (style,) = root.iter(f"{SVG}style")
        assert (
            re.sub(r"@font-face \{[^{}]*url\(data:font/woff2;base64,[\w+/=]+\)[^{}()]*\([^()]*\); \}", "", style.text)
            == ""
        )
        assert text.count("url(data:") == text.count("@font-face") == 2
        assert ("SAMPLE DATA" in text) == ("is-sample" in figure["class"])
        assert ("(sample data)" in root.find(f"{SVG}title").text) == ("is-sample" in figure["class"])


def test_each_download_of_a_sample_says_so_in_its_name_and_in_each_row(edition, charts):
    invented = {ident for ident, figure in charts.items() if "is-sample" in figure["class"]}
    assert len(invented) == 5  # the plan's Charts 2 to 6, whose numbers are lost
    files = {path.name for path in (edition / "downloads").iterdir()}
    assert {name for name in files if "-sample" in name} == {
        f"{ident}-sample.{kind}" for ident in invented for kind in ("csv", "svg", "png")
    }
    for path in (edition / "downloads").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert rows
        assert {"sample data: invented" in row.values() for row in rows} == {"-sample" in path.name}, path.name
    with zipfile.ZipFile(edition.parent / "report-book-2024.zip") as packed:
        assert {name.rpartition("/")[2] for name in packed.namelist() if "-sample" in name} == {
            name for name in files if "-sample" in name
        }


def chunks(png):
    """The names of a PNG's parts, each with a true checksum."""
    place, names = 8, []
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        body = png[place + 4 : place + 8 + size]
        assert zlib.crc32(body) == struct.unpack(">I", png[place + 8 + size : place + 12 + size])[0]
        names.append(body[:4].decode())
        place += size + 12
    return names


def test_a_png_is_light_and_says_nothing_of_when_and_with_what_it_was_made(edition, charts):
    for ident, figure in charts.items():
        path = edition / f"downloads/{stem(ident, figure)}.png"
        assert set(chunks(path.read_bytes())) <= {"IHDR", "IDAT", "IEND", "sRGB", "pHYs"}
        picture = Image.open(path).convert("RGB")
        assert picture.width > 1000
        corners = [picture.getpixel((x, y)) for x in (0, picture.width - 1) for y in (0, picture.height - 1)]
        assert set(corners) == {(255, 255, 255)}
        # A sample's picture has the strip that says so, in the colour of no chart.
        strip = (255, 244, 214) in {colour for _, colour in picture.getcolors(1 << 24)}
        assert strip == ("is-sample" in figure["class"])


def test_a_drawing_takes_the_light_theme_whatever_the_page_has():
    svg = '<svg class="chart" viewBox="0 0 9 4"><path style="fill: var(--af-1, #12436d)" stroke="currentColor"/></svg>'
    assert 'style="fill: #12436d"' in resolved(svg)
    assert "currentColor" not in resolved(svg)


def test_the_same_drawings_give_the_same_bytes_and_hostile_words_are_words(tmp_path):
    svg = '<svg class="chart" role="img" aria-labelledby="c-alt" viewBox="0 0 90 40" xmlns="http://www.w3.org/2000/svg"><title id="c-alt">x</title></svg>'  # fmt: skip # noqa: E501
    record = {"ident": "c", "label": "Chart <b>", "title": "#panic()", "subtitle": "$x", "sample": True, "sources": "*s*", "alt": "</desc><script>"}  # fmt: skip # noqa: E501
    ElementTree.fromstring(standalone(svg, record).encode())
    assert "(sample data)" in standalone(svg, record)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_pictures([(record, svg)], tmp_path / name, 2024)
    assert (tmp_path / "one/c-sample.png").read_bytes() == (tmp_path / "two/c-sample.png").read_bytes()
    assert (tmp_path / "one/c-sample.svg").read_bytes() == (tmp_path / "two/c-sample.svg").read_bytes()
