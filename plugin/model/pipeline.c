/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/pipeline.h"

/* `pipeline {`, `node('linux') {`, `@Library('x') _`: no line of YAML begins so. */
static bool
is_groovy(struct hm_str line)
{
    static const char *const openers[] = { "pipeline", "node", "podTemplate", "timestamps" };

    if (hm_str_starts(line, "@Library")) {
        return true;
    }
    for (size_t i = 0; i < sizeof openers / sizeof openers[0]; i++) {
        if (hm_str_starts(line, openers[i])) {
            struct hm_str rest = hm_str_trim(hm_str_from(line, strlen(openers[i])));
            return rest.n > 0 && (rest.p[0] == '{' || rest.p[0] == '(');
        }
    }
    return false;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The key that a line without blanks in front is, its quotes removed; empty for what is none. */
static struct hm_str
key_of(struct hm_str line)
{
    size_t colon = hm_str_find(line, ':');
    struct hm_str key = hm_str_trim(hm_str_sub(line, 0, colon));
    bool is_ended = colon + 1 >= line.n || hm_is_space(line.p[colon + 1]);

    if (colon == line.n || !is_ended || is_blank(line.p[0])) {
        return HM_S("");
    }
    if (key.n > 1 && (key.p[0] == '"' || key.p[0] == '\'') && key.p[key.n - 1] == key.p[0]) {
        return hm_str_sub(key, 1, key.n - 2);
    }
    return key;
}

/* What lines of YAML that are no key may begin with. */
static bool
is_other_yaml(struct hm_str line)
{
    return line.n == 0 || line.p[0] == '\0' || strchr(" \t\r#-}]%.?&*'\"<", line.p[0]) != NULL ||
           key_of(line).n > 0;
}

bool
hm_pipeline_is_meant(struct hm_str text, enum hm_pipeline_kind *ret_kind)
{
    struct hm_str rest = hm_str_starts(text, "\xef\xbb\xbf") ? hm_str_from(text, 3) : text;
    struct hm_str line;
    bool is_yaml = true;
    bool has_on = false;
    bool has_jobs = false;
    bool has_runs = false;
    bool has_using = false;
    bool has_script = false;

    while (hm_str_split(&rest, '\n', &line)) {
        if (hm_str_starts(line, "FROM ")) {
            return false;
        }
        if (is_groovy(line)) {
            *ret_kind = HM_PIPELINE_JENKINS;
            return true;
        }
        struct hm_str key = key_of(line);
        struct hm_str inner = hm_str_trim(line);
        if (hm_str_eq(key, "apiVersion")) {
            return false;
        }
        is_yaml = is_yaml && is_other_yaml(line);
        has_on = has_on || hm_str_eq(key, "on") || hm_str_eq(key, "true");
        has_jobs = has_jobs || hm_str_eq(key, "jobs");
        has_runs = has_runs || hm_str_eq(key, "runs");
        has_using = has_using || hm_str_starts(inner, "using:");
        has_script = has_script || hm_str_starts(inner, "script:") || hm_str_eq(key, "stages");
    }
    *ret_kind = has_on && has_jobs      ? HM_PIPELINE_GITHUB
                : has_runs && has_using ? HM_PIPELINE_GITHUB_ACTION
                                        : HM_PIPELINE_GITLAB;
    return is_yaml && ((has_on && has_jobs) || (has_runs && has_using) || has_script);
}

bool
hm_pipeline_is_called(const struct hm_pipeline *pipeline)
{
    bool is_callable = pipeline->kind == HM_PIPELINE_GITHUB_ACTION;

    for (uint32_t i = 0; i < pipeline->triggers.n; i++) {
        struct hm_str event = pipeline->triggers.list[i].text;
        if (!hm_str_eq(event, "workflow_call") && !hm_str_eq(event, "workflow_dispatch")) {
            return false;
        }
        is_callable = is_callable || hm_str_eq(event, "workflow_call");
    }
    return is_callable;
}
