"""Each chart and map as a picture of its own: SVG, and PNG with title, source and, for samples, the mark."""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from html import escape, unescape
from pathlib import Path

from oscp_lib.exports.typesetting import FONT, typeset
from oscp_lib.figures.csv_file import download_name, saved_as
from oscp_lib.figures.style import ACCENT, PAPER
from oscp_lib.figures.typeface import BOLD, REGULAR, STACK, Face, font_face, web_font

TEXT = re.compile(r"<text[^>]*>([^<]*)</text>")
RESOLUTION = 150  # dots an inch: sharp on a slide, at most 150 kB a picture


def drawing_of(html: str, ident: str) -> str | None:
    """The inline drawing of a figure's HTML; none where it is a table or an explorer."""
    named = re.search(rf'<svg class="chart"[^>]*aria-labelledby="{re.escape(ident)}-alt".*?</svg>', html, re.DOTALL)
    return named[0] if named else None


def resolved(svg: str) -> str:
    """The drawing with the colours of the light theme and the font it was measured with."""
    svg = re.sub(r"var\(--[\w-]+, ?(#[0-9a-fA-F]+)\)", r"\1", svg).replace("currentColor", ACCENT)
    svg = re.sub(r'font-family="[^"]*"', f'font-family="{FONT}"', svg)
    return svg if "xmlns=" in svg else svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)


def standalone(svg: str, record: dict, style: str = "") -> str:
    """A drawing complete on its own: size, background, a title, a description, and the `style` that brings its font."""
    width, height = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', svg).groups()
    ident = record["ident"]
    title = f"{record['label']}{' (sample data)' if record['sample'] else ''}: {record['title']}"
    svg = re.sub(
        r"<title[^>]*>.*?</title>",
        lambda _: f'<title id="{ident}-title">{escape(title)}</title><desc id="{ident}-alt">{escape(record["alt"])}'
        f'</desc>{style}<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        resolved(svg), count=1, flags=re.DOTALL,
    )  # fmt: skip
    svg = svg.replace(
        f'aria-labelledby="{ident}-alt"',
        f'width="{width}" height="{height}" aria-labelledby="{ident}-title" aria-describedby="{ident}-alt"', 1,
    )  # fmt: skip
    svg = svg.replace(f'font-family="{FONT}"', f'font-family="{STACK}"')
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n'


def picture_links(record: dict, folder: str, year: int) -> str:
    """The links to a figure's pictures, beside the one to its data."""
    name = "Sample picture" if record["sample"] else "Picture"
    files = {kind: picture_name(record, kind) for kind in ("svg", "png")}
    links = (
        f'<a href="{folder}/{file}" download="{saved_as(file, year)}">{name} ({kind.upper()})'
        f'<span class="sr-only"> of {escape(record["label"])}</span></a>'
        for kind, file in files.items()
    )
    return " ".join(links)


def picture_name(record: dict, kind: str) -> str:
    return download_name(record["ident"], record["sample"], kind)


def font_style(drawings: Iterable[str], make_font: Callable[[Face, str], bytes]) -> str:
    """The style element of a picture that holds its own fonts: the letters of all these drawings, and no more."""
    letters = "".join(sorted({letter for svg in drawings for text in TEXT.findall(svg) for letter in unescape(text)}))
    if not letters:
        return ""
    made = {face: b64encode(make_font(face, letters)).decode() for face in (REGULAR, BOLD)}
    rules = (font_face(face, f"data:font/woff2;base64,{font}") for face, font in made.items())
    return f"<style>{''.join(rules)}</style>"


def write_pictures(
    figures: Iterable[tuple[dict, str]], folder: Path, year: int, make_font: Callable[[Face, str], bytes] = web_font
) -> None:
    """Write each figure's drawing as SVG and PNG into the folder of downloads.

    Parameters
    ----------
    figures
        The record of each figure that has a drawing, with the drawing as the page holds it.
    make_font
        Gives a face with some letters alone.
    """
    listed = list(figures)
    style = font_style((svg for _, svg in listed), make_font)
    for record, svg in listed:
        path = folder / picture_name(record, "svg")
        path.write_text(standalone(svg, record, style), encoding="utf-8", newline="\n")
    if not listed:
        return
    said = ("label", "title", "subtitle", "sample", "sources")
    content = [{key: record[key] for key in said} | {"file": f"{record['ident']}.svg"} for record, _ in listed]
    drawings = {f"{record['ident']}.svg": resolved(svg).encode() for record, svg in listed}
    inputs = {"content.json": json.dumps(content, ensure_ascii=False).encode(), **drawings}
    made = typeset("pictures.typ", inputs, year, format="png", ppi=RESOLUTION)
    for (record, _), png in zip(listed, [made] if isinstance(made, bytes) else made, strict=True):
        (folder / picture_name(record, "png")).write_bytes(png)
