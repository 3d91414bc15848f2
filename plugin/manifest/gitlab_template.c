/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/gitlab_template.h"

/* Sources: lib/gitlab/ci/templates of GitLab, and the projects below gitlab.com/components. */
static const struct hm_gitlab_template templates[] = {
    { "accessibility", NULL },
    { "api-discovery", NULL },
    { "api-fuzzing", NULL },
    { "api-security", NULL },
    { "branch-pipelines", NULL },
    { "browser-performance-testing", NULL },
    { "code-intelligence", NULL },
    { "code-quality", NULL },
    { "container-scanning", "container_scanning" },
    { "coverage-fuzzing", NULL },
    { "dast", NULL },
    { "dast-api", NULL },
    { "dast-on-demand-scan", NULL },
    { "dependency-scanning", "dependency_scanning" },
    { "license-scanning", NULL },
    { "load-performance-testing", NULL },
    { "mergerequest-pipelines", NULL },
    { "sast", "sast" },
    { "sast-iac", NULL },
    { "secret-detection", "secret_detection" },
};

/* "Jobs/SAST.latest.gitlab-ci.yml" is "SAST". */
static struct hm_str
template_name(struct hm_str path)
{
    static const char *const ends[] = { ".yml", ".gitlab-ci", ".latest" };
    struct hm_str name = hm_str_basename(path);

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (hm_str_ends(name, ends[i])) {
            name = hm_str_sub(name, 0, name.n - strlen(ends[i]));
        }
    }
    return name;
}

/* "$CI_SERVER_FQDN/components/sast/sast@3" is "sast": the project, whose components are few. */
static struct hm_str
component_name(struct hm_str path)
{
    size_t host = hm_str_find(path, '/');
    struct hm_str rest = hm_str_from(path, host + 1);

    if (!hm_str_starts(rest, "components/")) {
        return HM_S("");
    }
    rest = hm_str_from(rest, strlen("components/"));
    return hm_str_sub(rest, 0, hm_str_find(rest, '/'));
}

const struct hm_gitlab_template *
hm_gitlab_template_find(struct hm_str include)
{
    struct hm_str name = HM_S("");

    if (hm_str_starts(include, "template:")) {
        name = template_name(hm_str_from(include, strlen("template:")));
    } else if (hm_str_starts(include, "component:")) {
        name = component_name(hm_str_from(include, strlen("component:")));
    }
    for (size_t i = 0; i < sizeof templates / sizeof templates[0]; i++) {
        if (hm_str_eq_nocase(name, hm_str_c(templates[i].name))) {
            return &templates[i];
        }
    }
    return NULL;
}
