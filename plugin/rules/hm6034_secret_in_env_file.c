/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->service->n_env_files; i++) {
        const struct hm_env_file *file = &at->service->env_files[i];
        if (!file->path.is_known) {
            hm_cannot_tell(out, file->path.span, "Which file it is depends on a variable.");
        } else if (file->secret.n > 0) {
            hm_find(out, file->path.span, "%.*s gives %.*s of the %s %.*s its value.",
                    HM_FMT(file->file), HM_FMT(file->secret), HM_SERVICE(at->service));
        } else if (file->path.is_set && !file->is_read) {
            hm_cannot_tell(out, file->path.span, "The file is not among what is scanned.");
        }
    }
}

const struct hm_rule hm6034_secret_in_env_file = {
    .id = "HM6034",
    .concept = "secret-in-env-file",
    .since = "0.1",
    .title = "An environment file of a service holds a secret",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_SECRETS,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 538 },
    .same_as = HM_IDS("docksec:compose-env-file-secret-risk"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "The file lies beside the Compose file that names it. If it is committed, so "
           "is the secret; and wherever it lies, its values become variables that "
           "`docker inspect` shows and every process inherits.",
    .fix = "Keep the file out of the repository and out of images (`.gitignore`, "
           "`.dockerignore`), commit an example without values, and better give secrets "
           "by `secrets:`.",
    .bad = "services:\n"
           "  app:\n"
           "    image: example/app:1.0\n"
           "    env_file: app.env\n"
           "-- app.env --\n"
           "DB_PASSWORD=Tr0ub4dor-and-3\n",
    .good = "services:\n"
            "  app:\n"
            "    image: example/app:1.0\n"
            "    env_file: app.env\n"
            "-- app.env --\n"
            "LOG_LEVEL=info\n"
            "DB_PASSWORD=\n",
    .check = check,
};
