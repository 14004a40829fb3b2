"""Writes the parts of a program as SPDX 2.3: python3 sbom.py PROGRAM FOLDER LIBRARIES >sbom.spdx.json

PROGRAM is ganzoo or ganzoo-dashboard. FOLDER has it, and ganzoo's libraries. LIBRARIES names the Debian package and version of each
library: lines of `FILE PACKAGE VERSION`; libraries with the names of Swift's need no line, and others without one are an error. Run in the
folder of the Package.resolved of the build.

A part whose license is not known is an error.
"""

import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

PROGRAMS = ("ganzoo", "ganzoo-dashboard")
SWIFT_LICENSE = "Apache-2.0 WITH Swift-exception"
# The Swift packages of Package.resolved: the license that each declares, and the programs that are linked with it.
SWIFT_PACKAGES = {
    "flyingfox": ("MIT", ("ganzoo-dashboard",)),
    "swift-argument-parser": (SWIFT_LICENSE, PROGRAMS),
    "swift-log": (SWIFT_LICENSE, PROGRAMS),
}
# Where Debian says what each package's license is.
DEBIAN_LICENSES = Path("/usr/share/doc")


def fail(problem, fix):
    sys.exit(f"sbom.py: {problem}\n  fix: {fix}")


def command(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


def plain(name):
    """Letters, digits, dots and hyphens, which SPDX identifiers have."""
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in ".-") else "-" for letter in name)


def identifier(*words):
    return "SPDXRef-" + plain("-".join(words))


def package(name, version, license, source="NOASSERTION", reference=None):
    entry = {
        "SPDXID": identifier("Package", name),
        "name": name,
        "versionInfo": version,
        "downloadLocation": source,
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": license,
        "copyrightText": "NOASSERTION",
    }
    if reference:
        entry["externalRefs"] = [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": reference}
        ]
    return entry


def swift_packages(program):
    pins = json.loads(Path("Package.resolved").read_text())["pins"]
    for pin in sorted(pins, key=lambda pin: pin["identity"]):
        name, location = pin["identity"], pin["location"]
        if name not in SWIFT_PACKAGES:
            fail(f"the license of the Swift package {name} is not known",
                 f"read it at {location}, and add a line to SWIFT_PACKAGES in BuildTools/release/sbom.py")
        license, programs = SWIFT_PACKAGES[name]
        if program in programs:
            version, revision = pin["state"]["version"], pin["state"]["revision"]
            path = location.removeprefix("https://").removesuffix(".git")
            yield package(name, version, license, f"git+{location}@{revision}", f"pkg:swift/{path}@{version}")


def debian_packages(lines):
    """The packages, and the texts of their licenses by the names that the packages give them."""
    distribution = f"debian-{Path('/etc/debian_version').read_text().strip()}"
    packages, texts = [], {}
    for name, version in sorted({(name, version) for _, name, version in lines}):
        path = DEBIAN_LICENSES / name / "copyright"
        if not path.is_file():
            fail(f"the license of the Debian package {name} is not known: {path} is missing", "install the package again")
        license = f"LicenseRef-{plain(name)}"
        texts[license] = path.read_text(errors="replace")
        reference = f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}?distro={distribution}"
        packages.append(package(name, version, license, reference=reference))
    return packages, texts


def file(folder, path):
    data = path.read_bytes()
    name = str(path.relative_to(folder))
    return {
        "SPDXID": identifier("File", name.replace("/", "-")),
        "fileName": f"./{name}",
        "fileTypes": ["BINARY"],
        "checksums": [
            {"algorithm": "SHA1", "checksumValue": hashlib.sha1(data).hexdigest()},
            {"algorithm": "SHA256", "checksumValue": hashlib.sha256(data).hexdigest()},
        ],
        "licenseConcluded": "NOASSERTION",
        "copyrightText": "NOASSERTION",
    }


def owner(name, owners):
    """The package that a file belongs to."""
    if re.fullmatch(r"lib(swift|Foundation|dispatch\.|BlocksRuntime\.).*", name):
        return owners["swift"]
    if name not in owners:
        fail(f"no part is known that {name} belongs to", "name its package in LIBRARIES")
    return owners[name]


def document(program, folder, lines):
    commit = command("git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD")
    version = command("swift", "--version").split("Swift version ")[1].split(" ")[0]
    own = package(program, commit, "Apache-2.0")
    inside = [
        package("dejavu-fonts", "2.37", "Bitstream-Vera", "https://github.com/dejavu-fonts/dejavu-fonts"),
        package("chart.js", "3.9.1", "MIT", "https://github.com/chartjs/Chart.js", "pkg:npm/chart.js@3.9.1"),
        package("kurkle-color", "0.2.1", "MIT", "https://github.com/kurkle/color", "pkg:npm/%40kurkle/color@0.2.1"),
        *swift_packages(program),
    ]
    swift = package("swift", version, SWIFT_LICENSE, "https://github.com/swiftlang/swift")
    icu = package("swift-foundation-icu", version, "Unicode-3.0", "https://github.com/swiftlang/swift-foundation-icu")
    system, texts = debian_packages(lines)
    # The dashboard finds its libraries beside ganzoo, and brings none.
    needed = [swift, icu, *system] if program == "ganzoo" else [package("ganzoo", commit, "Apache-2.0")]
    owners = {name: identifier("Package", owner) for name, owner, _ in lines}
    owners |= {program: own["SPDXID"], "swift": swift["SPDXID"], "lib_FoundationICU.so": icu["SPDXID"]}
    paths = sorted(path for part in ("bin", "lib/ganzoo") for path in folder.glob(f"{part}/*") if path.is_file())
    files = [file(folder, path) for path in paths]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", own["SPDXID"])]
    relations += [(own["SPDXID"], "DEPENDS_ON", entry["SPDXID"]) for entry in inside + needed]
    relations += [(owner(path.name, owners), "CONTAINS", entry["SPDXID"]) for path, entry in zip(paths, files)]
    made = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{program}-{commit}",
        "documentNamespace": f"https://spdx.org/spdxdocs/{program}-{commit}",
        "creationInfo": {"created": f"{made:%Y-%m-%dT%H:%M:%SZ}", "creators": ["Organization: GANZoo contributors"]},
        "packages": [own, *inside, *needed],
        "hasExtractedLicensingInfos": [
            {"licenseId": license, "name": license.removeprefix("LicenseRef-"), "extractedText": text}
            for license, text in texts.items()
        ],
        "files": files,
        "relationships": [
            {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other} for one, kind, other in relations
        ],
    }


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in PROGRAMS:
        fail("it takes a program, its folder and the list of its libraries", "sbom.py ganzoo FOLDER LIBRARIES")
    libraries = [line.split() for line in Path(sys.argv[3]).read_text().splitlines()]
    print(json.dumps(document(sys.argv[1], Path(sys.argv[2]), libraries), indent=1))
