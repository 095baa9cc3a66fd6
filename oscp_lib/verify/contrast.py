"""Contrast of the palette, light and dark, by the formula of WCAG 2.2."""

import re
from pathlib import Path

from oscp_lib.errors import Problem

TEXT, MARK = 4.5, 3.0  # WCAG 2.2, success criteria 1.4.3 and 1.4.11
# Which colour stands on which, by the names of the theme's variables.
TEXT_ON = (
    ("ink", "paper"), ("ink", "wash"), ("muted", "paper"), ("muted", "wash"), ("link", "paper"), ("link", "wash"),
    ("accent", "paper"), ("accent", "wash"), ("paper", "accent"), ("warn-ink", "warn"), ("chart-ink", "chart-paper"),
    ("chart-muted", "chart-paper"), ("deed", "paper"), ("check", "paper"),
    *((name, tint) for name in ("ink", "muted", "link") for tint in ("tint", "deed-tint", "check-tint")),
)  # fmt: skip
MARKS_ON = (
    *((f"af-{number}", "chart-paper") for number in range(1, 7)), ("chart-other", "chart-paper"), ("muted", "paper"),
)  # fmt: skip
BLOCK = re.compile(r"(:root[^{]*)\{([^{}]*)\}")
VARIABLE = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6})\b", re.I)
SHADED = re.compile(r"\.([a-z0-9-]+)\s*\{\s*background:\s*(#[0-9a-f]{6})[^;]*;\s*color:\s*(#[0-9a-f]{6})", re.I)


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb`, from 0 to 1 (WCAG 2.2)."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def ratio(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def themes(css: str) -> dict[str, dict[str, str]]:
    """The variables of each theme in a style sheet: light, dark by the reader's choice, dark by the system's."""
    css = css.partition("@media print")[0]
    found = {"light": {}, "dark (chosen)": {}, "dark (system)": {}}
    for selector, body in BLOCK.findall(css):
        name = "dark (chosen)" if '"dark"' in selector else "dark (system)" if ":not" in selector else "light"
        found[name] |= dict(VARIABLE.findall(body))
    return {name: found["light"] | variables for name, variables in found.items()}


def palette_problems(css_file: Path) -> list[Problem]:
    """Text has 4.5 to 1 and marks 3 to 1 on what they stand on, in each theme; both dark themes are one."""
    css = css_file.read_text("utf-8")
    problems = []
    held = themes(css)
    if held["dark (chosen)"] != held["dark (system)"]:
        problems.append("The dark theme that a reader chooses is not the system's.")
    for theme, colours in held.items():
        for least, pairs in ((TEXT, TEXT_ON), (MARK, MARKS_ON)):
            problems += [too_low(theme, *pair, colours, least) for pair in pairs if is_low(*pair, colours, least)]
    for name, paper, ink in SHADED.findall(css):
        if ratio(paper, ink) < TEXT:
            problems.append(f"Text of .{name} has a contrast of {ratio(paper, ink):.2f}; {TEXT} is the least.")
    remedy = "Choose other colours in the theme's style sheet."
    return [Problem(css_file.name, found, remedy) for found in problems]


def is_low(front: str, back: str, colours: dict[str, str], least: float) -> bool:
    missing = {front, back} - set(colours)
    return bool(missing) or ratio(colours[front], colours[back]) < least


def too_low(theme: str, front: str, back: str, colours: dict[str, str], least: float) -> str:
    """What is wrong with one pair."""
    if missing := {front, back} - set(colours):
        return f"The {theme} theme has no colour --{min(missing)}."
    found = ratio(colours[front], colours[back])
    return f"--{front} on --{back} has a contrast of {found:.2f} in the {theme} theme; {least} is the least."
