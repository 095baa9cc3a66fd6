"""Small areas of the census (LSOA): their codes, and how many a nation has; a file must have them all."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

from oscp_lib.sources.reading import refused

CODE = re.compile(r"[EW]01\d{6}")
# By census year and the letter that codes begin with. A file of one nation alone is whole too.
WHOLE = {2011: {"E": 32_844, "W": 1_909}, 2021: {"E": 33_755, "W": 1_917}}
# The areas that codes of a file's column are of, by the name the column has: 'lsoa21_code', 'LSOA21CD'.
COLUMN = re.compile(r"lsoa(11|21)_?(code|cd)", re.IGNORECASE)


def column_of(header: Iterable[str], census: int | None = None) -> str:
    """The column of codes of small areas of a census; empty where there is none."""
    wanted = {str(census)[2:]} if census else {"11", "21"}
    return next((name for name in header if (found := COLUMN.fullmatch(name)) and found[1] in wanted), "")


def check_code(path: Path, line: int, code: str) -> str:
    """The code of a small area.

    Raises
    ------
    InputError
        When it is none.
    """
    if CODE.fullmatch(code):
        return code
    found = f"'{code[:40]}' is not the code of a small area (LSOA) of England or Wales."
    raise refused(path, found, "A code is E01 or W01 and six digits: download the file again.", line)


def check_whole(path: Path, codes: Collection[str], census: int) -> None:
    """Refuse a file that lacks small areas of a nation it has some of.

    Raises
    ------
    InputError
        Naming how many are there and how many there must be.
    """
    whole = WHOLE[census]
    if not codes:
        raise refused(path, "The table has its header and no rows below it.", "Download the file again.")
    for letter, number in sorted(Counter(code[0] for code in codes).items()):
        if number != whole[letter]:
            nation = {"E": "England", "W": "Wales"}[letter]
            found = f"It has {number:,} of the {whole[letter]:,} small areas (LSOA {census}) of {nation}."
            if number > whole[letter]:
                found = f"It has {number:,} small areas of {nation}; the census of {census} has {whole[letter]:,}."
            remedy = f"Choose the file of all LSOA of {census}. If this is it, it is cut short: download it again."
            raise refused(path, found, remedy)
