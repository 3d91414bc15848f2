/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* A file that the ignore file keeps out cannot be copied: that is another fault. */
static bool
is_kept_out(const struct hm_visit *at, struct hm_str source)
{
    const struct hm_context *context = at->facts->context;
    uint32_t low = 0;
    uint32_t high =
        context == NULL || (at->facts->have & HM_NEEDS_CONTEXT) == 0 ? 0 : context->n_files;

    while (hm_str_starts(source, "./") || hm_str_starts(source, "/")) {
        source = hm_str_from(source, source.p[0] == '/' ? 1 : 2);
    }
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        int order = hm_str_compare(context->files[mid].path, source);
        if (order == 0) {
            return context->files[mid].is_ignored;
        }
        if (order < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return false;
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
        enum hm_sensitive kind = hm_sensitive_path(source->value, &what);
        if (!source->is_known || hm_is_remote(source->value) ||
            (kind != HM_FILE_CREDENTIAL && kind != HM_FILE_STATE) ||
            is_kept_out(at, source->value)) {
            continue;
        }
        hm_find_at(out, ships ? HM_SEV_CRITICAL : HM_SEV_MEDIUM, source->span,
                   "%.*s is %s by its name; %s.", HM_FMT(source->value), what,
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
