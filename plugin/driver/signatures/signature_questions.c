/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/signatures/signature_questions.h"

#include "adapters/locate.h"
#include "plugin/base/auto.h"

struct hm_signature_answer
hm_signature_unverifiable(struct hm_str why)
{
    return (struct hm_signature_answer){
        .is_asked = true, .is_known = true, .proof = HM_PROOF_UNVERIFIABLE, .detail = why
    };
}

/* notary tells an unsigned image from a server that does not answer, and keeps to a root key;
 * docker, where only it is there, states no more than it knows. */
static const struct hm_adapter *
docker_trust_client(const struct hm_env *env)
{
    const struct hm_adapter *notary = hm_adapters_find(HM_S("notary"));
    const struct hm_adapter *docker = hm_adapters_find(HM_S("docker-trust"));
    hm_auto_buf struct hm_buf path = { 0 };

    return hm_tool_locate(notary, env, &path, NULL) == HM_OK ||
                   hm_tool_locate(docker, env, &path, NULL) != HM_OK
               ? notary
               : docker;
}

static const struct hm_adapter *
adapter_of(const struct hm_trust *trust, const struct hm_env *env)
{
    switch (trust->kind) {
    case HM_TRUST_KEY:
    case HM_TRUST_IDENTITY:
        return hm_adapters_find(HM_S("cosign"));
    case HM_TRUST_NOTATION:
        return hm_adapters_find(HM_S("notation"));
    case HM_TRUST_DOCKER:
        return docker_trust_client(env);
    }
    return NULL;
}

struct hm_signature_answer *
hm_signatures_answer(struct hm_signatures *signatures, const struct hm_signature_question *question)
{
    struct hm_signature_image *image = &signatures->images.p[question->image];

    return question->attestation < 0 ? &image->signature
                                     : &image->attestations[question->attestation];
}

static void
add_question(struct hm_signatures *signatures, struct hm_arena *arena, size_t index,
             const struct hm_trust *trust, int attestation, const char *predicate, size_t child)
{
    const struct hm_signature_image *image = &signatures->images.p[index];
    const struct hm_reference *reference = image->reference;
    const struct hm_adapter *adapter = adapter_of(trust, &signatures->tools->options.env);
    const struct hm_args *args = signatures->tools->args;

    if (attestation >= 0 && (trust->kind == HM_TRUST_NOTATION || trust->kind == HM_TRUST_DOCKER)) {
        return;
    }
    if (adapter == NULL) {
        *hm_signatures_answer(
            signatures,
            &(struct hm_signature_question){ .image = index, .attestation = attestation }) =
            hm_signature_unverifiable(HM_S("there is no tool that could tell"));
        return;
    }
    struct hm_str digest =
        child == HM_NO_CHILD ? reference->digest : reference->children[child].digest;
    hm_vec_add(arena, &signatures->questions,
               ((struct hm_signature_question){
                   .image = index, .attestation = attestation, .child = child }));
    hm_vec_add(arena, &signatures->jobs,
               ((struct hm_tool_job){
                   .adapter = adapter,
                   .task = HM_TASK_SIGNATURE,
                   .kind = HM_AT_REGISTRY,
                   .target = image->name,
                   .location = hm_reference_pinned(arena, reference, digest),
                   .tag = reference->tag,
                   .digest = digest,
                   .trust = trust,
                   .predicate = hm_str_c(predicate),
                   .is_plain_http = reference->is_plain_http,
                   .is_old_form = signatures->is_old_form,
                   .is_required = true,
                   .is_allowed = hm_args_lists(args, HM_OPT_ALLOW_INCOMPLETE, adapter->name),
                   .timeout_s = signatures->tools->timeout_s,
               }));
}

