"""What measures make of the national tables, made again only when a table or the look-up of areas was read anew."""

from collections.abc import Callable
from typing import TypeVar

from oscp_lib.data.areas import Areas, load_areas
from oscp_lib.data.national import arrow_table, national_table

Made = TypeVar("Made")
_made: dict[tuple, tuple[list, object]] = {}


def kept(key: tuple, tables: tuple[str, ...], make: Callable[[Areas], Made]) -> Made:
    """What `make` gives of the areas and the national tables named; `key` is what it depends on beside them."""
    areas = load_areas()
    rests_on = [areas, *(arrow_table(national_table(name)) for name in tables)]
    found = _made.get(key)
    # Each is the same object until its file changes.
    if found is None or any(one is not other for one, other in zip(found[0], rests_on, strict=True)):
        found = _made[key] = (rests_on, make(areas))
    return found[1]
