/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/config/levels.h"

#include "plugin/base/auto.h"
#include "plugin/rules/registry.h"
#include "reports/strmap.h"

/* What holds for the paths that the same overrides are about. */
struct hm_path_levels {
    uint64_t mask;                     /* bit by override */
    bool *is_on;                       /* by rule */
    const struct hm_rule_setting **by; /* by rule: what sets its level, or NULL */
};

/* --- the rules --- */

static size_t
index_of(const struct hm_rule *rule)
{
    size_t low = 0;
    size_t high = 0;
    const struct hm_rule *const *all = hm_rules_all(&high);

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(all[mid]->id, rule->id) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

static void
mark(bool *is_on, const struct hm_selection *selection)
{
    for (size_t i = 0; i < selection->n; i++) {
        is_on[index_of(selection->rules[i])] = true;
    }
}

static void
apply(struct hm_path_levels *levels, const struct hm_rule_settings *settings)
{
    for (size_t i = 0; i < settings->n; i++) {
        const struct hm_rule_setting *setting = &settings->p[i];
        for (size_t k = 0; k < setting->n_rules; k++) {
            size_t index = index_of(setting->rules[k]);
            levels->by[index] = setting;
            levels->is_on[index] = !setting->is_off;
        }
    }
}

static bool
is_in_mask(uint64_t mask, size_t override)
{
    return (mask & UINT64_C(1) << override) != 0;
}

/* The profile of the last override that names one replaces the run's; then all settings, the
 * general ones first. */
static struct hm_path_levels *
make(struct hm_levels *levels, uint64_t mask)
{
    const struct hm_config *config = levels->config;
    struct hm_path_levels *made = hm_arena_new(levels->arena, struct hm_path_levels, 1);
    const char *profile = NULL;
    struct hm_selection selection;

    made->mask = mask;
    made->is_on = hm_arena_new(levels->arena, bool, levels->n);
    made->by = hm_arena_new(levels->arena, const struct hm_rule_setting *, levels->n);
    for (size_t i = 0; i < config->overrides.n; i++) {
        if (is_in_mask(mask, i) && config->overrides.p[i].profile != NULL) {
            profile = config->overrides.p[i].profile;
        }
    }
    if (profile != NULL &&
        hm_profile_pick(levels->arena, hm_str_c(profile), &selection, NULL) == HM_OK) {
        mark(made->is_on, &selection);
    } else {
        memcpy(made->is_on, levels->is_base, levels->n * sizeof made->is_on[0]);
    }
    apply(made, &config->rules);
    for (size_t i = 0; i < config->overrides.n; i++) {
        if (is_in_mask(mask, i)) {
            apply(made, &config->overrides.p[i].rules);
        }
    }
    hm_vec_add(levels->arena, &levels->known, made);
    return made;
}

static const struct hm_path_levels *
by_mask(struct hm_levels *levels, uint64_t mask)
{
    for (size_t i = 0; i < levels->known.n; i++) {
        if (levels->known.p[i]->mask == mask) {
            return levels->known.p[i];
        }
    }
    return make(levels, mask);
}

/* What has no file of its own goes by the general settings. */
static const struct hm_path_levels *
levels_at(struct hm_levels *levels, struct hm_str path, bool has_path)
{
    uint64_t mask = 0;

    for (size_t i = 0; has_path && i < levels->config->overrides.n; i++) {
        if (hm_ignore_matches(&levels->config->overrides.p[i].paths, path) == HM_YES) {
            mask |= UINT64_C(1) << i;
        }
    }
    return by_mask(levels, mask);
}

/* --- the selection --- */

/* What some path may need: all that the profiles pick or a setting switches on, but for what is
 * off wherever one is. */
static void
widen(struct hm_levels *levels, bool *is_needed)
{
    const struct hm_config *config = levels->config;

    memcpy(is_needed, by_mask(levels, 0)->is_on, levels->n * sizeof is_needed[0]);
    for (size_t i = 0; i < config->overrides.n; i++) {
        const struct hm_override *override = &config->overrides.p[i];
        struct hm_selection selection;
        if (override->profile != NULL && hm_profile_pick(levels->arena, hm_str_c(override->profile),
                                                         &selection, NULL) == HM_OK) {
            mark(is_needed, &selection);
        }
        for (size_t k = 0; k < override->rules.n; k++) {
            const struct hm_rule_setting *setting = &override->rules.p[k];
            for (size_t r = 0; r < setting->n_rules && !setting->is_off; r++) {
                is_needed[index_of(setting->rules[r])] = true;
            }
        }
    }
}

static const struct hm_rule *
with_level(struct hm_arena *arena, const struct hm_rule *rule, enum hm_severity level)
{
    struct hm_rule *copy = hm_arena_new(arena, struct hm_rule, 1);

    *copy = *rule;
    copy->severity_before = rule->severity;
    copy->severity = level;
    copy->score = NULL;
    return copy;
}

static void
select_rules(struct hm_levels *levels, const struct hm_rule **rules, struct hm_selection *selection)
{
    const struct hm_path_levels *general = by_mask(levels, 0);
    bool *is_needed = hm_arena_new(levels->arena, bool, levels->n);
    const struct hm_rule **needed = hm_arena_new(levels->arena, const struct hm_rule *, levels->n);
    size_t n = 0;

    widen(levels, is_needed);
    for (size_t i = 0; i < levels->n; i++) {
        const struct hm_rule_setting *by = general->by[i];
        if (by != NULL && !by->is_off && by->level != rules[i]->severity) {
            rules[i] = with_level(levels->arena, rules[i], by->level);
        }
        if (is_needed[i] && rules[i]->status != HM_RULE_REMOVED) {
            needed[n++] = rules[i];
        }
    }
    selection->rules = needed;
    selection->n = n;
}

static enum hm_status
read_excluded(struct hm_levels *levels, const struct hm_args *args, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf lines = { 0 };
    const struct hm_values *values = &args->values[HM_OPT_EXCLUDE];

    for (size_t i = 0; i < values->n; i++) {
        hm_buf_puts(&lines, values->p[i]);
        hm_buf_putc(&lines, '\n');
    }
    levels->is_excluding = values->n > 0;
    levels->excluded_at = args->origins[HM_OPT_EXCLUDE];
    if (hm_ignore_parse(levels->arena, hm_arena_str(levels->arena, hm_buf_str(&lines)),
                        &levels->excluded, reterr) != HM_OK) {
        (void)hm_err_prefix(reterr, "%s", hm_args_where(args, HM_OPT_EXCLUDE));
        return reterr == NULL ? HM_E_USAGE : (reterr->status = HM_E_USAGE);
    }
    return HM_OK;
}

enum hm_status
hm_levels_init(struct hm_levels *levels, const struct hm_args *args, struct hm_selection *selection,
               struct hm_err *reterr)
{
    static const struct hm_config none = { .is_named = false };
    size_t n = 0;
    const struct hm_rule *const *all = hm_rules_all(&n);
    const struct hm_rule **rules = hm_arena_new(args->arena, const struct hm_rule *, n + 1);
    bool *is_base = hm_arena_new(args->arena, bool, n);

    *levels = (struct hm_levels){ .arena = args->arena,
                                  .config = args->config == NULL ? &none : args->config,
                                  .catalogue = rules,
                                  .n = n,
                                  .is_base = is_base };
    memcpy(rules, all, n * sizeof rules[0]);
    for (size_t i = 0; i < selection->n; i++) {
        rules[index_of(selection->rules[i])] = selection->rules[i];
    }
    mark(is_base, selection);
    HM_TRY(read_excluded(levels, args, reterr));
    if (levels->config->rules.n > 0 || levels->config->overrides.n > 0) {
        select_rules(levels, rules, selection);
    }
    return HM_OK;
}

/* --- what is said of it --- */

static void
state_settings(const struct hm_rule_settings *settings, struct hm_str where,
               struct hm_report *report)
{
    for (size_t i = 0; i < settings->n; i++) {
        const struct hm_rule_setting *setting = &settings->p[i];
        hm_auto_buf struct hm_buf names = { 0 };
        for (size_t k = 0; k < setting->n_rules; k++) {
            hm_buf_printf(&names, "%s%s", k == 0 ? "" : ", ", setting->rules[k]->id);
        }
        if (setting->is_off) {
            hm_report_note(report, HM_NOTE_WARNING, "rule-off", HM_S("hullmark"), setting->at.file,
                           "Line %u switches %.*s off%s%.*s%s%.*s.", (unsigned)setting->at.line,
                           HM_FMT(hm_buf_str(&names)), where.n == 0 ? "" : " for ", HM_FMT(where),
                           setting->reason.n == 0 ? "" : ": ", HM_FMT(setting->reason));
        } else {
            hm_report_note(report, HM_NOTE_INFO, "rule-level", HM_S("hullmark"), setting->at.file,
                           "Line %u gives %.*s the level %s%s%.*s%s%.*s.",
                           (unsigned)setting->at.line, HM_FMT(hm_buf_str(&names)),
                           hm_severity_row(setting->level)->word, where.n == 0 ? "" : " for ",
                           HM_FMT(where), setting->reason.n == 0 ? "" : ": ",
                           HM_FMT(setting->reason));
        }
    }
}

static void
state_epoch(const struct hm_levels *levels, struct hm_report *report)
{
    hm_auto_buf struct hm_buf names = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < levels->n; i++) {
        if (levels->config->epoch.n > 0 &&
            hm_epoch_is_before(levels->config->epoch, levels->catalogue[i]->since)) {
            hm_buf_printf(&names, "%s%s", n == 0 ? "" : ", ", levels->catalogue[i]->id);
            n++;
        }
    }
    if (n > 0) {
        hm_report_note(report, HM_NOTE_WARNING, "rule-epoch", HM_S("hullmark"),
                       levels->config->epoch_at.file,
                       "%zu rule%s newer than epoch %.*s, which line %u sets: what %s is a note "
                       "and fails no build (%.*s).",
                       n, n == 1 ? " is" : "s are", HM_FMT(levels->config->epoch),
                       (unsigned)levels->config->epoch_at.line, n == 1 ? "it finds" : "they find",
                       HM_FMT(hm_buf_str(&names)));
    }
}

