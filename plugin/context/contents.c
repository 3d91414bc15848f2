/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/contents.h"

#include "plugin/base/path.h"
#include "plugin/model/secret.h"

static const char *const MODELS[] = { "example", "sample",   "template", "dist", "tmpl",
                                      "tpl",     "defaults", "schema",   NULL };

/* One line after the other. */
struct lines {
    struct hm_str rest;
    struct hm_str line; /* trimmed */
    uint32_t number;
};

static bool
next_line(struct lines *lines)
{
    struct hm_str line;

    if (!hm_str_split(&lines->rest, '\n', &line)) {
        return false;
    }
    lines->line = hm_str_trim(line);
    lines->number++;
    return true;
}

static enum hm_content
found(struct hm_content_found *ret, enum hm_sensitive kind, const char *what, uint32_t line)
{
    *ret = (struct hm_content_found){ .kind = kind, .what = what, .line = line };
    return HM_CONTENT_SECRET;
}

static struct hm_str
unquoted(struct hm_str value)
{
    value = hm_str_trim(value);
    if (value.n >= 2 && (value.p[0] == '"' || value.p[0] == '\'') &&
        value.p[value.n - 1] == value.p[0]) {
        value = hm_str_sub(value, 1, value.n - 2);
    }
    return value;
}

/* `key = value`, `key: value`; the key without "export". */
static bool
split_pair(struct hm_str line, char sep, struct hm_str *ret_key, struct hm_str *ret_value)
{
    size_t at = hm_str_find(line, sep);
    struct hm_str key = hm_str_trim(hm_str_sub(line, 0, at));

    if (hm_str_starts(key, "export ")) {
        key = hm_str_trim(hm_str_from(key, 7));
    }
    if (at == line.n || key.n == 0) {
        return false;
    }
    *ret_key = key;
    *ret_value = unquoted(hm_str_from(line, at + 1));
    return true;
}

static bool
is_comment(struct hm_str line)
{
    return line.n == 0 || line.p[0] == '#' || line.p[0] == ';' || hm_str_starts(line, "//");
}

/* A key without a body, or with an evident stand-in for one, is none. */
static bool
has_body(const struct lines *at)
{
    struct lines lines = *at;

    while (next_line(&lines)) {
        if (lines.line.n == 0 || hm_str_has(lines.line, ": ")) {
            continue;
        }
        return !hm_str_starts(lines.line, "-----") && !hm_str_starts(lines.line, "<") &&
               !hm_str_starts(lines.line, "...") && !hm_str_has_nocase(lines.line, "your") &&
               !hm_str_has_nocase(lines.line, "replace");
    }
    return false;
}

static bool
is_private_key_line(struct hm_str line)
{
    return hm_str_starts(line, "-----BEGIN ") &&
           (hm_str_has(line, "PRIVATE KEY-----") || hm_str_has(line, "PRIVATE KEY BLOCK-----"));
}

/* Encrypted for those who may read it: SOPS, Ansible's vault, git-crypt. */
static bool
is_encrypted(struct hm_str text)
{
    return hm_str_starts(text, "$ANSIBLE_VAULT") ||
           hm_str_is(hm_str_sub(text, 0, 10), HM_S("\0GITCRYPT\0")) ||
           hm_str_has(text, "ENC[AES256_GCM,");
}

