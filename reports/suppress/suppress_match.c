/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/suppress/suppress_match.h"

#include "plugin/base/auto.h"
#include "plugin/model/path_pattern.h"

/* These tools take a name in another case for another name. */
static bool
is_exact(enum hm_suppression_dialect dialect)
{
    return dialect == HM_SUPPRESS_BUILDKIT || dialect == HM_SUPPRESS_TALLY ||
           dialect == HM_SUPPRESS_CHECKOV;
}

static bool
same_as_exactly(const struct hm_rule *rule, const char *tool, struct hm_str id)
{
    for (const char *const *p = rule->same_as; p != NULL && *p != NULL; p++) {
        struct hm_str entry = hm_str_c(*p);
        size_t colon = hm_str_find(entry, ':');
        if (hm_str_eq(hm_str_sub(entry, 0, colon), tool) &&
            hm_str_is(hm_str_from(entry, colon + 1), id)) {
            return true;
        }
    }
    return false;
}

/* Whether its dialect speaks of this tool's rules. */
static bool
is_of_tool(const struct hm_waiver *waiver, const char *tool)
{
    if (waiver->tool != NULL) {
        return strcmp(waiver->tool, tool) == 0;
    }
    for (const char *const *p = hm_suppression_tools(waiver->from->dialect); *p != NULL; p++) {
        if (strcmp(*p, tool) == 0) {
            return true;
        }
    }
    return false;
}

static bool
is_meant(const struct hm_waiver *waiver, const struct hm_rule *rule)
{
    enum hm_suppression_dialect dialect = waiver->from->dialect;

    if (waiver->tool == NULL && (hm_str_eq_nocase(waiver->id, hm_str_c(rule->id)) ||
                                 hm_str_eq_nocase(waiver->id, hm_str_c(rule->concept)))) {
        return true;
    }
    for (const char *const *p = hm_suppression_tools(dialect); *p != NULL; p++) {
        if (waiver->tool != NULL && strcmp(waiver->tool, *p) != 0) {
            continue;
        }
        if (is_exact(dialect) ? same_as_exactly(rule, *p, waiver->id)
                              : hm_rule_covers(rule, hm_str_c(*p), waiver->id)) {
            return true;
        }
    }
    return false;
}

/* "hadolint:DL3006" and "hadolint/DL3006" name the tool. Semgrep puts a path of dots in front. */
static void
part_id(struct hm_waiver *waiver)
{
    struct hm_str id = waiver->from->id;

    waiver->id = id;
    for (const char *const *p = hm_suppression_tools(waiver->from->dialect); *p != NULL; p++) {
        size_t n = strlen(*p);
        if (id.n > n + 1 && (id.p[n] == ':' || id.p[n] == '/') &&
            hm_str_eq_nocase(hm_str_sub(id, 0, n), hm_str_c(*p))) {
            waiver->tool = *p;
            waiver->id = hm_str_from(id, n + 1);
            break;
        }
    }
    if (waiver->from->dialect == HM_SUPPRESS_SEMGREP && !waiver->from->is_all) {
        size_t dot = hm_str_find_last(waiver->id, '.');
        waiver->id = dot == waiver->id.n ? waiver->id : hm_str_from(waiver->id, dot + 1);
    }
}

void
hm_waiver_resolve(struct hm_arena *arena, const struct hm_report *report,
                  const struct hm_suppression *from, struct hm_waiver *ret)
{
    hm_auto_buf struct hm_buf key = { 0 };
    struct hm_waiver waiver = { .from = from };
    HM_VEC(const struct hm_rule *) rules = { 0 };

    part_id(&waiver);
    waiver.is_glob = !from->is_all && hm_str_find(waiver.id, '*') < waiver.id.n;
    hm_rule_key(HM_S("trivy"), waiver.id, &key);
    waiver.key = hm_arena_str(arena, hm_buf_str(&key));
    for (size_t i = 0; !from->is_all && !waiver.is_glob && i < report->n_catalogue; i++) {
        if (is_meant(&waiver, report->catalogue[i])) {
            hm_vec_add(arena, &rules, report->catalogue[i]);
        }
    }
    waiver.rules = rules.p;
    waiver.n_rules = rules.n;
    *ret = waiver;
}

/* --- places --- */

static bool
meets(const struct hm_suppression *from, const struct hm_place *place)
{
    uint32_t end = place->end_line < place->line ? place->line : place->end_line;

    return place->line > 0 && place->line <= from->end_line && from->line <= end;
}

/* A waiver: all that it names must fit. */
static bool
is_waived(const struct hm_suppression *from, const struct hm_finding *finding,
          const struct hm_waived_image *image)
{
    return (from->pattern.n == 0 || hm_path_pattern_fits(from->pattern, finding->path)) &&
           (from->image.n == 0 || hm_waived_image_fits(image, from->image)) &&
           (from->package.n == 0 || hm_waived_package_fits(finding, from->package)) &&
           (from->stage.n == 0 || hm_str_is(from->stage, finding->stage));
}

