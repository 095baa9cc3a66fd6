"""The report book of a community safety partnership: data, measures, figures, chapters, editions."""
