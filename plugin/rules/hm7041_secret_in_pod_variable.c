/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

#include "plugin/model/secret.h"

static bool
has_shape(struct hm_str value)
{
    struct hm_secret secret;
    size_t at = 0;

    return hm_secret_next(value, &at, &secret);
}

/* "$(NAME)": another variable of the container. */
static bool
is_reference(struct hm_str value)
{
    return hm_str_starts(value, "$(") && hm_str_ends(value, ")");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->container->n_env; i++) {
        const struct hm_kube_env *env = &at->container->env[i];
        if (env->from != HM_ENV_LITERAL || !env->value.is_set || !env->value.is_known) {
            continue;
        }
        if (has_shape(env->value.text) ||
            (hm_secret_name(env->name) == HM_NAME_SECRET && !is_reference(env->value.text) &&
             hm_secret_value(env->value.text) == HM_VALUE_LITERAL) ||
            hm_secret_of_connection(env->value.text).n > 0) {
            hm_find_secret(out, HM_SEV_CRITICAL, env->value.value,
                           "The variable %.*s of %.*s is given its secret here.", HM_FMT(env->name),
                           HM_FMT(at->container->name.text));
        }
    }
    for (uint32_t i = 0; i < at->container->command.n; i++) {
        const struct hm_scalar *word = &at->container->command.list[i];
        if (has_shape(word->text)) {
            hm_find_secret(out, HM_SEV_CRITICAL, word->span,
                           "The command of %.*s has a secret in it.",
                           HM_FMT(at->container->name.text));
        }
    }
}

const struct hm_rule hm7041_secret_in_pod_variable = {
    .id = "HM7041",
    .concept = "secret-in-pod-variable",
    .since = "0.1",
    .title = "A secret is written into a container of a manifest",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 798, 538 },
    .same_as = HM_IDS("kube-linter:env-var-secret"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why =
        "Whoever can read the repository, or `get pods` in the cluster, has the secret; it stands "
        "in the history after it was taken out. Name and value both count, as for variables of "
        "images (HM2001): paths, empty values and references such as `$(OTHER)` are none.",
    .fix = "Treat the value as known to others and replace it. Keep it in a Secret that is not in "
           "the repository (sealed, or from an external store), and mount it as a file, or refer "
           "to it by `valueFrom: {secretKeyRef: …}`.",
    .bad = HM_KUBE_POD "      env:\n"
                       "        - name: DB_PASSWORD\n"
                       "          value: Kq7-uXw2-Tn5\n",
    .good = HM_KUBE_POD "      env:\n"
                        "        - name: DB_PASSWORD\n"
                        "          valueFrom:\n"
                        "            secretKeyRef:\n"
                        "              name: db\n"
                        "              key: password\n",
    .check = check,
};
