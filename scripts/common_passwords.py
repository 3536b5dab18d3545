"""Makes `src/app/security/common_passwords.txt.gz`, the list that `app.security.password_rules` refuses by.

The source is the list that Django ships: some 20,000 passwords, the most common first, which Royce Williams
counted in the passwords of real breaches. Django is under the 3-clause BSD licence, whose text goes beside the
list. The wheel is pinned by its hash, so that the same script writes the same bytes; for a newer list, change the
pin, run `.venv/bin/python -m scripts.common_passwords` and read the difference.
"""

import gzip
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from scripts.package import find_uv

SECURITY = Path(__file__).resolve().parent.parent / "src" / "app" / "security"
LIST = SECURITY / "common_passwords.txt.gz"
LICENSE = SECURITY / "common_passwords.LICENSE"

DJANGO = "5.2.19"
REQUIREMENT = f"django=={DJANGO} --hash=sha256:5965d974a5218a2b68a11dd1276434707f23886525c23f0598eccedaf4f4ca00"
LIST_IN_DJANGO = "django/contrib/auth/common-passwords.txt.gz"
LICENSE_IN_DJANGO = f"django-{DJANGO}.dist-info/licenses/LICENSE"

# Shorter ones would be found in every sentence; longer ones are one person's, or made by a program.
LENGTHS = range(4, 25)
# What the UTF-8 replacement character becomes when it is read as windows-1251: nobody typed it.
MOJIBAKE = "\u0457\u0455"


def entries(passwords: Iterable[str]) -> list[str]:
    """Return the distinct passwords in the form they are compared in: NFKC, casefolded, letters and digits only."""
    folded = (unicodedata.normalize("NFKC", password).casefold() for password in passwords)
    bare = ("".join(filter(str.isalnum, password)) for password in folded if MOJIBAKE not in password)
    return list(dict.fromkeys(password for password in bare if len(password) in LENGTHS))


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        requirements, target = Path(folder, "requirements.txt"), Path(folder, "target")
        requirements.write_text(REQUIREMENT, encoding="utf-8")
        command = [find_uv(), "pip", "install", "--quiet", "--target", str(target), "--no-deps", "--require-hashes"]
        subprocess.run([*command, "--python", sys.executable, "--requirements", str(requirements)], check=True)
        passwords = gzip.decompress((target / LIST_IN_DJANGO).read_bytes()).decode("utf-8").splitlines()
        license_text = (target / LICENSE_IN_DJANGO).read_text(encoding="utf-8")
    kept = entries(passwords)
    # No time and no name in the archive: it depends on the list alone.
    LIST.write_bytes(gzip.compress("\n".join(kept).encode(), compresslevel=9, mtime=0))
    origin = f"common_passwords.txt.gz is made from {LIST_IN_DJANGO} of Django {DJANGO}:"
    LICENSE.write_text(f"{origin}\n\n{license_text}", encoding="utf-8")
    print(f"{LIST.name}: {len(kept)} passwords, {LIST.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
