/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/change/strict.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/config/profile.h"

/* Which of two values of an option is no weaker than the other. */
enum order {
    ORDER_SAME,    /* only the same: nobody can tell */
    ORDER_ANY,     /* it does not matter to the verdict */
    ORDER_ON,      /* a switch that tightens */
    ORDER_OFF,     /* one that loosens */
    ORDER_MORE,    /* a list that has all that the other has */
    ORDER_FEWER,   /* one that has nothing that the other has not */
    ORDER_AT_MOST, /* a number */
    ORDER_PROFILE, /* rules */
};

/* Options that are not here are ORDER_SAME. */
static const struct {
    enum hm_option_id option;
    enum order order;
} orders[] = {
    { HM_OPT_EXCLUDE, ORDER_FEWER },
    { HM_OPT_INCLUDE_IGNORED, ORDER_ON },
    { HM_OPT_ALLOW_EMPTY, ORDER_OFF },
    { HM_OPT_PLATFORM, ORDER_MORE },
    { HM_OPT_RESOLVE, ORDER_ON },
    { HM_OPT_TRUST, ORDER_FEWER },
    { HM_OPT_PROFILE, ORDER_PROFILE },
    { HM_OPT_NO_IGNORES, ORDER_ON },
    { HM_OPT_WAIVER_DAYS, ORDER_AT_MOST },
    { HM_OPT_SHOW_SUPPRESSED, ORDER_ANY },
    { HM_OPT_REQUIRE, ORDER_MORE },
    { HM_OPT_ALLOW_INCOMPLETE, ORDER_FEWER },
    { HM_OPT_WITH, ORDER_MORE },
    { HM_OPT_WITHOUT, ORDER_FEWER },
    { HM_OPT_LICENSES, ORDER_ON },
    { HM_OPT_FROM_SBOM, ORDER_MORE },
    { HM_OPT_LOCKED, ORDER_ON },
    { HM_OPT_NO_MERGE, ORDER_ANY },
    { HM_OPT_TIMEOUT, ORDER_ANY },
    { HM_OPT_OFFLINE, ORDER_ANY },
    { HM_OPT_JOBS, ORDER_ANY },
};

struct strict {
    struct hm_args *args;
    struct hm_change *change;
    struct hm_arena *arena;
    struct hm_config *now;
    struct hm_config *base;
    struct hm_str file; /* the configuration, as reports name it */
};

static void loosen(struct strict *strict, uint32_t line, const char *key, const char *fmt, ...)
    HM_PRINTF(4, 5);

static void
loosen(struct strict *strict, uint32_t line, const char *key, const char *fmt, ...)
{
    struct hm_loosening *made = hm_vec_push(strict->arena, &strict->change->loosenings);
    va_list ap;

    va_start(ap, fmt);
    *made = (struct hm_loosening){ .rule = "HM9021",
                                   .path = strict->file,
                                   .line = line,
                                   .subject = hm_arena_str(strict->arena, hm_str_c(key)),
                                   .text = hm_arena_vprintf(strict->arena, fmt, ap) };
    va_end(ap);
}

/* What the base says is said to be so. */
static struct hm_given_at
at_base(const struct strict *strict, struct hm_given_at at)
{
    if (at.kind == HM_GIVEN_BY_FILE) {
        at.file = hm_arena_printf(strict->arena, "%.*s at %.12s", HM_FMT(strict->file),
                                  strict->change->base.p);
    }
    return at;
}

/* --- values --- */

/* A path in the base revision's folder is the same path now. */
static const char *
path_of_now(const struct strict *strict, const char *value)
{
    size_t n = strlen(strict->change->root);

    return strncmp(value, strict->change->root, n) == 0 && value[n] == '/'
               ? hm_arena_printf(strict->arena, "%s%s", strict->change->git.top, value + n).p
               : value;
}

/* The words of all values: lists come with commas or one by one. */
static void
add_words(struct strict *strict, const struct hm_values *values, struct hm_values *words)
{
    for (size_t i = 0; i < values->n; i++) {
        struct hm_str rest = hm_str_c(values->p[i]);
        struct hm_str word;
        while (hm_str_split(&rest, ',', &word)) {
            hm_vec_add(strict->arena, words, hm_arena_c(strict->arena, hm_str_trim(word)));
        }
    }
}

