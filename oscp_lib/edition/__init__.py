"""From notebooks to an edition: execute, compose, render, verify, swap in."""

import sys

# Importing jsonschema compiles 38 grammars for a format of addresses that no notebook or table schema uses: a second of
# every command (python-jsonschema/jsonschema#1428). It does without the package where that is not installed.
sys.modules.setdefault("rfc3987_syntax", None)
