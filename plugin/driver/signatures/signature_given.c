/* SPDX-License-Identifier: Apache-2.0 */
/* The policies of a run: the configuration's, and the short forms of the command line. */
#include "plugin/driver/signatures/signatures.h"

#include "plugin/base/auto.h"
#include "plugin/driver/examine.h"

static struct hm_str
absolute(struct hm_arena *arena, const char *path)
{
    hm_auto_free char *real = realpath(path, NULL);

    return hm_arena_str(arena, hm_str_c(real == NULL ? path : real));
}

/* What the command line asks of every image. */
static enum hm_status
read_given(struct hm_signatures *signatures, const struct hm_args *args, struct hm_err *reterr)
{
    static const struct hm_str everything = HM_STR("**");
    const char *key = hm_args_text(args, HM_OPT_VERIFY_KEY);
    const char *policy = hm_args_text(args, HM_OPT_NOTATION_POLICY);
    const char *store = hm_args_text(args, HM_OPT_NOTATION_STORE);
    struct hm_trust trust = { .kind = HM_TRUST_KEY };

    if ((policy == NULL) != (store == NULL)) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "--notation-policy and --notation-store need each other");
    }
    if (key != NULL && policy != NULL) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "--verify-key and --notation-policy: a configuration can ask for both");
    }
    if (key == NULL && policy == NULL) {
        return HM_OK;
    }
    if (key != NULL) {
        enum hm_status status = hm_config_check_key(key, reterr);
        if (status != HM_OK) {
            (void)hm_err_prefix(reterr, "--verify-key");
            return status;
        }
        trust.key = absolute(args->arena, key);
    } else {
        trust.kind = HM_TRUST_NOTATION;
        trust.policy = absolute(args->arena, policy);
        trust.store = absolute(args->arena, store);
    }
    struct hm_trust *kept = hm_arena_new(args->arena, struct hm_trust, 1);
    struct hm_trust_rule *rule = hm_arena_new(args->arena, struct hm_trust_rule, 1);
    *kept = trust;
    *rule = (struct hm_trust_rule){
        .images = &everything, .n_images = 1, .trusts = kept, .n_trusts = 1
    };
    signatures->given = (struct hm_trust_policy){
        .rules = rule,
        .n_rules = 1,
        .origin = hm_str_c(key != NULL ? "--verify-key" : "--notation-policy")
    };
    signatures->has_given = true;
    return HM_OK;
}

enum hm_status
hm_signatures_init(struct hm_signatures *signatures, const struct hm_args *args,
                   const struct hm_config *config, uint32_t today, struct hm_err *reterr)
{
    *signatures = (struct hm_signatures){
        .policy = config != NULL && config->has_signatures ? &config->signatures : NULL,
        .today = today,
    };
    return read_given(signatures, args, reterr);
}
