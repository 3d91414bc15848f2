/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/config/variables.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static const struct {
    const char *entry;
    bool is_verbose;
    const char *says; /* NULL: nothing */
} cases[] = {
    { "HULLMARK_FAIL_ON=low", true, NULL },
    { "HULLMARK_CONFIG=x.yaml", true, NULL },
    { "HULLMARK_TRIVY=/opt/trivy", true, NULL },
    { "HULLMARK_COMPOSE_LINT=", true, NULL },
    { "HULLMARK_FAILON=low", false, "HULLMARK_FAILON is not read; did you mean HULLMARK_FAIL_ON?" },
    { "HULLMARK_PROFILES=strict", false, "did you mean HULLMARK_PROFILE?" },
    { "HULLMARK_TRIVI=/opt/trivy", false, "did you mean HULLMARK_TRIVY?" },
    { "HULLMARK_CONFG=x", false, "did you mean HULLMARK_CONFIG?" },
    { "HULLMARK_VERIFY_KEY=k", false, "--verify-key is taken from the command line only" },
    { "HULLMARK_HEADER_FILE=k", false, "--header-file is taken from the command line only" },
    { "HULLMARK_REGISTRY_PASSWORD=hunter2", false, NULL },
    { "HULLMARK_REGISTRY_PASSWORD=hunter2", true, "there is no such setting" },
    { "HULLMARK_\033[31m=x", true, NULL },
    { "HULLMARK_", true, NULL },
    { "HULLMARK=x", true, NULL },
    { "HULLMAR_FAIL_ON=x", true, NULL },
};

Test(variables, what_is_not_read_is_named)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf out = { 0 };
        char entry[64];
        (void)snprintf(entry, sizeof entry, "%s", cases[i].entry);
        char *const environment[] = { entry, NULL };
        hm_variables_check(&arena, environment, cases[i].is_verbose, &out);
        const char *text = out.n == 0 ? "" : out.p;
        if (cases[i].says == NULL) {
            cr_expect_str_eq(text, "", "%s", entry);
        } else {
            cr_expect(strstr(text, cases[i].says) != NULL, "%s: %s", entry, text);
            cr_expect(strstr(text, "hunter2") == NULL);
        }
    }
}

Test(variables, no_more_lines_than_are_read)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf out = { 0 };
    char entry[] = "HULLMARK_FAILON=low";
    char *environment[101] = { 0 };
    size_t n_lines = 0;

    for (size_t i = 0; i < 100; i++) {
        environment[i] = entry;
    }
    hm_variables_check(&arena, environment, false, &out);
    for (size_t i = 0; i < out.n; i++) {
        n_lines += out.p[i] == '\n';
    }
    cr_expect_eq(n_lines, 16u);
}
