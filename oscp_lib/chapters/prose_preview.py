"""The prose of a chapter's notebook with its numbers, for the analyst who writes it: what JupyterLab cannot fill in.

A call in the notebook needs nothing installed into JupyterLab, so it works on a managed laptop too.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

import nbformat

from oscp_lib.chapters.texts import Passage
from oscp_lib.data.gap import Gap
from oscp_lib.data.yaml_files import PLACEHOLDER
from oscp_lib.facts.sheet import Fact
from oscp_lib.measures.wording import without_markup

PREVIEW_MIME = "application/vnd.oscp.preview+json"  # for the notebook alone: no page shows it
CALL = re.compile(r"^chapter\.(\w+)\(data\)$", re.MULTILINE)


@dataclass(frozen=True)
class ProsePreview:
    """Markdown with the facts filled in; `wrong` are the sentences about keys that no fact has."""

    markdown: str
    wrong: tuple[str, ...] = ()

    def _repr_mimebundle_(self, **_: object) -> dict:
        return {PREVIEW_MIME: {}, "text/markdown": self.markdown, "text/plain": self.markdown}


def prose_preview(
    notebook: nbformat.NotebookNode, entries: Mapping[str, Fact | Gap], passages: Mapping[str, Passage | Gap]
) -> ProsePreview:  # fmt: skip
    """The prose of a notebook as it was last saved, cell by cell, with what is wrong under the cell that it is in.

    Parameters
    ----------
    entries
        The facts and gaps of the chapter by key.
    passages
        The texts of the year that the notebook may ask for, by the name that it calls.
    """
    parts, wrong = [], []
    for number, cell in enumerate(notebook.cells, 1):
        for text in texts_of(cell, passages):
            parts.append(PLACEHOLDER.sub(lambda match: shown(match[1], entries), text))
            keys = dict.fromkeys(PLACEHOLDER.findall(text))
            said = [unknown(key, number, entries) for key in keys if key not in entries]
            parts += [f"> **{each}**" for each in said]
            wrong += said
    head = f"**{len(wrong)} to correct, marked below.**" if wrong else ""
    return ProsePreview("\n\n".join(part for part in [head, *parts] if part), tuple(wrong))


def texts_of(cell: nbformat.NotebookNode, passages: Mapping[str, Passage | Gap]) -> list[str]:
    """The Markdown of a cell: its own, or that of the year's texts that it calls."""
    if cell.cell_type == "markdown":
        return [cell.source]
    names = CALL.findall(cell.source) if cell.cell_type == "code" else []
    called = [passages[name] for name in names if name in passages]
    return [each.markdown if isinstance(each, Passage) else f"*{each!r}*" for each in called]


def shown(key: str, entries: Mapping[str, Fact | Gap]) -> str:
    """What stands for a key: the fact's words, or the gap that says why there is none."""
    entry = entries.get(key)
    if entry is None:
        return f"**?{key}?**"
    return f"*[{entry!r}]*" if isinstance(entry, Gap) else without_markup(entry.text)


def unknown(key: str, number: int, entries: Mapping[str, Fact | Gap]) -> str:
    near = difflib.get_close_matches(key, entries, 1)
    remedy = f" Did you mean '{near[0]}'?" if near else " Run chapter.facts(data) to see the keys there are."
    return f"Cell {number}: the chapter has no fact '{key}'.{remedy}"
