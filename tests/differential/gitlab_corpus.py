# SPDX-License-Identifier: Apache-2.0
"""Pipelines of GitLab for gitlab.py: one for each way in which GitLab puts a pipeline together, and generated ones."""
import random

WRITTEN = {
    "extends": {
        ".gitlab-ci.yml": """\
.a: {image: one:1, variables: {X: a, Y: a}, script: [first], tags: [t]}
.b: {extends: .a, variables: {Y: b}, services: [redis:7]}
c: {extends: [.b, .d], variables: {Z: $Y-c}, script: [second]}
.d: {image: two:2, before_script: [early]}
d: {extends: c, script: [third]}
"""
    },
    "reference": {
        ".gitlab-ci.yml": """\
.a: {script: [one, two], variables: {A: "1"}, after_script: [gone]}
.b: {script: [!reference [.a, script], three]}
c: {script: [!reference [.b, script], four], variables: !reference [.a, variables], after_script: !reference [.a, after_script]}
"""
    },
    "include": {
        ".gitlab-ci.yml": """\
include: [/ci/a.yml, {local: ci/b.yml}]
a: {script: [mine]}
c: {extends: .hidden, script: [last]}
""",
        "ci/a.yml": "a: {image: 'alpine:3.22', script: [theirs]}\nvariables: {V: '1'}\n",
        "ci/b.yml": "include: {local: /ci/c.yml}\nb: {script: [b]}\nvariables: {V: '2'}\n",
        "ci/c.yml": ".hidden: {image: 'busybox:1', variables: {W: $V}}\nstages: [test, ship]\n",
    },
    "globs": {
        ".gitlab-ci.yml": "include: {local: 'ci/*.yml'}\n",
        "ci/a.yml": "a: {script: [a]}\n",
        "ci/b.yml": "b: {script: [b]}\n",
        "ci/d/c.yml": "c: {script: [c]}\n",
    },
    "globs_deep": {
        ".gitlab-ci.yml": "include: {local: 'ci/**.yml'}\n",
        "ci/a.yml": "a: {script: [a]}\n",
        "ci/d/c.yml": "c: {script: [c]}\n",
    },
    "default": {
        ".gitlab-ci.yml": """\
default:
  image: {name: "alpine:3.22", entrypoint: [""]}
  services: [{name: "docker:27-dind", alias: docker}]
  before_script: [early]
  after_script: [late]
a: {script: [a]}
b: {script: [b], image: "busybox:1", before_script: [], services: []}
c: {script: [c], inherit: {default: false}}
d: {script: [d], inherit: {default: [image]}}
"""
    },
    "globals": {
        ".gitlab-ci.yml": "image: alpine:3.22\nservices: [redis:7]\nbefore_script: [early]\nafter_script: [late]\na: {script: [a]}\nb: {script: b, image: busybox:1}\n"
    },
    "variables": {
        ".gitlab-ci.yml": """\
variables: {A: a, B: $A-b, C: {value: c, description: text}}
a: {image: "x:$B", script: [a], variables: {A: z, D: "${B}-d", E: $NONE}}
b: {image: "$C/y:${A}", script: [b], variables: {A: q}}
c: {image: "n:$$A", script: [c], inherit: {variables: false}}
d: {image: "n:$A$C", script: [c], inherit: {variables: [C]}}
"""
    },
    "matrix": {
        ".gitlab-ci.yml": "a:\n  script: [make $P]\n  parallel:\n    matrix:\n      - {P: [x, y], Q: z}\n      - {P: w}\n  image: 'node:$P'\nb: {script: [b], parallel: 3}\n"
    },
    "inputs": {
        ".gitlab-ci.yml": "include: {local: ci/a.yml, inputs: {image: 'alpine:3', name: mine}}\n",
        "ci/a.yml": "spec:\n  inputs:\n    image:\n    name: {default: other}\n    tag: {default: '1'}\n---\n\"$[[ inputs.name ]]-job\":\n  image: $[[ inputs.image ]]\n  script: [docker build -t app:$[[ inputs.tag ]] .]\n",
    },
    "needs": {
        ".gitlab-ci.yml": "stages: [one, two]\na: {stage: one, script: [a]}\nb: {stage: one, script: [b], allow_failure: true}\nc: {stage: two, script: [c], needs: [a, {job: b, optional: true}], allow_failure: {exit_codes: [1, 2]}}\n"
    },
    "anchors": {
        ".gitlab-ci.yml": ".a: &a\n  image: alpine:3\n  script: &s\n    - one\n    - two\nb:\n  <<: *a\n  script:\n    - *s\n    - three\nc:\n  <<: [*a]\n  image: busybox:1\n"
    },
    "scripts": {
        ".gitlab-ci.yml": "a:\n  script:\n    - |\n      docker build .\n      docker push $T\n    - >-\n      one\n      two\n    - 'it''s'\n    - \"a\\tb\"\n    - echo a #b\nb:\n  script: one && two\n"
    },
    "nulls": {
        ".gitlab-ci.yml": ".a: {image: one:1, services: [redis:7], script: [a], before_script: [x]}\nb: {extends: .a, image: null, services: null, before_script: null}\n"
    },
    "trigger": {".gitlab-ci.yml": "a: {trigger: {include: [{local: b.yml}]}}\nb: {script: [b]}\n", "b.yml": "x: {script: [x]}\n"},
    "pages": {".gitlab-ci.yml": "pages: {script: [make], pages: true}\nworkflow: {rules: [{when: always}]}\n"},
    "edges": {".gitlab-ci.yml": "stages: [build]\na: {stage: .pre, script: [a]}\nb: {stage: .post, script: [b]}\nc: {stage: build, script: [c]}\n"},
    "no_stage": {".gitlab-ci.yml": "stages: [build]\na: {stage: other, script: [a]}\n"},
    "no_script": {".gitlab-ci.yml": "a: {image: alpine:3}\n"},
    "cycle": {".gitlab-ci.yml": ".a: {extends: .b}\n.b: {extends: .a}\nc: {extends: .a, script: [c]}\n"},
    "no_base": {".gitlab-ci.yml": "a: {extends: .none, script: [a]}\n"},
}


