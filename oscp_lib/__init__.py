"""The report book of a community safety partnership: data, measures, figures, chapters, editions."""

from oscp_lib.lighter_imports import without_address_grammars

without_address_grammars()
