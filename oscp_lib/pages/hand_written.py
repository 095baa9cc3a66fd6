"""The pages written by hand, and the table of contents, as one edition has them.

They are the same for every partnership, but for the terms that its glossary has of its own. So a page may ask for the
facts that all chapters share, a line of it that asks for an absent one is left out, and the contents list only the
pages that the edition has.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from nbformat.v4 import new_markdown_cell

from oscp_lib import paths
from oscp_lib.chapters import CHAPTERS, Chapter, registered, watched_beside
from oscp_lib.data.plan_items import PRIORITIES
from oscp_lib.data.yaml_files import fact_keys, read_text
from oscp_lib.data.yaml_loader import parse_yaml
from oscp_lib.pages.absent_lines import BLANK_LINES, heading_of, without_absent
from oscp_lib.pages.compose import Page, with_facts
from oscp_lib.pages.empty_sections import Part, without_empty_sections
from oscp_lib.pages.glossary import GLOSSARY, with_letters, with_own_terms

CONTENTS = "_toc.yml"
ALSO_WATCHED = "Also watched"
SUFFIXES = (".md", ".ipynb")  # a page may be listed with that of its file


def lay_out(pages: Path, composed: Sequence[Page]) -> None:
    """Put the hand-written pages and the table of contents beside the composed ones.

    Parameters
    ----------
    pages
        The folder the book is rendered from.
    composed
        The pages of the edition's chapters; the facts that all of them share are taken from the first.
    """
    for path in sorted(paths.BOOK.glob("[!.]*.md")):
        text = with_letters(with_own_terms(read_text(path))) if path.name == GLOSSARY else read_text(path)
        text = page_text(text, composed[0]) if fact_keys(text) else text
        (pages / path.name).write_text(text, encoding="utf-8", newline="\n")
    chapters = [page.chapter for page in composed]
    path, lacking = paths.BOOK / CONTENTS, pages_lacking(chapters)
    of_priorities = [each for each in chapters if each.slug in PRIORITIES or each.is_topic]
    if not lacking and [each.slug for each in of_priorities] == list(PRIORITIES):
        shutil.copyfile(path, pages / CONTENTS)
        return
    content, _ = parse_yaml(read_text(path), path)
    watched = [each.page for each in of_priorities if watched_beside(each.slug)]
    ordered = [each.page for each in of_priorities if each.page not in watched]
    kept = with_priorities(without_pages(content, lacking - {registered(PRIORITIES[0]).page}), ordered, watched)
    text = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True)
    (pages / CONTENTS).write_text(text, encoding="utf-8", newline="\n")


def page_text(text: str, given: Page) -> str:
    """A page written by hand with the facts of an edition, without the lines and sections that are no part of it."""
    blocks = BLANK_LINES.split(without_absent(text, given.absent)[0].strip())
    titles = [heading_of(block) for block in blocks]
    parts = [
        Part(new_markdown_cell(block), level=len(title[1]) if title and "\n" not in title.string else 0)
        for block, title in zip(blocks, titles, strict=True)
    ]
    kept, _ = without_empty_sections(parts)
    return with_facts("\n\n".join(part.cell.source for part in kept), given) + "\n"


def pages_lacking(chapters: Sequence[Chapter]) -> set[str]:
    """The pages of the registry's chapters that an edition does not have, without their suffix."""
    return {each.page for each in CHAPTERS} - {each.page for each in chapters}


def without_pages(content: dict, lacking: set[str]) -> dict:
    """The table of contents without some pages, and without the captions below which none is left."""
    kept = dict(content)
    for name in ("parts", "chapters", "sections", "subtrees", "entries"):
        if isinstance(content.get(name), list):
            kept[name] = list(entries_kept(content[name], lacking))
            if not kept[name]:
                del kept[name]
    return kept


def entries_kept(entries: list, lacking: set[str]) -> Iterator[dict]:
    """The entries of a list of the contents that still lead to a page."""
    for entry in entries:
        if not isinstance(entry, dict) or page_listed(entry) in lacking:
            continue
        rest = without_pages(entry, lacking)
        if rest.keys() - {"caption", "numbered", "maxdepth", "title"}:
            yield rest


def with_priorities(content: dict, ordered: Sequence[str], watched: Sequence[str]) -> dict:
    """The table of contents with the pages of priorities where the first of the usual ones is listed, in their order.

    What is watched beside them follows under a caption of its own.
    """
    usual = {registered(slug).page for slug in PRIORITIES}
    waiting = iter([list(ordered)])

    def turned(entry: object) -> object:
        if isinstance(entry, dict):
            return {name: turned(value) for name, value in entry.items()}
        if not isinstance(entry, list):
            return entry
        kept: list[object] = []
        for each in entry:
            if isinstance(each, dict) and page_listed(each) in usual:
                kept += [{"file": page} for page in next(waiting, [])]
            else:
                kept.append(turned(each))
                if watched and isinstance(each, dict) and lists(each, usual):
                    kept.append({"caption": ALSO_WATCHED, "chapters": [{"file": page} for page in watched]})
        return kept

    return turned(content)


def lists(part: dict, pages: set[str]) -> bool:
    """True for a part of the contents that lists one of the pages at its first level."""
    return any(isinstance(each, dict) and page_listed(each) in pages for each in part.get("chapters", ()))


def page_listed(entry: dict) -> str:
    """The page that an entry names, without its suffix; "" for one that names none."""
    name = str(entry.get("file", ""))
    suffix = next((each for each in SUFFIXES if name.endswith(each)), "")
    return name.removesuffix(suffix)
