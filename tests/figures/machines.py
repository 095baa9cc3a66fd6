"""Machines with other fonts than ours, as folders and a setting of fontconfig: none needs a font to be installed."""

from pathlib import Path
from typing import NamedTuple

import matplotlib
from fontTools.ttLib import TTFont

from oscp_lib.figures.typeface import BOLD, FAMILY, REGULAR, path_of

CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""
WIDER = 1.3


class Machine(NamedTuple):
    """The fonts of a machine, and the file that FONTCONFIG_FILE is to name for a program to see these alone."""

    fonts: list[Path]
    config: Path


def machines(folder: Path) -> dict[str, Machine]:
    """A machine with DejaVu Sans alone, one with Arial's twin and another release of our family, one with no sans."""
    brought = Path(matplotlib.get_data_path(), "fonts", "ttf")
    fonts = {
        "DejaVu alone": [brought / "DejaVuSans.ttf", brought / "DejaVuSans-Bold.ttf"],
        "Liberation alone": [
            widened(path_of(face), folder / f"{name}-{face.weight}.ttf", name)
            for name in ("Liberation Sans", "Arial", FAMILY)
            for face in (REGULAR, BOLD)
        ],
        "no sans": [brought / "DejaVuSerif.ttf"],
    }
    return {name: machine(folder / name.replace(" ", "-"), files) for name, files in fonts.items()}


def machine(folder: Path, fonts: list[Path]) -> Machine:
    folder.mkdir()
    held = [folder / path.name for path in fonts]
    for path, copy in zip(fonts, held, strict=True):
        copy.write_bytes(path.read_bytes())
    config = folder / "fonts.conf"
    config.write_text(CONFIG.format(folder=folder), "utf-8")
    return Machine(held, config)


def widened(source: Path, target: Path, name: str) -> Path:
    """A font whose letters take more room, under the name of a font that machines have."""
    font = TTFont(source)
    for glyph, (advance, bearing) in font["hmtx"].metrics.items():
        font["hmtx"].metrics[glyph] = (round(advance * WIDER), bearing)
    for number in (1, 4, 16):
        font["name"].setName(name, number, 3, 1, 0x409)
        font["name"].setName(name, number, 1, 0, 0)
    font["name"].setName(name.replace(" ", "") + f"-{target.stem[-3:]}", 6, 3, 1, 0x409)
    font.save(target)
    return target
