/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

#include "plugin/model/secret.h"

/* Names of variables that ENV lines with a secret's name take over: those lines are reported. */
static void
collect_taken(const struct hm_visit *at, struct hm_arena *arena, struct hm_nameset *taken)
{
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        for (uint32_t k = 0; inst->kind == HM_ENV && k < inst->n_pairs; k++) {
            struct hm_variable_walk walk = { .text = inst->pairs[k].value.text,
                                             .escape = at->file->escape };
            struct hm_variable_ref ref;
            if (hm_secret_name(inst->pairs[k].key.value) == HM_NAME_SECRET &&
                hm_variable_next(&walk, &ref)) {
                (void)hm_nameset_add(taken, arena, ref.name, i);
            }
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    bool ships = hm_stage_ships(at->stage);
    struct hm_nameset taken = { 0 };

    if (ships) {
        collect_taken(at, out->arena, &taken);
    }
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        for (uint32_t k = 0; inst->kind == HM_ARG && k < inst->n_pairs; k++) {
            const struct hm_pair *pair = &inst->pairs[k];
            bool is_open = !pair->has_value || hm_secret_value(pair->value.value) == HM_VALUE_NONE;
            if (is_open && hm_secret_name(pair->key.value) == HM_NAME_SECRET &&
                hm_nameset_find(&taken, pair->key.value) == HM_NONE) {
                hm_find_at(out, ships ? HM_SEV_HIGH : HM_SEV_MEDIUM, pair->key.span,
                           "The build takes %.*s as an argument; arguments are recorded in %s.",
                           HM_FMT(pair->key.value),
                           ships ? "the image's history" : "the build's provenance and cache");
            }
        }
    }
}

const struct hm_rule hm2005_secret_build_argument = {
    .id = "HM2005",
    .concept = "secret-build-argument",
    .since = "0.1",
    .title = "A secret is passed as a build argument",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 538, 214 },
    .cis = "4.10",
    .same_as = HM_IDS("hadolint:DL3064", "buildkit:SecretsUsedInArgOrEnv", "trivy:DS-0031",
                      "semgrep:secret-in-build-arg", "dockle:CIS-DI-0010", "cis:4.10",
                      "tally:ruby/secrets-in-arg-or-env",
                      "tally:ruby/prefer-secret-mounts-for-build-credentials",
                      "tally:require-secret-mounts", "droast:DF013"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why =
        "The values of build arguments are written into the history of the stage's image, into "
        "provenance attestations and into the command line of the build. `docker history` of an "
        "image shows them to everybody who can pull it. In a builder stage they do not reach the "
        "image, but its cache and the attestation.\n\n"
        "Only names that denote a secret itself are reported (NPM_TOKEN, DB_PASSWORD), not "
        "TOKEN_URL or KEY_ID.",
    .fix =
        "Mount the secret: `RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci`, and build "
        "with `--secret id=npm_token,env=NPM_TOKEN`.",
    .bad = "FROM node:24-alpine\nARG NPM_TOKEN\nRUN npm ci\n",
    .good = "FROM node:24-alpine\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci\n",
    .check = check,
};
