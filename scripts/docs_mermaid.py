"""Mermaid for the documentation's site: one file of one npm package, checked against the hash that is recorded here.

Material would load it from a public CDN. A package.json with a lock would install the 60 packages that went into this
one file already, so the package is fetched as it is, once, into build/.
"""

import base64
import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path

VERSION = "11.17.2"
SHA512 = "V6K3C8EBdEsPFZXSKMJe6ppQOENxuHARr9GvHX4hh47lAbhMRD9qf4oEK7LoaRQxULMa80/qt5gHO73aCleBBg=="
ARCHIVE = Path(__file__).parent.parent / "build" / "npm" / f"mermaid-{VERSION}.tgz"


def mermaid() -> bytes:
    """Return the script; raises `RuntimeError` where the package is not the one that was reviewed."""
    if not ARCHIVE.exists():
        if shutil.which("npm") is None:
            raise RuntimeError("npm is missing. It comes with Node.js: https://nodejs.org/")
        ARCHIVE.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "pack", "--silent", f"--pack-destination={ARCHIVE.parent}", f"mermaid@{VERSION}"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    content = ARCHIVE.read_bytes()
    if base64.b64encode(hashlib.sha512(content).digest()).decode() != SHA512:
        raise RuntimeError(f"{ARCHIVE} is not mermaid {VERSION} as it was published. Delete it and try again.")
    with tarfile.open(ARCHIVE) as archive:
        script = archive.extractfile("package/dist/mermaid.min.js")
        if script is None:
            raise RuntimeError(f"There is no script in {ARCHIVE}.")
        return script.read()
