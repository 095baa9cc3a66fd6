"""Makes the pages of editions up to what the renderer is given, each in a process that imports the library anew.

Run as `python -m tests.runs.remade`, with the library that a test changes first on the path; libraries of others
stay imported, as in a preview. Reads one JSON list a line, of pairs of a project and a folder to work in, makes the
pages of all at once, and answers for each with the chapters that ran, or with why there are no pages.
"""

import json
import os
import re
import sys
from multiprocessing.connection import Connection
from pathlib import Path

YEAR = 2024


def make_pages(root: str, work: str, host: object, to: Connection) -> None:
    os.environ["OSCP_ROOT"] = root
    from oscp_lib.edition import build
    from oscp_lib.edition.order import Order
    from oscp_lib.errors import InputError
    from oscp_lib.preview.rebuild import use_kernels

    def render(pages: Path, edition: Path, *given: object) -> None:
        pages.rename(edition)
        (edition / "given").write_text(repr(given))

    def note(said: object) -> None:
        if getattr(said, "why", ""):
            ran.append(said.chapter.slug)

    ran = []
    build.render = render
    use_kernels(host)
    try:
        build.make_pages(Order(YEAR), Path(work), 2, note)
    except InputError as error:
        # A message about a changed module may name an object by its place in memory.
        to.send({"refused": sorted(re.sub(r" at 0x[0-9a-f]+", "", str(each)) for each in error.problems)})
    except Exception as error:  # noqa: BLE001 - a changed module may fail in any way
        to.send({"refused": [f"{type(error).__name__}: {error}"]})
    else:
        to.send({"ran": ran})


def made(context, host: object, root: str, work: str) -> tuple:
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=make_pages, args=(root, work, host, theirs))
    process.start()
    theirs.close()
    return process, ours


def answer(process, ours: Connection) -> dict:
    try:
        return ours.recv()
    except EOFError:
        return {"refused": ["a module cannot be imported"]}
    finally:
        process.join()


def main() -> None:
    from oscp_lib.preview.warm import warm_up

    context, host = warm_up()
    for line in sys.stdin:
        making = [made(context, host, *pair) for pair in json.loads(line)]
        print(json.dumps([answer(*each) for each in making]), flush=True)


if __name__ == "__main__":
    main()
