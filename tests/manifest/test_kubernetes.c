/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/kubernetes.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/buf.h"

#define HEAD "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"

static bool
read_text(struct hm_arena *arena, const char *text, struct hm_manifests *ret)
{
    return hm_kubernetes_read(arena, HM_S("a.yaml"), hm_str_c(text), ret);
}

struct meant {
    const char *text;
    bool is_meant;
};

static const struct meant MEANT[] = {
    { "apiVersion: v1\nkind: Pod\n", true },
    { "a: 1\n---\nkind: Pod\napiVersion: v1\n", true },
    { "{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}", true },
    { "apiVersion: v1\n", false },
    { "kind: Pod\n", false },
    { "# apiVersion: v1, kind: Pod\na: 1\n", false },
    { "below:\n  apiVersion: v1\n  kind: Pod\n", false },
    { "apiVersion: [v1]\nkind: Pod\n", false },
    { "FROM alpine\nRUN echo 'apiVersion: v1' && echo 'kind: Pod'\n", false },
    { "", false },
};

Test(kubernetes, what_is_one)
{
    for (size_t i = 0; i < sizeof MEANT / sizeof MEANT[0]; i++) {
        cr_expect_eq(hm_kubernetes_is_meant(hm_str_c(MEANT[i].text)), MEANT[i].is_meant, "%s",
                     MEANT[i].text);
    }
}

/* What might be deployed is refused, and not passed over. */
Test(kubernetes, what_is_in_utf_16_is_refused)
{
    static const char text[] = "apiVersion: v1\nkind: Pod\n";
    static const char other[] = "a: 1\n";
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;

    for (int is_big = 0; is_big < 2; is_big++) {
        const char *const texts[] = { text, other };
        for (size_t k = 0; k < 2; k++) {
            hm_auto_buf struct hm_buf wide = { 0 };
            hm_buf_puts(&wide, is_big ? "\xfe\xff" : "\xff\xfe");
            for (const char *p = texts[k]; *p != '\0'; p++) {
                hm_buf_putc(&wide, is_big ? '\0' : *p);
                hm_buf_putc(&wide, is_big ? *p : '\0');
            }
            bool is_read = hm_kubernetes_read(&arena, HM_S("a.yaml"), hm_buf_str(&wide), &manifest);
            cr_assert_eq(is_read, k == 0);
            cr_expect(k == 1 || (manifest.n_problems == 1 && manifest.problems[0].is_fatal &&
                                 hm_str_has(manifest.problems[0].text, "UTF-16")));
        }
    }
}

Test(kubernetes, what_is_none_is_left_alone)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;

    cr_expect_not(read_text(&arena, "openapi: 3.0.0\npaths: {}\n", &manifest));
    cr_expect_not(read_text(&arena, "below: {apiVersion: v1, kind: Pod}\n", &manifest));
    cr_expect_not(read_text(&arena, "x: [apiVersion: , kind: }\n", &manifest), "broken, and none");
}

struct found {
    const char *text;
    uint32_t n_objects;
    uint32_t n_workloads;
    uint32_t n_containers; /* of the first */
};

#define POD(more) "spec: {template: {spec: {containers: [{name: a, image: b}]" more "}}}\n"

static const struct found FOUND[] = {
    { HEAD "spec: {containers: [{name: a}, {name: b}], initContainers: [{name: c}]}\n", 1, 1, 3 },
    { HEAD "spec: {ephemeralContainers: [{name: a}]}\n", 1, 1, 1 },
    { HEAD, 1, 1, 0 },
    { HEAD "spec: text\n", 1, 1, 0 },
    { HEAD "spec: {containers: {name: a}}\n", 1, 1, 0 },
    { HEAD "spec: {containers: [text, 1, null, [a]]}\n", 1, 1, 4 },
    { "apiVersion: apps/v1\nkind: Deployment\n" POD(""), 1, 1, 1 },
    { "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n" POD(""), 1, 1, 1 },
    { "apiVersion: v1\nkind: Service\nspec: {type: NodePort}\n", 1, 0, 0 },
    { "apiVersion: v1\nkind: PodTemplate\ntemplate: {spec: {containers: [{name: a}]}}\n", 1, 1, 1 },
    { "apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: "
      "{containers: [{name: a}]}}}}}\n",
      1, 1, 1 },
    { "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items: "
      "[{apiVersion: v1, kind: Pod}, {apiVersion: v1, kind: Secret}]\n",
      2, 1, 0 },
    { "apiVersion: v1\nkind: RoleList\nitems: [1, [], []]\n---\n" HEAD, 1, 1, 0 },
};

