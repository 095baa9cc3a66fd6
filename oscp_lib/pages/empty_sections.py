"""A page as its parts, and which of its sections are left out: those that hold nothing, or only gaps said above."""

from dataclasses import dataclass

from nbformat import NotebookNode

from oscp_lib.data.gap import Gap

SECTION_LEVELS = range(2, 7)


@dataclass(frozen=True)
class Part:
    """One cell of a page.

    `level` is that of the heading it is (0 where it is none). `repeated` are its gaps where it holds nothing else and
    the page has given their reason already; `cell` is None where nothing is printed for them here.
    """

    cell: NotebookNode | None
    level: int = 0
    repeated: tuple[Gap, ...] = ()


def without_empty_sections(parts: list[Part]) -> tuple[list[Part], list[Gap]]:
    """The parts that stay, and the gaps that are printed nowhere any more: the page's first notice has to name them."""
    kept: list[Part] = []
    unsaid: list[Gap] = []
    place = 0
    while place < len(parts):
        part = parts[place]
        end = end_of_section(parts, place) if part.level in SECTION_LEVELS else place + 1
        section = parts[place:end]
        if part.level in SECTION_LEVELS and all(each.level or each.repeated for each in section):
            unsaid += [gap for each in section for gap in each.repeated]
            place = end
            continue
        if part.cell is None:
            unsaid += part.repeated
        else:
            kept.append(part)
        place += 1
    return kept, unsaid


def end_of_section(parts: list[Part], start: int) -> int:
    """Where the next heading of the same or a higher level stands."""
    level = parts[start].level
    later = range(start + 1, len(parts))
    return next((place for place in later if 0 < parts[place].level <= level), len(parts))
