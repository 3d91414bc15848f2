/* SPDX-License-Identifier: Apache-2.0 */
/* What is read of a run besides its results: some of many members, and none of long texts that
 * nobody asks for. */
#include "adapters/sarif_parts.h"

#include "plugin/base/auto.h"

/* A member that is read: whole, where @p parts is NULL, else an object, or a list of objects, of
 * which these are read. */
struct part {
    const char *name;
    const struct part *parts; /* ends with a name that is NULL */
    bool is_list;
};

static const struct part help_parts[] = { { .name = "text" }, { .name = NULL } };

static const struct part rule_parts[] = {
    { .name = "id" },
    { .name = "name" },
    { .name = "shortDescription" },
    { .name = "fullDescription" },
    { .name = "help", .parts = help_parts },
    { .name = "helpUri" },
    { .name = "defaultConfiguration" },
    { .name = "messageStrings" },
    { .name = "deprecatedIds" },
    { .name = "properties" },
    { .name = NULL },
};

static const struct part component_parts[] = {
    { .name = "name" },
    { .name = "semanticVersion" },
    { .name = "version" },
    { .name = "globalMessageStrings" },
    { .name = "rules", .parts = rule_parts, .is_list = true },
    { .name = NULL },
};

static const struct part tool_parts[] = {
    { .name = "driver", .parts = component_parts },
    { .name = "extensions", .parts = component_parts, .is_list = true },
    { .name = NULL },
};

static const struct part artifact_parts[] = { { .name = "location" }, { .name = NULL } };

static const struct part run_parts[] = {
    { .name = "tool", .parts = tool_parts },
    { .name = "artifacts", .parts = artifact_parts, .is_list = true },
    { .name = "originalUriBaseIds" },
    { .name = "invocations" },
    { .name = "externalPropertyFileReferences" },
    { .name = "properties" },
    { .name = NULL },
};

static enum hm_status take_object(struct hm_json_pull *pull, const struct part *parts,
                                  struct hm_str *results, json_t **ret, struct hm_err *reterr);

static enum hm_status
take_list(struct hm_json_pull *pull, const struct part *part, json_t **ret, struct hm_err *reterr)
{
    hm_auto_json json_t *list = json_array();
    bool has = false;

    HM_TRY(hm_json_pull_enter(pull, JSON_ARRAY, reterr));
    for (;;) {
        json_t *item = NULL;
        HM_TRY(hm_json_pull_next(pull, &has, reterr));
        if (!has) {
            *ret = json_incref(list);
            return HM_OK;
        }
        HM_TRY(take_object(pull, part->parts, NULL, &item, reterr));
        (void)json_array_append_new(list, item);
    }
}

static enum hm_status
keep_part(struct hm_json_pull *pull, const struct part *part, json_t *object, struct hm_err *reterr)
{
    json_t *value = NULL;

    if (part->parts == NULL || hm_json_pull_is_null(pull)) {
        return hm_json_pull_keep(pull, object, reterr);
    }
    HM_TRY(part->is_list ? take_list(pull, part, &value, reterr)
                         : take_object(pull, part->parts, NULL, &value, reterr));
    (void)json_object_set_new(object, part->name, value);
    return HM_OK;
}

static const struct part *
find_part(const struct part *parts, struct hm_str name)
{
    while (parts->name != NULL && !hm_str_eq(name, parts->name)) {
        parts++;
    }
    return parts->name == NULL ? NULL : parts;
}

static enum hm_status
take_object(struct hm_json_pull *pull, const struct part *parts, struct hm_str *results,
            json_t **ret, struct hm_err *reterr)
{
    hm_auto_json json_t *object = json_object();
    struct hm_str passed;
    bool has = false;

    HM_TRY(hm_json_pull_enter(pull, JSON_OBJECT, reterr));
    for (;;) {
        HM_TRY(hm_json_pull_next(pull, &has, reterr));
        if (!has) {
            *ret = json_incref(object);
            return HM_OK;
        }
        const struct part *part = find_part(parts, pull->key);
        if (part != NULL) {
            HM_TRY(keep_part(pull, part, object, reterr));
        } else if (results != NULL && hm_str_eq(pull->key, "results")) {
            HM_TRY(hm_json_pull_pass(pull, results, reterr));
        } else {
            HM_TRY(hm_json_pull_pass(pull, &passed, reterr));
        }
    }
}

enum hm_status
hm_sarif_take_head(struct hm_json_pull *pull, json_t **ret, struct hm_str *ret_results,
                   struct hm_err *reterr)
{
    *ret_results = (struct hm_str){ 0 };
    return take_object(pull, run_parts, ret_results, ret, reterr);
}
