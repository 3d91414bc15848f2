/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/secret_kind.h"

/* Words by which the rules of Trivy, gitleaks, TruffleHog, detect-secrets, ggshield and ours name
 * a kind. The first that is found counts: what is more special comes first. */
static const struct {
    const char *word;
    const char *kind;
} words[] = {
    { "private key", "private-key" },
    { "privatekey", "private-key" },
    { "asymmetric", "private-key" },
    { "json web token", "jwt" },
    { "jwt", "jwt" },
    { "signed web token", "jwt" },
    { "github", "github" },
    { "gitlab", "gitlab" },
    { "aws", "aws" },
    { "amazon", "aws" },
    { "gcp", "google" },
    { "google", "google" },
    { "azure", "azure" },
    { "slack", "slack" },
    { "stripe", "stripe" },
    { "npm", "npm" },
    { "pypi", "pypi" },
    { "rubygems", "rubygems" },
    { "nuget", "nuget" },
    { "docker", "docker" },
    { "hugging", "huggingface" },
    { "openai", "openai" },
    { "anthropic", "anthropic" },
    { "sendgrid", "sendgrid" },
    { "twilio", "twilio" },
    { "mailchimp", "mailchimp" },
    { "mailgun", "mailgun" },
    { "square", "square" },
    { "shopify", "shopify" },
    { "databricks", "databricks" },
    { "digitalocean", "digitalocean" },
    { "heroku", "heroku" },
    { "grafana", "grafana" },
    { "sentry", "sentry" },
    { "vault", "vault" },
    { "terraform", "terraform" },
    { "atlassian", "atlassian" },
    { "new relic", "newrelic" },
    { "newrelic", "newrelic" },
    { "age secret", "age" },
    { "an age", "age" },
    { "basic auth", "url" },
    { "basicauth", "url" },
    { "credentials in url", "url" },
    { "credentials in a url", "url" },
};

enum {
    TEXT_LIMIT = 300,
};

/* '-' and '_' part words as blanks do. */
static size_t
add_plain(char *text, size_t n, const char *from)
{
    for (; from != NULL && *from != '\0' && n + 1 < TEXT_LIMIT; from++) {
        text[n++] = *from == '-' || *from == '_' ? ' ' : hm_ascii_lower(*from);
    }
    text[n++] = '\n';
    return n;
}

/* "aws" in "aws key" and "awskey", and not in "draws". */
static bool
has_word(struct hm_str text, const char *word)
{
    for (size_t i = 0; i < text.n; i++) {
        if ((i == 0 || !hm_is_alpha(text.p[i - 1])) && hm_str_starts(hm_str_from(text, i), word)) {
            return true;
        }
    }
    return false;
}

const char *
hm_secret_kind(const struct hm_finding *finding)
{
    char text[2 * TEXT_LIMIT];
    size_t n = 0;

    if (finding->rule->producer == NULL) {
        for (size_t i = 0; i < finding->message.n && n < TEXT_LIMIT; i++) {
            char c = finding->message.p[i];
            text[n++] = c == '-' || c == '_' ? ' ' : hm_ascii_lower(c);
        }
    } else {
        n = add_plain(text, 0, finding->rule->id);
        n = add_plain(text, n, finding->rule->title);
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (has_word(hm_str_make(text, n), words[i].word)) {
            return words[i].kind;
        }
    }
    return NULL;
}

bool
hm_secret_kinds_agree(const struct hm_finding *a, const struct hm_finding *b)
{
    const char *kind_a = hm_secret_kind(a);
    const char *kind_b = hm_secret_kind(b);

    return kind_a == NULL || kind_b == NULL || strcmp(kind_a, kind_b) == 0;
}
