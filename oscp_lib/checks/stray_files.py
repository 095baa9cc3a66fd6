"""What lies among the partnerships' own files and is read by nothing, because of its name or for want of a file."""

import difflib

from oscp_lib import paths
from oscp_lib.data.areas import load_areas
from oscp_lib.data.own_measures import own_measures
from oscp_lib.data.partnership_names import partnership_named, slug_of
from oscp_lib.errors import InputError, Problem
from oscp_lib.left_behind import is_left_behind
from oscp_lib.measures.wording import listed


def stray_folders() -> list[Problem]:
    """Warnings for what lies among the folders of the partnerships and is none."""
    slugs = [slug_of(each) for each in load_areas().of_kind("partnership")]
    problems = []
    for path in sorted(paths.PARTNERSHIPS.iterdir()) if paths.PARTNERSHIPS.is_dir() else ():
        if path == paths.DEFAULT or path.name.startswith(".") or is_left_behind(path.name):
            continue
        if not path.is_dir():
            found, remedy = "Nothing reads this file.", "Move it into the folder of its partnership, or away."
        elif path.name in slugs:
            continue
        else:
            near = nearest_slug(path.name, slugs)
            found = "No partnership has this folder: nothing reads what is in it."
            remedy = f"Is it '{near}'? Rename the folder, or move it away." if near else "Move it away."
        problems.append(Problem(paths.shown(path), found, remedy, severity="warning"))
    return problems


def nearest_slug(name: str, slugs: list[str]) -> str | None:
    """The slug that a folder of another name, such as a code or a name with capitals, is meant to have."""
    try:
        return slug_of(partnership_named(name))
    except InputError:
        return next(iter(difflib.get_close_matches(name.lower(), slugs, 1)), None)


def tables_without_package() -> list[Problem]:
    """A warning where a partnership has tables of its own and no Data Package that describes them."""
    described = {f"{name}.csv" for name in own_measures()}
    files = sorted(path.name for path in paths.TABLES.glob("*.csv") if not is_left_behind(path.name))
    files = [name for name in files if name not in described]
    if not files or paths.is_there(paths.OWN_PACKAGE):
        return []
    found = f"Nothing describes {listed(files)}, and so nothing reads {'them' if len(files) > 1 else 'it'}."
    package, measures = paths.OWN_PACKAGE.name, paths.MEASURES.name
    remedy = f"Describe each under its name in {measures} beside the folder, put {package} back, or move them away."
    return [Problem(paths.shown(paths.TABLES), found, remedy, severity="warning")]
