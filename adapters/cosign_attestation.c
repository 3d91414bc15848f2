/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/cosign.h"

#include "adapters/judge.h"
#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/json.h"

#define PAYLOAD_LIMIT ((size_t)64 << 20)

/* What a statement says that is held against what was asked. */
struct statement {
    struct hm_str predicate;
    bool has_subject; /* the asked digest is among its subjects */
};

static enum hm_status
read_subjects(const struct hm_json *root, struct hm_str digest, struct statement *ret,
              struct hm_err *reterr)
{
    size_t colon = hm_str_find(digest, ':');
    char algorithm[16] = "";
    struct hm_json subjects;
    enum hm_status status = hm_json_need(root, "subject", JSON_ARRAY, &subjects, reterr);

    memcpy(algorithm, digest.p, colon < sizeof algorithm ? colon : 0);
    for (size_t i = 0; status == HM_OK && i < hm_json_count(&subjects); i++) {
        struct hm_json item, digests;
        struct hm_str hex = { 0 };
        status = hm_json_item(&subjects, i, JSON_OBJECT, &item, reterr);
        if (status == HM_OK) {
            status = hm_json_need(&item, "digest", JSON_OBJECT, &digests, reterr);
        }
        if (status == HM_OK) {
            status = hm_json_may_str(&digests, algorithm, &hex, reterr);
        }
        ret->has_subject |= status == HM_OK && hm_str_is(hex, hm_str_from(digest, colon + 1));
    }
    return status;
}

/* A line of output: a signed envelope around a statement. */
static enum hm_status
read_envelope(const struct hm_tool_job *job, struct hm_str line, struct hm_arena *arena,
              struct statement *ret, struct hm_err *reterr)
{
    hm_auto_json json_t *envelope = NULL;
    hm_auto_json json_t *value = NULL;
    hm_auto_buf struct hm_buf payload = { .limit = PAYLOAD_LIMIT };
    struct hm_str type, text, predicate;
    enum hm_status status = hm_json_parse(line, &envelope, reterr);
    struct hm_json root = hm_json_root(envelope);

    if (status == HM_OK) {
        status = hm_json_expect(&root, JSON_OBJECT, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_need_str(&root, "payloadType", &type, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_need_str(&root, "payload", &text, reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    if (!hm_str_eq(type, "application/vnd.in-toto+json") || !hm_unbase64_add(&payload, text) ||
        payload.is_cut) {
        return hm_json_error(&root, reterr, "no in-toto statement");
    }
    status = hm_json_parse(hm_buf_str(&payload), &value, reterr);
    struct hm_json inner = hm_json_root(value);
    if (status == HM_OK) {
        status = hm_json_expect(&inner, JSON_OBJECT, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_need_str(&inner, "predicateType", &predicate, reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    ret->predicate = hm_collect_text(arena, predicate, 200);
    return read_subjects(&inner, job->digest, ret, reterr);
}

static enum hm_status
read_accepted(const struct hm_tool_job *job, struct hm_str text, struct hm_collect *out,
              struct hm_err *reterr)
{
    struct hm_str line;
    size_t n = 0;
    bool has_predicate = false;
    bool is_right = false;

    while (hm_str_split(&text, '\n', &line)) {
        struct statement statement = { 0 };
        if (hm_str_trim(line).n == 0) {
            continue;
        }
        enum hm_status status = read_envelope(job, line, out->arena, &statement, reterr);
        if (status != HM_OK) {
            return status;
        }
        bool is_asked = hm_str_is(statement.predicate, job->predicate);
        has_predicate |= is_asked;
        is_right |= is_asked && statement.has_subject;
        n++;
    }
    if (n == 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "no attestation, although it reports success");
    }
    struct hm_str by = hm_cosign_by(job, out->arena);
    if (is_right) {
        hm_cosign_conclude(
            job, out, HM_PROOF_VERIFIED,
            hm_arena_printf(out->arena, "attested %.*s: %.*s", HM_FMT(by), HM_FMT(job->predicate)));
    } else if (has_predicate) {
        hm_cosign_conclude(job, out, HM_PROOF_WRONG, HM_S("what is attested is another digest"));
    } else {
        hm_cosign_conclude(job, out, HM_PROOF_ABSENT, HM_S("there are only other attestations"));
    }
    return HM_OK;
}

enum hm_status
hm_cosign_parse_attestation(const struct hm_tool_job *job, const struct hm_tool_run *run,
                            struct hm_collect *out, struct hm_err *reterr)
{
    static const char none[] = "Error: no matching attestations:";
    struct hm_str tail = hm_judge_tail(out->arena, run->err, NULL);
    struct hm_str rest = { 0 };

    if (run->exit_code == 0) {
        return read_accepted(job, run->out, out, reterr);
    }
    if (hm_str_trim(run->out).n > 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "exit code %d, and yet it lists attestations",
                          run->exit_code);
    }
    if (run->exit_code == 1 &&
        (hm_cosign_says(run->err, "Error: none of the attestations matched the predicate type",
                        NULL) ||
         (hm_cosign_says(run->err, none, &rest) && hm_str_trim(rest).n == 0))) {
        hm_cosign_conclude(
            job, out, HM_PROOF_ABSENT,
            hm_arena_printf(out->arena, "there is no attestation of %.*s", HM_FMT(job->predicate)));
        return HM_OK;
    }
    rest = hm_str_trim(rest);
    if (run->exit_code == 1 && hm_cosign_refuses(rest)) {
        hm_cosign_conclude(
            job, out, HM_PROOF_WRONG,
            hm_arena_printf(out->arena, "no attestation is right: %.*s", HM_FMT(tail)));
        return HM_OK;
    }
    return hm_err_set(reterr, HM_E_TOOL, "exit code %d: %.*s", run->exit_code, HM_FMT(tail));
}