Test(kubernetes, objects_workloads_and_containers)
{
    for (size_t i = 0; i < sizeof FOUND / sizeof FOUND[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest;
        cr_assert(read_text(&arena, FOUND[i].text, &manifest), "%s", FOUND[i].text);
        cr_expect_eq(manifest.n_objects, FOUND[i].n_objects, "%s", FOUND[i].text);
        cr_assert_eq(manifest.n_workloads, FOUND[i].n_workloads, "%s", FOUND[i].text);
        if (manifest.n_workloads > 0) {
            cr_expect_eq(manifest.workloads[0].n_containers, FOUND[i].n_containers, "%s",
                         FOUND[i].text);
        }
    }
}

Test(kubernetes, a_container_has_what_its_pod_gives_it_but_for_its_own)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;

    cr_assert(read_text(&arena,
                        HEAD "spec:\n"
                             "  securityContext: {runAsUser: 7, runAsNonRoot: true}\n"
                             "  containers:\n"
                             "  - name: a\n"
                             "  - name: b\n"
                             "    securityContext: {runAsUser: 8, privileged: true}\n",
                        &manifest));
    const struct hm_container *a = &manifest.workloads[0].containers[0];
    const struct hm_container *b = &manifest.workloads[0].containers[1];
    cr_expect(hm_str_eq(a->effective.run_as_user.text, "7"));
    cr_expect_not(a->own.is_set);
    cr_expect(hm_str_eq(b->effective.run_as_user.text, "8"));
    cr_expect(hm_str_eq(b->effective.run_as_non_root.text, "true"));
    cr_expect_eq(hm_scalar_is_true(&b->effective.privileged), HM_YES);
}

Test(kubernetes, words_of_yaml_1_1_are_true_unless_quoted)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;

    cr_assert(read_text(&arena, HEAD "spec: {hostNetwork: yes, hostPID: off, hostIPC: 'yes'}\n",
                        &manifest));
    const struct hm_pod *pod = &manifest.workloads[0].pod;
    cr_expect(hm_str_eq(pod->host_network.text, "true"));
    cr_expect(hm_str_eq(pod->host_pid.text, "false"));
    cr_expect(hm_str_eq(pod->host_ipc.text, "yes"));
}

Test(kubernetes, merged_and_aliased_values_count)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;

    cr_assert(read_text(&arena,
                        HEAD "spec:\n"
                             "  containers:\n"
                             "  - &a {name: a, image: x, securityContext: &s {privileged: true}}\n"
                             "  - {<<: *a, name: b}\n"
                             "  - {name: c, securityContext: *s}\n",
                        &manifest));
    for (uint32_t i = 0; i < 3; i++) {
        const struct hm_container *container = &manifest.workloads[0].containers[i];
        cr_expect_eq(hm_scalar_is_true(&container->own.privileged), HM_YES, "%u", i);
    }
    cr_expect(hm_str_eq(manifest.workloads[0].containers[1].name.text, "b"));
}

Test(kubernetes, documents_above_an_error_are_read_and_the_error_is_said)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;

    cr_assert(read_text(&arena, HEAD "---\n" HEAD "spec: {\n", &manifest));
    cr_expect_eq(manifest.n_workloads, 1);
    cr_assert_eq(manifest.n_problems, 1);
    cr_expect(manifest.problems[0].is_fatal);
}

Test(kubernetes, containers_beyond_the_limit_are_said_to_be_left_out)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_manifests manifest;

    hm_buf_puts(&text, HEAD "spec: {containers: [");
    for (uint32_t i = 0; i <= HM_KUBE_CONTAINERS; i++) {
        hm_buf_puts(&text, "{name: a},");
    }
    hm_buf_puts(&text, "]}\n");
    cr_assert(hm_kubernetes_read(&arena, HM_S("a.yaml"), hm_buf_str(&text), &manifest));
    cr_expect_eq(manifest.workloads[0].n_containers, HM_KUBE_CONTAINERS);
    cr_assert_eq(manifest.n_problems, 1);
    cr_expect_not(manifest.problems[0].is_fatal);
}

Test(kubernetes, a_patch_is_told_from_a_whole_object)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;

    cr_assert(read_text(&arena, HEAD "spec: {containers: [{name: a}]}\n", &manifest));
    cr_expect(manifest.workloads[0].is_partial);
    cr_assert(read_text(&arena, HEAD "spec: {containers: [{name: a, image: b}]}\n", &manifest));
    cr_expect_not(manifest.workloads[0].is_partial);
}

Test(kubernetes, hostile_text_is_read_in_time)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_manifests manifest;

    hm_buf_puts(&text, "apiVersion: v1\nkind: List\na: &a {apiVersion: v1, kind: Pod}\n");
    for (char c = 'b'; c < 'z'; c++) {
        hm_buf_printf(&text, "%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c]\n", c, c, c - 1, c - 1, c - 1,
                      c - 1, c - 1, c - 1);
    }
    hm_buf_puts(&text, "items: *y\n");
    cr_assert(hm_kubernetes_read(&arena, HM_S("a.yaml"), hm_buf_str(&text), &manifest));
    cr_expect_eq(manifest.n_problems, 1, "the aliases are too many");
}
