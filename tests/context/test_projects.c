/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/projects.h"

#include <criterion/criterion.h>

static const struct {
    const char *name;
    const char *text;
    enum hm_trit expected;
} rows[] = {
    { "package.json", "{\"devDependencies\": {\"a\": \"1\"}}", HM_YES },
    { "package.json", "{\"devDependencies\": {}}", HM_NO },
    { "package.json", "{\"dependencies\": {\"a\": \"1\"}}", HM_NO },
    { "package.json", "{\"devDependencies\": [\"a\"]}", HM_UNKNOWN },
    { "package.json", "{\"devDependencies\": ", HM_UNKNOWN },
    { "package.json", "[]", HM_UNKNOWN },
    { "package.json", "", HM_UNKNOWN },
    { "composer.json", "{\"require-dev\": {\"a/b\": \"1\"}}", HM_YES },
    { "composer.json", "{\"require\": {\"a/b\": \"1\"}}", HM_NO },
    { "Gemfile", "gem 'a'\ngroup :development do\n  gem 'b'\nend\n", HM_YES },
    { "Gemfile", "gem 'a', group: :test\n", HM_YES },
    { "Gemfile", "gem 'a' # group :test\n", HM_NO },
    { "Gemfile", "gemspec\n", HM_UNKNOWN },
    { "pyproject.toml", "[tool.poetry.group.dev.dependencies]\na = \"1\"\n", HM_YES },
    { "pyproject.toml", "[dependency-groups]\ndev = [\"a\"]\n", HM_YES },
    { "pyproject.toml", "[project]\ndependencies = [\"a\"]\n", HM_NO },
    { "Pipfile", "[packages]\na = \"*\"\n[dev-packages]\nb = \"*\"\n", HM_YES },
    { "Pipfile", "[packages]\na = \"*\"\n", HM_NO },
    { "README", "devDependencies", HM_UNKNOWN },
};

Test(projects, what_they_list)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect_eq(hm_project_has_development(hm_str_c(rows[i].name), hm_str_c(rows[i].text)),
                     rows[i].expected, "%s: %s", rows[i].name, rows[i].text);
    }
}
