/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "reports/merge/secret_kind.h"

/* Ids and titles as Trivy, gitleaks, TruffleHog and detect-secrets write them. */
static const struct {
    const char *producer;
    const char *id;
    const char *title; /* of ours: the message */
    const char *kind;
} kinds[] = {
    { "trivy", "aws-access-key-id", "AWS Access Key ID", "aws" },
    { "gitleaks", "aws-access-token", "aws-access-token", "aws" },
    { "detect-secrets", "AWSKeyDetector", "AWS Access Key", "aws" },
    { "trufflehog", "AWS", NULL, "aws" },
    { "trivy", "github-pat", "GitHub Personal Access Token", "github" },
    { "gitleaks", "github-fine-grained-pat", NULL, "github" },
    { "trivy", "private-key", "Asymmetric Private Key", "private-key" },
    { "detect-secrets", "PrivateKeyDetector", "Private Key", "private-key" },
    { "trivy", "jwt-token", "JWT token", "jwt" },
    { "gitleaks", "generic-api-key", "Generic API Key", NULL },
    { "detect-secrets", "KeywordDetector", "Secret Keyword", NULL },
    { "detect-secrets", "Base64HighEntropyString", NULL, NULL },
    { NULL, "HM2002", "What looks like a GitHub personal access token (ghp_…) is in a RUN.",
      "github" },
    { NULL, "HM2001", "AWS_SECRET_ACCESS_KEY is given a value here.", "aws" },
    { NULL, "HM2001", "DB_PASSWORD is given a value here.", NULL },
    { NULL, "HM2001", "DRAWS_TOKEN is given a value here.", NULL },
};

Test(secret_kind, of_many_tools)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct hm_rule rule = { .id = kinds[i].id, .producer = kinds[i].producer };
        struct hm_finding finding = { .rule = &rule };
        if (rule.producer == NULL) {
            finding.message = hm_str_c(kinds[i].title);
        } else {
            rule.title = kinds[i].title;
        }
        const char *kind = hm_secret_kind(&finding);
        cr_expect((kind == NULL) == (kinds[i].kind == NULL) &&
                      (kind == NULL || strcmp(kind, kinds[i].kind) == 0),
                  "%s %s: %s", kinds[i].id, kinds[i].title == NULL ? "" : kinds[i].title,
                  kind == NULL ? "none" : kind);
    }
}

Test(secret_kind, long_texts_are_cut)
{
    static char title[2000];
    struct hm_rule rule = { .id = title, .title = title, .producer = "x" };
    struct hm_finding finding = { .rule = &rule };

    memset(title, 'z', sizeof title - 1);
    cr_expect_null(hm_secret_kind(&finding));
    rule.producer = NULL;
    finding.message = hm_str_c(title);
    cr_expect_null(hm_secret_kind(&finding));
}

Test(secret_kind, who_may_be_the_same)
{
    struct hm_rule aws = { .id = "aws-key", .producer = "a" };
    struct hm_rule github = { .id = "github-pat", .producer = "b" };
    struct hm_rule any = { .id = "generic", .producer = "c" };
    struct hm_finding findings[] = { { .rule = &aws }, { .rule = &github }, { .rule = &any } };

    cr_expect(hm_secret_kinds_agree(&findings[0], &findings[0]));
    cr_expect_not(hm_secret_kinds_agree(&findings[0], &findings[1]));
    cr_expect(hm_secret_kinds_agree(&findings[0], &findings[2]));
    cr_expect(hm_secret_kinds_agree(&findings[2], &findings[1]));
}
