"""Tags of a PDF that Typst cannot yet set from Python: the first cell of a table's row is that row's header."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

TRIED_ON = {"typst": "0.15.2"}  # the tags of its tables


def name_row_headers(document: bytes) -> bytes:
    """The same document in which the first cell of each row is a header cell (TH) with the scope of the row.

    Source: ISO 32000-1, 14.8.5.7, table attributes.
    """
    import pikepdf

    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as pdf:
        for row in tagged(pdf.Root.StructTreeRoot, "/TR"):
            first = row.K[0] if isinstance(row.K, pikepdf.Array) else row.K
            if first.S == "/TD":
                first.S = pikepdf.Name.TH
                first.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
        # The same pages give the same bytes: without it the file's number would be random.
        pdf.save(made, deterministic_id=True)
    return made.getvalue()


def tagged(root: "pikepdf.Dictionary", kind: str) -> Iterator["pikepdf.Dictionary"]:
    """The elements of one kind below another."""
    import pikepdf

    waiting = [root]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary):
            continue
        if element.get("/S") == kind:
            yield element
        inner = element.get("/K", [])
        waiting += list(inner) if isinstance(inner, pikepdf.Array) else [inner]