void
hm_levels_state(const struct hm_levels *levels, struct hm_report *report)
{
    const struct hm_config *config = levels->config;

    state_settings(&config->rules, HM_S(""), report);
    for (size_t i = 0; i < config->overrides.n; i++) {
        const struct hm_override *override = &config->overrides.p[i];
        state_settings(&override->rules, override->patterns, report);
        if (override->profile != NULL) {
            hm_report_note(report, HM_NOTE_INFO, "profile-override", HM_S("hullmark"),
                           override->at.file, "Line %u sets the profile %s for %.*s.",
                           (unsigned) override->at.line, override->profile,
                           HM_FMT(override->patterns));
        }
    }
    state_epoch(levels, report);
}

/* --- before the findings are joined --- */

/* A rule that is off by name stays, to be suppressed; one that no profile there has goes. */
static bool
applies(struct hm_levels *levels, const struct hm_rule *rule, struct hm_str path)
{
    size_t index = index_of(rule);
    const struct hm_path_levels *at = levels_at(levels, path, path.n > 0);

    return rule->check == NULL || at->is_on[index] || at->by[index] != NULL;
}

void
hm_levels_narrow(struct hm_levels *levels, struct hm_report *report)
{
    size_t n = 0;

    if (levels->config->overrides.n == 0) {
        return;
    }
    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        if (finding->rule->producer != NULL || applies(levels, finding->rule, finding->path)) {
            report->findings.p[n++] = *finding;
        }
    }
    report->findings.n = n;
    n = 0;
    for (size_t i = 0; i < report->not_evaluated.n; i++) {
        const struct hm_not_evaluated *row = &report->not_evaluated.p[i];
        if (applies(levels, row->rule, row->path)) {
            report->not_evaluated.p[n++] = *row;
        }
    }
    report->not_evaluated.n = n;
}

