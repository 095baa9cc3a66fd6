"""The command as an analyst uses it: a save shows, a mistake shows and goes when mended, Ctrl-C leaves nothing.

In a real browser the page comes back at the place where its reader was, and says what is wrong.
"""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from oscp_lib.edition.build import build
from oscp_lib.edition.order import Order
from oscp_lib.verify.browser.chromium import open_browser
from tests.conftest import copy_project, use_project, with_kept_runs
from tests.places import OWN
from tests.preview.conftest import YEAR, Preview

pytestmark = pytest.mark.slow
NOTEBOOK = "notebooks/04_serious_violence.ipynb"
FIRST = '"from oscp_lib.chapters.opening import open_chapter\\n"'


HEADING = "[...document.querySelectorAll('main h2')].at(-3)"
PLACE = f"{HEADING}.getBoundingClientRect().top"


@pytest.fixture
def tab(found):
    """A tab of a browser, and what its console complained of."""
    with open_browser() as browser:
        opened = browser.new_page(viewport={"width": 1200, "height": 600})
        opened.complaints = []
        opened.on("console", lambda said: opened.complaints.append(said.text) if said.type == "error" else None)
        yield opened


def processes(root: Path) -> list[str]:
    """The processes that work on the project, but for those this one has started: their environment names it."""
    ours = f"PPid:\t{os.getpid()}\n"
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            named = f"OSCP_ROOT={root}".encode() in (folder / "environ").read_bytes()
            if named and ours not in (folder / "status").read_text():
                found.append((folder / "cmdline").read_text())
        except OSError:
            continue  # it has ended, or is another user's
    return found


def test_the_preview_is_the_edition_that_a_build_makes(running, tmp_path):
    running.wait_until_idle()
    shown = next((running.root / "book/_build/oxmere").glob(f".preview-*/[0-9]*/{YEAR}"))
    with pytest.MonkeyPatch.context() as patch:
        use_project(running.root, patch)
        built = build(Order(YEAR), out=tmp_path).parent
    names = {path.relative_to(built) for path in built.rglob("*") if path.is_file()}
    assert names == {path.relative_to(shown) for path in shown.rglob("*") if path.is_file()}
    assert [name for name in sorted(names) if (built / name).read_bytes() != (shown / name).read_bytes()] == []


def test_a_saved_sentence_stands_in_the_page(running):
    running.wait_until_idle()
    assert "Quokkas were counted" not in running.page("methods")
    with (running.root / "book/methods.md").open("a", encoding="utf-8") as page:
        page.write("\nQuokkas were counted.\n")
    running.wait_for(lambda: "Quokkas were counted." in running.page("methods"))


def test_a_saved_count_stands_in_the_page_and_other_notebooks_are_not_run(running):
    running.wait_until_idle()
    running.edit(
        f"{OWN}/tables/exploitation_plan.csv",
        "Labour exploitation,reports,reports,68",
        "Labour exploitation,reports,reports,67",
    )
    running.wait_for(lambda: "Fresh" in running.said() and "exploitation_plan.csv" in running.said())
    line = next(line for line in running.said().splitlines() if f"after {OWN}/tables/exploitation_plan.csv" in line)
    assert "06_modern_slavery.ipynb" in line
    assert "07_preventing_extremism.ipynb" not in line


@pytest.fixture
def page(running, tab):
    """A page of the preview, open in the browser."""
    running.wait_until_idle()
    tab.goto(f"{running.address.geturl()}{YEAR}/methods.html")
    return tab


def test_a_page_is_loaded_anew_at_the_place_where_its_reader_was(running, page):
    page.evaluate(f"{HEADING}.scrollIntoView({{behavior: 'instant'}})")
    page.evaluate("scrollBy({top: 40, behavior: 'instant'})")
    before = page.evaluate(PLACE)
    top = page.evaluate("scrollY")
    assert top > 200
    # What is added stands above the reader: the same distance from the top would be another place.
    running.edit("book/methods.md", "\n\n", "\n\nWombats were counted.\n\n" + "One more paragraph.\n\n" * 20)
    page.get_by_text("Wombats were counted.").wait_for(timeout=120_000)
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    assert abs(page.evaluate(PLACE) - before) < 3
    assert page.evaluate("scrollY") > top + 200
    assert page.complaints == []


def test_a_mistake_is_told_in_page_and_terminal_until_it_is_mended(running, page):
    before, says = running.page("serious_violence"), page.locator(".preview-says")
    assert says.is_hidden()
    running.edit(NOTEBOOK, "{fact}`", "{fact}`no_such_")
    says.wait_for(state="visible", timeout=120_000)
    running.wait_until_idle()
    [problem] = running.state()["problems"]
    assert NOTEBOOK in problem and "no_such_" in problem
    assert problem in says.inner_text() and problem in running.said()
    assert running.page("serious_violence") == before  # the last good page stays
    running.edit(NOTEBOOK, "{fact}`no_such_", "{fact}`")
    running.wait_for(lambda: running.state()["problems"] == [])  # a page that loads anew hides them for a moment too
    says.wait_for(state="hidden", timeout=120_000)
    assert "Mended." in running.said()


def test_a_page_of_another_origin_is_refused(running, tab):
    tab.goto("about:blank")
    address = f"{running.address.geturl()}_preview/events"
    told = tab.evaluate(
        "address => new Promise((done) => { const stream = new EventSource(address);"
        "stream.onmessage = () => done('heard'); stream.onerror = () => done('refused'); })", address,
    )  # fmt: skip
    assert told == "refused"
    assert tab.evaluate("address => fetch(address).then(() => 'heard', () => 'refused')", address) == "refused"


def test_ctrl_c_leaves_no_process_and_no_folder(running):
    running.wait_until_idle()
    running.edit(NOTEBOOK, FIRST, FIRST.replace('"from', '"__import__(\'time\').sleep(60)\\n", "from'))
    running.wait_for(lambda: any((running.root / "book/_build/oxmere").glob(".preview-*/left/*.json")))
    running.wait_for(lambda: running.state()["busy"])
    assert processes(running.root)
    assert running.interrupt() == 0
    end = time.monotonic() + 10
    while processes(running.root) and time.monotonic() < end:
        time.sleep(0.1)  # the process that all were forked from ends when the command is gone
    assert processes(running.root) == []
    assert [path.name for path in (running.root / "book/_build/oxmere").iterdir()] == [".runs"]
    assert "Traceback" not in running.said()
    assert running.said().rstrip().endswith("The preview has ended.")


def test_a_preview_that_is_asked_to_end_does_so_while_a_page_is_open(tab, kept_runs, tmp_path):
    preview = Preview(with_kept_runs(copy_project(tmp_path / "project")))
    try:
        tab.goto(preview.address.geturl())
        preview.process.terminate()
        assert preview.process.wait(30) == 0
    finally:
        preview.interrupt()
    assert preview.said().rstrip().endswith("The preview has ended.")
    assert [path.name for path in (preview.root / "book/_build/oxmere").iterdir()] == [".runs"]


def test_a_port_that_is_taken_is_said_in_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [str(Path(sys.executable).with_name("oscp")), "preview", "--port", str(port)]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"oscp: --port {port}: The port cannot be used")
    assert ran.stderr.count("\n") == 1
