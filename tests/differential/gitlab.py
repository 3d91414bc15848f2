#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/differential/gitlab.py [--page] [--keep DIR]

Holds what hullmark makes of GitLab's pipelines (`hullmark ast --json`) against what gitlab-ci-local makes of them
(`gitlab-ci-local --preview`): jobs, stages, images, services, scripts, variables, needs, allow_failure. The pipelines are
the repository's annotated cases, those of gitlab_corpus.py, and a fixed number that it generates. What differs must have a
row in gitlab.tsv. --page prints the section of docs/DIFFERENCES.md, --keep leaves the files. GITLAB_CI_LOCAL and HULLMARK
name the programs.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import gitlab_corpus

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TABLE = HERE / "gitlab.tsv"
TOOLS = pathlib.Path(os.environ.get("HULLMARK_TOOLS", pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "hullmark/tools"))
OTHERS = re.compile(r"^\s*-?\s*(remote|template|project|component)\s*:|include:\s*https?:", re.M)


def rows():
    return [line.split("\t") for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]


def cases():
    """Name and files of each pipeline of the annotated cases that asks nobody for a file."""
    for path in sorted((ROOT / "tests/rules/cases").glob("*.gitlab.yaml")):
        for number, part in enumerate(re.split(r"^#~ ---.*\n", path.read_text(), flags=re.M)):
            part = re.split(r"^#~ .*$", part, maxsplit=1, flags=re.M)[0]
            pieces = re.split(r"^-- (.*) --\n", part, flags=re.M)
            files = dict(zip(pieces[1::2], pieces[2::2]))
            files[".gitlab-ci.yml"] = pieces[0]
            if not any(OTHERS.search(text) for text in files.values()):
                yield f"{path.name.split('.')[0]}_{number}", files


def lines(value):
    """A script as one text, whatever lists it is made of."""
    if isinstance(value, list):
        return "\n".join(text for text in map(lines, value))
    return "" if value is None else str(value)


