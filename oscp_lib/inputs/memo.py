"""A cache of results, valid while their inputs, the library and the installed versions stay the same."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from oscp_lib import paths
from oscp_lib.inputs.files import file_states, saved_since
from oscp_lib.inputs.key import has_restricted, key_of
from oscp_lib.inputs.sealed import RUNS, digest, read_sealed, write_sealed

Made = TypeVar("Made")


class Keeper:
    """Caches results in sealed files as its block ends. Begin the block before reading what a result depends on.

    While partners' counts are present, nothing is cached and nothing is taken from the cache.
    """

    def __init__(self) -> None:
        self.before, self.program = file_states(), key_of(paths.LOCK.read_bytes())
        self.made: dict[Path, dict] = {}

    def __enter__(self) -> "Keeper":
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        # Where an input was saved meanwhile, nobody can tell from which state a result was made.
        if failed is None and self.made and not saved_since(self.before):
            for path, record in self.made.items():
                write_sealed(path, record)

    def once(self, name: str, decided_by: object, make: Callable[[], Made]) -> Made:
        """The result of `make`, or the cached one of this name if everything it depends on is the same.

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
        self.made[path] = {"key": key, "made": made}
        return made
