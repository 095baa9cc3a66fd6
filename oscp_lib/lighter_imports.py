"""Packages that libraries import if they are there and do without if not: they cost a start more than they give.

This reaches into how Python looks for modules: a name that stands in `sys.modules` with nothing is not imported.
"""

import sys

TRIED_ON = {"jsonschema": "4.26.0", "ipykernel": "7.4.0"}


def without_address_grammars() -> None:
    """Importing jsonschema compiles 38 grammars for a format of addresses that no notebook or table schema uses.

    That is a second of every command (python-jsonschema/jsonschema#1428).
    """
    sys.modules.setdefault("rfc3987_syntax", None)


def without_debugger() -> None:
    """Nobody steps through a build, and importing ipykernel's debugger takes a tenth of a second of each kernel."""
    sys.modules["debugpy"] = None
