/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/rule.h"

#include "plugin/model/pipeline.h"

enum {
    NAME_LIMIT = 254,
};

bool
hm_rule_in_profile(const struct hm_rule *rule, enum hm_profile profile, bool with_hygiene)
{
    if (rule->status == HM_RULE_REMOVED) {
        return false;
    }
    if (profile == HM_PROFILE_ALL) {
        return true;
    }
    return rule->profile == HM_PROFILE_HYGIENE ? with_hygiene || profile == HM_PROFILE_HYGIENE
                                               : rule->profile <= profile;
}

/* "AVD-DS-0002", "DS002" and "DS-0002" are one: letters, and a number without leading zeros. */
static bool
trivy_parts(struct hm_str id, struct hm_str *ret_letters, uint64_t *ret_number)
{
    size_t i = 0;

    if (hm_str_eq_nocase(hm_str_sub(id, 0, 4), HM_S("AVD-"))) {
        id = hm_str_from(id, 4);
    }
    while (i < id.n && hm_is_alpha(id.p[i])) {
        i++;
    }
    *ret_letters = hm_str_sub(id, 0, i);
    if (i < id.n && id.p[i] == '-') {
        i++;
    }
    return ret_letters->n > 0 && hm_str_to_u64(hm_str_from(id, i), 99999, ret_number);
}

/* "CKV_DOCKER_8", and "ckv-docker-8" where it became part of an address. */
static char
checkov_char(char c)
{
    return c == '-' ? '_' : hm_ascii_lower(c);
}

static bool
same_id(struct hm_str tool, struct hm_str a, struct hm_str b)
{
    struct hm_str a_letters, b_letters;
    uint64_t a_number, b_number;

    if (hm_str_eq_nocase(a, b)) {
        return true;
    }
    if (hm_str_eq_nocase(tool, HM_S("checkov")) && a.n == b.n) {
        size_t i = 0;
        while (i < a.n && checkov_char(a.p[i]) == checkov_char(b.p[i])) {
            i++;
        }
        return i == a.n;
    }
    return hm_str_eq_nocase(tool, HM_S("trivy")) && trivy_parts(a, &a_letters, &a_number) &&
           trivy_parts(b, &b_letters, &b_number) && a_number == b_number &&
           hm_str_eq_nocase(a_letters, b_letters);
}

bool
hm_rule_covers(const struct hm_rule *rule, struct hm_str tool, struct hm_str id)
{
    for (const char *const *p = rule->same_as; p != NULL && *p != NULL; p++) {
        struct hm_str entry = hm_str_c(*p);
        size_t colon = hm_str_find(entry, ':');
        if (hm_str_eq_nocase(hm_str_sub(entry, 0, colon), tool) &&
            same_id(tool, hm_str_from(entry, colon + 1), id)) {
            return true;
        }
    }
    return false;
}

bool
hm_rule_is_named(const struct hm_rule *rule, struct hm_str name)
{
    if (hm_str_eq_nocase(name, hm_str_c(rule->id)) ||
        hm_str_eq_nocase(name, hm_str_c(rule->concept))) {
        return true;
    }
    for (const char *const *p = rule->same_as; p != NULL && *p != NULL; p++) {
        struct hm_str entry = hm_str_c(*p);
        size_t colon = hm_str_find(entry, ':');
        struct hm_str tool = hm_str_sub(entry, 0, colon);
        bool has_tool = name.n > colon && name.p[colon] == ':' &&
                        hm_str_eq_nocase(hm_str_sub(name, 0, colon), tool);
        if (same_id(tool, hm_str_from(entry, colon + 1),
                    has_tool ? hm_str_from(name, colon + 1) : name)) {
            return true;
        }
    }
    return false;
}

static void
put_lower(struct hm_buf *buf, struct hm_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        hm_buf_putc(buf, hm_ascii_lower(s.p[i]));
    }
}

void
hm_rule_key(struct hm_str tool, struct hm_str id, struct hm_buf *buf)
{
    struct hm_str letters;
    uint64_t number = 0;

    if (hm_str_eq_nocase(tool, HM_S("hadolint")) && hm_str_starts(id, "SC")) {
        tool = HM_S("shellcheck"); /* whose rules hadolint runs, under their own ids */
    }
    if (hm_str_eq_nocase(tool, HM_S("semgrep"))) {
        /* The folders that the rule was read from are in front: "dockerfile.security.missing-user".
         */
        size_t dot = hm_str_find_last(id, '.');
        id = dot == id.n ? id : hm_str_from(id, dot + 1);
    }
    put_lower(buf, tool);
    hm_buf_putc(buf, ':');
    if (hm_str_eq_nocase(tool, HM_S("checkov"))) {
        for (size_t i = 0; i < id.n; i++) {
            hm_buf_putc(buf, checkov_char(id.p[i]));
        }
        return;
    }
    if (hm_str_eq_nocase(tool, HM_S("trivy")) && trivy_parts(id, &letters, &number)) {
        put_lower(buf, letters);
        hm_buf_printf(buf, "-%llu", (unsigned long long)number);
    } else {
        put_lower(buf, id);
    }
}

bool
hm_rule_is_by_stage(const struct hm_rule *rule)
{
    const uint32_t whole = HM_ON_STAGE | HM_ON_FILE | HM_ON_FROM | HM_ON_USER | HM_ON_CMD |
                           HM_ON_ENTRYPOINT | HM_ON_HEALTHCHECK | HM_ON_STOPSIGNAL | HM_ON_SHELL;

    return rule->on != 0 && (rule->on & ~whole) == 0 && rule->commands == NULL;
}

const char *
hm_rule_language(const struct hm_rule *rule, struct hm_str example)
{
    enum hm_pipeline_kind kind;

    if ((rule->needs & HM_NEEDS_PIPELINE) != 0 && hm_pipeline_is_meant(example, &kind) &&
        kind == HM_PIPELINE_JENKINS) {
        return "groovy";
    }
    return (rule->needs & HM_NEEDS_KINDS & ~(uint32_t)HM_NEEDS_DOCKERFILE) != 0 ? "yaml"
                                                                                : "dockerfile";
}

void
hm_rule_name(const struct hm_rule *rule, struct hm_buf *buf)
{
    const char *from = rule->concept != NULL ? rule->concept : hm_rule_title(rule);
    size_t n = 0;
    bool is_start = true;

    for (const char *c = from; *c != '\0' && n < NAME_LIMIT; c++) {
        if (!hm_is_alpha(*c) && !hm_is_digit(*c)) {
            is_start = *c != '\'' || is_start;
            continue;
        }
        if (n == 0 && hm_is_digit(*c)) {
            hm_buf_putc(buf, 'R');
        }
        hm_buf_putc(buf, is_start && *c >= 'a' && *c <= 'z' ? (char)(*c - ('a' - 'A')) : *c);
        is_start = false;
        n++;
    }
    if (n == 0) {
        hm_buf_puts(buf, "Unnamed");
    }
}

void
hm_rule_url(const struct hm_rule *rule, struct hm_buf *buf)
{
    if (rule->url != NULL) {
        hm_buf_puts(buf, rule->url);
    } else if (rule->producer == NULL) {
        hm_buf_printf(buf, HM_HOME_URL "/blob/main/docs/rules/%s.md", rule->id);
    }
}
