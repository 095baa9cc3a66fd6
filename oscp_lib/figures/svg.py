"""From a drawing to inline SVG: text as text, ids of its own, one accessible name, colours from the theme."""

import io
import re
from html import escape

from matplotlib.figure import Figure as Drawing

from oscp_lib.figures.style import THEME_VARIABLES, house_style
from oscp_lib.figures.typeface import STACK

TRIED_ON = {"matplotlib": "3.11.2"}  # the text of its SVG


def inline_svg(drawing: Drawing, ident: str, alt: str) -> str:
    """The drawing as an `<svg>` element that stands in the page, named by its alt text."""
    # Ticks are made as they are drawn: the style of the drawing still has to be in force.
    with house_style(svg_hashsalt=ident):
        buffer = io.StringIO()
        # Without a date the same data give the same bytes.
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :].strip()
    return themed(own_ids(named(slim(svg), ident, alt), ident))


def slim(svg: str) -> str:
    """Leave out what a browser draws the same without: half of what matplotlib writes."""
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    # The page's policy refuses style elements; what this one says stands on the picture itself (see `named`).
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", svg, flags=re.DOTALL)
    referred = set(re.findall(r'(?:url\(|href=")#([^)"]+)', svg))
    # Of matplotlib's own ids (name and number) nobody asks for most; one that was given stays.
    svg = re.sub(r' id="([^"]+_\d+)"', lambda match: match[0] if match[1] in referred else "", svg)
    svg = re.sub(r' transform="rotate\(-0 [^"]*"', "", svg)
    svg = re.sub(r'<path [^>]*style="fill: none"/>', "", svg)
    svg = re.sub(r'(?<= )(d|x|y|width|height|transform)="[^"]*"', lambda match: to_a_tenth(match[0]), svg)
    svg = re.sub(r">\s+<", "><", svg)
    # Groups are left empty by what has just gone; taking one away may leave its parent empty.
    while (fewer := svg.replace("<g/>", "").replace("<g></g>", "")) != svg:
        svg = fewer
    return svg


def to_a_tenth(attribute: str) -> str:
    """Places to a tenth of a unit, which is a thirtieth of a millimetre on paper."""
    rounded = re.sub(r"-?\d+\.\d{2,}", lambda match: f"{float(match[0]):.1f}".removesuffix(".0"), attribute)
    return re.sub(r"\s+", " ", rounded).replace(' "', '"')


def named(svg: str, ident: str, alt: str) -> str:
    """Give the picture its one name, and hide its inner text from the accessibility tree's reading order."""
    box = re.search(r'viewBox="([^"]+)"', svg).group(1)
    # In JupyterLab a wider font may stand in for ours: a label that then reaches over the edge is not cut.
    head = (
        f'<svg class="chart" role="img" aria-labelledby="{ident}-alt" viewBox="{box}" '
        f'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'font-family="{STACK}" stroke-linejoin="round" stroke-linecap="butt" overflow="visible">'
        f'<title id="{ident}-alt">{escape(alt)}</title>'
    )
    return re.sub(r"^<svg[^>]*>", lambda _: head, svg, count=1)


def own_ids(svg: str, ident: str) -> str:
    """Prefix every id, and every reference to one, so that two charts of a page cannot clash."""
    ids = set(re.findall(r'\bid="([^"]+)"', svg)) - {f"{ident}-alt"}
    svg = re.sub(r'\bid="([^"]+)"', lambda m: f'id="{renamed(m[1], ids, ident)}"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", lambda m: f"url(#{renamed(m[1], ids, ident)})", svg)
    return re.sub(r'href="#([^"]+)"', lambda m: f'href="#{renamed(m[1], ids, ident)}"', svg)


def renamed(name: str, ids: set[str], ident: str) -> str:
    return f"{ident}-{name}" if name in ids else name


def themed(svg: str) -> str:
    """Let the page's theme choose the colours and the font."""
    for colour, variable in THEME_VARIABLES.items():
        svg = re.sub(rf"{colour}(?![0-9a-f])", f"var({variable}, {colour})", svg)
    # Each text names its family; the picture names one for all of them.
    svg = re.sub(r"font-family: [^;\"]*; ?", "", svg)
    return re.sub(r"font: ([^\"]*?px) [^;\"]*", r"font-size: \1", svg)
