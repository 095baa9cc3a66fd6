"""What an edition says it was made from."""

import subprocess

from oscp_lib.edition.inputs import code_version


def git(folder, *arguments):
    identity = ("-c", "user.name=Analyst", "-c", "user.email=analyst@example.org")
    return subprocess.run(
        ["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


def test_the_version_names_the_commit_and_says_when_an_input_differs_from_it(project):
    (release,) = code_version().split(", ")  # no checkout yet
    git(project, "init")
    assert code_version() == release
    git(project, "add", ".")
    git(project, "commit", "--message", "All")
    committed = f"{release}, commit {git(project, 'rev-parse', 'HEAD')[:10]}"
    assert code_version() == committed
    (project / "README.md").write_text("No input.")
    assert code_version() == committed
    text = project / "data/editions/2024/plan.yml"
    before = text.read_text("utf-8")
    for path, edited in ((text, before + "# more\n"), (project / "data/editions/2024/new.yml", "more: 1\n")):
        path.write_text(edited, "utf-8")
        assert code_version() == f"{committed}, with edits since"
        git(project, "stash", "--include-untracked")
        assert code_version() == committed
