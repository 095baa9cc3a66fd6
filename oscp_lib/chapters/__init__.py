"""The chapters of the book, in order: this registry reads like its table of contents.

One slug names a chapter's module here, its notebook, its page and its test. The registry says which tables a chapter
reads and which of the year's texts it prints. Its module says what is its own: `add_facts` computes the numbers of its
prose, and each `table_*`, `chart_*` or `map_*` function makes one figure or says what is missing. The rest is the same
for all (`opening.py`). A priority that has no module of its own is a topic: one module and one notebook serve all of
them, and a file of `data/topics` says what each is about.
"""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

from oscp_lib import paths
from oscp_lib.data.own_measures import own_measures
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.partnership_file import ChosenChapter
from oscp_lib.data.plan_items import PRIORITIES
from oscp_lib.data.topics import OF_FORCES, STREET_MONTHS, Topic, load_topic
from oscp_lib.data.years import years_with_plan
from oscp_lib.errors import InputError, Problem

PARAMETERS = ("year", "publish", "partnership")  # of every notebook
TOPIC = "topic"  # the module and the notebook of every topic, and the parameter that names one
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
    is_topic: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """Those that its notebook sets."""
        return (*PARAMETERS, TOPIC) if self.is_topic else PARAMETERS

    @property
    def topic(self) -> Topic | None:
        """What it is about, where it is a topic."""
        return load_topic(self.slug) if self.is_topic else None

    @property
    def notebook(self) -> Path:
        if self.is_topic:
            return paths.NOTEBOOKS / f"{TOPIC}.ipynb"
        return paths.NOTEBOOKS / f"{self.number:02d}_{self.slug}.ipynb"

    @property
    def source_name(self) -> str:
        """Its notebook, and its topic where the notebook serves several."""
        return f"{self.notebook.name} ({self.slug})" if self.is_topic else self.notebook.name

    @property
    def page(self) -> str:
        """The page without its suffix: the first chapter is the page the book opens at."""
        return "index" if self.number == 1 else self.slug

    @property
    def module(self) -> ModuleType:
        return import_module(f"oscp_lib.chapters.{TOPIC if self.is_topic else self.slug}")

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
    """The chapters of this partnership's book: between those of every book its priorities, then what it also watches.

    Both stand in the order of its file and under its own titles. Chapters that hold nothing but a plan are left out
    where it has a plan for no year.
    """
    said = load_partnership().said
    lacking = () if years_with_plan() else OF_A_PLAN
    chosen = [titled(each) for each in (*said.chosen, *said.also_watched)]
    place = min(registered(slug).number for slug in PRIORITIES) - 1
    (opening, *first), last = CHAPTERS[:place], [each for each in CHAPTERS[place:] if each.slug not in PRIORITIES]
    of_topics = [name for each in chosen if each.is_topic for name in each.tables if name != STREET_MONTHS]
    opening = with_tables(opening, of_topics)
    return tuple(each for each in (opening, *first, *chosen, *last) if each.slug not in lacking)


def with_tables(entry: Chapter, names: Iterable[str]) -> Chapter:
    """A chapter that reads more tables: the first page has the headline of each topic."""
    return replace(entry, tables=tuple(dict.fromkeys([*entry.tables, *names])))


def titled(chosen: ChosenChapter) -> Chapter:
    """A chapter under the title that the partnership gives it, if any."""
    found = registered(chosen.chapter)
    return replace(found, title=chosen.title) if chosen.title else found


def registered(slug: str) -> Chapter:
    """The chapter of a slug as the registry has it, or the topic of that slug.

    Raises
    ------
    InputError
        When it is neither.
    """
    return next((each for each in CHAPTERS if each.slug == slug), None) or of_topic(load_topic(slug))


def of_topic(topic: Topic) -> Chapter:
    """The chapter of a topic: it reads official counts, and those measures that the partnership has a table of."""
    said, held = topic.said, own_measures()
    tables = ["recorded_crime_ons", "population_ons", "stated_figures_plan"]
    tables += [STREET_MONTHS] if said.street else []
    tables += [OF_FORCES[said.by_force]] if said.by_force else []
    tables += [each.table for each in said.measures if each.table in held]
    return Chapter(0, topic.slug, said.title, tuple(tables), ("terms", *OF_A_PRIORITY), is_topic=True)


def chapter(slug: str) -> Chapter:
    """The chapter of a slug as this partnership's book has it; one that it does not have, as the registry has it."""
    return next((each for each in chapters_of_book() if each.slug == slug), None) or registered(slug)


def watched_beside(slug: str) -> bool:
    """True for a chapter that the book has beside those of the priorities."""
    return slug in {each.chapter for each in load_partnership().said.also_watched}


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