def word(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def expanded(text, variables, depth=0):
    """Variables of the pipeline replaced, as GitLab does before a runner sees the job."""
    if depth > 5:
        return text


    def value(match):
        name = match[1] or match[2]
        if match[0] == "$$":
            return "$"
        return expanded(variables[name], variables, depth + 1) if name in variables else match[0]

    return re.sub(r"\$\$|\$(?:\{(\w+)\}|(\w+))", value, text)


def plain(variables):
    return {name: word(one.get("value", "") if isinstance(one, dict) else one) for name, one in (variables or {}).items() if one is not None}


def theirs(folder, tool):
    import yaml

    run = subprocess.run([tool, "--preview", "--home", str(folder / ".home")], cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    if run.returncode != 0 or not run.stdout.strip():
        return None
    doc = yaml.load(run.stdout, Loader=yaml.BaseLoader)
    jobs = {}
    everywhere = plain(doc.get("variables"))
    for name, job in doc.items():
        if name.startswith(".") or not isinstance(job, dict) or not {"script", "trigger", "run"} & set(job):
            continue
        own = plain(job.get("variables"))
        inherited = (job.get("inherit") or {}).get("variables", "true")
        if inherited != "true":
            own = {**{key: value for key, value in everywhere.items() if key in inherited}, **own}
        scope = {**everywhere, **own} if inherited == "true" else own
        image = job.get("image")
        image = image.get("name") if isinstance(image, dict) else image
        services = [one.get("name") if isinstance(one, dict) else one for one in job.get("services") or []]
        allowed = job.get("allow_failure", "false")
        jobs[name] = {
            "stage": job.get("stage", "test"),
            "image": expanded(image, scope) if image else None,
            "services": [expanded(one, scope) for one in services],
            "script": "\n".join(text for text in (lines(job.get("before_script")), lines(job.get("script"))) if text),
            "after_script": lines(job.get("after_script")),
            "variables": {name: expanded(value, {**scope, name: "$" + name}) for name, value in own.items()},
            "needs": sorted({one["job"] if isinstance(one, dict) else one for one in job.get("needs") or []}),
            "allow_failure": "codes" if isinstance(allowed, dict) else allowed,
        }
    return jobs


def text_of(value):
    return value["text"] if isinstance(value, dict) else value


def plainly(text):
    """${NAME} and $NAME are one."""
    return re.sub(r"\$\{(\w+)\}", r"$\1", text) if text is not None else None


def ours(folder):
    program = os.environ.get("HULLMARK", str(ROOT / "build/hullmark"))
    run = subprocess.run([program, "ast", "--json", ".gitlab-ci.yml"], cwd=folder, capture_output=True, text=True, check=True)
    doc = json.loads(run.stdout)
    jobs = {}
    for job in doc["jobs"]:
        runs = [step for step in job["steps"] if "run" in step]
        images = [text_of(one["image"]) for one in job["images"] if not one.get("service")]
        jobs[job["name"]] = {
            "stage": text_of(job.get("stage", "test")),
            "image": images[0] if images else None,
            "services": [text_of(one["image"]) for one in job["images"] if one.get("service")],
            "script": "\n".join(text_of(step["run"]) for step in runs if not step.get("runs_always")),
            "after_script": "\n".join(text_of(step["run"]) for step in runs if step.get("runs_always")),
            "variables": {name: value for name, value in job.get("env", {}).items() if isinstance(value, str)},
            "needs": sorted({text_of(one) for one in job.get("needs", [])}),
            "allow_failure": job.get("ignores_failure", "false"),
        }
        allowed = jobs[job["name"]]["allow_failure"]
        jobs[job["name"]]["allow_failure"] = "codes" if isinstance(allowed, dict) else allowed
    return jobs if doc["ok"] else None


def differences(mine, other):
    """What one pipeline is to both: (field, job, ours, theirs)."""
    if mine is None or other is None:
        if (mine is None) != (other is None):
            yield "refused", "", "refused" if mine is None else "read", "refused" if other is None else "read"
        return
    for name in sorted(set(mine) ^ set(other)):
        yield "job", name, str(name in mine), str(name in other)
    for name in sorted(set(mine) & set(other)):
        for field in mine[name]:
            left, right = mine[name][field], other[name][field]
            if field == "variables":
                # One that a rule or a matrix gives another value has none that is known.
                right = {key: value for key, value in right.items() if key in left}
                missing = set(left) - set(right)
                left = {key: value for key, value in left.items() if key not in missing}
                for key in left:
                    if plainly(left[key]) != plainly(right[key]):
                        yield field, name, f"{key}={left[key]}", f"{key}={right[key]}"
                for key in missing:
                    yield field, name, key, "none"
            elif field in ("script", "after_script"):
                if left.strip() != right.strip():
                    yield field, name, left, right
            elif plainly(str(left)) != plainly(str(right)):
                yield field, name, str(left), str(right)


def prepare(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    git = ["git", "-c", "user.email=tests@example.com", "-c", "user.name=tests", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "-m", "pipeline"]):
        subprocess.run(git + words, cwd=folder, check=True, capture_output=True)


def explain(table, field, name, text):
    return any(row[0] in ("*", field) and (row[1] == "*" or re.search(row[1], text)) for row in table)


def compare(keep):
    tool = os.environ.get("GITLAB_CI_LOCAL") or shutil.which("gitlab-ci-local") or str(TOOLS / "bin/gitlab-ci-local")
    if not pathlib.Path(tool).exists():
        print("skipped: gitlab-ci-local is missing: tests/setup --only gitlab-ci-local,node22")
        return 77
    table = rows()
    open_ones, agreed, explained, read = [], 0, 0, 0
    with tempfile.TemporaryDirectory() as temporary:
        top = pathlib.Path(keep or temporary)
        every = {**dict(cases()), **dict(gitlab_corpus.written()), **dict(gitlab_corpus.generated())}

        def one(item):
            name, files = item
            folder = top / name
            folder.mkdir(parents=True, exist_ok=True)
            prepare(folder, files)
            return name, files, ours(folder), theirs(folder, tool)

        with ThreadPoolExecutor(2) as pool:
            for name, files, mine, other in pool.map(one, every.items()):
                text = "\n".join(files.values())
                found = list(differences(mine, other))
                read += mine is not None and other is not None
                agreed += not found
                for field, job, left, right in found:
                    if explain(table, field, name, text):
                        explained += 1
                    else:
                        open_ones.append(f"{name}: {field} of {job or 'the file'}:\n  hullmark: {left!r}\n  gitlab-ci-local: {right!r}")
    print(f"gitlab-ci-local: {len(every)} pipelines, {read} read by both, {agreed} the same, {explained} differences explained, {len(open_ones)} not")
    print("\n".join(open_ones))
    return 1 if open_ones or read < len(every) // 2 else 0


def page():
    print("# In pipelines of GitLab\n")
    print("`tests/differential/gitlab.py` holds `hullmark ast --json` against what `gitlab-ci-local --preview` makes of the same")
    print("pipelines: jobs, stages, images, services, scripts, variables, needs and allow_failure.\n")
    print("| what | where the pipeline's text matches | why |\n|---|---|---|")
    for row in rows():
        pattern = row[1].replace("|", "\\|")
        print(f"| {'all' if row[0] == '*' else row[0]} | `{pattern}` | {row[2]} |")
    print()


if __name__ == "__main__":
    if "--page" in sys.argv[1:]:
        page()
        sys.exit(0)
    sys.exit(compare(sys.argv[sys.argv.index("--keep") + 1] if "--keep" in sys.argv else None))
