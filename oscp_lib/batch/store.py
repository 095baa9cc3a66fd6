"""A store that workers and command share where they share no disk: a folder, or an address that fsspec knows.

A worker builds an edition in a folder of its own and lays it in the store as one file; the command takes it from there
into the folder of books. What a store has is not built again, whoever asks.
"""

import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from oscp_lib.batch.asked import Asked
from oscp_lib.data.partnership import use_partnership
from oscp_lib.edition.atomic_replace import WORK, changing_editions, leave_to_others, put_in_place
from oscp_lib.edition.manifest import altered, files_of, hashes_stated, key_stated, manifest_path
from oscp_lib.errors import InputError, Problem
from oscp_lib.pages.list_of_editions import write_editions_page

OPTION = "--store"
PART = ".part"


@dataclass(frozen=True)
class Store:
    """The store at an address. Each edition lies there under its partnership, its year and the hash of its inputs."""

    address: str

    def open_for_writing(self) -> None:
        """Make the store if it is not there, and see that it takes a file.

        Raises
        ------
        InputError
            When no library for the address is installed, or the store takes nothing.
        """
        import fsspec

        try:
            system, folder = fsspec.url_to_fs(self.address)
            system.makedirs(folder, exist_ok=True)
            system.pipe(f"{folder}/.oscp{PART}", b"")
            system.rm(f"{folder}/.oscp{PART}")
        except (ImportError, ValueError) as error:
            found = f"The address {self.address} cannot be used: {str(error).rstrip('.')}."
            remedy = "Give a folder, or an address for which fsspec's library is installed here and on each worker."
            raise InputError(Problem(OPTION, found, remedy)) from None
        except OSError as error:
            found = f"The store at {self.address} takes no file ({error.strerror or error})."
            remedy = "Give the right to write to it, or choose another, and run the batch again."
            raise InputError(Problem(OPTION, found, remedy)) from None

    def has(self, asked: Asked, key: str) -> bool:
        import fsspec

        system, folder = fsspec.url_to_fs(self.address)
        return system.exists(f"{folder}/{name_of(asked, key)}")

    def put(self, asked: Asked, key: str, book: Path) -> None:
        """Lay an edition of a book, and the files beside it, in the store: whole, or not at all.

        Raises
        ------
        InputError
            When the store does not take it.
        """
        import fsspec

        edition = book / str(asked.year)
        try:
            system, folder = fsspec.url_to_fs(self.address)
            whole = f"{folder}/{name_of(asked, key)}"
            with system.open(whole + PART, "wb") as file, tarfile.open(fileobj=file, mode="w|") as packed:
                for path in [*files_of(edition), *beside(edition), manifest_path(edition)]:
                    packed.add(path, path.relative_to(book).as_posix())
            system.mv(whole + PART, whole)
        except OSError as error:
            found = (
                f"The edition is built, and the store at {self.address} does not take it ({error.strerror or error})."
            )
            raise InputError(Problem(str(asked), found, "Free some space there, and run the batch again.")) from None

    def fetch(self, asked: Asked, key: str, book: Path) -> None:
        """Take an edition from the store into its book, in place of the one that is there.

        Raises
        ------
        InputError
            When it is not whole there, or the book holds what no build made.
        """
        import fsspec

        use_partnership(asked.slug)
        target = book / str(asked.year)
        system, folder = fsspec.url_to_fs(self.address)
        with (
            changing_editions(book, lambda line: None),
            tempfile.TemporaryDirectory(prefix=f"{WORK}{asked.year}-", dir=book, ignore_cleanup_errors=True) as work,
        ):
            ready = Path(work, "ready")
            ready.mkdir()
            try:
                with (
                    system.open(f"{folder}/{name_of(asked, key)}", "rb") as file,
                    tarfile.open(fileobj=file, mode="r|") as packed,
                ):
                    packed.extractall(ready, filter="data")
            except (OSError, tarfile.TarError) as error:
                raise InputError(damaged(asked, self.address, f" ({error})")) from None
            edition = ready / target.name
            if not manifest_path(edition).is_file() or key_stated(edition) != key or altered(edition):
                raise InputError(damaged(asked, self.address))
            leave_to_others(edition, target)
            write_editions_page(book, coming=ready)
            put_in_place(ready, target)


def beside(edition: Path) -> list[Path]:
    """The files beside an edition that its manifest names: its archive, and the hash of that."""
    return [path for path in hashes_stated(edition) if path.parent == edition.parent]


def name_of(asked: Asked, key: str) -> str:
    return f"{asked.slug}-{asked.year}-{key[:32]}.tar"


def damaged(asked: Asked, address: str, why: str = "") -> Problem:
    found = f"The edition in the store at {address} is not whole{why}."
    remedy = f"Delete what begins with {asked.slug}-{asked.year} there, and run the batch again."
    return Problem(str(asked), found, remedy)