static enum hm_content
judge_magic(struct hm_str text, struct hm_content_found *ret)
{
    static const struct {
        const char *start;
        const char *what;
    } dumps[] = {
        { "PGDMP", "a dump of a database" },
        { "REDIS0", "a dump of a database" },
        { "-- MySQL dump", "a dump of a database" },
        { "-- MariaDB dump", "a dump of a database" },
        { "/*M!999999\\- enable the sandbox mode */", "a dump of a database" },
        { "--\n-- PostgreSQL database dump", "a dump of a database" },
        { "JAVA PROFILE 1.0", "a dump of a program's memory" },
    };

    for (size_t i = 0; i < sizeof dumps / sizeof dumps[0]; i++) {
        if (hm_str_starts(text, dumps[i].start)) {
            return found(ret, HM_FILE_STATE, dumps[i].what, 0);
        }
    }
    if (text.n > 18 &&
        hm_str_starts(text, "\x7f"
                            "ELF") &&
        text.p[text.p[5] == 2 ? 17 : 16] == 4 && text.p[text.p[5] == 2 ? 16 : 17] == 0) {
        return found(ret, HM_FILE_STATE, "a dump of a program's memory", 0);
    }
    return HM_CONTENT_UNKNOWN;
}

/* Files of a known form, whatever they are called. */
static enum hm_content
judge_form(struct hm_str text, struct hm_content_found *ret)
{
    struct lines lines = { .rest = text };
    bool is_cluster = hm_str_has(text, "kind: Config") && hm_str_has(text, "current-context:");
    bool is_login = hm_str_has(text, "machine ");

    if (hm_str_has(text, "\"private_key\"") && hm_str_has(text, "\"client_email\"") &&
        hm_str_has(text, "PRIVATE KEY-----")) {
        return found(ret, HM_FILE_CREDENTIAL, "a service account's key", 1);
    }
    if (hm_str_has(text, "\"terraform_version\"") && hm_str_has(text, "\"lineage\"")) {
        return found(ret, HM_FILE_STATE, "Terraform's state", 1);
    }
    while (next_line(&lines)) {
        struct hm_str key, value;
        struct hm_str line = lines.line;
        if (is_private_key_line(line) && has_body(&lines)) {
            return found(ret, HM_FILE_CREDENTIAL, "a private key", lines.number);
        }
        if (lines.number == 1 && hm_str_starts(line, "PuTTY-User-Key-File-")) {
            return found(ret, HM_FILE_CREDENTIAL, "a private SSH key", 1);
        }
        if (hm_str_starts(line, "AGE-SECRET-KEY-1")) {
            return found(ret, HM_FILE_CREDENTIAL, "an age private key", lines.number);
        }
        if (split_pair(line, '=', &key, &value) && value.n > 0 &&
            hm_secret_value(value) == HM_VALUE_LITERAL) {
            if (hm_str_eq_nocase(key, HM_S("aws_secret_access_key"))) {
                return found(ret, HM_FILE_CREDENTIAL, "AWS credentials", lines.number);
            }
            if (hm_str_starts(key, "//") && hm_str_has(key, ":_")) {
                return found(ret, HM_FILE_CREDENTIAL, "npm's settings with its tokens",
                             lines.number);
            }
        }
        if (is_cluster && split_pair(line, ':', &key, &value) && value.n > 0 &&
            (hm_str_eq(key, "client-key-data") || hm_str_eq(key, "token") ||
             hm_str_eq(key, "password"))) {
            return found(ret, HM_FILE_CREDENTIAL, "a cluster's credentials", lines.number);
        }
        if (is_login && hm_str_starts(line, "machine ") && hm_str_has(line, " password ")) {
            return found(ret, HM_FILE_CREDENTIAL, "a file of logins", lines.number);
        }
    }
    return HM_CONTENT_UNKNOWN;
}

static bool
is_model(struct hm_str name)
{
    for (const char *const *p = MODELS; *p != NULL; p++) {
        if (hm_str_has(name, *p)) {
            return true;
        }
    }
    return false;
}

/* What people write into an example in place of a secret. */
static bool
is_stand_in(struct hm_str value)
{
    static const char *const words[] = { "change",  "your",   "example",  "replace", "xxx",
                                         "dummy",   "secret", "passw",    "todo",    "placeholder",
                                         "example", "test",   "insert",   "...",     "***",
                                         "admin",   "root",   "postgres", "user",    NULL };

    for (const char *const *p = words; *p != NULL; p++) {
        if (hm_str_has_nocase(value, *p)) {
            return true;
        }
    }
    return hm_secret_is_filler(value);
}