/* --- after that --- */

/* Our rules that a foreign rule stands for. */
struct meaning {
    HM_VEC(size_t) rules;
};

/* What is known of other tools' rules, by address. */
struct settling {
    struct hm_levels *levels;
    struct hm_report *report;
    struct hm_arena scratch;
    struct hm_strmap seen; /* address of a foreign rule → index + 1 in `meanings` */
    HM_VEC(struct meaning) meanings;
};

static const struct meaning *
meaning_of(struct settling *s, const struct hm_rule *rule)
{
    struct hm_str key = hm_str_make((const char *)&rule, sizeof rule);
    uint32_t *index = hm_strmap_at(&s->seen, key);

    if (*index == 0) {
        struct meaning *meaning = hm_vec_push(&s->scratch, &s->meanings);
        *index = (uint32_t)s->meanings.n;
        for (size_t i = 0; i < s->levels->n; i++) {
            if (hm_rule_covers(s->levels->catalogue[i], hm_str_c(rule->producer),
                               hm_str_c(rule->id))) {
                hm_vec_add(&s->scratch, &meaning->rules, i);
            }
        }
    }
    return &s->meanings.p[*index - 1];
}

static void
suppress(struct settling *s, struct hm_finding *finding, const struct hm_given_at *at,
         struct hm_str id, struct hm_str reason)
{
    struct hm_arena *arena = &s->report->arena;
    struct hm_suppression *by = hm_arena_new(arena, struct hm_suppression, 1);

