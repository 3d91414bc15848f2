#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every Compose file that a rule's page calls good is valid by the schema of the Compose specification."""
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
validator = jsonschema.Draft202012Validator(json.loads((ROOT / "tests/schemas/compose-spec.json").read_text()))
checked, failed = 0, 0
for page in sorted((ROOT / "docs/rules").glob("HM*.md")):
    good = re.search(r"^## Not reported\n\n```yaml\n(.*?)^```$", page.read_text(), flags=re.M | re.S)
    if good and not re.search(r"^apiVersion:", good.group(1), flags=re.M):  # those are Kubernetes'
        checked += 1
        for error in validator.iter_errors(yaml.safe_load(good.group(1))):
            failed += 1
            print(f"{page.name}: {error.json_path}: {error.message}")
print(f"{checked} examples, {failed} faults")
sys.exit(1 if failed or not checked else 0)
