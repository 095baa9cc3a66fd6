"""The figures of a chapter, or of the whole edition, as an accessible workbook: only what the pages show."""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from oscp_lib.data.revisions import MARK
from oscp_lib.exports.archive import write_zip
from oscp_lib.exports.workbook_language import with_language
from oscp_lib.figures.csv_file import NOT_APPLICABLE, NOT_AVAILABLE, NOTES
from oscp_lib.measures.wording import CONFIDENTIAL

ALL_FIGURES = "all-figures.xlsx"
SAMPLE_SHEET = " (sample)"
LONGEST_SHEET_NAME = 31  # characters, the limit of the file format
WIDEST_COLUMN = 80  # characters: longer texts go on in the next line of their cell
SHORTHAND = {
    CONFIDENTIAL: "[c] confidential: withheld so that nobody can be identified",
    NOT_AVAILABLE: "[x] not available",
    NOT_APPLICABLE: "[z] not applicable",
    MARK: "[r] revised since it was first published; the column Notes names the cell",
}


@dataclass(frozen=True)
class Imprint:
    """What every workbook of an edition says of it.

    `draft` is why it is one, if it is; `day` is when it was published, as `datetime.isoformat` writes it: that of the
    clock would give other bytes every time.
    """

    year: int
    day: str
    title: str
    partnership: str
    contact: str | None
    draft: str


def write_workbook(target: Path, subject: str, figures: Sequence[dict], imprint: Imprint) -> Path:
    """Write a workbook: cover, contents, one tidy table a sheet, notes.

    Parameters
    ----------
    subject
        What it holds: a chapter's title, or the edition's.
    figures
        The records of the figures, as their pages publish them; nothing else goes into the workbook.
    """
    import gptables

    notes = numbered([note for record in figures for note in record["notes"]])
    sheets = {sheet_name(record): sheet_of(record, notes) for record in figures}
    table = pd.DataFrame({"reference": list(notes.values()), "Note": [plain(note) for note in notes]})
    made = io.BytesIO()
    with warnings.catch_warnings():
        # Figures that nothing is to be said of need no sheet of notes.
        warnings.filterwarnings("ignore", "No note text provided")
        book = gptables.produce_workbook(
            made, sheets, cover=cover_of(subject, imprint), notes_table=table if notes else None,
            contentsheet_options={"title": "Contents"}, gridlines="show_all",
            # A text stays a text, whatever it begins with.
            workbook_options={
                "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            },
        )  # fmt: skip
        for name, frame in {**{name: sheet.table for name, sheet in sheets.items()}, "Notes": table}.items():
            if sheet := book.get_worksheet_by_name(name):
                hold_columns(sheet, frame)
        book.set_properties(
            {"title": f"{imprint.title}: {subject}", "author": imprint.partnership, "subject": subject,
             "created": datetime.fromisoformat(imprint.day), "comments": imprint.draft}
        )  # fmt: skip
        book.close()
    return write_zip(target, with_language(made.getvalue()))


def hold_columns(sheet: object, frame: pd.DataFrame) -> None:
    """Hold the columns of long texts to a width that a screen shows."""
    for place, column in enumerate(frame):
        if frame[column].astype(str).str.len().max() > WIDEST_COLUMN:
            sheet.set_column(place, place, WIDEST_COLUMN)


def numbered(notes: Sequence[str]) -> dict[str, str]:
    """Each note once, with a reference."""
    return {note: f"n{number}" for number, note in enumerate(dict.fromkeys(notes), 1)}


def sheet_name(record: dict) -> str:
    """The figure's label, and that it is a sample; an explorer, which has no number, by the words of its id."""
    words = record["ident"].replace("-", " ")
    name = record["label"] if record["label"].lower() == words else words.capitalize()
    mark = SAMPLE_SHEET if record["sample"] else ""
    room = LONGEST_SHEET_NAME - len(mark)
    if len(name) > room:  # its end must stay: names of one page would else be the same
        *first, kind, number = name.split()
        end = f" {kind} {number}"
        name = f"{' '.join(first)[: room - len(end)].rstrip()}{end}"
    return f"{name}{mark}"


def sheet_of(record: dict, notes: dict[str, str]) -> object:
    """A figure's sheet: the numbers of its CSV under its title, with its notes, source and shorthand."""
    import gptables

    frame = frame_of(record)
    references = "".join(f"$${notes[note]}$$" for note in record["notes"])
    texts = " ".join(map(str, frame.to_numpy().ravel()))
    marks = [words for mark, words in SHORTHAND.items() if mark in texts]
    label = f"{record['label']}{' (sample data)' if record['sample'] else ''}"
    subtitles = [plain(record["subtitle"]) + references]
    if record["sample"]:
        subtitles.insert(0, "Sample data, not real figures.")
    return gptables.GPTable(
        frame, table_name=record["ident"].replace("-", "_"), title=plain(f"{label}: {record['title']}"),
        subtitles=subtitles, source=plain(record["sources"]) or None, legend=marks,
        instructions="This sheet holds one table. Numbers in square brackets lead to the sheet of notes.",
    )  # fmt: skip


def frame_of(record: dict) -> pd.DataFrame:
    """The table of a figure's CSV with each mark in the cell it stands for, and the numbers as numbers."""
    frame = pd.read_csv(io.StringIO(record["csv"]), keep_default_na=False, na_values=[""]).convert_dtypes()
    frame = frame.astype(object).where(frame.notna(), None)
    if NOTES in frame:
        frame[NOTES] = [cell_marks(frame, row, said or "") for row, said in enumerate(frame[NOTES])]
        if (frame[NOTES] == NOT_APPLICABLE).all():
            frame = frame.drop(columns=NOTES)
    # Beside a number that is not there, what is said of it has no words either.
    frame = frame.where(frame.notna(), NOT_AVAILABLE)
    return frame.rename(columns=plain).map(lambda cell: plain(cell) if isinstance(cell, str) else cell)


def cell_marks(frame: pd.DataFrame, row: int, said: str) -> str:
    """Put the marks that stand for a number into its cell; what is left is said of a number that is there."""
    left = []
    for note in filter(None, said.split("; ")):
        column, _, mark = note.rpartition(": ")
        if mark in (CONFIDENTIAL, NOT_AVAILABLE, NOT_APPLICABLE):
            frame.loc[row, column] = mark
        else:
            left.append(note)
    return "; ".join(left) or NOT_APPLICABLE


def plain(text: str) -> str:
    """A text that is no link and no reference to a note to the library that writes the sheets."""
    return text.replace("](", "] (").replace("$$", "$ $")


def cover_of(subject: str, imprint: Imprint) -> object:
    import gptables

    draft = [f"{imprint.draft}."] if imprint.draft else []
    return gptables.Cover(
        title=plain(f"{imprint.title}: {subject}"),
        intro=[*draft, f"The figures for {imprint.year} of {imprint.partnership}, one table on each sheet."],
        about=[
            "Each table holds what the book's page shows, and no more. The contents list the sheets.",
            "Sources stand on each sheet; notes have a sheet of their own.",
            *SHORTHAND.values(),
        ],
        contact=[imprint.contact] if imprint.contact else [],
    )
