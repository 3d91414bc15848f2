/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/profile.h"

#include "plugin/rules/registry.h"

static const char *const names[] = {
    [HM_PROFILE_DEFAULT] = "default",
    [HM_PROFILE_STRICT] = "strict",
    [HM_PROFILE_ALL] = "all",
    [HM_PROFILE_HYGIENE] = "hygiene",
};

enum {
    N_PROFILES = sizeof names / sizeof names[0],
};

const char *
hm_profile_name(enum hm_profile profile)
{
    return (unsigned)profile < N_PROFILES ? names[profile] : "unknown";
}

/* The widest of the profiles that are named, and whether hygiene is among them. */
static enum hm_status
read_profiles(const struct hm_args *args, enum hm_profile *ret_widest, bool *ret_hygiene,
              struct hm_err *reterr)
{
    struct hm_str rest = hm_str_c(hm_args_text(args, HM_OPT_PROFILE));
    struct hm_str word;

    while (hm_str_split(&rest, ',', &word)) {
        int i = 0;
        while (i < N_PROFILES && !hm_str_eq(hm_str_trim(word), names[i])) {
            i++;
        }
        if (i == N_PROFILES) {
            return hm_err_set(reterr, HM_E_USAGE,
                              "--profile: there is no \"%.*s\"; there are default, strict, all and "
                              "hygiene",
                              HM_FMT(word));
        }
        if (i == HM_PROFILE_HYGIENE) {
            *ret_hygiene = true;
        } else if (i > (int)*ret_widest) {
            *ret_widest = (enum hm_profile)i;
        }
    }
    return HM_OK;
}

enum hm_status
hm_profile_select(const struct hm_args *args, struct hm_selection *ret_selection,
                  struct hm_err *reterr)
{
    enum hm_profile widest = HM_PROFILE_DEFAULT;
    bool has_hygiene = false;
    size_t n = 0;
    const struct hm_rule *const *all = hm_rules_all(&n);
    enum hm_status status = read_profiles(args, &widest, &has_hygiene, reterr);

    if (status != HM_OK) {
        return status;
    }
    struct hm_selection selection = { .rules =
                                          hm_arena_new(args->arena, const struct hm_rule *, n) };
    for (size_t i = 0; i < n; i++) {
        if (hm_rule_in_profile(all[i], widest, has_hygiene)) {
            selection.rules[selection.n++] = all[i];
        }
    }
    *ret_selection = selection;
    return HM_OK;
}
