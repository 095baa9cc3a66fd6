"""Files that operating systems add to folders and zips: no part of a download, of the data or of an edition."""

from pathlib import PurePath

NAMES = {
    "__macosx", ".ds_store", "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", ".directory",
    ".spotlight-v100", ".trashes", ".fseventsd", ".apdisk", "$recycle.bin", "system volume information", "@eadir",
}  # fmt: skip
APPLE_DOUBLE = "._"  # macOS keeps what a file system cannot hold in a file of this beginning


def is_left_behind(name: str | PurePath) -> bool:
    """True for a path that contains such a file or folder, in any case; zips made on Windows may have backslashes."""
    parts = str(name).replace("\\", "/").split("/")
    return any(part.lower() in NAMES or part.startswith(APPLE_DOUBLE) for part in parts)
