/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/path.h"
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* The file of the context that a source names, or NULL. */
static const struct hm_context_file *
find_file(const struct hm_visit *at, struct hm_str source)
{
    const struct hm_context *context = at->facts->context;

    return context == NULL || (at->facts->have & HM_NEEDS_CONTEXT) == 0
               ? NULL
               : hm_context_find(context, hm_path_relative(source));
}

/* What the file turned out to be once somebody looked into it, or NULL. */
static const struct hm_sensitive_file *
find_sensitive(const struct hm_context *context, struct hm_str path)
{
    for (uint32_t i = 0; i < context->n_sensitive; i++) {
        if (hm_str_is(context->sensitive[i].path, path)) {
            return &context->sensitive[i];
        }
    }
    return NULL;
}

/* What a source is: by the file that is there, else by its name. @p ret_is_seen tells that the
 * content says so. HM_FILE_PLAIN for what cannot be copied, since the ignore file keeps it out:
 * that is another fault. */
static enum hm_sensitive
judge(const struct hm_visit *at, struct hm_str source, const char **ret_what, bool *ret_is_seen)
{
    const struct hm_context_file *file = find_file(at, source);
    const struct hm_context *context = at->facts->context;

    if (file == NULL || (file->is_link && !file->is_ignored)) {
        return hm_sensitive_path(source, ret_what);
    }
    const struct hm_sensitive_file *known = find_sensitive(context, file->path);
    if (known != NULL) {
        *ret_what = known->what;
        *ret_is_seen = known->is_seen;
        return known->kind;
    }
    bool is_judged = context->n_sensitive < HM_CONTEXT_SENSITIVE && !context->are_contents_cut;
    return is_judged || file->is_ignored ? HM_FILE_PLAIN : hm_sensitive_path(source, ret_what);
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const char *what = NULL;

    if (!hm_copies_context(at->inst)) {
        return;
    }
    bool ships = at->stage == NULL || hm_stage_ships(at->stage);
    for (uint32_t i = 0; i < hm_copy_sources(at->inst); i++) {
        const struct hm_word *source = &at->inst->words[i];
        bool is_seen = false;
        enum hm_sensitive kind = judge(at, source->value, &what, &is_seen);
        if (!source->is_known || hm_is_remote(source->value) ||
            (kind != HM_FILE_CREDENTIAL && kind != HM_FILE_STATE)) {
            continue;
        }
        hm_find_at(out, ships ? HM_SEV_CRITICAL : HM_SEV_MEDIUM, source->span, "%.*s is %s%s; %s.",
                   HM_FMT(source->value), what, is_seen ? "" : " by its name",
                   ships ? "this puts it into the image"
                         : "it stays in the build cache, and in any image the stage is built into");
    }
}

const struct hm_rule hm2004_secret_file_copied = {
    .id = "HM2004",
    .concept = "secret-file-copied",
    .since = "0.1",
    .title = "A file of credentials is copied",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 538, 312 },
    .cis = "4.10",
    .same_as = HM_IDS("trivy:DS-0031", "dockle:CIS-DI-0010", "cis:4.10"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY, ADD),
    .why =
        "A key, an `.env` or a package manager's login that is copied becomes a layer. Deleting "
        "it in a later RUN hides it from `ls`, not from whoever unpacks the layers. In a builder "
        "stage it stays in the cache, which teams often share.",
    .fix = "Mount it for the command that needs it: `RUN --mount=type=secret,id=npmrc,"
           "target=/root/.npmrc npm ci`; pass what the running program needs when it starts. Name "
           "the file in .dockerignore.",
    .bad = "FROM alpine:3.22\nCOPY .env /app/.env\n",
    .good = "FROM alpine:3.22\nCOPY .env.example /app/.env.example\n",
    .check = check,
};
