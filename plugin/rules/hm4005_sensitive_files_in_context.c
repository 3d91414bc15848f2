/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/path.h"
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

enum {
    MAX_NAMED = 5, /* of them in a message */
    MAX_RELATED = 4,
    MAX_COPIES = 64, /* lines that take more than what they name */
};

/* What a line names itself is another rule's matter. */
static bool
is_named(const struct hm_instruction *inst, struct hm_str path)
{
    for (uint32_t i = 0; i < hm_copy_sources(inst); i++) {
        struct hm_str source = inst->words[i].value;
        source = hm_str_starts(source, "./") ? hm_str_from(source, 2) : source;
        source = hm_str_starts(source, "/") ? hm_str_from(source, 1) : source;
        if (hm_str_is(source, path) || hm_sensitive_path(source, NULL) != HM_FILE_PLAIN) {
            return true;
        }
    }
    return false;
}

/* Where the file is, what it holds, and what of the ignore file lets it in. */
static void
relate(const struct hm_context *context, const struct hm_sensitive_file *file, struct hm_sink *out)
{
    struct hm_str ignore = hm_arena_concat(out->arena, context->prefix, context->ignore_path);
    struct hm_str path = hm_arena_concat(out->arena, context->prefix,
                                         hm_path_join(out->arena, context->root, file->path));

    if (context->ignore_source != NULL && file->let_in_by == HM_LET_BY_EXCEPTION) {
        hm_find_related(out, ignore, context->ignore_source, file->ignore_span,
                        "This exception lets %.*s in.", HM_FMT(file->path));
    } else if (context->ignore_source != NULL && file->let_in_by == HM_LET_BY_TOP_ONLY) {
        struct hm_str text = hm_source_text(context->ignore_source, file->ignore_span);
        hm_find_related(out, ignore, context->ignore_source, file->ignore_span,
                        "This is about the top of the context alone; `**/%.*s` would keep %.*s "
                        "out.",
                        HM_FMT(text), HM_FMT(file->path));
    } else if (context->ignore_source != NULL) {
        hm_find_related(out, ignore, NULL, (struct hm_span){ 0 }, "No line of it keeps %.*s out.",
                        HM_FMT(file->path));
    }
    if (file->is_seen && file->line > 0) {
        hm_find_related(out, path, NULL, (struct hm_span){ 0 }, "It is %s: see line %u.",
                        file->what, (unsigned)file->line);
    } else {
        hm_find_related(out, path, NULL, (struct hm_span){ 0 }, "It is %s%s.", file->what,
                        file->is_seen ? "" : " by its name");
    }
}

static void
check_copy(const struct hm_visit *at, const struct hm_instruction *inst, struct hm_sink *out)
{
    const struct hm_sensitive_file *files = at->facts->context->sensitive;
    struct hm_str names = hm_str_c("");
    const struct hm_sensitive_file *named[MAX_RELATED] = { NULL };
    uint32_t hits = 0;
    bool has_secret = false;
    const struct hm_copied *copied = hm_copied_by(at->facts, inst);

    for (uint32_t i = 0; copied != NULL && i < at->facts->context->n_sensitive; i++) {
        if (!copied->takes(copied, files[i].path) || is_named(inst, files[i].path)) {
            continue;
        }
        has_secret = has_secret || files[i].kind != HM_FILE_HISTORY;
        if (hits < MAX_RELATED) {
            named[hits] = &files[i];
        }
        if (hits++ < MAX_NAMED) {
            names = hm_arena_printf(out->arena, "%.*s%s%.*s", HM_FMT(names),
                                    names.n > 0 ? ", " : "", HM_FMT(files[i].path));
        }
    }
    if (hits == 0) {
        return;
    }
    const struct hm_stage *stage =
        inst->stage < at->file->n_stages ? &at->file->stages[inst->stage] : NULL;
    bool ships = stage == NULL || hm_stage_ships(stage);
    hm_find_at(out,
               !has_secret ? HM_SEV_MEDIUM
               : ships     ? HM_SEV_CRITICAL
                           : HM_SEV_HIGH,
               inst->span, "This takes %.*s%s out of the context%s.", HM_FMT(names),
               hits > MAX_NAMED ? " and more" : "", ships ? " into the image" : "");
    for (uint32_t i = 0; i < MAX_RELATED && named[i] != NULL; i++) {
        relate(at->facts->context, named[i], out);
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    uint32_t n = at->facts->context->n_sensitive;
    uint32_t copies = 0;

    for (uint32_t i = 0; n > 0 && i < at->file->n_instructions && copies < MAX_COPIES; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        if (hm_copies_context(inst)) {
            copies++;
            check_copy(at, inst, out);
        }
    }
    bool is_cut = !at->facts->context->is_complete || at->facts->context->are_contents_cut;
    if (n == 0 && is_cut && at->file->n_instructions > 0) {
        hm_cannot_tell(out, at->file->instructions[0].span,
                       "The build context is too large to be looked at as a whole.");
    }
}

const struct hm_rule hm4005_sensitive_files_in_context = {
    .id = "HM4005",
    .concept = "sensitive-files-in-context",
    .since = "0.1",
    .title = "COPY takes credentials or the history out of the context",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_CONTEXT,
    .cwe = { 538, 200 },
    .cis = "4.10",
    .same_as = HM_IDS("cis:4.10", "dockle:CIS-DI-0010", "dockle:DKL-LI-0003", "droast:DF033"),
    .needs = HM_NEEDS_DOCKERFILE | HM_NEEDS_CONTEXT,
    .on = HM_ON(FILE),
    .why =
        "`COPY . .` takes all that lies beside the Dockerfile and that the ignore file does not "
        "keep out: `.env`, keys and logins of the person who builds, and with `.git` every "
        "secret that was ever committed. The rule looks at the files that are really there, and "
        "at what .dockerignore (or Dockerfile.dockerignore) really lets through; and into them: a "
        "private key is one whatever its name is, and an `.env` without values is none.",
    .fix = "Name them in .dockerignore (`.git`, `.env*`, `*.pem`, `id_*`), or copy only what the "
           "build needs: `COPY src/ src/`.",
    .bad = "FROM alpine:3.22\nWORKDIR /app\nCOPY . .\n-- .env --\nA=1\n-- main.c --\n",
    .good = "FROM alpine:3.22\nWORKDIR /app\nCOPY . .\n-- .dockerignore --\n.env\n-- .env --\nA=1\n"
            "-- main.c --\n",
    .check = check,
};
