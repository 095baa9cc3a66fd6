"""The shape of every chapter: what a notebook can ask of it, and what it does first.

It checks the parameters it was given, gathers its tables, and says which year it is about.
"""

import ast
import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import nbformat
import pandas as pd
from IPython import get_ipython

from oscp_lib.chapters import PARAMETERS, Chapter, chapter, registered, texts, watched_beside
from oscp_lib.chapters.prose_preview import ProsePreview, prose_preview
from oscp_lib.data.evidence import Evidence, gather
from oscp_lib.data.gap import Gap
from oscp_lib.data.partnership import use_partnership
from oscp_lib.data.years import read_year
from oscp_lib.errors import InputError, Problem
from oscp_lib.facts.sheet import FactSheet
from oscp_lib.facts.stated import STATED, add_stated
from oscp_lib.measures import wording

# The facts of every chapter, which the pages written by hand may ask for too.
SHARED = (
    "data_year", "last_year", "plan", "plan_period", "place", "itself", "parts", "partnership", "county", "force",
    "council",
)  # fmt: skip
WIDE = 400  # characters: wider than any frame of the book


@dataclass(frozen=True)
class OpenChapter:
    """What a notebook calls `chapter`: the year's evidence, the facts, the figures and the passages of one chapter.

    Its module holds what is the chapter's own: `add_facts(sheet, data)`, a function for each figure, and
    `MAY_BE_STATED`, the figures of a plan that its notebook prints where there are any. Both a figure
    (`chapter.chart_1(data)`) and a passage of `PASSAGES` (`chapter.review(data)`) are found by name, in `__getattr__`.
    """

    slug: str
    parameters: tuple[str, ...] = PARAMETERS

    @property
    def entry(self) -> Chapter:
        """The chapter as the book of the partnership in use has it."""
        return chapter(self.slug)

    def load(self, year: int, publish: bool = False, partnership: str = "") -> Evidence:
        """The evidence of the chapter for one year; `partnership` is a name or slug, empty for the one in use.

        Raises
        ------
        InputError
            On a parameter no notebook has, an unknown partnership, a year without data, or a table or text that does
            not pass its checks.
        """
        check_parameters(injected_parameters(), self.parameters)
        # papermill makes a number of a name such as '5'.
        use_partnership(str(partnership) if partnership not in ("", None) else None)
        # The data of a figure show whole, however wide the terminal a notebook was started from.
        pd.set_option("display.width", WIDE, "display.max_columns", None)
        entry = self.entry
        return gather(entry.tables, read_year(year), publish, entry.topic)

    def facts(self, data: Evidence) -> FactSheet:
        """The numbers of the chapter's prose: those that it computes, and those that the plan states.

        Raises
        ------
        InputError
            When a row of the plan's stated figures does not say what fact it becomes.
        """
        sheet = open_facts(self.slug, data)
        self.entry.module.add_facts(sheet, data)
        if STATED in self.entry.tables:
            add_stated(sheet, data, getattr(self.entry.module, "MAY_BE_STATED", ()))
        return sheet

    def passages(self, data: Evidence) -> list[texts.Passage | Gap]:
        """The year's texts that the chapter prints."""
        return [passage(name, data, self.slug) for name in self.entry.passages]

    def preview(self, data: Evidence) -> ProsePreview:
        """The prose of the chapter's notebook, as it was last saved, with its numbers in place of the keys.

        For the analyst who writes it: `chapter.preview(data)` in a cell shows it there, and no page shows that cell.
        """
        names = self.entry.passages
        told = dict(zip(names, self.passages(data), strict=True))
        notebook = nbformat.read(self.entry.notebook, as_version=4)
        return prose_preview(notebook, self.facts(data).entries, told)

    def __getattr__(self, name: str) -> Callable:
        """A figure or another function of the chapter's module, or a passage that the registry gives the chapter."""
        if name in self.entry.passages:
            return functools.partial(passage, name, slug=self.slug)
        return getattr(self.entry.module, name)


