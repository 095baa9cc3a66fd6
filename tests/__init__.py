"""The tests. Those of the library work on a made place, which must be there before the library is imported."""

from tests.made_place import work_on_made_project

work_on_made_project()
