#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A strict stand-in for DefectDojo: reimport of SARIF.

usage: fake_defectdojo.py --log FILE.jsonl [--port N] [--mode MODE,...] [option...]

    POST /api/v2/reimport-scan/     multipart/form-data

A field that is not documented is refused, although DefectDojo would leave it unread. The report is
read as DefectDojo's parser of SARIF reads it: one finding for each location, severities and CWEs by
the rule, suppressed ones as false positives. The state: `tests` [{id, title, engagement, product,
product_type, branch_tag, commit_hash, build_id, imports}], `findings` [{test, title, severity, cwe,
file_path, line, unique_id_from_tool, active, is_mitigated, false_p}].
"""
import json
import re

import fake_server
from fake_server import Refusal

TEXT, BOOL, NUMBER = "text", "bool", "number"
FIELDS = {
    "scan_type": TEXT, "test": NUMBER, "product_name": TEXT, "product_type_name": TEXT,
    "engagement_name": TEXT, "engagement_end_date": TEXT, "test_title": TEXT,
    "auto_create_context": BOOL, "deduplication_on_engagement": BOOL, "active": BOOL,
    "verified": BOOL, "close_old_findings": BOOL, "close_old_findings_product_scope": BOOL,
    "do_not_reactivate": BOOL, "push_to_jira": BOOL, "scan_date": TEXT, "minimum_severity": TEXT,
    "version": TEXT, "build_id": TEXT, "branch_tag": TEXT, "commit_hash": TEXT, "service": TEXT,
    "environment": TEXT, "source_code_management_uri": TEXT, "lead": NUMBER, "tags": TEXT,
    "group_by": TEXT, "apply_tags_to_findings": BOOL, "apply_tags_to_endpoints": BOOL,
}
# Of the columns that the fields end in: over them the server fails with 500.
LONGEST = {"build_id": 150, "branch_tag": 150, "commit_hash": 150, "product_name": 255,
           "product_type_name": 255, "engagement_name": 300, "test_title": 255}


def texts(errors):
    """Errors by field, as the API tells them."""
    return {**errors, "message": str(errors)}


class DefectDojo(fake_server.Service):
    name = "defectdojo"
    messages = {
        "401": "Invalid token.",
        "403": "You do not have permission to perform this action.",
        "404": "Not found.",
        "429": "Request was throttled. Expected available in 1 second.",
    }

    def __init__(self, options):
        super().__init__(options)
        self.tests, self.findings = [], []
        self.products = {name: "Present" for name in options.product}

    @staticmethod
    def add_options(parser):
        parser.add_argument("--product", action="append", default=[], help="one that is there")
        parser.add_argument("--max-size", type=int, default=100 * 1000 * 1000, help="bytes")

    def refusal(self, status, value):
        return {"detail": value} if isinstance(value, str) else value

    def state(self):
        return {"tests": self.tests, "findings": self.findings}

    def take(self, request):
        if request.path != "/api/v2/reimport-scan/":
            raise Refusal(404, self.messages["404"])
        if request.method != "POST":
            raise Refusal(405, f'Method "{request.method}" not allowed.')
        given = request.headers.get("authorization", "")
        if not given.startswith("Token "):
            raise Refusal(403, "Authentication credentials were not provided.")
        if given != f"Token {self.options.token}":
            raise Refusal(403, "Invalid token.")
        if request.content_type() != "multipart/form-data":
            raise Refusal(415, f'Unsupported media type "{request.content_type()}" in request.')
        fields, report = self.read_form(request)
        test = self.find_test(fields)
        return 201, self.reimport(test, fields, read_sarif(report)), {}

    def read_form(self, request):
        fields, report, errors = {}, None, {}
        for part in fake_server.multipart(request.headers["content-type"], request.body):
            name, text = part["name"], part["text"]
            if name in fields or (name == "file" and report is not None):
                errors[name] = ["It is there twice."]
            elif name == "file":
                report = text if part["filename"] else None
            elif name not in FIELDS:
                errors[name] = ["There is no such field."]
            elif text == "":
                errors[name] = ["This field may not be blank."]
            elif FIELDS[name] == BOOL and text not in ("true", "false"):
                errors[name] = ["Must be a valid boolean."]
            elif FIELDS[name] == NUMBER and not text.isdigit():
                errors[name] = ["Incorrect type. Expected pk value, received str."]
            else:
                fields[name] = text
        if "scan_type" not in fields:
            errors["scan_type"] = ["This field is required."]
        elif fields["scan_type"] != "SARIF":
            errors["scan_type"] = [f'"{fields["scan_type"]}" is not a valid choice.']
        if report is None:
            errors["file"] = ["No file was submitted."]
        elif len(report.encode()) > self.options.max_size:
            errors["non_field_errors"] = ["Report file is too large. Maximum supported size is "
                                          "100 MB"]
        if errors:
            raise Refusal(400, texts(errors))
        if any(len(fields.get(name, "")) > longest for name, longest in LONGEST.items()):
            raise Refusal(500, {"message": "Internal server error, check logs for details"})
        return fields, report

    def find_test(self, fields):
        """The test that a report goes into; the API answers lists of texts where there is none."""
        if "test" in fields:
            number = int(fields["test"])
            if number not in range(1, len(self.tests) + 1):
                raise Refusal(400, texts({"test": [f'Invalid pk "{number}" - object does not '
                                                   "exist."]}))
            return self.tests[number - 1]
        product, engagement = fields.get("product_name"), fields.get("engagement_name")
        if product is None or engagement is None:
            raise Refusal(400, ["product_name parameter missing" if product is None else
                                "engagement_name parameter missing"])
        title = fields.get("test_title")
        for test in reversed(self.tests):
            if (test["product"], test["engagement"]) == (product, engagement) and \
                    title in (None, test["title"]):
                return test
        if fields.get("auto_create_context") != "true":
            raise Refusal(400, [f'Engagement "{engagement}" does not exist in Product "{product}"'])
        if product not in self.products and "product_type_name" not in fields:
            raise Refusal(400, [f'Product "{product}" does not exist and no product_type_name '
                                "provided to create the new product in"])
        kind = self.products.setdefault(product, fields.get("product_type_name"))
        test = {"id": len(self.tests) + 1, "title": title, "engagement": engagement,
                "product": product, "product_type": kind, "imports": 0}
        self.tests.append(test)
        return test

    def reimport(self, test, fields, found):
        test["imports"] += 1
        for name in ("branch_tag", "commit_hash", "build_id"):
            if name in fields:
                test[name] = fields[name]
        there = [finding for finding in self.findings if finding["test"] == test["id"]]
        seen = []
        for finding in found:
            same = next((old for old in there if identity(old) == identity(finding)), None)
            if same is None:
                same = {"test": test["id"], **finding}
                self.findings.append(same)
                there.append(same)
            elif not finding["false_p"]:
                same.update(active=True, is_mitigated=False)
            seen.append(same)
        if fields.get("close_old_findings", "true") == "true":
            for old in there:
                if not any(old is finding for finding in seen):
                    old.update(active=False, is_mitigated=True)
        return {"scan_type": "SARIF", "test": test["id"], "test_id": test["id"],
                "engagement_id": 1, "product_id": 1, "product_name": test["product"],
                "engagement_name": test["engagement"], "statistics": {}}


# --- what is read of SARIF -----------------------------------------------------------------------

def identity(finding):
    return tuple(finding[name] for name in ("title", "cwe", "line", "file_path", "description"))


def read_sarif(text):
    try:
        document = json.loads(text)
        runs = document["runs"]
        return [finding for run in runs for result in run["results"]
                for finding in read_result(run, result)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refusal(500, {"message": f"Internal server error: {error!r}"}) from None


def read_result(run, result):
    rules = run["tool"]["driver"].get("rules", [])
    rule = next((rule for rule in rules if rule["id"] == result.get("ruleId")), {})
    title = result["message"]["text"]
    if result.get("kind", "fail") != "fail":
        return
    is_false = bool(result.get("suppressions"))
    for location in result.get("locations") or [{}]:
        place = location.get("physicalLocation", {})
        yield {
            "title": title if len(title) <= 150 else title[:147] + "...",
            "description": title, "severity": severity(rule, result),
            "cwe": cwe(rule, result), "file_path": place.get("artifactLocation", {}).get("uri"),
            "line": place.get("region", {}).get("startLine"),
            "unique_id_from_tool": unique_id(result), "active": not is_false,
            "is_mitigated": False, "false_p": is_false,
        }


def severity(rule, result):
    score = rule.get("properties", {}).get("security-severity")
    if score is not None:
        return next((word for least, word in ((9, "Critical"), (7, "High"), (4, "Medium"))
                     if float(score) >= least), "Low" if float(score) > 0 else "Info")
    level = result.get("level", rule.get("defaultConfiguration", {}).get("level"))
    return {"note": "Info", "error": "High"}.get(level, "Medium")


def cwe(rule, result):
    properties = {**rule.get("properties", {}), **result.get("properties", {})}
    for relation in rule.get("relationships", []):
        match = re.search(r"CWE-(\d+)", relation.get("target", {}).get("id", ""))
        if match:
            return int(match[1])
    if str(properties.get("cwe", "")).isdigit():
        return int(properties["cwe"])
    for tag in properties.get("tags", []):
        match = re.search(r"cwe-(\d+)", tag, re.IGNORECASE)
        if match:
            return int(match[1])
    return 0


def unique_id(result):
    if result.get("fingerprints"):
        return next(iter(result["fingerprints"].values()))
    return "|".join(f"{key}:{value}"
                    for key, value in sorted(result.get("partialFingerprints", {}).items()))


if __name__ == "__main__":
    fake_server.main(DefectDojo, __doc__)
