#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every Compose file and workflow that a rule's page calls good is valid by its schema."""
import json
import pathlib
import re
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"{missing.name} is missing: run tests/setup")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What tells a kind of file by its first lines, and its schema.
KINDS = [("services", "compose-spec.json"), ("jobs", "github-workflow.json")]


class Loader(yaml.SafeLoader):
    """YAML 1.2's words: `on` is a key, and no."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if tag != "tag:yaml.org,2002:bool"]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false|True|False)$"), list("tfTF"))

failed = 0
for key, schema in KINDS:
    schema = json.loads((ROOT / "tests/schemas" / schema).read_text())
    validator = jsonschema.validators.validator_for(schema, jsonschema.Draft202012Validator)(schema)
    checked = 0
    for page in sorted((ROOT / "docs/rules").glob("HM*.md")):
        good = re.search(r"^## Not reported\n\n```yaml\n(.*?)^```$", page.read_text(), flags=re.M | re.S)
        if good and re.search(rf"^{key}:", good.group(1), flags=re.M):
            checked += 1
            for error in validator.iter_errors(yaml.load(good.group(1), Loader)):
                failed += 1
                print(f"{page.name}: {error.json_path}: {error.message}")
    failed += not checked
    print(f"{checked} examples with {key}")
print(f"{failed} faults")
sys.exit(1 if failed else 0)
