/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

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

enum {
    MAX_COMPARED = 200, /* names that a misspelt one is compared with */
    MAX_PARENTS = 64,
    MAX_GUESSES = 1000, /* misspelt names of a file */
};

/* What is set where, while the file is walked over. */
struct walk {
    const struct hm_dockerfile *file;
    struct hm_arena *arena;
    struct hm_nameset globals;
    struct hm_nameset *set; /* of each stage */
    uint32_t n_guesses;
};

/* Whether a name is set so far in the stage or in those that it is built from. */
static bool
is_set(const struct walk *walk, uint32_t stage, struct hm_str name)
{
    for (uint32_t n = 0; stage < walk->file->n_stages; n++) {
        if (n == MAX_PARENTS || hm_nameset_find(&walk->set[stage], name) != HM_NONE) {
            return true;
        }
        stage = walk->file->stages[stage].parent;
    }
    return false;
}

static struct hm_str
nearest(struct walk *walk, const struct hm_stage *stage, struct hm_str name)
{
    if (walk->n_guesses++ >= MAX_GUESSES) {
        return hm_str_c("");
    }
    for (uint32_t i = 0; i < stage->n_variables && i < MAX_COMPARED; i++) {
        if (hm_str_is(stage->variables[i].name, name)) {
            break; /* set later on: before that it may be the base's, as PATH is */
        }
        if (is_near(stage->variables[i].name, name)) {
            return stage->variables[i].name;
        }
    }
    return hm_str_c("");
}

static void
check_word(struct walk *walk, const struct hm_stage *stage, const struct hm_word *word,
           struct hm_sink *out)
{
    struct hm_variable_walk refs = { .text = word->text, .escape = walk->file->escape };
    struct hm_variable_ref ref;

    while (word->has_variable && hm_variable_next(&refs, &ref)) {
        if (ref.has_fallback || is_set(walk, stage->index, ref.name)) {
            continue;
        }
        if (hm_nameset_find(&walk->globals, ref.name) != HM_NONE) {
            hm_find(out, word->span,
                    "$%.*s is declared before the first FROM only, so it is empty in this stage.",
                    HM_FMT(ref.name));
            continue;
        }
        if (hm_is_platform_arg(ref.name)) {
            hm_find(out, word->span, "$%.*s is empty in a stage that does not declare it by ARG.",
                    HM_FMT(ref.name));
            continue;
        }
        bool is_scratch =
            stage->root < walk->file->n_stages && walk->file->stages[stage->root].is_scratch;
        struct hm_str meant = nearest(walk, stage, ref.name);
        if (meant.n > 0) {
            hm_find(out, word->span, "$%.*s is not set; did you mean $%.*s?", HM_FMT(ref.name),
                    HM_FMT(meant));
        } else if (is_scratch && !hm_str_eq(ref.name, "PATH")) {
            hm_find(out, word->span, "$%.*s is not set.", HM_FMT(ref.name));
        }
    }
}

static void
check_instruction(struct walk *walk, const struct hm_instruction *inst, struct hm_sink *out)
{
    const struct hm_stage *stage = &walk->file->stages[inst->stage];
    bool has_text = inst->kind == HM_RUN || inst->kind == HM_CMD || inst->kind == HM_ENTRYPOINT ||
                    inst->kind == HM_HEALTHCHECK || inst->kind == HM_SHELL ||
                    inst->kind == HM_ONBUILD || inst->kind == HM_MAINTAINER;

    for (uint32_t i = 0; !has_text && i < inst->n_words; i++) {
        check_word(walk, stage, &inst->words[i], out);
    }
    for (uint32_t i = 0; i < inst->n_pairs; i++) {
        check_word(walk, stage, &inst->pairs[i].value, out);
    }
    for (uint32_t i = 0; (inst->kind == HM_ENV || inst->kind == HM_ARG) && i < inst->n_pairs; i++) {
        (void)hm_nameset_add(&walk->set[inst->stage], walk->arena, inst->pairs[i].key.value, i);
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct walk walk = { .file = at->file,
                         .arena = out->arena,
                         .set = hm_arena_new(out->arena, struct hm_nameset, at->file->n_stages) };

    for (uint32_t i = 0; i < at->file->n_globals; i++) {
        (void)hm_nameset_add(&walk.globals, out->arena, at->file->globals[i].name, i);
    }
    for (uint32_t i = 0; i < at->file->n_instructions; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        if (inst->stage < at->file->n_stages && inst->kind != HM_FROM) {
            check_instruction(&walk, inst, out);
        }
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
    .on = HM_ON(FILE),
    .why =
        "It is empty: `COPY $SRC/ /app/` then takes the whole context, and `USER $UID` nobody in "
        "particular. ARGs before the first FROM are for FROM alone and must be declared again in "
        "a stage. The environment of a base image is not read, so only what is certain is "
        "reported: those ARGs, platform arguments such as TARGETARCH that the stage does not "
        "declare, names that "
        "are one letter off, and stages on scratch.",
    .fix = "Declare it in the stage (`ARG SRC`), or mend its name.",
    .bad = "ARG SRC=src\nFROM alpine:3.22\nCOPY $SRC /app\n",
    .good = "ARG SRC=src\nFROM alpine:3.22\nARG SRC\nCOPY $SRC /app\n",
    .check = check,
};
