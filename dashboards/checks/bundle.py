"""Packs dashboards/superset into the zip file that Superset imports."""

import argparse
import re
import zipfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "superset"
ROOT = "marquee"  # Superset wants exactly one folder at the top


def pack(target: Path, database_uri: str | None = None) -> Path:
    """Writes the bundle to target; database_uri, if given, takes the place of the one in databases/Marquee.yaml."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(SOURCE.rglob("*.yaml")):
            text = path.read_text(encoding="utf-8")
            if database_uri and path.parent.name == "databases":
                text, changed = re.subn(r"(?m)^sqlalchemy_uri:.*$", lambda _: f"sqlalchemy_uri: {database_uri}", text)
                if changed != 1:
                    raise ValueError(f"{path}: expected one line sqlalchemy_uri, found {changed}")
            # A date of its own would make each zip file differ.
            entry = zipfile.ZipInfo(f"{ROOT}/{path.relative_to(SOURCE).as_posix()}", (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text)
    return target


def main() -> None:
    parser = argparse.ArgumentParser(prog="dashboards/bundle", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=SOURCE.parent / "target" / "marquee-superset.zip",
                        help="where to write it (default: dashboards/target/marquee-superset.zip)")
    parser.add_argument("--database", metavar="URI",
                        help="SQLAlchemy URI of the database, as Superset reaches it; write XXXXXXXXXX for its "
                             "password, and the import asks for it (default: the local stack's)")
    arguments = parser.parse_args()
    print(pack(arguments.file, arguments.database))


if __name__ == "__main__":
    main()
