/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* Refusals that have a rule of their own, which says more. */
static bool
is_elsewhere(struct hm_str text)
{
    static const char *const parts[] = {
        "ontainerPort",           "more than one source file",
        "invalid stage index",    "isn't allowed as an ONBUILD trigger",
        "ONBUILD` isn't allowed", "Chaining ONBUILD",
        "invalid hostPort",       "invalid port: ",
        "circular dependency",
    };

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (hm_str_has(text, parts[i])) {
            return true;
        }
    }
    return false;
}

/* The instruction, or the line that BuildKit blames where that is another one. */
static struct hm_span
span_of(const struct hm_source *source, const struct hm_problem *problem)
{
    struct hm_str line = hm_source_line(source, problem->line);

    if (line.p == NULL || hm_source_line_of(source, problem->span.off) == problem->line) {
        return problem->span;
    }
    return (struct hm_span){ .off = (uint32_t)(line.p - source->text.p), .len = (uint32_t)line.n };
}

/* FROM of an undeclared variable has a rule of its own, too; what is no reference is said below. */
static bool
is_undeclared_base(const struct hm_dockerfile *file, const struct hm_problem *problem)
{
    bool is_reference = problem->phase == HM_PHASE_BASES;
    if (!is_reference && !hm_str_starts(problem->text, "base name (")) {
        return false;
    }
    uint32_t low = 0;
    uint32_t high = file->n_stages;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (file->stages[mid].from->span.off < problem->span.off) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < file->n_stages && file->stages[low].from->span.off == problem->span.off &&
           file->stages[low].base != NULL && (is_reference || file->stages[low].base->has_variable);
}

/* "FROM Alpine": names that no registry can have stop the build when it looks for them. */
static void
check_references(const struct hm_dockerfile *file, struct hm_sink *out)
{
    for (uint32_t i = 0; i < file->n_stages; i++) {
        const struct hm_stage *stage = &file->stages[i];
        struct hm_image_ref ref;
        struct hm_err err;
        if (stage->parent != HM_NONE || stage->is_scratch || stage->base == NULL ||
            !stage->base->is_known || stage->base->value.n == 0 || stage->has_ref ||
            stage->base->has_variable) {
            continue;
        }
        if (hm_image_ref_parse(out->arena, stage->base->value, &ref, &err) != HM_OK) {
            hm_find(out, stage->from->span, "%.*s is no image reference: %s.",
                    HM_FMT(stage->base->value), err.text);
        }
    }
}

/* Whether the instruction at @p off and the one before it are both unknown: text that is no
 * Dockerfile is one fault, not one for each of its lines. @p from is where to look on. */
static bool
goes_on(const struct hm_dockerfile *file, uint32_t off, uint32_t *from)
{
    while (*from < file->n_instructions && file->instructions[*from].span.off < off) {
        ++*from;
    }
    return *from > 0 && *from < file->n_instructions &&
           file->instructions[*from].kind == HM_KEYWORD_UNKNOWN &&
           file->instructions[*from - 1].kind == HM_KEYWORD_UNKNOWN;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    uint32_t from = 0;

    for (uint32_t i = 0; i < at->file->n_problems; i++) {
        const struct hm_problem *problem = &at->file->problems[i];
        if (problem->is_fatal && !is_elsewhere(problem->text) &&
            !is_undeclared_base(at->file, problem) &&
            !goes_on(at->file, problem->span.off, &from)) {
            hm_find(out, span_of(at->file->source, problem), "BuildKit refuses this: %.*s.",
                    HM_FMT(problem->text));
        }
    }
    check_references(at->file, out);
}

const struct hm_rule hm9001_unbuildable_file = {
    .id = "HM9001",
    .concept = "unbuildable-file",
    .since = "0.1",
    .title = "The file cannot be built",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 1173 },
    .same_as = HM_IDS("hadolint:DL1000", "hadolint:DL3061",
                      "dd-iac:first_instruction_should_be_arg_or_from", "tally:require-stages",
                      "tally:unknown-instruction", "droast:DF037"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FILE),
    .why = "BuildKit, the reference for the language, stops here with the given reason. Whatever "
           "image is in use was built from another file. Tools that skip what they cannot read "
           "report such a file as clean; the rest of it is judged here as far as it can be read.",
    .fix = "Mend the line. `docker build --check .` shows the same error.",
    .bad = "FROM alpine:3.22\nRNU true\n",
    .good = "FROM alpine:3.22\nRUN true\n",
    .check = check,
};
