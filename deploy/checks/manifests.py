"""Validates Kubernetes manifests from standard input: Kubernetes' own kinds against its schemas, Flink's against its CRD.

manifests.py CRD.yml < manifests
"""

import sys
from pathlib import Path

import jsonschema
import kubernetes_validate
import yaml

KUBERNETES = "1.34"
# The newest CRD that Maven Central has is older than Flink 2.3, whose name is all that has to be added to it.
FLINK_VERSION = "v2_3"


def flink_schema(file: Path) -> dict:
    crd = yaml.safe_load(file.read_text(encoding="utf-8"))
    version = next(each for each in crd["spec"]["versions"] if each["name"] == "v1beta1")
    schema = version["schema"]["openAPIV3Schema"]
    schema["properties"]["spec"]["properties"]["flinkVersion"]["enum"].append(FLINK_VERSION)
    return closed(schema)


def closed(schema: dict) -> dict:
    """The schema without room for unknown names: the API server would drop them silently."""
    if isinstance(schema, dict):
        if "properties" in schema and "x-kubernetes-preserve-unknown-fields" not in schema:
            schema.setdefault("additionalProperties", False)
        for key, value in schema.items():
            if key in ("properties", "items", "additionalProperties") and isinstance(value, dict):
                for child in value.values() if key == "properties" else [value]:
                    closed(child)
    return schema


def main() -> int:
    flink = flink_schema(Path(sys.argv[1]))
    # These belong to every object and are not spelled out in a CRD.
    flink["properties"].update({name: {} for name in ("apiVersion", "kind", "metadata")})
    passed, failed = 0, 0
    for manifest in filter(None, yaml.safe_load_all(sys.stdin)):
        name = f"{manifest['kind']} {manifest['metadata']['name']}"
        try:
            if manifest["apiVersion"].startswith("flink.apache.org/"):
                jsonschema.validate(manifest, flink)
            else:
                kubernetes_validate.validate(manifest, KUBERNETES, strict=True)
            passed += 1
        except (jsonschema.ValidationError, kubernetes_validate.ValidationError) as wrong:
            failed += 1
            path = ".".join(str(part) for part in getattr(wrong, "path", []))
            print(f"  WRONG  {name}: {path}: {wrong.message}")
    print(f"  {passed} manifests are valid, {failed} are not")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
