"""What the system refuses is told in one line that names the file, the true cause and the remedy; nothing is lost."""

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from oscp_lib import paths, system_errors
from oscp_lib.data import transaction
from oscp_lib.errors import InputError
from oscp_lib.runs.notebook import write_clean
from oscp_lib.system_errors import naming, problem_of, told_as_problems
from tests.conftest import REPOSITORY
from tests.places import OWN
from tests.sources.conftest import snapshot
from tests.sources.downloads import a_month, street_file

WITHOUT = "-dac_override,-dac_read_search"
SETPRIV = ["setpriv", "--bounding-set", WITHOUT, "--inh-caps", WITHOUT]
COMMANDS = """
import contextlib, io, json, os, sys
from pathlib import Path
from oscp_lib import cli
told = []
for modes, words in json.loads(sys.argv[1]):
    for name, mode in modes:
        Path(name).chmod(mode)
    out, err = io.StringIO(), io.StringIO()
    sys.argv, code = ["oscp", *words], 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main()
        except SystemExit as end:
            code = end.code or 0
    told.append([code, out.getvalue(), err.getvalue()])
print(json.dumps(told))
"""


def error(number, path=None, other=None):
    return OSError(number, os.strerror(number), path and str(path), None, other and str(other))


def as_somebody(root, *steps):
    """Run commands, each after changes of modes, in one process that rights hold for; what each came to."""
    rights_hold = os.getuid() != 0
    prefix = [] if rights_hold else SETPRIV
    command = [*prefix, sys.executable, "-c", COMMANDS, json.dumps(steps)]
    ran = subprocess.run(
        command, cwd=root, env=os.environ | {"OSCP_ROOT": str(root), "PYTHONPATH": str(REPOSITORY)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0 and "Traceback" not in ran.stderr, ran.stderr
    return json.loads(ran.stdout)


def rights_can_be_taken():
    """False for an administrator on a machine that cannot do without those rights for a test."""
    if os.getuid() != 0:
        return True
    return bool(shutil.which("setpriv")) and subprocess.run([*SETPRIV, "true"], capture_output=True).returncode == 0


def modes_below(root, writable):
    """The modes of the project's files and folders, with or without the right to write."""
    return [(str(path), path.stat().st_mode | 0o200 if writable else path.stat().st_mode & 0o555)
            for path in [root, *root.rglob("*")]]  # fmt: skip


def one_line(came_to, *parts):
    code, out, err = came_to
    assert (code, out) == (1, ""), came_to
    (line,) = err.splitlines()
    assert line.startswith("oscp: ") and all(part in line for part in parts), line
    return line


@pytest.mark.longer
def test_without_the_right_to_write_each_command_says_so_and_changes_nothing(project):
    file = str(street_file(project.parent, a_month()))
    before = snapshot(project)
    commands = [
        ["ingest", file], ["new-year", "2025"], ["build", "--year", "2024"],
        ["sign-off", "--year", "2024", "--chapter", "vawg", "--reviewer", "X"],
        ["clean-notebooks", "notebooks/05_vawg.ipynb"],
    ]  # fmt: skip
    if rights_can_be_taken():
        first, *rest = commands
        steps = [(modes_below(project, False), first), *(([], each) for each in rest)]
        told = as_somebody(project, *steps, (modes_below(project, True), ["--help"]))[:-1]
        for came_to in told:
            one_line(came_to, "Permission denied", "writ", "then run the command again.")
        one_line(told[0], str(project))
        one_line(told[-1], "oscp: notebooks/05_vawg.ipynb: It is read-only")
    else:  # folders in the place of what a command writes
        for name in (".data.lock", "logs"):
            getattr(project / name, "mkdir" if name == ".data.lock" else "touch")()
        for came_to in as_somebody(project, *(([], each) for each in commands[:4])):
            one_line(came_to)
    assert snapshot(project) == before


@pytest.mark.longer
def test_what_may_not_be_read_is_named_and_a_read_only_table_is_refused_whole(project):
    file, tables = str(street_file(project.parent, a_month())), project / f"{OWN}/tables"
    before = snapshot(project)
    if not rights_can_be_taken():
        for name in ("notebooks/05_vawg.ipynb", f"{OWN}/tables/antisocial_behaviour_police_uk.csv"):
            (project / name).unlink()
            (project / name).mkdir()
        check, ingest = as_somebody(project, ([], ["check", "--year", "2024"]), ([], ["ingest", file]))
        assert check[0] == 1 and "This is a folder" in check[2]
        one_line(ingest, "antisocial_behaviour_police_uk.csv", "This is a folder")
        return
    notebook, edition = (
        str(project / "notebooks/05_vawg.ipynb"),
        str(project / f"{OWN}/editions/2024"),
    )
    check, as_json, locked, read_only, again = as_somebody(
        project,
        ([(notebook, 0)], ["check", "--year", "2024"]),
        ([(notebook, 0o644), (edition, 0)], ["check", "--year", "2024", "--json"]),
        ([(edition, 0)], ["facts", "--year", "2024", "--json"]),
        ([(edition, 0o755), *((str(each), 0o444) for each in tables.glob("*.csv"))], ["ingest", file]),
        # What ingest only reads may stay read-only: its copy is not.
        ([(str(each), 0o644) for each in tables.glob("*police_uk.csv")], ["ingest", file]),
    )
    said = "oscp: notebooks/05_vawg.ipynb: You have no right to read it (Permission denied). Ask whoever manages it"
    one_line(check, said)
    report = json.loads(as_json[1])
    assert (as_json[0], list(report), report["year"]) == (1, ["year", "problems", "gaps", "checklist"], 2024)
    assert [each["file"] for each in report["problems"]] == [f"{OWN}/editions/2024"]
    assert [each["file"] for each in json.loads(locked[1])["problems"]] == [f"{OWN}/editions/2024"]
    line = one_line(
        read_only,
        f"{OWN}/tables/antisocial_behaviour_police_uk.csv: It is read-only (Permission denied).",
    )
    assert f"{OWN}/tables/violence_places_police_uk.csv" in line and "Make it writable" in line
    assert again[0] == 0 and "5 added" in again[1]
    changed = {name for name, content in snapshot(project).items() if before[name] != content}
    own = (
        "README.md", "datapackage.json", "provenance.json", "tables/antisocial_behaviour_police_uk.csv",
        "tables/violence_places_police_uk.csv",
    )  # fmt: skip
    assert changed == {f"{OWN.removeprefix('data/')}/{name}" for name in own}


@pytest.mark.parametrize(
    ("number", "cause", "remedy"),
    [
        (errno.ENOSPC, "The disk is full", "Free some space"),
        (errno.EDQUOT, "The disk is full", "Free some space"),
        (errno.EROFS, "The disk is read-only", "Copy the project"),
        (errno.EIO, "does not answer", "Connect it again"),
        (errno.ESTALE, "does not answer", "Connect it again"),
        (errno.EMFILE, "Too many files are open", "Close other programs"),
        (errno.ENAMETOOLONG, "The path is too long", "shorter"),
        (errno.ELOOP, "leads in a circle", "Replace it"),
        (errno.EILSEQ, "does not allow this name", "another name"),
        (errno.EBUSY, "Another program uses it", "Close that program"),
        (errno.EXDEV, "The system refuses it", "Correct"),
    ],
)
def test_each_error_of_the_system_has_its_true_cause_and_remedy(project, number, cause, remedy):
    problem = problem_of(error(number, project / f"{OWN}/tables/valid_crime_plan.csv"))
    assert problem.file == f"{OWN}/tables/valid_crime_plan.csv"
    assert cause in problem.found and os.strerror(number) in problem.found and remedy in problem.remedy


def test_real_refusals_name_what_stands_in_the_way(project):
    def told(act):
        with pytest.raises(InputError) as raised, told_as_problems():
            act()
        (problem,) = raised.value.problems
        return problem.file, problem.found

    tables, loop = project / f"{OWN}/tables", project / "data/loop.csv"
    loop.symlink_to("loop.csv")
    (project / "data/away.csv").symlink_to(project / "share/away.csv")
    assert told(tables.read_bytes)[1].startswith("This is a folder, where a file is expected")
    file, found = told((tables / "valid_crime_plan.csv/deep/er.csv").read_bytes)
    assert (file, found.partition(" (")[0]) == (f"{OWN}/tables/valid_crime_plan.csv",
                                                "This is a file, where a folder is expected")  # fmt: skip
    assert told((tables / "valid_crime_plan.csv/deep").mkdir)[0] == f"{OWN}/tables/valid_crime_plan.csv"
    assert told((project / "gone/deep/er.csv").read_bytes)[0] == "gone"  # the first that is missing
    assert "leads in a circle" in told(loop.read_bytes)[1]
    assert f"a link to {project / 'share/away.csv'}, which does not exist" in told((project / "data/away.csv").open)[1]
    assert told((project / ("a" * 300)).read_bytes)[1].startswith("The path is too long")
    with pytest.raises(FileNotFoundError):
        shutil.copytree(project / "nothing", project / "new")


def test_a_file_that_we_have_every_right_to_is_held_by_another_program(project):
    path = project / f"{OWN}/tables/valid_crime_plan.csv"
    problem = problem_of(error(errno.EACCES, path))
    assert problem.found == "It cannot be opened: another program holds it (Permission denied)."
    assert "replaced: another program holds it" in problem_of(error(errno.EACCES, project / "new", path)).found
    held = error(errno.EACCES, path)
    held.winerror = 32  # as Windows says it, whatever the file's own rights
    assert "another program holds it" in problem_of(held).found


def test_a_copied_folder_names_the_file_that_failed(project):
    kept = shutil.Error([(str(project / "data/README.md"), "/to", str(error(errno.ENOSPC)))])
    problem = problem_of(kept)
    assert (problem.file, problem.found) == ("data/README.md", "The disk is full (No space left on device).")


def test_a_mistake_of_the_program_is_not_told_as_one_of_the_system():
    for mistake in (OSError("no number"), error(errno.EBADF), error(errno.EINVAL)):
        assert problem_of(mistake) is None
        with pytest.raises(OSError), told_as_problems():
            raise mistake


def test_a_full_folder_of_temporary_files_names_the_variable(tmp_path, monkeypatch):
    monkeypatch.setattr(system_errors.tempfile, "tempdir", str(tmp_path))
    with pytest.raises(InputError) as raised, told_as_problems(), naming(tmp_path / "oscp-x1"):
        raise error(errno.ENOSPC)
    (problem,) = raised.value.problems
    assert problem.file == tmp_path.as_posix() and "TMPDIR" in problem.remedy
    missing = FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")
    assert problem_of(missing).file == "TMPDIR"


def limited(write):
    """In a process of its own that may write 10 bytes to a file, as on a disk that is full: the problems told."""
    import resource

    read, end = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
        try:
            with told_as_problems():
                write()
            os._exit(0)
        except InputError as refused:
            os.write(end, str(refused).encode())
            os._exit(1)
        finally:
            os._exit(2)
    os.close(end)
    with os.fdopen(read, encoding="utf-8") as told:
        said = told.read()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    return said


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on files is of Unix")
def test_a_write_that_breaks_off_leaves_the_old_file_and_nothing_beside_it(project):
    before, notebook = snapshot(project), project / "notebooks/05_vawg.ipynb"
    text = notebook.read_bytes()
    from oscp_lib.runs.notebook import read_notebook

    said = limited(lambda: transaction.write_whole({"README.md": b"long " * 9, "new/more.csv": b"short"}))
    assert said.startswith("data/README.md: The file would be larger") and said.count("\n") == 0
    assert limited(lambda: write_clean(notebook, read_notebook(notebook))).startswith("notebooks/05_vawg.ipynb: ")
    assert snapshot(project) == before
    assert notebook.read_bytes() == text
    assert not list(notebook.parent.glob(".*part*"))


@pytest.mark.parametrize("disks", [1, 2])
def test_a_file_that_is_a_link_stays_one_and_its_target_is_replaced(project, tmp_path, monkeypatch, disks):
    path, target = project / f"{OWN}/tables/valid_crime_plan.csv", tmp_path / "share/plan.csv"
    target.parent.mkdir()
    os.replace(path, target)
    target.chmod(0o664)
    path.symlink_to(target)
    (project / "data/within.csv").write_text("old")
    (project / "data/link.csv").symlink_to("within.csv")
    rename = os.replace

    def within_one_disk(source, to):
        if disks == 2 and ".ingest" in Path(source).parts and Path(to).is_relative_to(target.parent):
            raise error(errno.EXDEV, source, to)
        rename(source, to)

    monkeypatch.setattr(os, "replace", within_one_disk)
    said = transaction.write_whole({transaction.in_data(path): b"new\n", "link.csv": b"new\n"})
    assert path.is_symlink() and target.read_bytes() == b"new\n"
    assert target.stat().st_mode & 0o777 == 0o664
    assert (project / "data/link.csv").is_symlink() and (project / "data/within.csv").read_text() == "new\n"
    assert said == [f"{OWN}/tables/valid_crime_plan.csv is a link: {target} was replaced, outside the project."]
    assert [each.name for each in target.parent.iterdir()] == ["plan.csv"]
    assert not transaction.stage_folder().exists()
    transaction.replace_file(path, b"newer\n")
    assert path.is_symlink() and target.read_bytes() == b"newer\n"


def test_a_link_that_leads_nowhere_is_not_taken_for_no_file(project, monkeypatch):
    from oscp_lib.data.revisions import read_revisions
    from oscp_lib.data.withheld import recorded_withheld

    for path, read in ((paths.REVISIONS, read_revisions), (paths.WITHHELD, recorded_withheld)):
        path.unlink(missing_ok=True)
        path.symlink_to(project / "share" / path.name)
        with pytest.raises(InputError, match="which does not exist"):
            read()
        with pytest.raises(InputError, match="which does not exist"):
            transaction.write_whole({transaction.in_data(path): b"new\n"})
        assert path.is_symlink() and not (project / "share").exists()