def written():
    return {f"written_{name}": files for name, files in WRITTEN.items()}.items()


def template(rng, names):
    parts = []
    if names and rng.random() < 0.5:
        parts.append("extends: [" + ", ".join(rng.sample(names, rng.randint(1, min(2, len(names))))) + "]")
    if rng.random() < 0.5:
        parts.append(f"image: \"{rng.choice(['alpine:3', 'node:$V', 'x/${W}:1', 'redis'])}\"")
    if rng.random() < 0.4:
        parts.append(f"services: [{rng.choice(['redis:7', 'docker:27-dind', chr(34) + 'pg:$V' + chr(34)])}]")
    if rng.random() < 0.5:
        parts.append("variables: {" + ", ".join(f"{n}: \"{rng.choice(['1', '2', '$V', 'a-$W'])}\"" for n in rng.sample(["X", "Y", "V"], 2)) + "}")
    for key in ("before_script", "after_script"):
        if rng.random() < 0.3:
            parts.append(f"{key}: [{rng.choice(['one', 'two', 'make it'])}]")
    return parts


def script(rng, names):
    lines = [rng.choice(["make", "docker build .", "docker push $X", "'a: b'"]) for _ in range(rng.randint(1, 3))]
    if names and rng.random() < 0.4:
        lines.insert(0, f"!reference [{rng.choice(names)}, script]")
    return "script: [" + ", ".join(lines) + "]"


def generated(count=30, seed=8):
    rng = random.Random(seed)
    for number in range(count):
        files, names = {}, []
        text = ["stages: [one, two]", "variables: {V: \"3\", W: \"w-$V\"}"]
        if rng.random() < 0.5:
            text.append("default: {" + ", ".join(p for p in template(rng, []) if not p.startswith("variables")) + "}")
        for index in range(rng.randint(1, 4)):
            body = template(rng, names) + [script(rng, names)]
            names.append(f".t{index}")
            line = f".t{index}: {{" + ", ".join(body) + "}"
            if rng.random() < 0.3:
                files[f"ci/{index}.yml"] = line + "\n"
            else:
                text.append(line)
        if files:
            text.insert(0, "include: [" + ", ".join(f"{{local: {name}}}" for name in files) + "]")
        for index in range(rng.randint(1, 3)):
            body = template(rng, names) + [f"stage: {rng.choice(['one', 'two'])}", script(rng, names)]
            if rng.random() < 0.3:
                body.append(rng.choice(["inherit: {default: false}", "inherit: {variables: [V]}", "allow_failure: true"]))
            text.append(f"j{index}: {{" + ", ".join(body) + "}")
        files[".gitlab-ci.yml"] = "\n".join(text) + "\n"
        yield f"generated_{number}", files
