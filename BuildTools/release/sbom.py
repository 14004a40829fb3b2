"""Writes the parts of a release as SPDX 2.3: python3 sbom.py FOLDER LIBRARIES >sbom.spdx.json

FOLDER has the program and its libraries. LIBRARIES names the Debian package and version of each library: lines of
`FILE PACKAGE VERSION`; other libraries are Swift's. Run in the project's folder, with Package.resolved of the build.
"""

import datetime
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path


def command(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


def identifier(*words):
    """An SPDX identifier of letters, digits, dots and hyphens."""
    name = "-".join(words)
    return "SPDXRef-" + "".join(letter if letter.isascii() and (letter.isalnum() or letter in ".-") else "-" for letter in name)


def package(name, version, license, source="NOASSERTION", reference=None, copyright="NOASSERTION"):
    entry = {
        "SPDXID": identifier("Package", name),
        "name": name,
        "versionInfo": version,
        "downloadLocation": source,
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": license,
        "copyrightText": copyright,
    }
    if reference:
        entry["externalRefs"] = [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": reference}
        ]
    return entry


def swift_packages():
    pins = json.loads(Path("Package.resolved").read_text())["pins"]
    for pin in sorted(pins, key=lambda pin: pin["identity"]):
        version, revision = pin["state"]["version"], pin["state"]["revision"]
        path = pin["location"].removeprefix("https://").removesuffix(".git")
        license = "MIT" if pin["identity"] == "flyingfox" else "Apache-2.0"
        yield package(
            pin["identity"], version, license, f"git+{pin['location']}@{revision}", f"pkg:swift/{path}@{version}")


def debian_packages(lines):
    distribution = f"debian-{Path('/etc/debian_version').read_text().strip()}"
    for name, version in sorted({(name, version) for _, name, version in lines}):
        yield package(
            name, version, "NOASSERTION", reference=f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}?distro={distribution}")


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


def document(folder, lines):
    commit = command("git", "rev-parse", "HEAD")
    version = command("swift", "--version").split("Swift version ")[1].split(" ")[0]
    zoo = package("ganzoo", commit, "Apache-2.0")
    swift = package("swift", version, "Apache-2.0 WITH Swift-exception", "https://github.com/swiftlang/swift")
    icu = package("swift-foundation-icu", version, "Unicode-3.0", "https://github.com/swiftlang/swift-foundation-icu")
    font = package("dejavu-fonts", "2.37", "Bitstream-Vera", "https://github.com/dejavu-fonts/dejavu-fonts")
    chart = package("chart.js", "3.9.1", "MIT", "https://github.com/chartjs/Chart.js", "pkg:npm/chart.js@3.9.1")
    packages = [zoo, swift, icu, font, chart, *swift_packages(), *debian_packages(lines)]
    owners = {name: identifier("Package", owner) for name, owner, _ in lines}
    owners |= {"ganzoo": zoo["SPDXID"], "lib_FoundationICU.so": icu["SPDXID"]}
    paths = sorted(path for part in ("bin", "lib/ganzoo") for path in (folder / part).iterdir() if path.is_file())
    files = [file(folder, path) for path in paths]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", zoo["SPDXID"])]
    relations += [(zoo["SPDXID"], "DEPENDS_ON", entry["SPDXID"]) for entry in packages[1:]]
    relations += [
        (owners.get(path.name, swift["SPDXID"]), "CONTAINS", entry["SPDXID"]) for path, entry in zip(paths, files)
    ]
    made = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"ganzoo-{commit}",
        "documentNamespace": f"https://spdx.org/spdxdocs/ganzoo-{commit}",
        "creationInfo": {"created": f"{made:%Y-%m-%dT%H:%M:%SZ}", "creators": ["Organization: GANZoo contributors"]},
        "packages": packages,
        "files": files,
        "relationships": [
            {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other} for one, kind, other in relations
        ],
    }


if __name__ == "__main__":
    libraries = [line.split() for line in Path(sys.argv[2]).read_text().splitlines()]
    print(json.dumps(document(Path(sys.argv[1]), libraries), indent=1))
