#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares answers line by line; exits 1 and shows the first differences when there are any."""
import json
import sys
from collections import Counter

questions, theirs, ours = ([json.loads(line) for line in open(name)] for name in sys.argv[1:4])
seen, shown = Counter(), 0
if not len(questions) == len(theirs) == len(ours):
    sys.exit(f"{len(questions)} questions, {len(theirs)} and {len(ours)} answers")
for q, t, o in zip(questions, theirs, ours):
    seen["files"] += 1
    seen["refused files"] += t["error"]
    for answer in t["ignored"]:
        seen["paths"] += 1
        seen["paths: " + answer] += 1
    if q["root"]:
        seen["walks"] += 1
        seen["walks that fail"] += t["sent"] == ["fails"]
        seen["files sent"] += len(t["sent"])
    t["sent"] = sorted(t["sent"])
    o["sent"] = sorted(o["sent"])
    if t["sent"] == ["fails"]:
        t["copied"] = o["copied"] = []
    for i, theirs_took in enumerate(t["copied"]):
        seen["copies"] += 1
        seen["copies that fail"] += theirs_took == ["fails"]
        seen["files copied"] += len(theirs_took)
        if theirs_took == ["fails"]:
            o["copied"][i] = theirs_took
        o["copied"][i] = sorted(o["copied"][i])
    if t == o:
        continue
    seen["differences"] += 1
    if shown < 10:
        shown += 1
        print("content", bytes.fromhex(q["content"])[:300])
        for p, a, b in zip(q["paths"], t["ignored"], o["ignored"]):
            if a != b:
                print("   ", bytes.fromhex(p)[:300], "build:", a, "hullmark:", b)
        if t["error"] != o["error"] or t["sent"] != o["sent"]:
            print("   ", "build:", t["error"], [bytes.fromhex(s) if s != "fails" else s for s in t["sent"]])
            print("   ", "hullmark:", o["error"], [bytes.fromhex(s) if s != "fails" else s for s in o["sent"]])
        for k, a, b in zip(q["copies"], t["copied"], o["copied"]):
            if a != b:
                print("    COPY", bytes.fromhex(k["source"]), [bytes.fromhex(e) for e in k["excludes"]], k["parents"],
                      "build:", [bytes.fromhex(s) for s in a], "hullmark:", [bytes.fromhex(s) for s in b])
                print("      sent:", [bytes.fromhex(s) for s in t["sent"]])
print(", ".join(f"{n} {what}" for what, n in seen.items()))
sys.exit(1 if seen["differences"] else 0)
