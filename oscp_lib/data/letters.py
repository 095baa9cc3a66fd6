"""Letters as files hold them: the one form in which names are compared, and letters read in the wrong encoding.

A text saved as UTF-8 and read in another encoding shows two or three letters in place of one, such as those of a
pound sign or an apostrophe. What each letter becomes is worked out from the encodings themselves, so that a name
with accents is never taken for one.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from oscp_lib.errors import Problem, escaped, printable

LOST = "\ufffd"  # what a program writes in place of bytes that it could not read
HALVES = r"[\ud800-\udfff]"  # half of a letter, whose other half was cut off: no file can hold it
# Characters that do not show and act on the text around them, or on a terminal: no drawing or document can hold some.
ACTS = r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028-\u202e\u2066-\u2069\ufffe\uffff]"
MOST_NAMED = 20  # places of one file: one that was read wrongly as a whole has thousands
SHOWN = 20  # characters on either side

# What a text of the book may hold beyond ASCII: Latin letters with their marks (also Welsh ones), the signs of print.
LATIN = [*range(0x80, 0x180), *range(0x1E00, 0x1F00)]
SIGNS = [
    *range(0x2010, 0x2050), 0x20AC, *range(0x2100, 0x2150), *range(0x2190, 0x2300), *range(0x2500, 0x27C0),
    0xFB01, 0xFB02, 0xFEFF, 0xFFFD,
]  # fmt: skip
EMOJI = range(0x1F300, 0x1FA00)
# The encodings that a program may take UTF-8 for: Windows, old Macs, and the Windows console.
WINDOWS = "cp1252"
COMMON = [*range(0xA0, 0x100), *range(0x174, 0x178), *range(0x2010, 0x2030), 0x20AC, 0x2122]
OTHERS = {"mac_roman": [*LATIN, *SIGNS], "cp850": COMMON, "cp437": COMMON}
# These follow a capital letter with an accent in plain text too, as in a quotation.
MAY_FOLLOW = frozenset("‘’“”–—…«»·\u00a0")
ALWAYS = "Â"  # no word of English or Welsh sets a sign after it, and a pound sign is read so more often than any other
# One-byte encodings taken for one another: an apostrophe or a pound sign of the one is a letter of the other; and a
# no-break space that became a plain one.
OTHER_SLIPS = (
    r"(?<=[a-z])[ÕÆ](?=[a-z])|(?<!\w)ú(?=\d)|(?<=[a-z0-9.,;:!?])Â(?= )|(?<=[a-z])Ã(?= )|"
    r"(?<=[A-Za-z])├┤(?=[a-z])|[\x80-\x84\x86-\x9f]"
)


def composed(text: str) -> str:
    """A text with each letter and its marks as one character (Unicode's form NFC), in which names are compared.

    Macs write file names, and some programs texts, with the marks apart: the same to the eye, another name to a
    program.
    """
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def as_seen(text: str) -> str:
    """A name as the eye takes it: without characters that do not show, and with every space alike."""
    plain = unicodedata.normalize("NFKC", text)
    shown = "".join(letter for letter in plain if unicodedata.category(letter) not in ("Cf", "Cc", "Mn"))
    return " ".join(shown.split()).casefold()


def misread_problems(shown: str, text: str, confidential: bool = False) -> list[Problem]:
    """A problem for each line with letters that look wrongly decoded; `shown` is the file's name.

    Of a `confidential` file only the place is said.
    """
    acting = list(re.finditer(ACTS, text))
    if text.isascii() and not acting:
        return []
    problems, last = [], 0
    for match in sorted([*misread(text), *acting], key=re.Match.start):
        line = text.count("\n", 0, match.start()) + 1
        if line == last:
            continue
        last = line
        column = match.start() - text.rfind("\n", 0, match.start())
        if len(problems) == MOST_NAMED:
            problems.append(Problem(shown, "More lines hold such letters.", RESTORE, line))
            break
        problems.append(Problem(shown, *finding(text, match, confidential), line, column))
    return problems


DELETE = "Delete the character, or type the line anew."
RESTORE = "Open the last good copy, and save it as UTF-8."


def finding(text: str, match: re.Match, confidential: bool = False) -> tuple[str, str]:
    """What stands where such letters were found, and the remedy."""
    acts = re.fullmatch(ACTS, match[0])
    if confidential and acts:
        return "A character that does not show stands here (not shown: the file is confidential).", DELETE
    if confidential:
        return "Letters were read in the wrong encoding here (not shown: the file is confidential).", RESTORE
    begin = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    line_end = len(text) if end < 0 else end
    around = text[max(begin, match.start() - SHOWN) : min(line_end, match.end() + SHOWN)].strip()
    if acts:
        return f"A character that does not show, {escaped(match[0])}, stands here: '{printable(around)}'.", DELETE
    if match[0] == LOST or re.fullmatch(HALVES, match[0]):
        return f"A letter was lost here when the text was read in the wrong encoding: '{printable(around)}'.", RESTORE
    meant = mangled().get(match[0])
    instead = f"Write '{meant}' in their place; if there are many: open" if meant and meant.isprintable() else "Open"
    found = f"'{printable(match[0])}' looks like a letter read in the wrong encoding: '{printable(around)}'."
    return found, RESTORE.replace("Open", instead, 1)


def misread(text: str) -> Iterator[re.Match]:
    """The places of a text where letters were read in the wrong encoding, or lost."""
    for match in pattern().finditer(text):
        first, rest = match[0][0], match[0][1:]
        may_be_meant = bool(rest) and first != ALWAYS and set(rest) <= MAY_FOLLOW
        if may_be_meant and not (len(rest) == 1 and within_a_word(text, match)):
            continue
        yield match


def within_a_word(text: str, match: re.Match) -> bool:
    """True where a capital and a sign do not end a word in capitals, which a quotation may."""
    before, after = text[max(match.start() - 1, 0) : match.start()], text[match.end() : match.end() + 1]
    return not before.isupper() or after.isalpha()


@cache
def pattern() -> re.Pattern:
    """Every run of letters that another encoding makes of a letter, the longest first."""
    runs = sorted(mangled(), key=lambda run: (-len(run), run))
    begins = "".join(sorted({LOST, *(run[0] for run in runs), *"ÕÆúÂÃ├"}))
    # Most letters begin none: that is told at one look.
    found = "|".join([LOST, HALVES, *map(re.escape, runs), OTHER_SLIPS])
    return re.compile(rf"(?=[{begins}\x80-\x9f\ud800-\udfff])(?:{found})")


@cache
def mangled() -> dict[str, str]:
    """What each letter becomes when its UTF-8 is read in another encoding, with the letter."""
    found = {read_as(chr(code), WINDOWS): chr(code) for code in [*LATIN, *SIGNS, *EMOJI]}
    for encoding, codes in OTHERS.items():
        for code in codes:
            run = read_as(chr(code), encoding)
            # Lines and blocks stand beside each other in drawn tables.
            if not any("\u2500" <= letter < "\u2550" or "\u2580" <= letter < "\u25a0" for letter in run[1:]):
                found.setdefault(run, chr(code))
    return {run: letter for run, letter in found.items() if len(run) > 1}


def read_as(letter: str, encoding: str) -> str:
    """The UTF-8 of a letter, read in an encoding of one byte; a byte that it lacks stays, as in Windows."""
    return "".join(
        bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in letter.encode("utf-8", "surrogatepass")
    )
