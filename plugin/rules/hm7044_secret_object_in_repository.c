/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

#include "plugin/model/secret.h"

/* What is public by its kind. */
static bool
is_public(struct hm_str key)
{
    return hm_str_ends(key, ".crt") || hm_str_ends(key, ".pub") || hm_str_eq(key, "username") ||
           hm_str_eq(key, "namespace");
}

static void
judge(const struct hm_yaml_pair *pair, bool is_base64, struct hm_sink *out)
{
    struct hm_str value = hm_str_trim(pair->value->text);
    struct hm_span span = { .off = pair->value->off, .len = pair->value->len };
    bool is_value = is_base64 ? value.n > 4 && !hm_str_has(value, "<")
                              : hm_secret_value(value) == HM_VALUE_LITERAL;

    if (pair->value->kind < HM_YAML_LIST && pair->value->kind != HM_YAML_NULL && is_value &&
        !hm_str_has(value, "{{") && !hm_str_starts(value, "ENC[") && !is_public(pair->key->text)) {
        hm_find_secret(out, HM_SEV_HIGH, span, "The value of %.*s of a Secret stands in this file.",
                       HM_FMT(hm_str_sub(pair->key->text, 0, 253)));
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->manifests->n_objects; i++) {
        const struct hm_object *object = at->manifests->objects[i];

        static const char *const maps[] = { "data", "stringData" };
        for (size_t m = 0;
             m < 2 && hm_str_eq(object->kind, "Secret") && hm_str_eq(object->api_version, "v1");
             m++) {
            const struct hm_yaml *data = hm_yaml_get(object->tree, maps[m]);
            for (uint32_t k = 0; data != NULL && data->kind == HM_YAML_MAP && k < data->n; k++) {
                judge(&data->pairs[k], m == 0, out);
            }
        }
    }
}

const struct hm_rule hm7044_secret_object_in_repository = {
    .id = "HM7044",
    .concept = "secret-object-in-repository",
    .since = "0.1",
    .title = "A Secret stands in a file with its values",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 540, 312 },
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why = "Base64 is no encryption: a Secret in a repository is a secret that everybody has who "
           "ever cloned it, and it stands in the history after it was taken out. Empty values, "
           "placeholders and certificates are not reported.",
    .fix = "Treat the values as known to others and replace them. Keep Secrets sealed "
           "(SealedSecret, SOPS), or have them made from an external store (ExternalSecret).",
    .bad = "apiVersion: v1\n"
           "kind: Secret\n"
           "metadata:\n"
           "  name: db\n"
           "data:\n"
           "  password: S3E3LXVYdzItVG41\n",
    .good = "apiVersion: external-secrets.io/v1\n"
            "kind: ExternalSecret\n"
            "metadata:\n"
            "  name: db\n"
            "spec:\n"
            "  refreshInterval: 1h\n",
    .check = check,
};
