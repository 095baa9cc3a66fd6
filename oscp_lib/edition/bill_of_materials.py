"""The software bill of materials of an edition (CycloneDX): what made it, and the scripts that its pages run."""

import hashlib
import json
import uuid
from importlib.metadata import Distribution, distribution
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

FILE = "sbom.cdx.json"
PROJECT = "oscp-lib"
OURS = "MIT"
LONGEST_NAME = 60  # characters: a licence field longer than that holds the licence itself, not its name
SPHINX_LICENCE = "BSD-2-Clause"  # as the head of its scripts says
WRITTEN = ("search_text.js", "searchindex.js")  # the words of the pages, as search needs them


def write_bill(edition: Path) -> None:
    """Write the bill beside the pages; the same environment and pages give the same bytes."""
    bill = Bom(components=[*packages(), *scripts(edition)])
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


def packages() -> list[Component]:
    """Every package that a build needs on this machine: the project's requirements and theirs, as installed."""
    return [package(found) for _, found in sorted(run_time_distributions().items())]


def run_time_distributions() -> dict[str, Distribution]:
    """The installed packages that the project asks for at run time, directly or not, by their normalised name."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(PROJECT, "")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        installed = distribution(name)
        if name != PROJECT:
            found[name] = installed
        for requirement in map(Requirement, installed.requires or ()):
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(requirement.name), each) for each in ("", *requirement.extras)]
    return found


def package(installed: Distribution) -> Component:
    """An installed package with the licence that its own metadata names."""
    name, version = canonicalize_name(installed.name), installed.version
    address = PackageURL("pypi", name=name, version=version)
    return Component(
        name=name, version=version, type=ComponentType.LIBRARY, purl=address, bom_ref=address.to_string(),
        licenses=[licence(text) for text in licences_of(installed)],
    )  # fmt: skip


def licences_of(installed: Distribution) -> list[str]:
    """The licence expression of a package; else its short name, else what it is classified as."""
    metadata = installed.metadata
    if expression := metadata.get("License-Expression"):
        return [expression]
    name = (metadata.get("License") or "").strip()
    if name and len(name) <= LONGEST_NAME and "\n" not in name and name.upper() != "UNKNOWN":
        return [name]
    classes = [each for each in metadata.get_all("Classifier", []) if each.startswith("License ::")]
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
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Component(
        name=place, type=ComponentType.FILE, description=f"Script from {origin}.", scope=ComponentScope.REQUIRED,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)], licenses=[licence(terms)],
        bom_ref=f"file:{place}",
    )  # fmt: skip