static bool
has_word(const struct hm_values *words, const char *word)
{
    for (size_t i = 0; i < words->n; i++) {
        if (strcmp(words->p[i], word) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether @p all has each word of @p some. */
static bool
has_all(struct strict *strict, const struct hm_values *all, const struct hm_values *some)
{
    struct hm_values left = { 0 };
    struct hm_values right = { 0 };

    add_words(strict, all, &left);
    add_words(strict, some, &right);
    for (size_t i = 0; i < right.n; i++) {
        if (!has_word(&left, right.p[i])) {
            return false;
        }
    }
    return true;
}

static bool
is_same(const struct hm_values *left, const struct hm_values *right)
{
    for (size_t i = 0; i < left->n && i < right->n; i++) {
        if (strcmp(left->p[i], right->p[i]) != 0) {
            return false;
        }
    }
    return left->n == right->n;
}

static uint64_t
number_of(const struct hm_values *values, uint64_t fallback)
{
    uint64_t number = fallback;

    if (values->n > 0) {
        (void)hm_str_to_u64(hm_str_c(values->p[values->n - 1]), UINT32_MAX, &number);
    }
    return number;
}

/* Whether the profiles of now have all rules of then, and neither sets levels of its own. */
static bool
has_all_rules(struct strict *strict, const struct hm_values *now, const struct hm_values *base)
{
    struct hm_selection of_now, of_base;
    struct hm_str words[2] = { 0 };

    words[0] = now->n > 0 ? hm_str_c(now->p[now->n - 1]) : HM_S("");
    words[1] = base->n > 0 ? hm_str_c(base->p[base->n - 1]) : HM_S("");
    if (hm_profile_pick(strict->arena, words[0], &of_now, NULL) != HM_OK ||
        hm_profile_pick(strict->arena, words[1], &of_base, NULL) != HM_OK || of_now.sets_levels ||
        of_base.sets_levels) {
        return false;
    }
    for (size_t i = 0; i < of_base.n; i++) {
        bool is_there = false;
        for (size_t k = 0; k < of_now.n && !is_there; k++) {
            is_there = strcmp(of_now.rules[k]->id, of_base.rules[i]->id) == 0;
        }
        if (!is_there) {
            return false;
        }
    }
    return true;
}

static bool
is_no_weaker(struct strict *strict, enum order order, const struct hm_values *now,
             const struct hm_values *base)
{
    switch (order) {
    case ORDER_ANY:
        return true;
    case ORDER_ON:
        return now->n > 0 || base->n == 0;
    case ORDER_OFF:
        return now->n == 0 || base->n > 0;
    case ORDER_MORE:
        return has_all(strict, now, base);
    case ORDER_FEWER:
        return has_all(strict, base, now);
    case ORDER_AT_MOST:
        return number_of(now, 365) <= number_of(base, 365);
    case ORDER_PROFILE:
        return has_all_rules(strict, now, base);
    case ORDER_SAME:
        break;
    }
    return false;
}

static void
take_base_value(struct strict *strict, enum hm_option_id option)
{
    strict->now->values[option] = strict->base->values[option];
    strict->now->origins[option] = at_base(strict, strict->base->origins[option]);
}

static void
hold_values(struct strict *strict)
{
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        const struct hm_option_row *row = &hm_options[i];
        struct hm_values *base = &strict->base->values[i];
        struct hm_values *now = &strict->now->values[i];
        enum order order = ORDER_SAME;
        if (row->key.name == NULL || row->key.is_outer || i == HM_OPT_FAIL_ON || i == HM_OPT_GATE) {
            continue;
        }
        for (size_t k = 0; k < base->n; k++) {
            base->p[k] = path_of_now(strict, base->p[k]);
        }
        for (size_t k = 0; k < sizeof orders / sizeof orders[0]; k++) {
            order = orders[k].option == (enum hm_option_id)i ? orders[k].order : order;
        }
        if (is_same(now, base) || is_no_weaker(strict, order, now, base) ||
            (i == HM_OPT_BASELINE && now->n == 0)) {
            continue;
        }
        loosen(strict, strict->now->origins[i].line, row->key.name,
               "This change sets \"%s\" to something that is not known to be as strict as what "
               "it was; what it was counts here.",
               row->key.name);
        take_base_value(strict, (enum hm_option_id)i);
    }
}

/* The gate is one thing in two settings. */
static void
hold_gate(struct strict *strict)
{
    const struct hm_values *level = &strict->now->values[HM_OPT_FAIL_ON];
    const struct hm_values *base_level = &strict->base->values[HM_OPT_FAIL_ON];
    const struct hm_values *text = &strict->now->values[HM_OPT_GATE];
    const struct hm_values *base_text = &strict->base->values[HM_OPT_GATE];
    const char *words[] = { level->n > 0 ? level->p[0] : "high",
                            base_level->n > 0 ? base_level->p[0] : "high" };
    enum hm_severity now = hm_severity_parse(hm_str_c(words[0]));
    enum hm_severity base = hm_severity_parse(hm_str_c(words[1]));

    /* "none", which never fails, is no level. */
    bool is_no_weaker_level = base == HM_SEV_NONE || (now != HM_SEV_NONE && now <= base);
    bool is_short = text->n == 0 && base_text->n == 0;
    if (is_short ? is_no_weaker_level : is_same(text, base_text) && is_same(level, base_level)) {
        return;
    }
    enum hm_option_id at = text->n > 0 ? HM_OPT_GATE : HM_OPT_FAIL_ON;
    loosen(strict, strict->now->origins[at].line, "gate",
           "This change sets a gate that is not known to be as strict as what it was; what it was "
           "counts here.");
    take_base_value(strict, HM_OPT_FAIL_ON);
    take_base_value(strict, HM_OPT_GATE);
}

/* --- rules --- */

/* Whether two settings say the same of the same rules. */
static bool
is_same_setting(const struct hm_rule_setting *a, const struct hm_rule_setting *b)
{
    return hm_str_eq_nocase(a->id, b->id) && a->is_off == b->is_off && a->level == b->level;
}

static bool
has_setting(const struct hm_rule_settings *list, const struct hm_rule_setting *setting)
{
    for (size_t i = 0; i < list->n; i++) {
        if (is_same_setting(&list->p[i], setting)) {
            return true;
        }
    }
    return false;
}

/* The level that settings give a rule: its own without one, HM_SEV_NONE where it is off. */
static enum hm_severity
level_of(const struct hm_rule_settings *list, const struct hm_rule *rule)
{
    enum hm_severity level = rule->severity;

    for (size_t i = 0; i < list->n; i++) {
        for (size_t k = 0; k < list->p[i].n_rules; k++) {
            if (list->p[i].rules[k] == rule) {
                level = list->p[i].level;
            }
        }
    }
    return level;
}

/* Whether a setting leaves each of its rules no lower than the others have it. */
static bool
is_tightening(const struct hm_rule_setting *setting, const struct hm_rule_settings *others)
{
    for (size_t k = 0; k < setting->n_rules; k++) {
        if (setting->is_off || setting->level < level_of(others, setting->rules[k])) {
            return false;
        }
    }
    return true;
}

/* What both say, what only now says and tightens, and what only the base says and tightens. */
static void
hold_rules(struct strict *strict)
{
    static const struct hm_rule_settings none;
    struct hm_rule_settings held = { 0 };

    for (size_t i = 0; i < strict->base->rules.n; i++) {
        struct hm_rule_setting setting = strict->base->rules.p[i];
        bool is_kept = has_setting(&strict->now->rules, &setting);
        setting.at = at_base(strict, setting.at);
        if (is_kept || is_tightening(&setting, &none)) {
            hm_vec_add(strict->arena, &held, setting);
        }
    }
    for (size_t i = 0; i < strict->now->rules.n; i++) {
        const struct hm_rule_setting *setting = &strict->now->rules.p[i];
        if (has_setting(&strict->base->rules, setting)) {
            continue;
        }
        if (is_tightening(setting, &strict->base->rules)) {
            hm_vec_add(strict->arena, &held, *setting);
        } else {
            loosen(strict, setting->at.line, hm_arena_c(strict->arena, setting->id),
                   "This change switches %.*s off or lowers it, which does not count here.",
                   HM_FMT(setting->id));
        }
    }
    /* A raised level that is gone. */
    for (size_t i = 0; i < strict->base->rules.n; i++) {
        const struct hm_rule_setting *setting = &strict->base->rules.p[i];
        for (size_t k = 0; k < setting->n_rules; k++) {
            const struct hm_rule *rule = setting->rules[k];
            if (!setting->is_off && setting->level > rule->severity &&
                level_of(&strict->now->rules, rule) < setting->level) {
                loosen(strict, 0, rule->id,
                       "This change no longer raises the level of %s; here it is raised.",
                       rule->id);
            }
        }
    }
    strict->now->rules = held;
}

static bool
is_same_override(const struct hm_override *a, const struct hm_override *b)
{
    bool is_same_profile = a->profile == NULL || b->profile == NULL
                               ? a->profile == b->profile
                               : strcmp(a->profile, b->profile) == 0;

    if (!hm_str_is(a->patterns, b->patterns) || !is_same_profile || a->rules.n != b->rules.n) {
        return false;
    }
    for (size_t i = 0; i < a->rules.n; i++) {
        if (!is_same_setting(&a->rules.p[i], &b->rules.p[i])) {
            return false;
        }
    }
    return true;
}

static void
hold_overrides(struct strict *strict)
{
    bool is_the_same = strict->now->overrides.n == strict->base->overrides.n;

    for (size_t i = 0; is_the_same && i < strict->now->overrides.n; i++) {
        is_the_same = is_same_override(&strict->now->overrides.p[i], &strict->base->overrides.p[i]);
    }
    if (is_the_same) {
        return;
    }
    uint32_t line = strict->now->overrides.n > 0 ? strict->now->overrides.p[0].at.line : 0;
    loosen(strict, line, "overrides",
           "This change has other overrides than there were; those that there were count here.");
    for (size_t i = 0; i < strict->base->overrides.n; i++) {
        struct hm_override *override = &strict->base->overrides.p[i];
        override->at = at_base(strict, override->at);
        for (size_t k = 0; k < override->rules.n; k++) {
            override->rules.p[k].at = at_base(strict, override->rules.p[k].at);
        }
    }
    strict->now->overrides.p = strict->base->overrides.p;
    strict->now->overrides.n = strict->base->overrides.n;
    strict->now->overrides.cap = strict->base->overrides.cap;
}

static bool
is_same_build(const struct hm_build_use *a, const struct hm_build_use *b)
{
    bool is_same = hm_str_is(a->name, b->name) && hm_str_is(a->dockerfile, b->dockerfile) &&
                   hm_str_is(a->context, b->context) && hm_str_is(a->target, b->target) &&
                   a->args.n == b->args.n;

    for (uint32_t i = 0; is_same && i < a->args.n; i++) {
        is_same = hm_str_is(a->args.list[i].name, b->args.list[i].name) &&
                  hm_str_is(a->args.list[i].value.text, b->args.list[i].value.text);
    }
    return is_same;
}

/* What runs where may excuse what is wrong in an image: nobody may say so in passing. */
static void
hold_images(struct strict *strict)
{
    bool is_the_same = strict->now->images.n == strict->base->images.n;

    for (size_t i = 0; is_the_same && i < strict->now->images.n; i++) {
        is_the_same = is_same_build(&strict->now->images.p[i], &strict->base->images.p[i]);
    }
    if (is_the_same) {
        return;
    }
    loosen(strict, strict->now->images_at.line, "images",
           "This change says otherwise than before which Dockerfiles make which images; what it "
           "was counts here.");
    strict->now->images.p = strict->base->images.p;
    strict->now->images.n = strict->base->images.n;
    strict->now->images.cap = strict->base->images.cap;
    strict->now->images_at = at_base(strict, strict->base->images_at);
}

/* Without an epoch all rules gate; the later it is, the more do. */
static void
hold_epoch(struct strict *strict)
{
    struct hm_str now = strict->now->epoch;
    struct hm_str base = strict->base->epoch;

    if (now.n == 0 || hm_str_is(now, base) ||
        (base.n > 0 && hm_epoch_is_before(base, hm_arena_c(strict->arena, now)))) {
        return;
    }
    loosen(strict, strict->now->epoch_at.line, "epoch",
           "This change sets the epoch to %.*s, before which fewer rules fail a build; what it was "
           "counts here.",
           HM_FMT(now));
    strict->now->epoch = base;
    strict->now->epoch_at = at_base(strict, strict->base->epoch_at);
}

/* --- signatures --- */

/* Whether two files that a policy names have the same bytes. A folder has none: it is never the
 * same for sure. */
static bool
is_same_file(struct hm_str left, struct hm_str right)
{
    hm_auto_buf struct hm_buf a = { 0 };
    hm_auto_buf struct hm_buf b = { 0 };
    hm_auto_arena struct hm_arena scratch = { 0 };

    if (left.n == 0 || right.n == 0) {
        return left.n == right.n;
    }
    return hm_read_file(AT_FDCWD, hm_arena_c(&scratch, left), HM_CONFIG_LIMIT, &a, NULL) == HM_OK &&
           hm_read_file(AT_FDCWD, hm_arena_c(&scratch, right), HM_CONFIG_LIMIT, &b, NULL) ==
               HM_OK &&
           hm_str_is(hm_buf_str(&a), hm_buf_str(&b));
}

static bool
is_same_trust(const struct hm_trust *a, const struct hm_trust *b)
{
    return a->kind == b->kind && hm_str_is(a->identity, b->identity) &&
           hm_str_is(a->identity_regexp, b->identity_regexp) && hm_str_is(a->issuer, b->issuer) &&
           hm_str_is(a->issuer_regexp, b->issuer_regexp) && hm_str_is(a->server, b->server) &&
           hm_str_is(a->root, b->root) && hm_str_is(a->signed_as, b->signed_as) &&
           is_same_file(a->key, b->key) && is_same_file(a->trusted_root, b->trusted_root) &&
           is_same_file(a->policy, b->policy) && is_same_file(a->store, b->store);
}

static bool
is_same_trust_rule(const struct hm_trust_rule *a, const struct hm_trust_rule *b)
{
    if (a->n_images != b->n_images || a->n_trusts != b->n_trusts ||
        a->attestations != b->attestations || a->is_unsigned != b->is_unsigned ||
        a->until != b->until) {
        return false;
    }
    for (uint32_t i = 0; i < a->n_images; i++) {
        if (!hm_str_is(a->images[i], b->images[i])) {
            return false;
        }
    }
    for (uint32_t i = 0; i < a->n_trusts; i++) {
        if (!is_same_trust(&a->trusts[i], &b->trusts[i])) {
            return false;
        }
    }
    return true;
}

static void
hold_signatures(struct strict *strict)
{
    const struct hm_trust_policy *now = &strict->now->signatures;
    const struct hm_trust_policy *base = &strict->base->signatures;
    bool is_the_same = strict->now->has_signatures && now->n_rules == base->n_rules &&
                       now->otherwise == base->otherwise;

    if (!strict->base->has_signatures) {
        return;
    }
    for (uint32_t i = 0; is_the_same && i < now->n_rules; i++) {
        is_the_same = is_same_trust_rule(&now->rules[i], &base->rules[i]);
    }
    if (is_the_same) {
        return;
    }
    loosen(strict, strict->now->signatures_at.line, "signatures",
           "This change has another signature policy than there was, or other keys; what there was "
           "counts here.");
    strict->now->signatures = *base;
    strict->now->signatures_at = at_base(strict, strict->base->signatures_at);
    strict->now->signatures.origin = strict->now->signatures_at.file;
    strict->now->has_signatures = true;
}

/* --- the whole --- */

void
hm_strict_config(struct hm_args *args, struct hm_config *config)
{
    struct hm_config base = { 0 };
    const char *variable = getenv("HULLMARK_CONFIG");
    const char *named = hm_args_text(args, HM_OPT_CONFIG);
    struct strict strict = {
        .args = args, .change = args->change, .arena = args->arena, .now = config, .base = &base
    };
    struct hm_str inside, text;
    struct hm_err err = { 0 };

    if (args->change == NULL || !args->change->is_known) {
        return;
    }
    named = named != NULL                             ? named
            : variable != NULL && variable[0] != '\0' ? variable
                                                      : HM_CONFIG_NAME;
    strict.file = hm_str_c(named);
    if (!hm_change_locate(args->change, strict.file, &inside)) {
        return;
    }
    enum hm_status status = hm_change_read(args->change, inside, HM_CONFIG_LIMIT, &text, &err);
    if (status == HM_OK) {
        const char *path =
            hm_arena_printf(args->arena, "%s/%.*s", args->change->root, HM_FMT(inside)).p;
        status = hm_config_read_text(args, path, false, text, &base, &err);
    }
    if (status != HM_OK && status != HM_E_NOT_FOUND) {
        base = (struct hm_config){ 0 };
        loosen(&strict, 1, "configuration",
               "The configuration of the base revision cannot be read, so that this one was held "
               "against none.");
    }
    hold_values(&strict);
    hold_gate(&strict);
    hold_rules(&strict);
    hold_overrides(&strict);
    hold_images(&strict);
    hold_epoch(&strict);
    hold_signatures(&strict);
}
