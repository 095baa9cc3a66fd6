"""The language of a workbook, which gptables cannot set: it is put into the XML of the file's properties."""

import io
import zipfile

TRIED_ON = {"gptables": "2.0.2"}
LANGUAGE = "en-GB"
PART, LANGUAGE_TAG = "docProps/core.xml", "</cp:coreProperties>"


def with_language(workbook: bytes) -> list[tuple[str, bytes]]:
    """The parts of a workbook, its properties naming the language."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        parts = [(name, packed.read(name)) for name in packed.namelist()]
    tag = f"<dc:language>{LANGUAGE}</dc:language>{LANGUAGE_TAG}".encode()
    return [(name, part.replace(LANGUAGE_TAG.encode(), tag) if name == PART else part) for name, part in parts]
