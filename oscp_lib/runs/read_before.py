"""What a process has read before kernels are forked from it: their runs rest on that, though they never open it."""

import sys

from oscp_lib.runs.input_paths import LOOKED_FOR_MODULES, input_path, is_reading


class ReadBefore:
    """The inputs that this process reads between `begin` and `end`, as a run records them.

    Modules are no part of it: each kernel knows by name which were imported.
    """

    def __init__(self) -> None:
        self.lines: set[str] = set()
        self.on = False

    def begin(self) -> None:
        """Record from now on. An audit hook cannot be taken away: after `end` it does nothing."""
        self.on = True
        sys.addaudithook(self.note)

    def end(self) -> list[str]:
        """What was read; nothing where no recording was begun."""
        self.on = False
        return sorted(self.lines)

    def note(self, event: str, arguments: tuple) -> None:
        if not self.on:
            return
        if event == "open" and is_reading(*arguments[1:]):
            kind, shown = "file", input_path(arguments[0])
        elif event in ("os.listdir", "os.scandir"):
            kind, shown = "folder", input_path(arguments[0] or ".")
        else:
            return
        of_modules = shown.endswith(".py") or (kind == "folder" and shown.startswith(LOOKED_FOR_MODULES))
        if shown and not of_modules:
            self.lines.add(f"{kind} {shown}")


READ_BEFORE = ReadBefore()
