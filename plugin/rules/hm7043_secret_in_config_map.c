/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

#include "plugin/model/secret.h"

static void
judge(const struct hm_yaml_pair *pair, struct hm_sink *out)
{
    struct hm_str value = pair->value->text;
    struct hm_secret secret;
    size_t at = 0;
    bool is_line = hm_str_find(value, '\n') == value.n;
    struct hm_span span = { .off = pair->value->off, .len = pair->value->len };

    if (pair->value->kind != HM_YAML_TEXT || hm_str_has(value, "{{")) {
        return;
    }
    if (hm_secret_next(value, &at, &secret) ||
        (is_line && hm_secret_name(pair->key->text) == HM_NAME_SECRET &&
         hm_secret_value(value) == HM_VALUE_LITERAL)) {
        hm_find_secret(out, HM_SEV_HIGH, span, "The key %.*s of a ConfigMap holds a secret.",
                       HM_FMT(hm_str_sub(pair->key->text, 0, 253)));
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->manifests->n_objects; i++) {
        const struct hm_object *object = at->manifests->objects[i];

        const struct hm_yaml *data =
            hm_str_eq(object->kind, "ConfigMap") ? hm_yaml_get(object->tree, "data") : NULL;
        for (uint32_t k = 0; data != NULL && data->kind == HM_YAML_MAP && k < data->n; k++) {
            judge(&data->pairs[k], out);
        }
    }
}

const struct hm_rule hm7043_secret_in_config_map = {
    .id = "HM7043",
    .concept = "secret-in-config-map",
    .since = "0.1",
    .title = "A ConfigMap holds a secret",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 312 },
    .same_as = HM_IDS("trivy:KSV-0109", "trivy:KSV-01010"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why = "ConfigMaps are not encrypted, are read by everybody who may read the namespace, and "
           "are shown in full by tools. The keys are judged as variables are (HM2001); in values "
           "of several lines, such as whole files, secrets are found by their shapes: tokens, "
           "private keys, passwords in URLs.",
    .fix = "Treat the value as known to others and replace it; keep it in a Secret that is not in "
           "the repository.",
    .bad = "apiVersion: v1\n"
           "kind: ConfigMap\n"
           "metadata:\n"
           "  name: app\n"
           "data:\n"
           "  DB_PASSWORD: Kq7-uXw2-Tn5\n",
    .good = "apiVersion: v1\n"
            "kind: ConfigMap\n"
            "metadata:\n"
            "  name: app\n"
            "data:\n"
            "  DB_PASSWORD_FILE: /run/secrets/db\n",
    .check = check,
};
