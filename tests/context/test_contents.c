/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/contents.h"

#include "tests/rows.h"

#define KEY "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n"

struct content_case {
    const char *path;
    const char *text;
    enum hm_content content;
    uint32_t line;
};

static const struct content_case contents[] = {
    { ".env", "", HM_CONTENT_HARMLESS, 0 },
    { ".env", "# nothing\nA=\nB=''\n", HM_CONTENT_HARMLESS, 0 },
    { ".env", "A=1\n", HM_CONTENT_VALUES, 1 },
    { ".env", "PORT=3000\nexport DB_PASSWORD='f9TzLm4wKq7'\n", HM_CONTENT_SECRET, 2 },
    { ".env", "x", HM_CONTENT_UNKNOWN, 0 },
    { ".env.example", "DB_PASSWORD=\nPORT=3000\n", HM_CONTENT_HARMLESS, 0 },
    { ".env.example", "DB_PASSWORD=changeme\n", HM_CONTENT_HARMLESS, 0 },
    { ".env.example", "DB_PASSWORD=f9TzLm4wKq7\n", HM_CONTENT_SECRET, 1 },
    { ".envrc", "use flake\n", HM_CONTENT_HARMLESS, 0 },
    { "config", KEY, HM_CONTENT_SECRET, 1 },
    { "config", "-----BEGIN PRIVATE KEY-----\n<your key here>\n", HM_CONTENT_UNKNOWN, 0 },
    { "tls.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n", HM_CONTENT_HARMLESS, 0 },
    { "tls.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n" KEY, HM_CONTENT_SECRET, 3 },
    { "id_rsa", "x", HM_CONTENT_UNKNOWN, 0 },
    { ".npmrc", "save-exact=true\nengine-strict=true\n", HM_CONTENT_HARMLESS, 0 },
    { ".npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n", HM_CONTENT_HARMLESS, 0 },
    { ".npmrc", "//r.example/:_authToken=f9TzLm4wKq7f9TzLm4wKq7\n", HM_CONTENT_SECRET, 1 },
    { ".docker/config.json", "{\"credsStore\":\"pass\"}", HM_CONTENT_HARMLESS, 0 },
    { ".docker/config.json", "{\"auths\":{\"x\":{\"auth\": \"dTpw\"}}}", HM_CONTENT_SECRET, 1 },
    { "k", "kind: Config\ncurrent-context: a\n  client-key-data: LS0t\n", HM_CONTENT_SECRET, 3 },
    { "login", "machine a login b password c\n", HM_CONTENT_SECRET, 1 },
    { "cred", "[default]\naws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCY\n",
      HM_CONTENT_SECRET, 2 },
    { "sa.json", "{\"client_email\":\"a\",\"private_key\":\"-----BEGIN PRIVATE KEY-----\\nMII\"}",
      HM_CONTENT_SECRET, 1 },
    { "x.json", "{\"terraform_version\":\"1\",\"lineage\":\"b\"}", HM_CONTENT_SECRET, 1 },
    { "a.sql", "-- MySQL dump 10.13\n", HM_CONTENT_SECRET, 0 },
    { "a.sql", "CREATE TABLE a (b INT);\n", HM_CONTENT_UNKNOWN, 0 },
    { "secrets.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n", HM_CONTENT_HARMLESS, 0 },
    { "prod.tfvars", "region = \"eu\"\n", HM_CONTENT_HARMLESS, 0 },
};

ROWS_OF(contents, judge, contents)

ParameterizedTest(size_t *index, contents, judge)
{
    const struct content_case *c = &contents[*index];
    struct hm_content_found found = { 0 };
    enum hm_content answer = hm_content_judge(hm_str_c(c->path), hm_str_c(c->text), &found);

    cr_expect_eq(answer, c->content, "%s: %d", c->path, answer);
    if (answer >= HM_CONTENT_VALUES) {
        cr_expect_eq(found.line, c->line, "%s: %u", c->path, found.line);
        cr_expect(found.what != NULL && found.kind != HM_FILE_PLAIN);
    }
}

Test(contents, of_a_core_dump_is_memory)
{
    struct hm_content_found found = { 0 };
    char core[64] = "\x7f"
                    "ELF\x02\x01\x01";

    core[16] = 4;
    cr_expect_eq(hm_content_judge(HM_S("core"), hm_str_make(core, sizeof core), &found),
                 HM_CONTENT_SECRET);
    core[16] = 2;
    cr_expect_eq(hm_content_judge(HM_S("a.out"), hm_str_make(core, sizeof core), &found),
                 HM_CONTENT_UNKNOWN);
}

Test(contents, are_worth_a_look_by_their_names)
{
    cr_expect(hm_content_may_tell(HM_S("config")) && hm_content_may_tell(HM_S("a/b.json")));
    cr_expect_not(hm_content_may_tell(HM_S("main.c")));
    cr_expect_not(hm_content_may_tell(HM_S("LICENSE")));
    cr_expect_not(hm_content_may_tell(HM_S("node_modules/a/key.pem")));
}

Test(contents, a_text_is_a_value_unless_it_stands_for_one)
{
    cr_expect(hm_content_is_value(HM_S("f9TzLm4wKq7vB\n")));
    cr_expect_not(hm_content_is_value(HM_S(" \n")));
    cr_expect_not(hm_content_is_value(HM_S("<password>\n")));
    cr_expect_not(hm_content_is_value(HM_S("${DB_PASSWORD}\n")));
}
