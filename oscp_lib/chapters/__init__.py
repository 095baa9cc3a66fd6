"""The chapters of the book, in order: this registry reads like its table of contents.

One slug names a chapter's module here, its notebook, its page and its test. The registry says which tables a chapter
reads and which of the year's texts it prints. Its module says what is its own: `add_facts` computes the numbers of its
prose, and each `table_*`, `chart_*` or `map_*` function makes one figure or says what is missing. The rest is the same
for all (`opening.py`).
"""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from oscp_lib import paths
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.plan_items import PRIORITIES
from oscp_lib.data.years import years_with_plan
from oscp_lib.errors import InputError, Problem

PARAMETERS = ("year", "publish", "partnership")  # of every notebook
FIGURE_PREFIXES = ("table_", "chart_", "map_")
OF_A_PRIORITY = ("work", "actions", "review", "checked")
# Chapters that hold nothing but what a plan says: they have no official figure.
OF_A_PLAN = ("preventing_extremism", "reconciliation")


@dataclass(frozen=True)
class Chapter:
    """A chapter of the book: the tables it reads, and the passages of the year's texts that it prints."""

    number: int
    slug: str
    title: str
    tables: tuple[str, ...]
    passages: tuple[str, ...]

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
        """The functions that make this chapter's figures (not those of their data), by the id of the figure."""
        return {
            name.replace("_", "-"): function
            for name, function in vars(self.module).items()
            if name.startswith(FIGURE_PREFIXES) and not name.endswith("_data")
        }


def chapters_of(*entries: tuple[str, str, tuple[str, ...], tuple[str, ...]]) -> tuple[Chapter, ...]:
    """Number the entries in their order."""
    return tuple(Chapter(number, *entry) for number, entry in enumerate(entries, 1))


CHAPTERS = chapters_of(
    (
        "introduction",
        "Introduction",
        ("recorded_crime_ons", "sexual_offences_plan", "exploitation_plan", "exploitation_nrm", "stated_figures_plan"),
        ("partnership", "priorities", "links"),
    ),
    (
        "all_crime",
        "All crime",
        ("valid_crime_plan", "recorded_crime_ons", "population_ons", "stated_figures_plan"),
        ("terms", "checked"),
    ),
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
        ("terms", *OF_A_PRIORITY),
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
        OF_A_PRIORITY,
    ),
    (
        "vawg",
        "Violence against women and girls",
        ("recorded_crime_ons", "population_ons", "sexual_offences_plan", "stated_figures_plan"),
        OF_A_PRIORITY,
    ),
    (
        "modern_slavery",
        "Modern slavery and exploitation",
        ("exploitation_plan", "stated_figures_plan", "exploitation_nrm"),
        ("terms", *OF_A_PRIORITY),
    ),
    ("preventing_extremism", "Preventing extremism", ("stated_figures_plan",), ("terms", *OF_A_PRIORITY)),
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
        (),
    ),
    ("about", "About this edition", (), ()),
)


def chapters_of_book() -> tuple[Chapter, ...]:
    """The chapters of this partnership's book, those of its priorities in the order of its file.

    Those of a plan are left out where it has a plan for no year.
    """
    plan, chosen = years_with_plan(), load_partnership().said.priorities
    there = [each for each in CHAPTERS if plan or each.slug not in OF_A_PLAN]
    if chosen is None:
        return tuple(there)
    of_priorities = iter([chapter(slug) for slug in chosen if chapter(slug) in there])
    kept = [each for each in there if each.slug not in PRIORITIES or each.slug in chosen]
    return tuple(next(of_priorities) if each.slug in PRIORITIES else each for each in kept)


def chapter(slug: str) -> Chapter:
    """The chapter of a slug, whether or not this partnership's book has it."""
    return next(each for each in CHAPTERS if each.slug == slug)


def known_chapter(slug: str, named_in: str) -> Chapter:
    """The chapter of a slug that somebody wrote, in the file or option `named_in`.

    Raises
    ------
    InputError
        Suggesting the nearest.
    """
    slugs = [each.slug for each in chapters_of_book()]
    if slug in slugs:
        return chapter(slug)
    near = difflib.get_close_matches(slug, slugs, 1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    raise InputError(
        Problem(named_in, f"The book has no chapter '{slug}'.", f"{hint}The chapters are {', '.join(slugs)}.")
    )
