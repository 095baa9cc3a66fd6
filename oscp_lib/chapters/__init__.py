"""The chapters of the book, in order: this registry reads like its table of contents.

One slug names a chapter's module here, its notebook, its page and its test. Every module has the same shape:
`load(year)` gathers its tables, `facts(data)` computes the numbers of its prose, each `table_*`, `chart_*` or `map_*`
function makes one figure or says what is missing, and those named in `TEXTS` print what the year's files say.
"""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from oscp_lib import paths
from oscp_lib.errors import InputError, Problem

FIGURE_PREFIXES = ("table_", "chart_", "map_")
# The passages of a chapter: each is the year's text, or says what is missing of it.
TEXTS = ("partnership", "priorities", "terms", "review", "work", "actions")


@dataclass(frozen=True)
class Chapter:
    """A chapter of the book and the tables it reads."""

    number: int
    slug: str
    title: str
    tables: tuple[str, ...]

    @property
    def notebook(self) -> Path:
        return paths.NOTEBOOKS / f"{self.number:02d}_{self.slug}.ipynb"

    @property
    def page(self) -> str:
        """The page without its suffix: the first chapter is the page the book opens at."""
        return "index" if self.number == 1 else self.slug

    @property
    def module(self) -> ModuleType:
        return import_module(f"oscp_lib.chapters.{self.slug}")

    @property
    def figures(self) -> dict[str, Callable]:
        """The functions that make this chapter's figures, by the id of the figure."""
        return {
            name.replace("_", "-"): function
            for name, function in vars(self.module).items()
            if name.startswith(FIGURE_PREFIXES) and not name.endswith("_data")
        }

    @property
    def texts(self) -> dict[str, Callable]:
        """The functions that print the year's texts in this chapter, by their name."""
        return {name: vars(self.module)[name] for name in TEXTS if name in vars(self.module)}


def chapters_of(*entries: tuple[str, str, tuple[str, ...]]) -> tuple[Chapter, ...]:
    """Number the entries in their order."""
    return tuple(Chapter(number, *entry) for number, entry in enumerate(entries, 1))


CHAPTERS = chapters_of(
    (
        "introduction",
        "Introduction",
        ("recorded_crime_ons", "sexual_offences_plan", "exploitation_plan", "exploitation_nrm"),
    ),
    ("all_crime", "All crime", ("valid_crime_plan", "recorded_crime_ons", "population_ons")),
    (
        "neighbourhood_crime",
        "Neighbourhood crime",
        (
            "recorded_crime_ons",
            "population_ons",
            "stated_figures_plan",
            "antisocial_behaviour_police_uk",
            "antisocial_behaviour_police_sample",
            "antisocial_behaviour_council_sample",
        ),
    ),
    (
        "serious_violence",
        "Serious violence",
        (
            "recorded_crime_ons",
            "population_ons",
            "stated_figures_plan",
            "serious_violence_sample",
            "violence_suspects_sample",
            "violence_places_police_uk",
        ),
    ),
    (
        "vawg",
        "Violence against women and girls",
        ("recorded_crime_ons", "population_ons", "sexual_offences_plan", "stated_figures_plan"),
    ),
    (
        "modern_slavery",
        "Modern slavery and exploitation",
        ("exploitation_plan", "stated_figures_plan", "exploitation_nrm"),
    ),
    ("preventing_extremism", "Preventing extremism", ()),
    (
        "reconciliation",
        "The published plan, checked",
        (
            "valid_crime_plan",
            "sexual_offences_plan",
            "exploitation_plan",
            "stated_figures_plan",
            "recorded_crime_ons",
            "population_census",
        ),
    ),
    ("about", "About this edition", ()),
)


def chapter(slug: str) -> Chapter:
    """The chapter of a slug."""
    return next(each for each in CHAPTERS if each.slug == slug)


def known_chapter(slug: str, named_in: str) -> Chapter:
    """The chapter of a slug that somebody wrote, in the file or option `named_in`.

    Raises
    ------
    InputError
        Suggesting the nearest.
    """
    slugs = [each.slug for each in CHAPTERS]
    if slug in slugs:
        return chapter(slug)
    near = difflib.get_close_matches(slug, slugs, 1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    raise InputError(
        Problem(named_in, f"The book has no chapter '{slug}'.", f"{hint}The chapters are {', '.join(slugs)}.")
    )
