/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

#include "plugin/model/secret.h"

static bool
is_in_instruction(const struct hm_dockerfile *file, size_t off)
{
    uint32_t low = 0;
    uint32_t high = file->n_instructions;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (file->instructions[mid].span.off <= off) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low > 0 &&
           off - file->instructions[low - 1].span.off < file->instructions[low - 1].span.len;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_str text = at->file->source->text;
    struct hm_secret secret;
    size_t from = 0;

    while (!at->file->source->is_plain && hm_secret_next(text, &from, &secret)) {
        if (secret.shape == HM_SECRET_URL) {
            continue;
        }
        bool is_built = is_in_instruction(at->file, secret.off);
        struct hm_span span = { .off = (uint32_t)secret.off, .len = (uint32_t)secret.len };
        const char *where = is_built ? "is written in the file" : "is written in a comment";
        if (secret.prefix[0] != '\0') {
            hm_find_secret(out, is_built ? HM_SEV_CRITICAL : HM_SEV_HIGH, span,
                           "What looks like %s (%s…) %s.", secret.kind, secret.prefix, where);
        } else {
            hm_find_secret(out, is_built ? HM_SEV_CRITICAL : HM_SEV_HIGH, span,
                           "What looks like %s %s.", secret.kind, where);
        }
    }
}

const struct hm_rule hm2002_secret_literal = {
    .id = "HM2002",
    .concept = "secret-literal",
    .since = "0.1",
    .title = "A token or private key is written in the file",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 798, 321 },
    .cis = "4.10",
    .same_as = HM_IDS("kics:Passwords And Secrets (common)", "cis:4.10", "tally:secrets-in-code",
                      "droast:DF014", "trivy:aws-access-key-id", "trivy:github-pat",
                      "trivy:github-oauth", "trivy:github-app-token", "trivy:github-refresh-token",
                      "trivy:github-fine-grained-pat", "trivy:gitlab-pat", "trivy:private-key",
                      "trivy:slack-access-token", "trivy:stripe-secret-token",
                      "trivy:pypi-upload-token", "trivy:npm-access-token", "trivy:jwt-token",
                      "trivy:sendgrid-api-token", "trivy:hugging-face-access-token"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FILE),
    .why = "The value has the shape that its vendor gives to credentials, so it is taken for one: "
           "anywhere in the file, in RUN, LABEL, heredocs and comments. Whoever can read the "
           "repository has it, and through the image's history whoever can pull the image. "
           "Automated searches find such tokens within minutes of a push.\n\n"
           "The report names the kind and the public prefix, never the value.",
    .fix =
        "Revoke it first: what was committed stays in the history. Then mount it where the build "
        "needs it (`RUN --mount=type=secret,id=token …`), or pass it when the container starts.",
    .bad = "FROM alpine:3.22\nRUN wget --header \"Authorization: token "
           "ghp_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX\" https://example.com/\n",
    .good =
        "FROM alpine:3.22\nRUN --mount=type=secret,id=token wget --header \"Authorization: token "
        "$(cat /run/secrets/token)\" https://example.com/\n",
    .check = check,
};
