/* SPDX-License-Identifier: Apache-2.0 */
/* A summary vouches for what was verified, and for nothing else. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/json.h"
#include "reports/format.h"

#define DIGEST "9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0"

static struct hm_report report;
static json_t *root;
static struct hm_buf said;

static void
begin(void)
{
    cr_assert_eq(hm_crypto_init(NULL), HM_OK);
    report = (struct hm_report){ .version = "1.2.3",
                                 .started_at = HM_S("2026-01-02T03:04:05Z"),
                                 .gate = { .expression = HM_S("high") } };
}

static void
end(void)
{
    json_decref(root);
    hm_buf_done(&said);
    hm_report_done(&report);
}

static void
add(const char *kind, const char *image, const char *digest, enum hm_proof proof)
{
    *hm_vec_push(&report.arena, &report.evidence) = (struct hm_evidence){
        .kind = kind,
        .subject = hm_str_c(image),
        .digest = hm_str_c(digest),
        .proof = proof,
    };
}

static void
make(void)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    hm_format_vsa(&report, &(struct hm_format_options){ .said = &said }, &buf);
    cr_assert_eq(hm_json_parse(hm_buf_str(&buf), &root, NULL), HM_OK);
}

static const char *
text(const char *path, ...)
{
    va_list names;
    const json_t *value = json_object_get(root, path);

    va_start(names, path);
    for (const char *name = va_arg(names, const char *); name != NULL;
         name = va_arg(names, const char *)) {
        value = json_is_array(value) ? json_array_get(value, (size_t)(name[0] - '0'))
                                     : json_object_get(value, name);
    }
    va_end(names);
    return json_string_value(value);
}

Test(vsa, a_verified_image, .init = begin, .fini = end)
{
    add("digest", "ghcr.io/acme/app:1.2", "sha256:" DIGEST, HM_PROOF_VERIFIED);
    make();
    cr_assert_str_eq(text("_type", NULL), "https://in-toto.io/Statement/v1");
    cr_assert_str_eq(text("predicateType", NULL), "https://slsa.dev/verification_summary/v1");
    cr_assert_str_eq(text("subject", "0", "name", NULL), "ghcr.io/acme/app");
    cr_assert_str_eq(text("subject", "0", "digest", "sha256", NULL), DIGEST);
    cr_assert_str_eq(text("predicate", "resourceUri", NULL), "oci://ghcr.io/acme/app:1.2");
    cr_assert_str_eq(text("predicate", "timeVerified", NULL), "2026-01-02T03:04:05Z");
    cr_assert_str_eq(text("predicate", "verifier", "version", "hullmark", NULL), "1.2.3");
    cr_assert_str_eq(text("predicate", "policy", "name", NULL), "high");
    cr_assert_str_eq(text("predicate", "verificationResult", NULL), "PASSED");
    cr_assert_str_eq(text("predicate", "verifiedLevels", "0", NULL),
                     "SLSA_BUILD_LEVEL_UNEVALUATED");
    cr_assert_eq(said.n, 0u);
}

static const enum hm_verdict others[] = { HM_VERDICT_FAIL, HM_VERDICT_INCOMPLETE };

Test(vsa, only_a_pass_passes, .init = begin, .fini = end)
{
    add("digest", "ghcr.io/acme/app:1.2", "sha256:" DIGEST, HM_PROOF_VERIFIED);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        report.verdict = others[i];
        json_decref(root);
        make();
        cr_assert_str_eq(text("predicate", "verificationResult", NULL), "FAILED");
        cr_assert_str_eq(text("predicate", "verifiedLevels", "0", NULL), "FAILED");
    }
}

Test(vsa, what_is_not_verified_is_no_subject, .init = begin, .fini = end)
{
    add("digest", "ghcr.io/acme/app:1.2", "sha256:" DIGEST, HM_PROOF_WRONG);
    add("digest", "ghcr.io/acme/app:1.3", "", HM_PROOF_UNVERIFIABLE);
    add("signature", "ghcr.io/acme/app:1.2", "sha256:" DIGEST, HM_PROOF_VERIFIED);
    make();
    cr_assert_eq(json_array_size(json_object_get(root, "subject")), 0u);
    cr_assert_str_eq(text("predicate", "verificationResult", NULL), "FAILED");
    cr_assert(hm_str_has(hm_buf_str(&said), "about nothing"));
}

Test(vsa, two_tags_of_one_image_are_one_subject, .init = begin, .fini = end)
{
    add("digest", "ghcr.io/acme/app:1.2", "sha256:" DIGEST, HM_PROOF_VERIFIED);
    add("digest", "ghcr.io/acme/app:latest", "sha256:" DIGEST, HM_PROOF_VERIFIED);
    make();
    cr_assert_eq(json_array_size(json_object_get(root, "subject")), 1u);
}

Test(vsa, several_images_have_no_one_name, .init = begin, .fini = end)
{
    add("digest", "ghcr.io/acme/app:1.2", "sha256:" DIGEST, HM_PROOF_VERIFIED);
    add("digest", "alpine:3.22", "sha256:" DIGEST, HM_PROOF_VERIFIED);
    make();
    cr_assert_eq(json_array_size(json_object_get(root, "subject")), 2u);
    cr_assert_str_eq(text("subject", "1", "name", NULL), "docker.io/library/alpine");
    cr_assert_str_eq(text("predicate", "resourceUri", NULL), "urn:hullmark:images");
}
