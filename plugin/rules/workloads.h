/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules about Kubernetes share: names for messages, questions about containers, and the
 * manifests of their examples. */
#ifndef HM_RULES_WORKLOADS_H
#define HM_RULES_WORKLOADS_H

#include "plugin/model/report.h"
#include "plugin/model/workload.h"

/** For the beginning of a message: "The container web", "The init container setup". */
struct hm_str hm_container_label(struct hm_arena *arena, const struct hm_container *container);

/** For the same: "The Deployment web". */
struct hm_str hm_workload_label(struct hm_arena *arena, const struct hm_workload *workload);

/** Reports a switch of the workload at hand that is on, or says that it cannot be told. @p what it
 * does then follows "The Deployment web ". */
void hm_workload_find_on(const struct hm_visit *at, struct hm_sink *out,
                         const struct hm_scalar *value, const char *what);

/** Whether it proves something that the container at hand does not say a thing of Linux: its file
 * is no patch, and its pod is not of Windows. */
bool hm_container_is_whole(const struct hm_visit *at);

/** Whether root of the pod at hand is nobody on its node: `hostUsers: false`. */
bool hm_pod_has_own_users(const struct hm_visit *at);

/** Whether the container at hand is privileged, which takes the sense from all smaller limits. */
bool hm_container_is_privileged(const struct hm_visit *at);

/** A whole number without sign, decimal or as YAML else writes it (0x1f, 0o17, 017); false for all
 * else. */
bool hm_scalar_number(const struct hm_scalar *value, uint64_t *ret_number);

/** Whether a kind ends by itself or stands for no service: Job, CronJob, and what others
 * call so. */
bool hm_workload_is_job(const struct hm_workload *workload);

#define HM_KUBE_HEAD "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n"
#define HM_KUBE_LIST "  containers:\n    - name: web\n      image: nginx:1.29\n"
#define HM_KUBE_POD HM_KUBE_HEAD HM_KUBE_LIST

#endif
