"""Cache files that begin with the hash of their own content, so that damage is noticed and they are made anew."""

import hashlib
import json
import os
from pathlib import Path

from oscp_lib.system_errors import naming

RUNS = ".runs"  # the folder of what is kept, in that of the editions


def write_sealed(path: Path, record: dict) -> None:
    """Write a record, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".part-{os.getpid()}")
    body = json.dumps(record, ensure_ascii=False)
    with naming(path, part):
        try:
            part.write_text(f"{digest(body.encode())}\n{body}", encoding="utf-8")
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)


def read_sealed(path: Path) -> dict | None:
    """A record whose hash is right; None for one that is cut short or altered."""
    seal, _, body = path.read_bytes().partition(b"\n")
    return json.loads(body) if seal.decode("ascii", "replace") == digest(body) else None


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
