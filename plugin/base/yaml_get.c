/* SPDX-License-Identifier: Apache-2.0 */
/* Asking values that were read from YAML. */
#include "plugin/base/yaml.h"

#include <stdio.h>

/* "a list", "text" …: for messages. */
static const char *
kind_name(enum hm_yaml_kind kind)
{
    static const char *const names[] = {
        [HM_YAML_NULL] = "nothing", [HM_YAML_BOOL] = "true or false", [HM_YAML_NUMBER] = "a number",
        [HM_YAML_TEXT] = "text",    [HM_YAML_LIST] = "a list",        [HM_YAML_MAP] = "a map",
    };

    return (unsigned)kind < sizeof names / sizeof names[0] ? names[kind] : "unknown";
}

enum hm_status
hm_yaml_error(const struct hm_yaml *at, struct hm_err *reterr, const char *fmt, ...)
{
    char what[300];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    return hm_err_set(reterr, HM_E_SYNTAX, "line %u, column %u: %s", (unsigned)at->line,
                      (unsigned)at->column, what);
}

struct hm_str
hm_yaml_fault(const struct hm_err *err)
{
    struct hm_str text = hm_str_c(err->text);
    size_t colon = hm_str_find(text, ':');

    return hm_str_starts(text, "line ") && colon < text.n
               ? hm_str_trim(hm_str_from(text, colon + 1))
               : text;
}

static const struct hm_yaml *
own(const struct hm_yaml *map, const char *key)
{
    for (uint32_t i = 0; map->kind == HM_YAML_MAP && i < map->n; i++) {
        if (hm_str_eq(map->pairs[i].key->text, key)) {
            return map->pairs[i].value;
        }
    }
    return NULL;
}

/* The earlier of several merged maps wins, and what a map has itself before what it merges. */
const struct hm_yaml *
hm_yaml_get(const struct hm_yaml *map, const char *key)
{
    const struct hm_yaml *found = own(map, key);
    const struct hm_yaml *merged = own(map, "<<");

    if (found != NULL || merged == NULL) {
        return found;
    }
    if (merged->kind == HM_YAML_MAP) {
        return hm_yaml_get(merged, key);
    }
    for (uint32_t i = 0; found == NULL && merged->kind == HM_YAML_LIST && i < merged->n; i++) {
        found = hm_yaml_get(merged->items[i], key);
    }
    return found;
}

enum hm_status
hm_yaml_expect(const struct hm_yaml *at, enum hm_yaml_kind kind, struct hm_err *reterr)
{
    return at->kind == kind ? HM_OK
                            : hm_yaml_error(at, reterr, "this is %s, and should be %s",
                                            kind_name(at->kind), kind_name(kind));
}

static enum hm_status
may(const struct hm_yaml *map, const char *key, const struct hm_yaml **ret, struct hm_err *reterr)
{
    enum hm_status status = hm_yaml_expect(map, HM_YAML_MAP, reterr);
    const struct hm_yaml *found = status == HM_OK ? hm_yaml_get(map, key) : NULL;

    *ret = found == NULL || found->kind == HM_YAML_NULL ? NULL : found;
    return status;
}

static enum hm_status
wrong_kind(const struct hm_yaml *at, const char *key, enum hm_yaml_kind kind, struct hm_err *reterr)
{
    return hm_yaml_error(at, reterr, "%s is %s, and should be %s", key, kind_name(at->kind),
                         kind_name(kind));
}

enum hm_status
hm_yaml_may(const struct hm_yaml *map, const char *key, enum hm_yaml_kind kind,
            const struct hm_yaml **ret, struct hm_err *reterr)
{
    const struct hm_yaml *found = NULL;
    enum hm_status status = may(map, key, &found, reterr);

    if (status == HM_OK && found != NULL && found->kind != kind) {
        return wrong_kind(found, key, kind, reterr);
    }
    *ret = status == HM_OK ? found : *ret;
    return status;
}

enum hm_status
hm_yaml_may_text(const struct hm_yaml *map, const char *key, struct hm_str *ret,
                 struct hm_err *reterr)
{
    const struct hm_yaml *found = NULL;
    enum hm_status status = may(map, key, &found, reterr);

    if (status != HM_OK) {
        return status;
    }
    if (found != NULL && (found->kind == HM_YAML_LIST || found->kind == HM_YAML_MAP)) {
        return wrong_kind(found, key, HM_YAML_TEXT, reterr);
    }
    *ret = found == NULL ? hm_str_make(NULL, 0) : found->text;
    return HM_OK;
}
