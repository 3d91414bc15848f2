/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static bool
is_global(const struct hm_dockerfile *file, struct hm_str name)
{
    for (uint32_t i = 0; i < file->n_globals; i++) {
        if (hm_str_is(file->globals[i].name, name)) {
            return true;
        }
    }
    return false;
}

/* At most one letter put in, left out, changed, or two swapped. */
static bool
is_near(struct hm_str a, struct hm_str b)
{
    size_t i = 0;
    size_t k = 0;

    while (i < a.n && i < b.n && a.p[i] == b.p[i]) {
        i++;
    }
    while (k < a.n - i && k < b.n - i && a.p[a.n - 1 - k] == b.p[b.n - 1 - k]) {
        k++;
    }
    size_t left_a = a.n - i - k;
    size_t left_b = b.n - i - k;
    return a.n > 3 &&
           ((left_a <= 1 && left_b <= 1) ||
            (left_a == 2 && left_b == 2 && a.p[i] == b.p[i + 1] && a.p[i + 1] == b.p[i]));
}

static struct hm_str
nearest(const struct hm_visit *at, struct hm_str name)
{
    for (uint32_t i = 0; i < at->stage->n_variables && i < 1000; i++) {
        if (hm_str_is(at->stage->variables[i].name, name)) {
            break; /* set later on: before that it may be the base's, as PATH is */
        }
        if (is_near(at->stage->variables[i].name, name)) {
            return at->stage->variables[i].name;
        }
    }
    return hm_str_c("");
}

static void
check_ref(const struct hm_visit *at, const struct hm_word *word, struct hm_str name,
          struct hm_sink *out)
{
    if (hm_stage_variable(at->file, at->inst, name) != NULL) {
        return;
    }
    if (is_global(at->file, name)) {
        hm_find(out, word->span,
                "$%.*s is declared before the first FROM only, so it is empty in this stage.",
                HM_FMT(name));
        return;
    }
    const struct hm_stage *root =
        at->stage->root < at->file->n_stages ? &at->file->stages[at->stage->root] : at->stage;
    struct hm_str meant = nearest(at, name);
    if (meant.n > 0) {
        hm_find(out, word->span, "$%.*s is not set; did you mean $%.*s?", HM_FMT(name),
                HM_FMT(meant));
    } else if (root->is_scratch && !hm_str_eq(name, "PATH")) {
        hm_find(out, word->span, "$%.*s is not set.", HM_FMT(name));
    }
}

static void
check_word(const struct hm_visit *at, const struct hm_word *word, struct hm_sink *out)
{
    struct hm_variable_ref ref;
    size_t from = 0;

    while (word->has_variable && hm_variable_next(word->text, at->file->escape, &from, &ref)) {
        if (!ref.has_fallback) {
            check_ref(at, word, ref.name, out);
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->stage == NULL || at->onbuild != NULL) {
        return;
    }
    for (uint32_t i = 0; i < at->inst->n_words; i++) {
        check_word(at, &at->inst->words[i], out);
    }
    for (uint32_t i = 0; i < at->inst->n_pairs; i++) {
        check_word(at, &at->inst->pairs[i].value, out);
    }
}

const struct hm_rule hm4022_undefined_variable = {
    .id = "HM4022",
    .concept = "undefined-variable",
    .since = "0.1",
    .title = "A variable is used that is not set",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 457 },
    .same_as = HM_IDS("buildkit:UndefinedVar"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON_COPY | HM_ON_ADD | HM_ON_ENV | HM_ON_LABEL | HM_ON_USER | HM_ON_WORKDIR |
          HM_ON_EXPOSE | HM_ON_VOLUME | HM_ON_STOPSIGNAL | HM_ON_ARG,
    .why =
        "It is empty: `COPY $SRC/ /app/` then takes the whole context, and `USER $UID` nobody in "
        "particular. ARGs before the first FROM are for FROM alone and must be declared again in "
        "a stage. The environment of a base image is not read, so only what is certain is "
        "reported: those ARGs, names that are one letter off, and stages on scratch.",
    .fix = "Declare it in the stage (`ARG SRC`), or mend its name.",
    .bad = "ARG SRC=src\nFROM alpine:3.22\nCOPY $SRC /app\n",
    .good = "ARG SRC=src\nFROM alpine:3.22\nARG SRC\nCOPY $SRC /app\n",
    .check = check,
};