# What the year's files say, by the name that a notebook calls it by.
PASSAGES = {
    "partnership": texts.about_partnership,
    "priorities": texts.priorities,
    "terms": texts.definitions,
    "review": texts.review_of_actions,
    "work": texts.work_done,
    "actions": texts.planned_actions,
    "checked": texts.plan_checked,
    "links": texts.links,
}


def passage(name: str, data: Evidence, slug: str) -> texts.Passage | Gap:
    """A text of the year. What a plan lacks of a chapter that is none of its priorities is no part of the book."""
    found = PASSAGES[name](data, slug)
    return replace(found, absent=True) if isinstance(found, Gap) and watched_beside(slug) else found


def open_chapter(slug: str) -> OpenChapter:
    """The chapter of a slug, as a notebook uses it."""
    return OpenChapter(slug, registered(slug).parameters)


def open_topic(topic: str) -> OpenChapter:
    """The chapter of a topic, by the name of its file in `data/topics`, as the notebook of topics uses it.

    Raises
    ------
    InputError
        When there is no such topic.
    """
    return open_chapter(topic)


def check_parameters(names: list[str], known: tuple[str, ...] = PARAMETERS) -> None:
    """Refuse a parameter that no notebook has: papermill itself only warns of it.

    Raises
    ------
    InputError
        Naming the parameters there are.
    """
    unknown = [name for name in names if name not in known]
    if unknown:
        found = f"No notebook has a parameter '{unknown[0]}'."
        raise InputError(Problem("parameters", found, f"The parameters are {wording.listed(known)}."))


def injected_parameters() -> list[str]:
    """The names papermill set in this kernel, read from the cell it put in."""
    shell = get_ipython()
    if shell is None:
        return []
    cells = [cell for cell in shell.user_ns.get("In", []) if cell.startswith("# Parameters")]
    nodes = ast.parse(cells[-1]).body if cells else []
    return [target.id for node in nodes if isinstance(node, ast.Assign) for target in node.targets]


def open_facts(slug: str, data: Evidence) -> FactSheet:
    """A sheet that already knows the year, the plan period and the names of the place, so that no prose has them."""
    sheet = FactSheet(slug, data.year)
    sheet.given("title", chapter(slug).title, "the partnership's own file, or the registry of chapters")
    sheet.given("data_year", str(data.year), "the year of the edition")
    sheet.given("last_year", str(data.year - 1), "the year before the edition's")
    # A line that asks for a plan, by its name or its period, vanishes from a book without one.
    none = texts.no_plan(data, "a plan")
    sheet.given("plan", "plan", "whether the partnership has a plan", none)
    sheet.given("plan_period", data.period, "the plan period that follows the year of the data", none)
    names = {
        "place": wording.named(data.lead),
        "itself": data.place.itself,
        "parts": data.place.parts,
        "partnership": data.place.name,
        "county": data.county,
        "force": data.place.force_name,
        "council": data.place.said.council or "the council",
    }
    for key, name in names.items():
        if name:
            sheet.given(key, name, "the partnership's own file")
        else:
            sheet.add(key, Gap(f"the {key}", f"No {key} is compared.", absent=True))
    return sheet


Frame = TypeVar("Frame")
Made = TypeVar("Made")


def made_from(
    frame_of: Callable[[Evidence], Frame | Gap],
) -> Callable[[Callable[[Evidence, Frame], Made]], Callable[[Evidence], Made | Gap]]:
    """Make a figure from what another function gives of the evidence; where that is a gap, it stands in its place.

    `@made_from(chart_7_data)` above `def chart_7(data, frame)` gives `chart_7(data)`.
    """

    def with_frame(make: Callable[[Evidence, Frame], Made]) -> Callable[[Evidence], Made | Gap]:
        @functools.wraps(make)
        def figure(data: Evidence) -> Made | Gap:
            frame = frame_of(data)
            return frame if isinstance(frame, Gap) else make(data, frame)

        return figure

    return with_frame
