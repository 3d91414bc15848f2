/* SPDX-License-Identifier: Apache-2.0 */
/* Which files are sensitive by their names. */
#include <criterion/criterion.h>

#include "plugin/model/sensitive.h"
#include "tests/rows.h"

struct path_case {
    const char *path;
    enum hm_sensitive kind;
};

static const struct path_case paths[] = {
    { ".env", HM_FILE_CREDENTIAL },
    { "a/.env", HM_FILE_CREDENTIAL },
    { ".env.production", HM_FILE_CREDENTIAL },
    { "prod.env", HM_FILE_CREDENTIAL },
    { ".env.example", HM_FILE_PLAIN },
    { ".env.sample", HM_FILE_PLAIN },
    { "env", HM_FILE_PLAIN },
    { "environment.ts", HM_FILE_PLAIN },
    { "./keys/id_rsa", HM_FILE_CREDENTIAL },
    { "id_rsa.pub", HM_FILE_PLAIN },
    { "server.key", HM_FILE_CREDENTIAL },
    { ".key", HM_FILE_PLAIN },
    { "tls-key.pem", HM_FILE_CREDENTIAL },
    { "ca.pem", HM_FILE_PLAIN },
    { ".aws/credentials", HM_FILE_CREDENTIAL },
    { "home/.docker/config.json", HM_FILE_CREDENTIAL },
    { "docker/config.json", HM_FILE_PLAIN },
    { ".ssh/known_hosts", HM_FILE_PLAIN },
    { ".ssh/config", HM_FILE_CREDENTIAL },
    { ".git/HEAD", HM_FILE_HISTORY },
    { ".github/workflows/a.yml", HM_FILE_PLAIN },
    { ".gitignore", HM_FILE_PLAIN },
    { "terraform.tfstate", HM_FILE_STATE },
    { "keyboard.js", HM_FILE_PLAIN },
    { "secrets.py", HM_FILE_PLAIN },
    { "", HM_FILE_PLAIN },
    { ".", HM_FILE_PLAIN },
    { "a/.config/gcloud", HM_FILE_CREDENTIAL },
    { "x.config/gcloud", HM_FILE_PLAIN },
    { "/a/.kube/", HM_FILE_CREDENTIAL },
};

ROWS_OF(sensitive, is_told_by_name, paths)

ParameterizedTest(size_t *index, sensitive, is_told_by_name)
{
    const struct path_case *c = &paths[*index];
    const char *what = NULL;

    cr_expect_eq(hm_sensitive_path(hm_str_c(c->path), &what), c->kind, "%s", c->path);
    cr_expect(c->kind == HM_FILE_PLAIN || what != NULL, "%s", c->path);
}
