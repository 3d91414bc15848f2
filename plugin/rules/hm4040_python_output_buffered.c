/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_stage *stage = at->stage;
    const struct hm_instruction *start =
        stage->entrypoint.set_by != NULL ? stage->entrypoint.set_by : stage->cmd.set_by;

    if (!stage->is_target || start == NULL || !start->is_json || start->n_words == 0 ||
        !hm_str_starts(hm_str_basename(start->words[0].value), "python")) {
        return;
    }
    for (uint32_t i = 1; i < start->n_words; i++) {
        struct hm_str word = start->words[i].value;
        if (!hm_str_starts(word, "-")) {
            break;
        }
        if (word.n > 1 && word.p[1] != '-' && hm_str_has(word, "u")) {
            return;
        }
    }
    for (const struct hm_stage *s = stage;; s = &at->file->stages[s->parent]) {
        for (uint32_t i = 0; i < s->n_variables; i++) {
            if (hm_str_eq(s->variables[i].name, "PYTHONUNBUFFERED")) {
                return;
            }
        }
        if (s->parent >= s->index) {
            break;
        }
    }
    hm_find(out, start->span, "The log of this program comes in blocks.");
}

const struct hm_rule hm4040_python_output_buffered = {
    .id = "HM4040",
    .concept = "python-output-buffered",
    .since = "0.1",
    .title = "What a Python service prints is held back",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 778 },
    .same_as = HM_IDS("droast:DF032"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why =
        "Python collects its output in blocks when it does not write to a terminal. In a container "
        "the log lags behind, and the lines before a crash, which are those that matter, are lost.",
    .fix = "`ENV PYTHONUNBUFFERED=1`, or `python -u`.",
    .bad = "FROM python:3.14-slim\nCMD [\"python\", \"app.py\"]\n",
    .good = "FROM python:3.14-slim\nENV PYTHONUNBUFFERED=1\nCMD [\"python\", \"app.py\"]\n",
    .check = check,
};