    *by = (struct hm_suppression){
        .dialect = HM_SUPPRESS_HULLMARK,
        .is_external = true,
        .id = id,
        .path = at->kind == HM_GIVEN_BY_FILE ? at->file : HM_S(""),
        .place = { .line = at->line, .column = at->line > 0 ? 1 : 0, .end_line = at->line },
        .reason = reason,
    };
    hm_vec_add(arena, &finding->suppressed_by, by);
}

static void
set_level(struct hm_finding *finding, enum hm_severity level)
{
    if (finding->severity != level) {
        finding->severity = level;
        finding->score = hm_str_c(hm_severity_row(level)->score);
    }
}

static void
take(struct settling *s, struct hm_finding *finding, const struct hm_rule_setting *setting)
{
    if (setting->is_off) {
        suppress(s, finding, &setting->at, setting->id,
                 setting->reason.n > 0 ? setting->reason
                                       : HM_S("switched off by the configuration"));
    } else {
        set_level(finding, setting->level);
    }
}

/* What another tool says follows the rules of ours that it stands for, once each has a setting. */
static void
settle_foreign(struct settling *s, struct hm_finding *finding, const struct hm_path_levels *at)
{
    const struct meaning *meaning = meaning_of(s, finding->rule);
    const struct hm_rule_setting *worst = NULL;

    for (size_t i = 0; i < meaning->rules.n; i++) {
        const struct hm_rule_setting *setting = at->by[meaning->rules.p[i]];
        if (setting == NULL) {
            return;
        }
        worst = worst == NULL || setting->level > worst->level ? setting : worst;
    }
    if (worst != NULL) {
        take(s, finding, worst);
    }
}

static void
settle_own(struct settling *s, struct hm_finding *finding, const struct hm_path_levels *at)
{
    struct hm_str epoch = s->levels->config->epoch;
    const struct hm_rule_setting *setting = at->by[index_of(finding->rule)];

    if (setting != NULL) {
        take(s, finding, setting);
    } else if (epoch.n > 0 && hm_epoch_is_before(epoch, finding->rule->since)) {
        set_level(finding, HM_SEV_INFO);
        finding->is_ungated = true;
    }
}

void
hm_levels_settle(void *ctx, struct hm_report *report)
{
    struct hm_levels *levels = ctx;
    const struct hm_config *config = levels->config;
    struct settling s = { .levels = levels, .report = report };

    if (config->rules.n == 0 && config->overrides.n == 0 && config->epoch.n == 0 &&
        !levels->is_excluding) {
        return;
    }
    hm_strmap_init(&s.seen, &s.scratch);
    for (size_t i = 0; i < report->findings.n; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        bool has_path = finding->target_kind != HM_TARGET_IMAGE && !finding->is_inferred;
        const struct hm_path_levels *at = levels_at(levels, finding->path, has_path);
        if (has_path && levels->is_excluding && finding->rule->producer != NULL &&
            hm_ignore_matches(&levels->excluded, finding->path) == HM_YES) {
            suppress(&s, finding, &levels->excluded_at, HM_S("exclude"),
                     HM_S("this path is excluded"));
        }
        if (finding->rule->producer == NULL) {
            settle_own(&s, finding, at);
        } else if (finding->advisory.n == 0) {
            settle_foreign(&s, finding, at);
        }
    }
    hm_arena_done(&s.scratch);
}
