"""A project of a test's own, the editions that tests only read, and the documents behind the figures."""

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from oscp_lib import paths
from oscp_lib.data.areas import Areas, load_areas
from oscp_lib.errors import InputError
from oscp_lib.inputs.sealed import RUNS
from oscp_lib.runs.kernels import seldom_collect
from tests.made_place import PARTNERSHIP, REPOSITORY, ROOT, SLUG, copy_parts

MADE = paths.ROOT  # the project of the made place, which no test changes
BUILD = f"book/_build/{SLUG}"

seldom_collect()  # as the command does: a tenth of a build's time


class CommittedNotebooks:
    """Lets the notebooks, whose committed outputs nbval compares, run on the repository's own project."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in (ROOT, PARTNERSHIP) if item.path.suffix == ".ipynb" else ():
                patch.delenv(name, raising=False)  # the kernel of a notebook begins with its first cell
            return (yield)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(CommittedNotebooks())  # a hook of this file would see the tests beside it alone


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the random tests at full size (make test-full)")


@pytest.fixture(scope="session")
def full(pytestconfig: pytest.Config) -> bool:
    """True where time does not matter."""
    return pytestconfig.getoption("--full")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is asked at full size alone. What builds whole editions begins first: it takes longest.

    What waits for the editions that all share comes after what does not: else every process would begin with waiting.
    """
    large = [item for item in items if item.get_closest_marker("full") and not config.getoption("--full")]
    config.hook.pytest_deselected(items=large)
    items[:] = [item for item in items if item not in large]
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    waiting = {item.path for item in items if "built" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: (item.path not in slow, item.path in waiting))


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all the processes of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@contextlib.contextmanager
def first_of_all(common: Path, name: str) -> Iterator[bool]:
    """True for the first process of a run that gets here, for which the others wait; for each again after a failure."""
    done = common / f"{name}.done"
    with FileLock(common / f"{name}.lock"):
        yield not done.exists()
        done.touch()


@pytest.fixture(scope="session")
def kept_runs(common: Path) -> None:
    """Every notebook of the editions that tests build, run once for all the processes of a run."""
    from oscp_lib.runs.execute import execute
    from oscp_lib.runs.kernels import use_forked_kernels

    with first_of_all(common, "runs") as first:
        for year, publish in ((2024, False), (2024, True), (2023, False)) if first else ():
            folder = common / f"running-{year}-{publish}"
            folder.mkdir()
            use_forked_kernels()
            execute(year, publish, 4, folder)  # all others wait for these


@dataclass(frozen=True)
class Built:
    """The folder of the editions of 2024, with its document, and of 2023; and what the build of 2024 reported."""

    out: Path
    said: list[str]

    @property
    def edition(self) -> Path:
        return self.out / "2024"

    @property
    def edition_2023(self) -> Path:
        return self.out / "2023"


@pytest.fixture(scope="session")
def built(common: Path, kept_runs: None) -> Built:
    """Two editions that no test changes, built once for all the processes of a run."""
    from oscp_lib.edition.build import build
    from oscp_lib.edition.order import Order

    out, record = common / "editions", common / "editions.json"
    with first_of_all(common, "editions") as first:
        if first:
            said: list[str] = []
            build(Order(2024, pdf=True), out=out, report=lambda line: said.append(str(line)))
            build(Order(2023), out=out)
            record.write_text(json.dumps(said), "utf-8")
    return Built(out, json.loads(record.read_text("utf-8")))


@pytest.fixture(scope="session")
def edition(built: Built) -> Path:
    """The 2024 edition, its document included."""
    return built.edition


@pytest.fixture(scope="session")
def found() -> str:
    """The machine's browser; the tests are skipped, saying what is missing, where it has none."""
    from oscp_lib.verify.browser.chromium import browser_path

    try:
        return browser_path()
    except InputError as error:
        pytest.skip(str(error.problems[0]))


def copy_project(target: Path, source: Path = MADE) -> Path:
    """The files an edition is made from, in a folder that a test may spoil."""
    copy_parts(source, target)
    return target


def with_kept_runs(root: Path) -> Path:
    """The same project with the runs that builds of the made place have kept: those that do not hold run again."""
    for path in (MADE / BUILD / RUNS).glob("*.json"):
        target = root / BUILD / RUNS / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # another test has just replaced it
            shutil.copyfile(path, target)
    return root


def use_project(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process, and the kernels it starts, work on that project."""
    before = paths.ROOT
    monkeypatch.setenv(ROOT, str(root))
    for name, value in vars(paths).copy().items():
        if isinstance(value, Path) and value != paths.LIBRARY:
            monkeypatch.setattr(paths, name, root / value.relative_to(before))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A copy of the project that the library works on for one test; one that builds editions has kept runs."""
    root = copy_project(tmp_path / "project")
    if request.node.get_closest_marker("slow"):
        request.getfixturevalue("kept_runs")
        with_kept_runs(root)
    use_project(root, monkeypatch)
    return root


@pytest.fixture(scope="session")
def areas() -> Areas:
    """The look-up of areas."""
    return load_areas()


@pytest.fixture
def in_use(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], str]]:
    """Work on another partnership, by its name or slug; after the test the one before is in use again."""
    from oscp_lib.data.partnership import use_partnership

    before = paths.SLUG
    yield use_partnership
    paths.use_partnership(before)  # before `monkeypatch`, which this asks for, gives the paths back


@pytest.fixture
def edit(project: Path) -> Callable[[str, str, str], None]:
    """Replace the one occurrence of a text in a file of the project."""

    def replace(name: str, old: str, new: str) -> None:
        path = project / name
        text = path.read_bytes().decode("utf-8")
        assert text.count(old) >= 1, f"{name} does not hold {old!r}"
        path.write_bytes(text.replace(old, new, 1).encode("utf-8"))

    return replace


@pytest.fixture(scope="session")
def good(common, kept_runs) -> Path:
    """A project of its own with the edition of 2024; no test changes it, and it is built once for a whole run."""
    from oscp_lib.edition.build import build
    from oscp_lib.edition.order import Order

    root = common / "good"
    with first_of_all(common, "good") as first, pytest.MonkeyPatch.context() as patch:
        if first:
            use_project(with_kept_runs(copy_project(root)), patch)
            build(Order(2024))
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory, good) -> Path:
    """A project with a good edition and the kept runs of its notebooks."""
    return shutil.copytree(good, tmp_path_factory.mktemp("unbreakable") / "project")


@pytest.fixture
def out(root, monkeypatch) -> Path:
    """The folder of its editions, in use."""
    use_project(root, monkeypatch)
    return root / BUILD


def outside(variable: str, default: str) -> Path:
    """A document that is not part of the project; the test is skipped, saying why, where it is absent."""
    path = Path(os.environ.get(variable) or REPOSITORY.parent / "shared" / default)
    if not path.exists():
        pytest.skip(f"{default} is not here; set {variable} to check against it")
    return path


@pytest.fixture(scope="session")
def open_data() -> Path:
    """The folder of published downloads."""
    return outside("OSCP_OPEN_DATA", "open-data")
