"""What is made once and used again while what it is made from, the library and the versions stay as they are."""

import json
from collections.abc import Callable
from typing import TypeVar

from oscp_lib import paths
from oscp_lib.edition.current import has_restricted, key_of
from oscp_lib.edition.inputs import saved_since, stamps
from oscp_lib.edition.sealed import RUNS, digest, read_sealed, write_sealed

Made = TypeVar("Made")


class Keeper:
    """Keeps what is made, sealed. It begins before anything is read that decides what will be made.

    While partners' counts are at hand nothing is kept, and nothing that was kept is used.
    """

    def __init__(self) -> None:
        self.before, self.program = stamps(), key_of(paths.LOCK.read_bytes())

    def once(self, name: str, decided_by: object, make: Callable[[], Made]) -> Made:
        """What `make` gives, or what it gave before under this name where the same decided it.

        Parameters
        ----------
        decided_by
            All that `make` rests on beside the library and the versions, as JSON can hold it.
        make
            Gives what JSON can hold.
        """
        if has_restricted():
            return make()
        key = digest(json.dumps([self.program, name, decided_by]).encode())
        path = paths.BUILD / RUNS / f"{name}.json"
        record = read_sealed(path) if path.is_file() else None
        if record and record.get("key") == key:
            return record["made"]
        made = make()
        if not saved_since(self.before):  # else nobody can tell which state it was made from
            write_sealed(path, {"key": key, "made": made})
        return made
