/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

#include "plugin/model/secret.h"

static bool
has_shape(struct hm_str value)
{
    struct hm_secret secret;
    size_t at = 0;

    return hm_secret_next(value, &at, &secret);
}

/* A variable that the value refers to, other than by its own name. */
static const struct hm_variable *
source_of(const struct hm_visit *at, const struct hm_word *value)
{
    struct hm_variable_walk walk = { .text = value->text, .escape = at->file->escape };
    struct hm_variable_ref ref;

    if (!value->has_variable || !hm_variable_next(&walk, &ref)) {
        return NULL;
    }
    return hm_stage_variable(at->file, at->inst, ref.name);
}

static void
check_pair(const struct hm_visit *at, const struct hm_pair *pair, struct hm_sink *out)
{
    bool is_env = at->inst->kind == HM_ENV;

    if (pair->value.has_variable && !hm_can_look_up(at->file)) {
        hm_cannot_tell(out, pair->value.span, "The file is too large to follow its variables.");
        return;
    }
    const struct hm_variable *from = source_of(at, &pair->value);
    if (from != NULL && from->is_arg && (from->is_given || !from->has_value)) {
        if (is_env && at->stage != NULL && hm_stage_ships(at->stage)) {
            hm_find(out, hm_span_join(pair->key.span, pair->value.span),
                    "%.*s is set from the build argument %.*s: whoever has the image can read it.",
                    HM_FMT(pair->key.value), HM_FMT(from->name));
        }
        return;
    }
    bool ships = is_env && at->stage != NULL && hm_stage_ships(at->stage);
    if (!ships && hm_secret_is_filler(pair->value.value)) {
        return;
    }
    bool is_said_there = from != NULL && hm_secret_name(from->name) == HM_NAME_SECRET;
    if (!is_said_there && pair->value.is_known && !has_shape(pair->value.value) &&
        hm_secret_value(pair->value.value) == HM_VALUE_LITERAL) {
        hm_find_secret(out, HM_SEV_CRITICAL, pair->value.span, "%.*s is given a value here%s.",
                       HM_FMT(pair->key.value),
                       is_env || at->inst->kind == HM_LABEL ? ", which is part of the image"
                                                            : ", as a default");
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->inst->n_pairs; i++) {
        const struct hm_pair *pair = &at->inst->pairs[i];
        if (pair->has_value && hm_secret_name(pair->key.value) == HM_NAME_SECRET) {
            check_pair(at, pair, out);
        } else if (pair->has_value && pair->value.is_known &&
                   hm_secret_of_connection(pair->value.value).n > 0) {
            hm_find_secret(out, HM_SEV_CRITICAL, pair->value.span,
                           "%.*s is a connection with its password.", HM_FMT(pair->key.value));
        }
    }
}

const struct hm_rule hm2001_secret_in_variable = {
    .id = "HM2001",
    .concept = "secret-in-variable",
    .since = "0.1",
    .title = "A secret is baked into ENV or ARG",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 798, 538 },
    .cis = "4.10",
    .same_as =
        HM_IDS("hadolint:DL3064", "buildkit:SecretsUsedInArgOrEnv", "trivy:DS-0031",
               "trivy:aws-secret-access-key", "semgrep:secret-in-build-arg", "dockle:CIS-DI-0010",
               "cis:4.10", "tally:ruby/secrets-in-arg-or-env", "droast:DF013", "droast:DF014"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(ENV, ARG, LABEL),
    .why =
        "ENV is part of the image's configuration: `docker inspect` shows it to everybody who "
        "can pull the image, every process in the container inherits it, and crash reports "
        "carry it away. Defaults of ARG stand in the file and in the image's history. Removing "
        "the variable in a later layer does not help: the earlier one is still there.\n\n"
        "Name and value both count: a path (`TOKEN_FILE=/run/secrets/token`), an empty value, a "
        "placeholder or a public key is not reported, nor what only satisfies a framework in the "
        "build (`ARG SECRET_KEY_BASE=build`). An ENV that takes over a build argument is.",
    .fix = "Treat the value as known to others and replace it. At build time mount it for the one "
           "command that needs it: `RUN --mount=type=secret,id=token …`; at run time let the "
           "orchestrator pass it, best as a file.",
    .bad = "FROM alpine:3.22\nENV DB_PASSWORD=Kq7-uXw2-Tn5\n",
    .good = "FROM alpine:3.22\nENV DB_PASSWORD_FILE=/run/secrets/db_password\n",
    .check = check,
};
