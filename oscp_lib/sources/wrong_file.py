"""A file that no reader can read: what its content is, and what to fetch or do instead.

Only what cannot be read to its end is called cut short: a remedy for another cause would never end.
"""

import re
from pathlib import Path

from oscp_lib.data.check_table import OTHER_SEPARATORS
from oscp_lib.data.text_file import SAVE_AS
from oscp_lib.errors import InputError
from oscp_lib.left_behind import is_left_behind
from oscp_lib.sources import READERS, reader
from oscp_lib.sources.columns import header_of, lines_of
from oscp_lib.sources.gzipped import is_gzip
from oscp_lib.sources.reading import refused
from oscp_lib.sources.safe_zip import is_zip, opened, printable
from oscp_lib.sources.spreadsheet import book, heading, is_workbook

HEAD = 1 << 12
DIRECTORY = 1 << 20  # bytes of an OLE file within which its directory names what it holds
MOST_NAMED = 5  # sheets, columns or members named one by one
LONGEST_NAMED = 90  # characters of a title
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, .doc, and an .xlsx that has a password
AS_XLSX = "Open it in a spreadsheet program, save it as .xlsx, and ingest that file."
UNPACK = "Unpack it, and ingest the file inside."
NO_TABLE = "Fetch the table itself, as .xlsx, .ods or .csv."
WITHOUT_PASSWORD = "Open it in a spreadsheet program, save it as .xlsx without a password, and ingest that file."