/* Assignments: whether one is a secret by its name and a literal, or a token by its shape. */
static enum hm_content
judge_pairs(struct hm_str path, struct hm_str text, const char *what, struct hm_content_found *ret)
{
    struct lines lines = { .rest = text };
    bool is_example = is_model(hm_str_basename(path));
    enum hm_content answer = HM_CONTENT_HARMLESS;

    while (next_line(&lines)) {
        struct hm_str key, value;
        struct hm_secret secret;
        size_t at = 0;
        if (is_comment(lines.line) || hm_str_starts(lines.line, "[")) {
            continue;
        }
        if (!split_pair(lines.line, '=', &key, &value)) {
            answer = answer == HM_CONTENT_HARMLESS ? HM_CONTENT_UNKNOWN : answer;
            continue;
        }
        if (is_example && is_stand_in(value)) {
            continue;
        }
        if (hm_secret_next(value, &at, &secret) ||
            (hm_secret_name(key) == HM_NAME_SECRET && hm_secret_value(value) == HM_VALUE_LITERAL)) {
            return found(ret, HM_FILE_CREDENTIAL, what, lines.number);
        }
        if (value.n > 0 && hm_secret_value(value) != HM_VALUE_NONE && answer != HM_CONTENT_VALUES) {
            (void)found(ret, HM_FILE_CREDENTIAL, what, lines.number);
            answer = HM_CONTENT_VALUES;
        } else if (value.n > 0 && !hm_str_starts(value, "<") && answer == HM_CONTENT_HARMLESS) {
            (void)found(ret, HM_FILE_CREDENTIAL, what, lines.number);
            answer = HM_CONTENT_VALUES;
        }
    }
    return answer;
}

/* Only what is a secret counts: the rest are settings. */
static enum hm_content
only_secrets(enum hm_content answer)
{
    return answer == HM_CONTENT_VALUES ? HM_CONTENT_HARMLESS : answer;
}

/* `"auth": "…"` with something in it. */
static bool
has_member(struct hm_str text, const char *key)
{
    size_t n = strlen(key);

    for (size_t at = hm_str_find(text, '"'); at < text.n;
         at += 1 + hm_str_find(hm_str_from(text, at + 1), '"')) {
        struct hm_str rest = hm_str_from(text, at + 1);
        if (hm_str_starts(rest, key) && rest.n > n && rest.p[n] == '"') {
            rest = hm_str_trim(hm_str_sub(rest, n + 1, 64));
            rest = rest.n > 0 && rest.p[0] == ':' ? hm_str_trim(hm_str_from(rest, 1)) : HM_S("");
            if (rest.n > 1 && rest.p[0] == '"' && rest.p[1] != '"') {
                return true;
            }
        }
    }
    return false;
}

static enum hm_content
judge_registry(struct hm_str text, struct hm_content_found *ret)
{
    if (has_member(text, "auth") || has_member(text, "identitytoken") ||
        has_member(text, "password")) {
        return found(ret, HM_FILE_CREDENTIAL, "a registry's credentials", 1);
    }
    return hm_str_starts(hm_str_trim(text), "{") ? HM_CONTENT_HARMLESS : HM_CONTENT_UNKNOWN;
}

