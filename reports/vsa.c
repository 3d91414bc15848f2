/* SPDX-License-Identifier: Apache-2.0 */
/* A verification summary (SLSA 1.0, https://slsa.dev/spec/v1.0/verification_summary) as an in-toto
 * statement about the images whose bytes were verified, and its predicate alone: cosign, which
 * makes the statement itself, wants that. A report about no such image has no subject, and is
 * FAILED: there is nothing that it could vouch for. */
#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/model/image_ref.h"
#include "reports/format.h"
#include "reports/json_out.h"

#define VERIFIER "https://github.com/hullmark/hullmark"
#define SHA256 "sha256:"

/* An image whose manifest's digest was computed from its bytes. */
static bool
is_subject(const struct hm_evidence *evidence)
{
    return strcmp(evidence->kind, "digest") == 0 && evidence->proof == HM_PROOF_VERIFIED &&
           hm_str_starts(evidence->digest, SHA256);
}

/* Without tag and digest: the name under which the registry keeps it. */
static struct hm_str
name_of(struct hm_arena *arena, struct hm_str image)
{
    struct hm_image_ref ref;

    if (hm_image_ref_parse(arena, image, &ref, NULL) != HM_OK) {
        return image;
    }
    return hm_arena_printf(arena, "%.*s/%.*s", HM_FMT(ref.registry), HM_FMT(ref.repository));
}

/* The same image under two tags is one subject. */
static bool
is_repeated(struct hm_arena *arena, const struct hm_report *report, size_t at)
{
    const struct hm_evidence *row = &report->evidence.p[at];

    for (size_t i = 0; i < at; i++) {
        const struct hm_evidence *other = &report->evidence.p[i];
        if (is_subject(other) && hm_str_is(other->digest, row->digest) &&
            hm_str_is(name_of(arena, other->subject), name_of(arena, row->subject))) {
            return true;
        }
    }
    return false;
}

static size_t
count_subjects(struct hm_arena *arena, const struct hm_report *report)
{
    size_t n = 0;

    for (size_t i = 0; i < report->evidence.n; i++) {
        n += is_subject(&report->evidence.p[i]) && !is_repeated(arena, report, i);
    }
    return n;
}

static void
subjects(struct hm_json_out *json, struct hm_arena *arena, const struct hm_report *report)
{
    hm_json_out_array(json, "subject");
    for (size_t i = 0; i < report->evidence.n; i++) {
        const struct hm_evidence *row = &report->evidence.p[i];
        if (!is_subject(row) || is_repeated(arena, report, i)) {
            continue;
        }
        hm_json_out_object(json, NULL);
        hm_json_out_str(json, "name", name_of(arena, row->subject));
        hm_json_out_object(json, "digest");
        hm_json_out_str(json, "sha256", hm_str_from(row->digest, strlen(SHA256)));
        hm_json_out_end_object(json);
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
}

/* The image as it was asked for; several have no one name. */
static struct hm_str
resource_of(struct hm_arena *arena, const struct hm_report *report, size_t n_subjects)
{
    for (size_t i = 0; n_subjects == 1 && i < report->evidence.n; i++) {
        if (is_subject(&report->evidence.p[i])) {
            return hm_arena_printf(arena, "oci://%.*s", HM_FMT(report->evidence.p[i].subject));
        }
    }
    return HM_S("urn:hullmark:images");
}

/* The gate: its expression, and the digest of that. */
static void
policy(struct hm_json_out *json, const struct hm_report *report)
{
    struct hm_str gate = report->gate.expression;
    struct hm_hash hash;
    unsigned char digest[HM_HASH_MAX_BYTES];
    char hex[HM_HASH_MAX_HEX];

    hm_hash_init(&hash, HM_HASH_SHA256);
    hm_hash_update(&hash, gate.p, gate.n);
    hm_hex(digest, hm_hash_final(&hash, digest), hex);
    hm_json_out_object(json, "policy");
    hm_json_out_c(json, "uri", VERIFIER "/blob/main/docs/GATE.md");
    hm_json_out_some(json, "name", gate);
    hm_json_out_object(json, "digest");
    hm_json_out_c(json, "sha256", hex);
    hm_json_out_end_object(json);
    hm_json_out_end_object(json);
}

static void
predicate(struct hm_json_out *json, struct hm_arena *arena, const struct hm_report *report,
          size_t n_subjects, const char *key)
{
    bool is_passed = report->verdict == HM_VERDICT_PASS && n_subjects > 0;

    hm_json_out_object(json, key);
    hm_json_out_object(json, "verifier");
    hm_json_out_c(json, "id", VERIFIER);
    hm_json_out_object(json, "version");
    hm_json_out_c(json, "hullmark", report->version);
    hm_json_out_end_object(json);
    hm_json_out_end_object(json);
    hm_json_out_some(json, "timeVerified", report->started_at);
    hm_json_out_str(json, "resourceUri", resource_of(arena, report, n_subjects));
    policy(json, report);
    hm_json_out_c(json, "verificationResult", is_passed ? "PASSED" : "FAILED");
    hm_json_out_array(json, "verifiedLevels");
    /* How the image was built is another's matter: the gate was passed, no level was looked at. */
    hm_json_out_c(json, NULL, is_passed ? "SLSA_BUILD_LEVEL_UNEVALUATED" : "FAILED");
    hm_json_out_end_array(json);
    hm_json_out_c(json, "slsaVersion", "1.0");
    hm_json_out_end_object(json);
}

static void
say_nothing_verified(const struct hm_format_options *options, size_t n_subjects)
{
    if (n_subjects == 0 && options->said != NULL) {
        hm_buf_puts(options->said, "vsa: no image's bytes were verified: the summary is about "
                                   "nothing, and FAILED\n");
    }
}

void
hm_format_vsa(const struct hm_report *report, const struct hm_format_options *options,
              struct hm_buf *buf)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_json_out json = { .buf = buf, .is_indented = options->is_indented };
    size_t n = count_subjects(&arena, report);

    hm_json_out_object(&json, NULL);
    hm_json_out_c(&json, "_type", "https://in-toto.io/Statement/v1");
    subjects(&json, &arena, report);
    hm_json_out_c(&json, "predicateType", "https://slsa.dev/verification_summary/v1");
    predicate(&json, &arena, report, n, "predicate");
    hm_json_out_end_object(&json);
    hm_buf_putc(buf, '\n');
    say_nothing_verified(options, n);
}

void
hm_format_vsa_predicate(const struct hm_report *report, const struct hm_format_options *options,
                        struct hm_buf *buf)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_json_out json = { .buf = buf, .is_indented = options->is_indented };
    size_t n = count_subjects(&arena, report);

    predicate(&json, &arena, report, n, NULL);
    hm_buf_putc(buf, '\n');
    say_nothing_verified(options, n);
}
