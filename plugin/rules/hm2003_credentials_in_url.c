/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/commands.h"

#include "plugin/model/secret.h"

/* PRIV_REPO_PASSWORD: what a sed or a template puts the password in place of. */
static bool
is_placeholder(struct hm_str password)
{
    for (size_t i = 0; i < password.n; i++) {
        char c = password.p[i];
        if (!(c >= 'A' && c <= 'Z') && c != '_') {
            return false;
        }
    }
    return hm_secret_name(password) == HM_NAME_SECRET;
}

/* The host behind the '@'. */
static bool
is_on_this_machine(struct hm_str text, const struct hm_secret *secret)
{
    struct hm_str rest = hm_str_from(text, secret->off + secret->len + 1);
    size_t n = 0;

    while (n < rest.n && n < 64 && !hm_is_space(rest.p[n]) && strchr("/:?\"'", rest.p[n]) == NULL) {
        n++;
    }
    return hm_host_is_local(hm_str_sub(rest, 0, n));
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_str text = at->file->source->text;
    struct hm_secret secret;
    size_t from = 0;
    uint32_t i = 0;

    while (!at->file->source->is_plain && hm_secret_next(text, &from, &secret)) {
        if (secret.shape != HM_SECRET_URL ||
            is_placeholder(hm_str_sub(text, secret.off, secret.len))) {
            continue;
        }
        while (i < at->file->n_instructions &&
               at->file->instructions[i].span.off + at->file->instructions[i].span.len <=
                   secret.off) {
            i++;
        }
        if (i < at->file->n_instructions && at->file->instructions[i].span.off <= secret.off) {
            hm_find_secret(
                out, is_on_this_machine(text, &secret) ? HM_SEV_LOW : HM_SEV_CRITICAL,
                (struct hm_span){ .off = (uint32_t)secret.off, .len = (uint32_t)secret.len },
                "The address carries a password.");
        }
    }
}

const struct hm_rule hm2003_credentials_in_url = {
    .id = "HM2003",
    .concept = "credentials-in-url",
    .since = "0.1",
    .title = "An address carries a password",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 798, 522 },
    .cis = "4.10",
    .same_as = HM_IDS("cis:4.10", "kics:Passwords And Secrets (common)", "droast:DF014"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FILE),
    .why = "`https://user:password@host/` in ENV, RUN or ADD stands in the repository and in the "
           "image's history; git and package managers write it into their own settings and logs "
           "besides. Variables in its place are not reported here, nor a name in capitals "
           "(`PRIV_REPO_PASSWORD`) that something is put in place of. What leads to this machine "
           "(`user:password@localhost`) is a low finding: it opens nothing elsewhere.",
    .fix =
        "Change the password. Give the credentials to the command by a mounted secret: a `.netrc` "
        "or the tool's own settings file with `RUN --mount=type=secret,id=netrc,target=…`.",
    .bad = "FROM alpine:3.22\nENV DATABASE_URL=postgres://app:Lm4w-f9Tz@db/app\n",
    .good = "FROM alpine:3.22\nENV DATABASE_URL=postgres://db/app\n",
    .check = check,
};
