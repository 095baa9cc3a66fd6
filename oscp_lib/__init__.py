"""The report book of a community safety partnership: data, measures, figures, chapters, editions."""

import sys

# Importing jsonschema compiles 38 grammars for a format of addresses that no notebook or table schema uses: a second of
# every command (python-jsonschema/jsonschema#1428). It does without the package where that is not installed.
sys.modules.setdefault("rfc3987_syntax", None)
