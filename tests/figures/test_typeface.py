"""The typeface that the book carries: its letters, what they measure, and that no font of a machine takes its place."""

import io
import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from matplotlib.text import Text

from oscp_lib.figures import typeface
from oscp_lib.figures.charts import small_multiples
from oscp_lib.figures.typeface import BOLD, FACES, LETTERS, REGULAR, text_width, web_font, wrapped
from tests.figures.machines import machines

LACKED = set("ĲĳŊŋŦŧſ")  # Dutch joined letters, Sami and the long s: no place, force or council of the book has them
WELSH = "âêîôûŵŷÂÊÎÔÛŴŶáéíóúẃýàèìòùẁỳäëïöüẅÿ"
FONTS_OF_A_PAGE = 60_000  # bytes
# Draws a chart and sets a page in a process that knows the fonts of one machine, and says what came of it.
DRAW = """
import hashlib, sys
import pandas as pd
from matplotlib.font_manager import fontManager
fontManager.ttflist = []
for path in sys.argv[1:]:
    fontManager.addfont(path)
from oscp_lib.exports.typesetting import typeset
from oscp_lib.figures.charts import ranked_bars
from oscp_lib.figures.line_charts import lines
from oscp_lib.figures.svg import inline_svg
frame = pd.DataFrame({"District": ["Dyffryn Ŵyre", "Vale of Grey Horse"], "Offences": [1111, 888]})
names = ["A", "A", "Vale of Grey Horse", "Vale of Grey Horse"]
over = pd.DataFrame({"Year": [2022, 2023] * 2, "District": names, "Rate": [7, 4, 5, 6]})
drawn = [ranked_bars(frame, "District", "Offences"), lines(over, "Year", "District", "Rate", "A")]
svg = "".join(inline_svg(each, f"chart-{number}", "Alt") for number, each in enumerate(drawn))
said = '[{"label": "Chart 1", "title": "Ŵyre", "subtitle": "1,111", "file": "a.svg", "sample": false, "sources": ""}]'
picture = inline_svg(drawn[0], "chart", "Alt").encode()
paper = typeset("pictures.typ", {"content.json": said.encode(), "a.svg": picture}, 2024, format="pdf")
print(hashlib.sha256(svg.encode()).hexdigest(), hashlib.sha256(paper).hexdigest())
"""


def cmap(content):
    return set(map(chr, TTFont(io.BytesIO(content)).getBestCmap()))


@pytest.fixture(scope="module")
def made():
    """The fonts of the pages."""
    return {face: web_font(face) for face in FACES}


@pytest.mark.longer
def test_the_fonts_hold_the_letters_of_the_book_and_of_welsh_and_are_light(made):
    for face, content in made.items():
        assert LETTERS - LACKED <= cmap(content) <= LETTERS, face
        assert set(WELSH) | set("’“”–—…£%·•■▲▼→×≤≥−²") <= cmap(content)
    assert sum(map(len, made.values())) < FONTS_OF_A_PAGE


@pytest.mark.longer
def test_a_subset_is_the_same_every_time_and_keeps_copyright_and_licence_under_a_name_of_its_own(made):
    assert web_font(BOLD, sorted(LETTERS, reverse=True)) == made[BOLD]
    said = {record.nameID: str(record) for record in TTFont(io.BytesIO(made[BOLD]))["name"].names}
    assert "Adobe" in said[0] and "SIL Open Font License" in said[13]
    # The licence reserves the name "Source": an altered copy may not be called so.
    assert [said[number] for number in (1, 2, 4)] == ["Report Sans", "Bold", "Report Sans Bold"]
    assert not [number for number in (1, 3, 4, 6, 16) if "source" in said.get(number, "").lower()]
    assert b"SIL OPEN FONT LICENSE" in typeface.licence_text()


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.file)
def test_digits_have_one_width_as_columns_of_numbers_need(face, made):
    font = TTFont(io.BytesIO(made[face]))
    assert len({font["hmtx"][font.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}) == 1


@pytest.mark.parametrize("face", [REGULAR, BOLD], ids=lambda face: face.file)
def test_a_text_is_as_wide_as_its_letters(face):
    font = TTFont(typeface.path_of(face))
    for text in ("1,234", "Cherrow", "31 per cent"):
        advances = sum(font["hmtx"][font.getBestCmap()[ord(letter)]][0] for letter in text)
        assert text_width(text, 11, face) == pytest.approx(11 * advances / font["head"].unitsPerEm, rel=0.02)
    assert text_width("AVAVAV", 100) < 6 * text_width("A", 100)  # set closer


def test_a_text_is_broken_where_it_would_be_too_wide():
    assert wrapped("Theft from the person", 1000, 11) == ["Theft from the person"]
    lines = wrapped("Theft from the person", 60, 11, BOLD)
    assert len(lines) > 1 and " ".join(lines) == "Theft from the person"
    assert all(text_width(line, 11, BOLD) <= 60 for line in lines)
    assert wrapped("iiii iiii iiii iiii", 100, 11) != wrapped("MMMM MMMM MMMM MMMM", 100, 11)
    assert wrapped("Llanfairpwllgwyngyll road", 20, 11) == ["Llanfairpwllgwyngyll", "road"]


def test_the_name_of_a_panel_does_not_reach_the_next():
    names = ["All other theft offences of every kind", "WWWW MMMM WWWW MMMM", "Theft from the person"]
    frame = pd.DataFrame(
        [(name, area, 5) for name in names for area in ("Oxmere", "Cherrow")], columns=["Offence", "District", "Count"]
    )
    drawing = small_multiples(frame, "Offence", "District", "Count", "Oxmere")
    drawing.draw_without_rendering()
    titles = [text for axes in drawing.axes for text in axes.get_children() if is_title(text, axes)]
    assert len(titles) == len(names)
    boxes = [title.get_window_extent() for title in titles]
    assert all(one.x1 < other.x0 for one, other in itertools.pairwise(boxes))


def is_title(child, axes):
    return isinstance(child, Text) and child.get_text() == axes.get_title("left") != ""


@pytest.mark.longer
def test_charts_and_paper_are_the_same_bytes_whatever_fonts_a_machine_has(tmp_path):
    running = {
        name: subprocess.Popen(
            [sys.executable, "-c", DRAW, *map(str, machine.fonts)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, env=os.environ | {"FONTCONFIG_FILE": str(machine.config)},
        )
        for name, machine in machines(tmp_path).items()
    }  # fmt: skip
    said = {name: process.communicate() for name, process in running.items()}
    assert all(re.fullmatch(r"[0-9a-f]{64} [0-9a-f]{64}\n", out) for out, _ in said.values()), said
    assert len({out for out, _ in said.values()}) == 1


def test_paper_is_set_in_the_typeface_and_in_no_other_where_it_has_the_letters(tmp_path):
    import pikepdf

    from oscp_lib.exports.typesetting import typeset

    content = '[{"label": "L", "title": "T ŵ", "subtitle": "s", "file": "a.svg", "sample": true, "sources": "s"}]'
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
    path = Path(tmp_path, "a.pdf")
    path.write_bytes(typeset("pictures.typ", {"content.json": content.encode(), "a.svg": svg}, 2024, format="pdf"))
    with pikepdf.open(path) as pdf:
        fonts = {str(font.BaseFont).partition("+")[2] for page in pdf.pages for font in page.Resources.Font.values()}
    assert fonts == {"SourceSansPro-Regular", "SourceSansPro-Bold"}
