/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/config/profile.h"

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

const char *const *
hm_profile_words(size_t *ret_n)
{
    static const char *const words[] = { "default", "strict", "all", "hygiene", "hadolint", "cis" };

    *ret_n = sizeof words / sizeof words[0];
    return words;
}

const char *
hm_profile_name(enum hm_profile profile)
{
    return (unsigned)profile < N_PROFILES ? names[profile] : "unknown";
}

/* What --profile asks for. */
struct wish {
    bool has_size; /* one of default, strict and all is named */
    enum hm_profile widest;
    bool has_hygiene;
    bool has_hadolint;
    bool has_cis;
};

static const struct {
    const char *id;
    enum hm_severity severity;
} hadolint_levels[] = {
#define LEVEL(id, level) { id, HM_SEV_##level },
#include "plugin/driver/config/hadolint.def"
#undef LEVEL
};

static enum hm_status
read_word(struct hm_str word, struct wish *wish, struct hm_err *reterr)
{
    if (hm_str_eq(word, "hadolint")) {
        wish->has_hadolint = true;
        return HM_OK;
    }
    if (hm_str_eq(word, "cis")) {
        wish->has_cis = true;
        return HM_OK;
    }
    for (int i = 0; i < N_PROFILES; i++) {
        if (!hm_str_eq(word, names[i])) {
            continue;
        }
        if (i == HM_PROFILE_HYGIENE) {
            wish->has_hygiene = true;
        } else {
            wish->has_size = true;
            wish->widest = i > (int)wish->widest ? (enum hm_profile)i : wish->widest;
        }
        return HM_OK;
    }
    return hm_err_set(reterr, HM_E_USAGE,
                      "there is no profile \"%.*s\"; there are default, strict, all, hygiene, "
                      "hadolint and cis",
                      HM_FMT(word));
}

static enum hm_status
read_wish(struct hm_str rest, struct wish *ret_wish, struct hm_err *reterr)
{
    struct hm_str word;

    while (hm_str_split(&rest, ',', &word)) {
        enum hm_status status = read_word(hm_str_trim(word), ret_wish, reterr);
        if (status != HM_OK) {
            return status;
        }
    }
    /* Another tool's selection stands by itself; hygiene alone adds to the default. */
    ret_wish->has_size = ret_wish->has_size || !(ret_wish->has_hadolint || ret_wish->has_cis);
    return HM_OK;
}

/* The worst level that hadolint has for the rule; HM_SEV_NONE when it has no such rule. */
static enum hm_severity
level_in_hadolint(const struct hm_rule *rule)
{
    enum hm_severity worst = HM_SEV_NONE;

    for (size_t i = 0; i < sizeof hadolint_levels / sizeof hadolint_levels[0]; i++) {
        if (hadolint_levels[i].severity > worst &&
            hm_rule_covers(rule, HM_S("hadolint"), hm_str_c(hadolint_levels[i].id))) {
            worst = hadolint_levels[i].severity;
        }
    }
    return worst;
}

/* Whether the rule belongs to what is asked for by our own profiles, or by cis. */
static bool
is_wanted(const struct hm_rule *rule, const struct wish *wish)
{
    bool is_removed = rule->status == HM_RULE_REMOVED;

    return (wish->has_size && hm_rule_in_profile(rule, wish->widest, wish->has_hygiene)) ||
           (wish->has_hygiene && !is_removed && rule->profile == HM_PROFILE_HYGIENE) ||
           (wish->has_cis && !is_removed && rule->cis != NULL);
}

enum hm_status
hm_profile_select(const struct hm_args *args, struct hm_selection *ret_selection,
                  struct hm_err *reterr)
{
    struct hm_str words = hm_str_c(hm_args_text(args, HM_OPT_PROFILE));

    if (hm_profile_pick(args->arena, words, ret_selection, reterr) == HM_OK) {
        return HM_OK;
    }
    (void)hm_err_prefix(reterr, "%s", hm_args_where(args, HM_OPT_PROFILE));
    return HM_E_USAGE;
}

enum hm_status
hm_profile_pick(struct hm_arena *arena, struct hm_str words, struct hm_selection *ret_selection,
                struct hm_err *reterr)
{
    struct wish wish = { 0 };
    size_t n = 0;
    const struct hm_rule *const *all = hm_rules_all(&n);
    enum hm_status status = read_wish(words, &wish, reterr);

    if (status != HM_OK) {
        return status;
    }
    struct hm_selection selection = { .rules = hm_arena_new(arena, const struct hm_rule *, n),
                                      .sets_levels = wish.has_hadolint };
    for (size_t i = 0; i < n; i++) {
        enum hm_severity level = wish.has_hadolint && all[i]->status != HM_RULE_REMOVED
                                     ? level_in_hadolint(all[i])
                                     : HM_SEV_NONE;
        if (level != HM_SEV_NONE) {
            struct hm_rule *copy = hm_arena_new(arena, struct hm_rule, 1);
            *copy = *all[i];
            copy->severity = level;
            selection.rules[selection.n++] = copy;
        } else if (is_wanted(all[i], &wish)) {
            selection.rules[selection.n++] = all[i];
        }
    }
    *ret_selection = selection;
    return HM_OK;
}

void
hm_profile_set_levels(const struct hm_selection *selection, struct hm_report *report)
{
    for (size_t i = 0; selection->sets_levels && i < report->findings.n; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        const struct hm_rule *own = finding->rule->producer == NULL
                                        ? hm_rules_find(hm_str_c(finding->rule->id))
                                        : finding->rule;
        if (own != finding->rule) {
            finding->severity = finding->rule->severity;
        }
    }
}