static bool
reaches_from_outside(const struct hm_suppression *from, const struct hm_finding *finding,
                     const struct hm_waived_image *image)
{
    struct hm_str path = finding->path;

    if (from->dialect == HM_SUPPRESS_WAIVER) {
        return is_waived(from, finding, image);
    }
    if (from->dialect == HM_SUPPRESS_VEX) {
        return hm_vex_fits(from->vex, finding, image);
    }
    if (finding->target_kind == HM_TARGET_IMAGE || finding->is_inferred || path.n == 0) {
        return from->pattern.n == 0;
    }
    if (path.n < from->scope.n || !hm_str_is(hm_str_sub(path, 0, from->scope.n), from->scope)) {
        return false;
    }
    return from->pattern.n == 0 ||
           hm_wildcard_match(from->pattern, hm_str_from(path, from->scope.n));
}

bool
hm_waiver_reaches(const struct hm_waiver *waiver, const struct hm_finding *finding,
                  const struct hm_waived_image *image)
{
    const struct hm_suppression *from = waiver->from;
    bool is_foreign_dialect = from->dialect != HM_SUPPRESS_HULLMARK;

    if (from->is_external) {
        return reaches_from_outside(from, finding, image);
    }
    if (!hm_str_is(from->scope, finding->path)) {
        return false;
    }
    return from->line == 0 || meets(from, &finding->place) ||
           (is_foreign_dialect && from->stage.n > 0 && hm_str_is(from->stage, finding->stage) &&
            hm_rule_is_by_stage(finding->rule));
}

/* --- names --- */

static struct hm_str
without_avd(struct hm_str id)
{
    return hm_str_eq_nocase(hm_str_sub(id, 0, 4), HM_S("AVD-")) ? hm_str_from(id, 4) : id;
}

/* Whatever the tool says, or what fits a pattern of its ids. */
static bool
names_widely(const struct hm_waiver *waiver, struct hm_str tool, struct hm_str id)
{
    bool is_of_it = false;

    for (const char *const *p = hm_suppression_tools(waiver->from->dialect); *p != NULL; p++) {
        is_of_it = is_of_it || hm_str_eq_nocase(tool, hm_str_c(*p));
    }
    return is_of_it &&
           (waiver->from->is_all || hm_wildcard_match(without_avd(waiver->id), without_avd(id)));
}

static bool
names_rule_widely(const struct hm_waiver *waiver, const struct hm_rule *rule)
{
    for (const char *const *p = rule->same_as; p != NULL && *p != NULL; p++) {
        struct hm_str entry = hm_str_c(*p);
        size_t colon = hm_str_find(entry, ':');
        if (names_widely(waiver, hm_str_sub(entry, 0, colon), hm_str_from(entry, colon + 1))) {
            return true;
        }
    }
    return false;
}

bool
hm_waiver_names_id(const struct hm_waiver *waiver, const char *tool, const char *id)
{
    hm_auto_buf struct hm_buf key = { 0 };

    if (waiver->from->is_all || waiver->is_glob) {
        return names_widely(waiver, hm_str_c(tool), hm_str_c(id));
    }
    for (size_t i = 0; i < waiver->n_rules; i++) {
        if (hm_rule_covers(waiver->rules[i], hm_str_c(tool), hm_str_c(id))) {
            return true;
        }
    }
    if (!is_of_tool(waiver, tool)) {
        return false;
    }
    hm_rule_key(HM_S("trivy"), hm_str_c(id), &key);
    return strcmp(tool, "trivy") == 0 ? hm_str_is(waiver->key, hm_buf_str(&key))
                                      : hm_str_eq_nocase(waiver->id, hm_str_c(id));
}

static bool
is_advisory(const struct hm_finding *finding, struct hm_str id)
{
    bool is_named = hm_str_eq_nocase(id, finding->advisory);

    for (size_t i = 0; i < finding->aliases.n && !is_named; i++) {
        is_named = hm_str_eq_nocase(id, finding->aliases.p[i]);
    }
    return is_named;
}

/* VEX says the other names of a vulnerability, too. */
static bool
is_alias(const struct hm_suppression *from, const struct hm_finding *finding)
{
    for (uint32_t i = 0; from->vex != NULL && i < from->vex->n_aliases; i++) {
        if (is_advisory(finding, from->vex->aliases[i])) {
            return true;
        }
    }
    return false;
}

bool
hm_waiver_names(const struct hm_waiver *waiver, const struct hm_finding *finding)
{
    bool is_wide = waiver->from->is_all || waiver->is_glob;
    enum hm_suppression_dialect dialect = waiver->from->dialect;

    if (finding->advisory.n > 0) {
        return !is_wide &&
               (dialect == HM_SUPPRESS_HULLMARK || dialect == HM_SUPPRESS_TRIVY ||
                dialect == HM_SUPPRESS_WAIVER || dialect == HM_SUPPRESS_VEX) &&
               (is_advisory(finding, waiver->id) || is_alias(waiver->from, finding));
    }
    if (dialect == HM_SUPPRESS_VEX) {
        return false;
    }
    if (finding->rule->producer != NULL) {
        return hm_waiver_names_id(waiver, finding->rule->producer, finding->rule->id);
    }
    if (is_wide) {
        return names_rule_widely(waiver, finding->rule);
    }
    for (size_t i = 0; i < waiver->n_rules; i++) {
        if (waiver->rules[i] == finding->rule) {
            return true;
        }
    }
    return false;
}
