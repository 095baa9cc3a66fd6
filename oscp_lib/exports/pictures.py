"""Each chart and map as a picture of its own: SVG, and PNG with title, source and, for samples, the mark."""

import re


def resolved(svg: str) -> str:
    """The drawing with the colours of the light theme and the font it was measured with."""
    svg = re.sub(r"var\(--[\w-]+, ?(#[0-9a-fA-F]+)\)", r"\1", svg)
    svg = svg.replace("currentColor", "#12436d")
    svg = re.sub(r'font-family="[^"]*"', 'font-family="DejaVu Sans"', svg)
    return svg if "xmlns=" in svg else svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
