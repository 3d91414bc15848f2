/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

#include "plugin/model/secret.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_pipeline_place place = hm_visit_place(at);

    if (at->act->kind != HM_ACT_BUILD) {
        return;
    }
    for (uint32_t i = 0; i < at->act->args.n; i++) {
        const struct hm_entry *arg = &at->act->args.list[i];
        struct hm_secret secret;
        struct hm_str name;
        size_t from = 0;
        /* Without a value it is that of the variable of this name. */
        bool is_named = hm_secret_name(arg->name) == HM_NAME_SECRET;
        bool is_taken =
            arg->value.is_set && hm_pipeline_secret_in(&place, arg->value.text, true, &name);
        if (arg->value.is_set && hm_secret_next(arg->value.text, &from, &secret)) {
            hm_find_secret(
                out, HM_SEV_CRITICAL, arg->span,
                "The build argument %.*s is given %s, which stays in the image's history: replace "
                "it, and give its successor as a build secret (--secret).",
                HM_FMT(arg->name), secret.kind);
        } else if (is_taken) {
            hm_find(out, arg->span,
                    "The build argument %.*s is given the secret %.*s, which stays in the image's "
                    "history: "
                    "give it as a build secret (--secret).",
                    HM_FMT(arg->name), HM_FMT(name));
        } else if (is_named && (!arg->value.is_set || arg->value.has_variable)) {
            hm_find(out, arg->span,
                    "%.*s is given to the build as an argument, which stays in the image's "
                    "history: give "
                    "it as a build secret (--secret).",
                    HM_FMT(arg->name));
        } else if (is_named && hm_secret_value(arg->value.text) == HM_VALUE_LITERAL &&
                   !hm_secret_is_filler(arg->value.text)) {
            hm_find_secret(
                out, HM_SEV_HIGH, arg->span,
                "The build argument %.*s is given its value here, for everybody who can read this "
                "file or the image's history: replace it, and give it as a build secret.",
                HM_FMT(arg->name));
        }
    }
}

const struct hm_rule hm8005_secret_as_build_argument = {
    .id = "HM8005",
    .concept = "secret-as-build-argument",
    .since = "0.1",
    .title = "A pipeline gives a secret to a build as an argument",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 538, 214 },
    .cis = "4.10",
    .same_as = HM_IDS("cis:4.10"),
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(ACT),
    .why = "Build arguments are written into the image's history and, with BuildKit's provenance, "
           "into what is attested about it: whoever can pull the image can read the secret. The "
           "command line of the build shows it to every process of the machine besides.",
    .fix = "Give it as a secret: `docker build --secret id=npm,env=NPM_TOKEN .`, `secrets: "
           "npm=${{ secrets.NPM_TOKEN }}` of docker/build-push-action, and in the Dockerfile "
           "`RUN --mount=type=secret,id=npm,env=NPM_TOKEN npm ci`. Replace a secret that an image "
           "in a registry has.",
    .bad = HM_GITHUB_STEPS
    "      - run: docker build --build-arg NPM_TOKEN=${{ secrets.NPM_TOKEN }} -t web:1 .\n",
    .good = HM_GITHUB_STEPS "      - run: docker build --secret id=npm,env=NPM_TOKEN -t web:1 .\n"
                            "        env:\n"
                            "          NPM_TOKEN: ${{ secrets.NPM_TOKEN }}\n",
    .check = check,
};