/* What a rule asks of one digest; @p attestation -1 is the signature. */
void
hm_signatures_ask(struct hm_signatures *signatures, struct hm_arena *arena, size_t index,
                  int attestation, size_t child)
{
    const struct hm_trust_rule *rule = signatures->images.p[index].rule;
    const char *const signature[] = { NULL, NULL };

    for (uint32_t t = 0; t < rule->n_trusts; t++) {
        const char *const *predicate =
            attestation < 0 ? signature
                            : hm_attestation_predicates((enum hm_attestation)attestation);
        do {
            add_question(signatures, arena, index, &rule->trusts[t], attestation, *predicate,
                         child);
        } while (*predicate != NULL && *++predicate != NULL);
    }
}

void
hm_signatures_ask_first(struct hm_signatures *signatures, size_t index, struct hm_arena *arena)
{
    struct hm_signature_image *image = &signatures->images.p[index];
    const struct hm_reference *reference = image->reference;
    struct hm_str why = { 0 };

    if (image->rule == NULL || image->signature.is_known) {
        return;
    }
    if (reference == NULL) {
        why = HM_S("the image itself could not be read");
    } else if (reference->err.status != HM_OK) {
        image->is_mismatch = reference->err.status == HM_E_MISMATCH;
        why = hm_arena_str(arena, hm_str_c(reference->err.text));
    }
    for (int a = -1; a < HM_ATTESTATION_COUNT; a++) {
        struct hm_signature_answer *answer = a < 0 ? &image->signature : &image->attestations[a];
        if (answer->is_asked && why.n > 0) {
            *answer = hm_signature_unverifiable(why);
        } else if (answer->is_asked) {
            hm_signatures_ask(signatures, arena, index, a, HM_NO_CHILD);
        }
    }
}

/* Of several tries, one that holds is enough; where none does, one that could not be made may have
 * been it. */
static int
weight_of(const struct hm_signature_answer *answer)
{
    static const int weights[] = {
        [HM_PROOF_VERIFIED] = 6, [HM_PROOF_UNVERIFIABLE] = 5, [HM_PROOF_WRONG] = 4,
        [HM_PROOF_STATED] = 3,   [HM_PROOF_ABSENT] = 2,       [HM_PROOF_ACCEPTED] = 0,
        [HM_PROOF_UNCOVERED] = 0
    };
    bool is_weak = answer->is_for_review &&
                   (answer->proof == HM_PROOF_WRONG || answer->proof == HM_PROOF_ABSENT);

    return is_weak ? 1 : weights[answer->proof];
}

bool
hm_signature_is_weightier(const struct hm_signature_answer *answer,
                          const struct hm_signature_answer *than)
{
    return weight_of(answer) > weight_of(than);
}

void
hm_signature_take(struct hm_signature_answer *answer, const struct hm_evidence *evidence,
                  const struct hm_tool_job *job)
{
    struct hm_signature_answer next = { .is_asked = true,
                                        .is_known = true,
                                        .proof = evidence->proof,
                                        .detail = evidence->detail,
                                        .digest = evidence->digest,
                                        .is_for_review = job->trust->kind == HM_TRUST_DOCKER };

    if (!answer->is_known || hm_signature_is_weightier(&next, answer)) {
        *answer = next;
    }
}

bool
hm_signature_has_held(const struct hm_signature_answer *answer)
{
    return answer->is_known && answer->proof == HM_PROOF_VERIFIED;
}

/* A failure does not count where another key or identity of the rule held. */
void
hm_signatures_take_ledger(struct hm_signatures *signatures, struct hm_report *said,
                          struct hm_report *report)
{
    for (size_t i = 0; i < said->ledger.n; i++) {
        struct hm_ledger_row *row = &said->ledger.p[i];
        if (said->ledger.n == signatures->questions.n &&
            hm_signature_has_held(hm_signatures_answer(signatures, &signatures->questions.p[i]))) {
            row->is_allowed = true;
        }
        hm_vec_add(&report->arena, &report->ledger, *row);
    }
    for (size_t i = 0; i < said->notes.n; i++) {
        hm_vec_add(&report->arena, &report->notes, said->notes.p[i]);
    }
}