/* What the name says that the file is decides how its text is read. */
static enum hm_content
judge_named(struct hm_str path, struct hm_str text, struct hm_content_found *ret)
{
    struct hm_str name = hm_str_basename(path);
    bool is_environment =
        hm_str_eq(name, ".env") || hm_str_starts(name, ".env.") || hm_str_ends(name, ".env");

    if (is_environment) {
        enum hm_content answer = judge_pairs(path, text, "an environment file", ret);
        return is_model(name) ? only_secrets(answer) : answer;
    }
    if (hm_str_eq(name, ".envrc")) {
        enum hm_content answer = judge_pairs(path, text, "an environment file", ret);
        return answer == HM_CONTENT_SECRET ? answer : HM_CONTENT_HARMLESS;
    }
    if (hm_str_eq(name, ".npmrc")) {
        return only_secrets(judge_pairs(path, text, "npm's settings with its tokens", ret));
    }
    if (hm_str_ends(name, ".tfvars")) {
        return only_secrets(judge_pairs(path, text, "Terraform's variables", ret));
    }
    if (hm_str_eq(name, ".pypirc") && hm_str_has(text, "[")) {
        return only_secrets(judge_pairs(path, text, "PyPI's credentials", ret));
    }
    if (hm_str_ends(path, ".docker/config.json") || hm_str_eq(name, ".dockercfg")) {
        return judge_registry(text, ret);
    }
    if (hm_str_has(text, "-----BEGIN ") &&
        (hm_str_ends(name, ".pem") || hm_str_ends(name, ".key"))) {
        return HM_CONTENT_HARMLESS;
    }
    if (hm_str_has(path, ".aws/") && hm_str_has(text, "[") && hm_str_eq(name, "config")) {
        return only_secrets(judge_pairs(path, text, "AWS credentials", ret));
    }
    if (hm_str_has(path, ".ssh/") && hm_str_eq(name, "config")) {
        return HM_CONTENT_HARMLESS;
    }
    return HM_CONTENT_UNKNOWN;
}

enum hm_content
hm_content_judge(struct hm_str path, struct hm_str text, struct hm_content_found *ret_found)
{
    enum hm_content answer = HM_CONTENT_UNKNOWN;

    text = hm_str_sub(text, 0, HM_CONTENT_LIMIT);
    if (hm_str_trim(text).n == 0 || is_encrypted(text)) {
        return HM_CONTENT_HARMLESS;
    }
    answer = judge_magic(text, ret_found);
    if (answer == HM_CONTENT_UNKNOWN && hm_str_find(text, '\0') == text.n) {
        answer = judge_form(text, ret_found);
        if (answer == HM_CONTENT_UNKNOWN) {
            answer = judge_named(path, text, ret_found);
        }
    }
    return answer;
}

bool
hm_is_of_package(struct hm_str path)
{
    static const char *const folders[] = { "node_modules/", "bower_components/", "site-packages/",
                                           NULL };

    for (const char *const *p = folders; *p != NULL; p++) {
        if (hm_str_has(path, *p)) {
            return true;
        }
    }
    return false;
}

bool
hm_content_may_tell(struct hm_str path)
{
    static const char *const endings[] = {
        "asc",  "backup", "bak",  "cer",        "cfg", "cnf",  "conf",       "config",
        "core", "crt",    "dump", "hprof",      "ini", "json", "kubeconfig", "old",
        "orig", "p8",     "pem",  "properties", "rdb", "sql",  "toml",       "txt",
        "yaml", "yml",    "env",  "example",    NULL,
    };
    static const char *const known[] = {
        "license",
        "licence",
        "readme",
        "makefile",
        "dockerfile",
        "containerfile",
        "jenkinsfile",
        "copying",
        "notice",
        "authors",
        "changelog",
        "gemfile",
        "rakefile",
        "procfile",
        "justfile",
        "codeowners",
        "package.json",
        "tsconfig.json",
        "vagrantfile",
        "composer.json",
        "package-lock.json",
        "composer.lock",
        "maintainers",
        "contributing",
        "requirements.txt",
        "cmakelists.txt",
        "pom.xml",
        NULL,
    };
    struct hm_str name = hm_str_basename(path);
    size_t dot = hm_str_find_last(name, '.');

    if (hm_is_of_package(path) || hm_str_in_nocase(name, known)) {
        return false;
    }
    return dot == name.n || hm_str_in_nocase(hm_str_from(name, dot + 1), endings);
}

bool
hm_content_is_value(struct hm_str text)
{
    return hm_secret_value(hm_str_trim(text)) == HM_VALUE_LITERAL;
}
