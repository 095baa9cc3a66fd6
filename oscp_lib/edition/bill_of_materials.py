"""The software bill of materials of an edition (CycloneDX): what made it, and the scripts and fonts of its pages."""

import functools
import hashlib
import json
import uuid
from email import message_from_string
from email.message import Message
from importlib.metadata import distribution
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from oscp_lib import paths
from oscp_lib.figures.typeface import FAMILY, LICENCE, PACKAGE

FILE = "sbom.cdx.json"
PROJECT = "oscp-lib"
OURS = "MIT"
LONGEST_NAME = 60  # characters: a licence field longer than that holds the licence itself, not its name
SPHINX_LICENCE = "BSD-2-Clause"  # as the head of its scripts says
WRITTEN = ("search_text.js", "searchindex.js")  # the words of the pages, as search needs them


def write_bill(edition: Path) -> None:
    """Write the bill beside the pages; the same environment and pages give the same bytes."""
    bill = Bom(components=[*packages(), *scripts(edition), *fonts(edition)])
    project = distribution(PROJECT)
    root = Component(
        name=PROJECT, version=project.version, type=ComponentType.APPLICATION, licenses=[licence(OURS)], bom_ref=PROJECT
    )
    bill.metadata.component = root
    bill.register_dependency(root, bill.components)
    # A bill is told from others by its content, not by chance or the clock.
    bill.metadata.timestamp = None
    parts = "\n".join(sorted(str(component.bom_ref.value) for component in bill.components))
    bill.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, parts)
    found = json.loads(JsonV1Dot6(bill).output_as_string())
    text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    (edition / FILE).write_text(text, encoding="utf-8", newline="\n")


@functools.cache  # what is installed stays as it is while a command runs
def packages() -> list[Component]:
    """Every package that a build needs on this machine: the project's requirements and theirs, as installed."""
    return [package(fields) for _, fields in sorted(run_time_packages().items())]


def run_time_packages() -> dict[str, Message]:
    """The metadata of what the project asks for at run time, directly or not, by the package's normalised name."""
    found: dict[str, Message] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(PROJECT, "")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found[name] = fields = found.get(name) or metadata_of(name)
        for requirement in map(Requirement, fields.get_all("Requires-Dist", [])):
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(requirement.name), each) for each in ("", *requirement.extras)]
    del found[PROJECT]
    return found


def metadata_of(name: str) -> Message:
    """The metadata of an installed package, without the description: that is most of the text, and slow to read."""
    installed = distribution(name)
    text = installed.read_text("METADATA")
    return installed.metadata if text is None else message_from_string(text.partition("\n\n")[0])


def package(fields: Message) -> Component:
    """An installed package with the licence that its own metadata names."""
    name, version = canonicalize_name(fields["Name"]), fields["Version"]
    address = PackageURL("pypi", name=name, version=version)
    return Component(
        name=name, version=version, type=ComponentType.LIBRARY, purl=address, bom_ref=address.to_string(),
        licenses=[licence(text) for text in licences_of(fields)],
    )  # fmt: skip


def licences_of(fields: Message) -> list[str]:
    """The licence expression of a package; else its short name, else what it is classified as."""
    if expression := fields["License-Expression"]:
        return [expression]
    name = (fields["License"] or "").strip()
    if name and len(name) <= LONGEST_NAME and "\n" not in name and name.upper() != "UNKNOWN":
        return [name]
    classes = [each for each in fields.get_all("Classifier", []) if each.startswith("License ::")]
    return sorted({each.rpartition(" :: ")[2] for each in classes})


def licence(text: str) -> License:
    return LicenseFactory().make_from_string(text)


def scripts(edition: Path) -> list[Component]:
    """The scripts that the pages load, each with its hash as it stands in the edition."""
    return [script(path, edition) for path in sorted(edition.rglob("*.js"))]


def script(path: Path, edition: Path) -> Component:
    """A script as a file: the theme's and the edition's own are ours, the others come with Sphinx."""
    place = path.relative_to(edition).as_posix()
    origin, terms = (f"Sphinx {distribution('sphinx').version}", SPHINX_LICENCE)
    if (paths.BOOK / "theme/oscp/static" / path.name).is_file():
        origin, terms = "the theme of this book", OURS
    elif path.name in WRITTEN:
        origin, terms = "the pages of this edition", OURS
    return file(path, place, f"Script from {origin}.", terms)


def fonts(edition: Path) -> list[Component]:
    """The fonts that the pages load."""
    said = f"Font with letters of {FAMILY}, from {PACKAGE} {distribution(PACKAGE).version}."
    found = sorted(edition.rglob("*.woff2"))
    return [file(path, path.relative_to(edition).as_posix(), said, LICENCE) for path in found]


def file(path: Path, place: str, said: str, terms: str) -> Component:
    """A file of the edition with its hash as it stands there."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Component(
        name=place, type=ComponentType.FILE, description=said, scope=ComponentScope.REQUIRED,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)], licenses=[licence(terms)],
        bom_ref=f"file:{place}",
    )  # fmt: skip
