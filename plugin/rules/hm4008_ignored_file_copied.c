/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

enum {
    MAX_LOOKED_AT = 1000,
};

static struct hm_str
relative(struct hm_str path)
{
    while (hm_str_starts(path, "./") || hm_str_starts(path, "/")) {
        path = hm_str_from(path, path.p[0] == '/' ? 1 : 2);
    }
    while (hm_str_ends(path, "/")) {
        path = hm_str_sub(path, 0, path.n - 1);
    }
    return path;
}

static uint32_t
first_from(const struct hm_context *context, struct hm_str path)
{
    uint32_t low = 0;
    uint32_t high = context->n_files;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (hm_str_compare(context->files[mid].path, path) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

/* Whether the source is there, and nothing of it comes through the ignore file. */
static bool
is_kept_out(const struct hm_context *context, struct hm_str source)
{
    uint32_t n = 0;

    for (uint32_t i = first_from(context, source); i < context->n_files; i++) {
        struct hm_str path = context->files[i].path;
        if (!hm_str_is(hm_str_sub(path, 0, source.n), source)) {
            break;
        }
        if (path.n > source.n && path.p[source.n] != '/') {
            continue;
        }
        if (!context->files[i].is_ignored || ++n > MAX_LOOKED_AT) {
            return false;
        }
    }
    return n > 0;
}

static bool
has_glob(struct hm_str s)
{
    return hm_str_find(s, '*') < s.n || hm_str_find(s, '?') < s.n || hm_str_find(s, '[') < s.n;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!hm_copies_context(at->inst)) {
        return;
    }
    for (uint32_t i = 0; i < hm_copy_sources(at->inst); i++) {
        const struct hm_word *word = &at->inst->words[i];
        struct hm_str source = relative(word->value);
        if (word->is_known && source.n > 0 && !hm_str_eq(source, ".") && !has_glob(source) &&
            !hm_is_remote(source) && is_kept_out(at->facts->context, source)) {
            hm_find(out, word->span, "%.*s is kept out of the build by %.*s.", HM_FMT(word->value),
                    HM_FMT(hm_arena_concat(out->arena, at->facts->context->prefix,
                                           at->facts->context->ignore_path)));
        }
    }
}

const struct hm_rule hm4008_ignored_file_copied = {
    .id = "HM4008",
    .concept = "ignored-file-copied",
    .since = "0.1",
    .title = "COPY names a file that the ignore file keeps out",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CONTEXT,
    .cwe = { 706 },
    .same_as = HM_IDS("buildkit:CopyIgnoredFile"),
    .needs = HM_NEEDS_DOCKERFILE | HM_NEEDS_CONTEXT,
    .on = HM_ON(COPY, ADD),
    .why =
        "The file is there, but is not sent to the builder, so the build stops with \"not found\". "
        "It works on machines that have another ignore file.",
    .fix = "Let it in with an exception (`!config/app.conf`), or take the line out.",
    .bad = "FROM alpine:3.22\nCOPY app.conf /etc/\n-- .dockerignore --\n*.conf\n-- app.conf --\n",
    .good = "FROM alpine:3.22\nCOPY app.conf /etc/\n-- .dockerignore --\n*.log\n-- app.conf --\n",
    .check = check,
};
