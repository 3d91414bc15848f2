/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->container->n_env; i++) {
        const struct hm_kube_env *env = &at->container->env[i];
        if (env->from == HM_ENV_SECRET) {
            hm_find(out, env->span, "%.*s gets a Secret as a variable, not as a file.",
                    HM_FMT(hm_container_label(out->arena, at->container)));
        }
    }
}

const struct hm_rule hm7042_secret_by_variable = {
    .id = "HM7042",
    .concept = "secret-by-variable",
    .since = "0.1",
    .title = "A container gets a Secret as a variable",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_SECRETS,
    .profile = HM_PROFILE_ALL,
    .cwe = { 526 },
    .same_as = HM_IDS("checkov:CKV_K8S_35", "kics:Secrets As Environment Variables",
                      "kube-linter:read-secret-from-env-var"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "Variables are inherited by every process that the container starts, and crash reports "
           "and debug pages carry them away. A file is read by the one program that knows where it "
           "is, and it follows when the Secret is replaced.",
    .fix = "Mount the Secret as a volume, and give the program the path.",
    .bad = HM_KUBE_POD "      envFrom:\n"
                       "        - secretRef:\n"
                       "            name: db\n",
    .good = HM_KUBE_POD "      volumeMounts:\n"
                        "        - name: db\n"
                        "          mountPath: /run/secrets/db\n"
                        "          readOnly: true\n"
                        "  volumes:\n"
                        "    - name: db\n"
                        "      secret:\n"
                        "        secretName: db\n",
    .check = check,
};
