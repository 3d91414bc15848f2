/* SPDX-License-Identifier: Apache-2.0 */
/* Entries of roles, as they are written and as they are not. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/manifest/kubernetes.h"
#include "plugin/rules/roles.h"
#include "tests/rows.h"

#define ROLE "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: web}\n"

struct role_case {
    const char *text;
    unsigned n_rules;
    unsigned n_wildcards;
    unsigned n_named;
};

static const struct role_case cases[] = {
    { ROLE "rules:\n  - {resources: [pods], verbs: [get]}\n", 1, 0, 0 },
    { ROLE "rules:\n  - {resources: ['*'], verbs: [get]}\n", 1, 1, 0 },
    { ROLE "rules:\n  - {resources: [pods], verbs: ['*']}\n", 1, 1, 0 },
    { ROLE "rules:\n  - {resources: [pods/*], verbs: [get]}\n", 1, 0, 0 },
    { ROLE "rules:\n  - {apiGroups: ['*'], resources: [pods], verbs: [get]}\n", 1, 0, 0 },
    { ROLE "rules:\n  - {resources: [pods], resourceNames: [a], verbs: [get]}\n", 1, 0, 1 },
    { ROLE "rules:\n  - {resources: [pods], resourceNames: [], verbs: [get]}\n", 1, 0, 0 },
    { ROLE "rules:\n  - not a map\n  - {verbs: '*'}\n  - {verbs: [[a], {b: c}]}\n", 2, 0, 0 },
    { ROLE "rules: {}\n", 0, 0, 0 },
    { ROLE, 0, 0, 0 },
    { "apiVersion: v1\nkind: Other\nrules:\n  - {verbs: ['*']}\n", 0, 0, 0 },
};

static unsigned n_rules, n_wildcards, n_named;

static void
count(const struct hm_role_rule *rule, struct hm_sink *out)
{
    (void)out;
    n_rules++;
    n_wildcards += rule->has_wildcard;
    n_named += rule->is_named;
}

ROWS_OF(roles, each, cases)

ParameterizedTest(size_t *index, roles, each)
{
    const struct role_case *c = &cases[*index];
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;

    cr_assert(hm_kubernetes_read(&arena, HM_S("role.yaml"), hm_str_c(c->text), &manifests));
    hm_roles_each(&(struct hm_visit){ .manifests = &manifests }, NULL, count);
    cr_expect_eq(n_rules, c->n_rules);
    cr_expect_eq(n_wildcards, c->n_wildcards);
    cr_expect_eq(n_named, c->n_named);
}