# First bytes of files that are no download of the book: what they are, and the remedy.
SIGNATURES = (
    (b"%PDF", "a PDF", NO_TABLE),
    (b"\x1f\x8b", "compressed with gzip", UNPACK),
    (b"BZh", "compressed with bzip2", UNPACK),
    (b"\xfd7zXZ", "compressed with xz", UNPACK),
    (b"7z\xbc\xaf", "a 7z archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"\x09\x08", "an .xls workbook, as spreadsheet programs saved it before 2007", AS_XLSX),
    (b"\x89PNG", "a picture", NO_TABLE),
    (b"\xff\xd8\xff", "a picture", NO_TABLE),
    (b"GIF8", "a picture", NO_TABLE),
    (b"{\\rtf", "a text document (RTF)", NO_TABLE),
    (b"PAR1", "a Parquet file", "Fetch the published .csv."),
    (b"\xff\xfe", "text in UTF-16", f"Save it as {SAVE_AS}."),
    (b"\xfe\xff", "text in UTF-16", f"Save it as {SAVE_AS}."),
)
# Members by which a zip is known to be a document of a program: what it is, and the remedy.
DOCUMENTS = (
    (r"xl/workbook\.bin", "an .xlsb workbook", AS_XLSX),
    (
        r".*\.iwa|Index\.zip",
        "a Numbers or Pages document",
        "In Numbers choose File, Export To, Excel, and ingest that.",
    ),
    (r"word/.*", "a Word document", NO_TABLE),
    (r"ppt/.*", "a PowerPoint document", NO_TABLE),
)


def check_content(path: Path, kind: str | None = None) -> None:
    """Refuse a file that no reader could take, whatever its name ends in.

    Raises
    ------
    InputError
        For an empty file, a web page, an old or protected workbook, and other kinds of file, each named.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        found = "The file is empty: it has 0 bytes."
        raise refused(path, found, "Download it again, and wait until the download has ended.")
    if head.startswith(OLE):
        raise refused(path, *ole(path))
    if is_gzip(path) and any(recognised(path, name) for name in READERS):
        return
    for signature, what, remedy in SIGNATURES:
        if head.startswith(signature):
            raise refused(path, f"The file is {what}.", remedy)
    check_markup(path, head)
    if is_zip(path):
        check_zip(path, kind)


def ole(path: Path) -> tuple[str, str]:
    """What a file in the format of Office before 2007 is, and the remedy."""
    with path.open("rb") as file:
        directory = file.read(DIRECTORY)
    if "EncryptedPackage".encode("utf-16-le") in directory:
        return "The workbook is protected with a password.", WITHOUT_PASSWORD
    if "WordDocument".encode("utf-16-le") in directory:
        return "The file is a Word document.", NO_TABLE
    title = heading(path)
    said = f" It begins '{title[:LONGEST_NAMED]}'." if title else ""
    near = nearest(f"{title} {path.stem}")
    fetch = f" If it is an edition of before 2021, fetch a later one: {reader(near).FETCH}." if near else ""
    return f"The file is an .xls workbook, as spreadsheet programs saved it before 2007.{said}", f"{AS_XLSX}{fetch}"


def check_markup(path: Path, head: bytes) -> None:
    """Refuse a web page or an error message that was saved in a download's place, and a workbook saved as XML."""
    text = head.decode("utf-8-sig", "ignore").lstrip()
    low = text.lower()
    if not low.startswith("<"):
        return
    if re.match(r"<(!doctype html|html|head|body)", low) or "<html" in low:
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
        said = f", with the title '{printable(' '.join(title[1].split()))[:LONGEST_NAMED]}'" if title else ""
        remedy = "Open the publisher's page in a browser, and save the file that its link leads to."
        raise refused(path, f"The file is a web page{said}: it was saved in the place of the download.", remedy)
    if "excel.sheet" in low or "schemas-microsoft-com:office:spreadsheet" in low or "<office:document" in low:
        raise refused(path, "The file is a workbook saved as XML.", AS_XLSX)
    code = re.search(r"<code>(.*?)</code>", text, re.IGNORECASE)
    said = f" It says '{printable(code[1])[:LONGEST_NAMED]}'." if code else ""
    remedy = "Open the publisher's page in a browser, and save the file that its link leads to."
    raise refused(path, f"The file is XML, which no reader takes.{said}", remedy)


def check_zip(path: Path, kind: str | None) -> None:
    """Refuse a zip that is another program's document, a protected workbook, or no workbook where one is needed."""
    with opened(path) as archive:
        names = archive.namelist()
        manifest = b""
        if "META-INF/manifest.xml" in names:
            with archive.open("META-INF/manifest.xml") as part:
                manifest = part.read(1 << 16)
        mime = ""
        if "mimetype" in names:
            with archive.open("mimetype") as part:
                mime = part.read(200).decode("ascii", "ignore")
    if b"encryption-data" in manifest:
        raise refused(path, "The workbook is protected with a password.", WITHOUT_PASSWORD)
    if "opendocument" in mime and "spreadsheet" not in mime:
        raise refused(path, f"The file is a document ({mime.rpartition('.')[2]}), not a workbook.", NO_TABLE)
    for pattern, what, remedy in DOCUMENTS:
        if any(re.fullmatch(pattern, name) for name in names):
            raise refused(path, f"The file is {what}.", remedy)
    if not names:
        raise refused(path, "The zip is empty.", "Download it again, and wait until the download has ended.")
    if kind in WORKBOOKS and not is_workbook(path):
        found = f"The file is a zip that holds {listed(names)}, and no workbook."
        raise refused(path, found, f"{UNPACK} The kind '{kind}' reads {reader(kind).TITLE}.")


WORKBOOKS = ("ons-csp", "home-office-csp", "population", "nrm")  # kinds that no zip of files belongs to


def truer(path: Path, kind: str) -> InputError | None:
    """A more exact error for a file given as the wrong kind; None if the reader of that kind recognises it."""
    with path.open("rb") as file:
        spoilt = not is_zip(path) and b"\0" in file.read(HEAD)
    if spoilt or recognised(path, kind):
        return None
    for name in (each for each in READERS if each != kind and recognised(path, each)):
        found = f"The file is of the kind '{name}' ({reader(name).TITLE}), not '{kind}'."
        return refused(path, found, f"Run oscp ingest {name} FILE.")
    return None if is_zip(path) else misplaced_header(path)


def recognised(path: Path, kind: str) -> bool:
    """True where the reader of a kind takes the file for one of its own."""
    try:
        return reader(kind).recognise(path)
    except InputError:
        return False  # it is refused already, and that refusal is the one to be told


def unknown(path: Path) -> InputError:
    """The error for a file whose content is whole and that no reader recognises."""
    if is_workbook(path):
        return another_table(path)
    if is_zip(path):
        with opened(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/") and not is_left_behind(name)]
        held = f"{listed(names)}, which no reader takes" if names else "nothing but what a system adds to a zip"
        found = f"The zip holds {held}."
        return refused(path, found, f"Unpack it, and ingest the published table. {kinds()}")
    return another_text(path)


def another_table(path: Path, kind: str = "") -> InputError:
    """The error for a workbook of another table: its first title, its sheets, and which one to fetch."""
    title, names = heading(path), sheet_names(path)
    near = kind or nearest(" ".join([title, *names, path.stem]))
    begins = f"It begins '{printable(title)[:LONGEST_NAMED]}'; its" if title else "Its"
    found = f"The workbook is whole, and holds no table that the book reads. {begins} sheets are {listed(names)}."
    return refused(path, found, fetch(near) if near else f"Fetch one that can be read. {kinds()}")


def another_text(path: Path) -> InputError:
    """The error for a text that is no table of a known publication."""
    if misplaced := misplaced_header(path):
        return misplaced
    columns = header_of(path)
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.lstrip()[:1] in (b"{", b"["):
        return refused(path, "The file is JSON, and holds no outlines of areas.", f"Fetch the table itself. {kinds()}")
    if not columns or b"\0" in head:
        return refused(path, "The file is neither text nor a workbook nor a zip that can be read.", kinds())
    if near := kind_of_columns(columns):
        found = f"The file has the columns of the kind '{near}' as CSV, and that kind reads {reader(near).TITLE}."
        return refused(path, found, f"{AS_XLSX} Or fetch the published workbook.", 1)
    near = nearest(" ".join([*columns, path.stem]))
    found = f"No reader takes a table with these columns: {listed(columns)}."
    return refused(path, found, fetch(near) if near else f"Fetch one that can be read. {kinds()}", 1)


def misplaced_header(path: Path) -> InputError | None:
    """The error for a CSV with another separator, or whose header stands below other lines; nothing for any other."""
    lines = lines_of(path)
    for separator, shown in OTHER_SEPARATORS.items():
        if lines and len(lines[0]) == 1 and lines[0][0].count(separator) > 1:
            found = f"The columns of the file are separated by {shown}, not by commas."
            return refused(path, found, f"Fetch the published file, or save it as {SAVE_AS}.", 1)
    for number, cells in enumerate(lines[1:], 2):
        if near := kind_of_columns(cells):
            found = f"The header stands in line {number}, below other lines."
            return refused(path, found, f"Delete the lines above it, and run oscp ingest {near} FILE.", number)
    return None


def kind_of_columns(cells: list[str]) -> str:
    """The kind whose columns are nearly all among the cells of a line; nothing where there is none."""
    there = {cell.lower() for cell in cells}
    for name in READERS:
        columns = getattr(reader(name), "COLUMNS", ())
        if columns and sum(column.lower() in there for column in columns) >= max(3, len(columns) - 2):
            return name
    return ""


def nearest(words: str) -> str:
    """The kind that reads a table of the same publisher or subject; nothing where no word tells."""
    text = words.replace("_", " ")
    return next((name for name in READERS if (near := getattr(reader(name), "NEAR", None)) and near.search(text)), "")


def fetch(kind: str) -> str:
    """Which table to fetch for a kind, and the line that brings it."""
    return f"Fetch {getattr(reader(kind), 'FETCH', reader(kind).TITLE)}, and run oscp ingest {kind} FILE."


def kinds() -> str:
    return f"The kinds are {', '.join(READERS)}; oscp ingest --help says what each reads."


def listed(names: list[str]) -> str:
    """Some names, and how many more there are."""
    shown = ", ".join(printable(name)[:60] for name in names[:MOST_NAMED])
    return f"{shown} and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else shown


def sheet_names(path: Path) -> list[str]:
    """The names of a workbook's sheets."""
    with book(path) as sheets_of:
        return sheets_of.sheet_names
