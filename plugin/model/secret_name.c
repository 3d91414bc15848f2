/* SPDX-License-Identifier: Apache-2.0 */
/* What names and values of variables say (secret.h): words, not substrings. */
#include "plugin/model/secret.h"

enum {
    MAX_WORDS = 24,
};

/* The words of a name: parted by '_', '-', '.', and where camelCase turns. */
static size_t
split_words(struct hm_str name, struct hm_str words[MAX_WORDS])
{
    size_t n = 0;
    size_t start = 0;

    for (size_t i = 0; i <= name.n && n < MAX_WORDS; i++) {
        bool is_end = i == name.n || !(hm_is_alpha(name.p[i]) || hm_is_digit(name.p[i]));
        bool is_turn = !is_end && i > start && name.p[i] >= 'A' && name.p[i] <= 'Z' &&
                       name.p[i - 1] >= 'a' && name.p[i - 1] <= 'z';
        if ((is_end || is_turn) && i > start) {
            words[n++] = hm_str_sub(name, start, i - start);
        }
        start = is_end ? i + 1 : is_turn ? i : start;
    }
    return n;
}

static const char *const secret_words[] = {
    "password",  "passwd",     "passphrase", "pword",       "pass",        "passcode",
    "secret",    "token",      "apikey",     "credential",  "credentials", "secretkey",
    "accesskey", "privatekey", "authtoken",  "accesstoken", "sshkey",      NULL,
};

/* Of these, only what stands in front tells whether they denote a secret: API_KEY, CACHE_KEY. */
static const char *const key_owners[] = {
    "api",     "access", "secret",  "private", "encryption", "signing", "auth",   "deploy", "ssh",
    "master",  "crypt",  "crypto",  "jwt",     "session",    "cookie",  "hmac",   "aes",    "rsa",
    "account", "app",    "license", "storage", "admin",      "service", "client", NULL,
};

static const char *const doubtful_words[] = {
    "key", "keys", "auth", "secrets", "tokens", "passwords", "apikeys", NULL,
};

/* After a secret's word these say that the value is about the secret, not the secret. */
static const char *const about_words[] = {
    "file",     "files",    "path",     "dir",         "directory",  "folder",   "name",
    "names",    "alias",    "url",      "uri",         "endpoint",   "host",     "server",
    "port",     "type",     "mode",     "ttl",         "expiry",     "expires",  "expiration",
    "expire",   "lifetime", "length",   "len",         "size",       "policy",   "min",
    "max",      "header",   "prefix",   "suffix",      "algorithm",  "alg",      "algo",
    "method",   "manager",  "provider", "store",       "arn",        "version",  "public",
    "pub",      "enabled",  "disabled", "enable",      "disable",    "required", "rotation",
    "count",    "timeout",  "realm",    "format",      "env",        "var",      "variable",
    "reset",    "field",    "ring",     "interval",    "issuer",     "audience", "domain",
    "bucket",   "limit",    "usage",    "strategy",    "scope",      "scopes",   "backend",
    "driver",   "plugin",   "plugins",  "helper",      "cmd",        "command",  "source",
    "mount",    "location", "exists",   "validity",    "iterations", "encoding", "encoder",
    "hasher",   "checker",  "user",     "username",    "column",     "cache",    "label",
    "template", "regex",    "pattern",  "description", NULL,
};

/* Before a key's word these say that it may be known to all, or is no credential. */
static const char *const public_words[] = {
    "public",    "pub",   "gpg",  "pgp",   "publishable", "sort",        "primary", "foreign",
    "partition", "cache", "host", "known", "hot",         "idempotency", "site",    NULL,
};

/* What may follow a secret's word without changing what it is. */
static const char *const neutral_words[] = {
    "base", "value", "prod",    "production", "dev",   "development", "staging",   "test", "main",
    "old",  "new",   "default", "plain",      "b64",   "base64",      "secondary", "ro",   "rw",
    "one",  "two",   "string",  "text",       "local", "live",        "key",       NULL,
};

static bool
is_number(struct hm_str word)
{
    uint64_t number;

    return hm_str_to_u64(word, UINT64_MAX, &number);
}

/* "PGPASSWORD", "MYSQLPASSWD": written together. */
static bool
ends_as_secret(struct hm_str word)
{
    static const char *const ends[] = { "password",  "passwd",    "passphrase",  "apikey",
                                        "secretkey", "authtoken", "accesstoken", NULL };

    for (const char *const *p = ends; *p != NULL; p++) {
        size_t n = strlen(*p);
        if (word.n > n && hm_str_eq_nocase(hm_str_from(word, word.n - n), hm_str_c(*p))) {
            return true;
        }
    }
    return false;
}

static enum hm_secret_name
judge_word(const struct hm_str *words, size_t i)
{
    bool has_before = i > 0;

    if (hm_str_in_nocase(words[i], secret_words) || ends_as_secret(words[i])) {
        return HM_NAME_SECRET;
    }
    if (hm_str_eq_nocase(words[i], HM_S("key"))) {
        if (has_before && hm_str_in_nocase(words[i - 1], public_words)) {
            return HM_NAME_PLAIN;
        }
        return has_before && hm_str_in_nocase(words[i - 1], key_owners) ? HM_NAME_SECRET
                                                                        : HM_NAME_DOUBTFUL;
    }
    if (hm_str_eq_nocase(words[i], HM_S("pwd"))) {
        return has_before ? HM_NAME_SECRET : HM_NAME_PLAIN;
    }
    return hm_str_in_nocase(words[i], doubtful_words) ? HM_NAME_DOUBTFUL : HM_NAME_PLAIN;
}

enum hm_secret_name
hm_secret_name(struct hm_str name)
{
    struct hm_str words[MAX_WORDS];
    size_t n = split_words(name, words);

    /* From the end: what stands last says what the value is. */
    for (size_t i = n; i-- > 0;) {
        enum hm_secret_name kind = judge_word(words, i);
        if (kind != HM_NAME_PLAIN) {
            bool is_oldpwd = n <= 2 && hm_str_eq_nocase(words[n - 1], HM_S("pwd")) &&
                             (n == 1 || hm_str_eq_nocase(words[0], HM_S("old")));
            return is_oldpwd ? HM_NAME_PLAIN
                   : i + 1 < n && !is_number(words[i + 1]) &&
                           !hm_str_in_nocase(words[i + 1], neutral_words)
                       ? HM_NAME_DOUBTFUL
                       : kind;
        }
        if (hm_str_in_nocase(words[i], about_words)) {
            return HM_NAME_PLAIN;
        }
    }
    return HM_NAME_PLAIN;
}

/* --- values --- */

static const char *const empty_words[] = {
    "true",        "false",   "yes",       "no",          "on",       "off",        "none",
    "null",        "nil",     "undefined", "unset",       "empty",    "enabled",    "disabled",
    "auto",        "default", "dummy",     "placeholder", "example",  "replace_me", "replaceme",
    "replace-me",  "todo",    "tbd",       "fixme",       "redacted", "notused",    "not_used",
    "unused",      "fake",    "foo",       "foobar",      "xxx",      "na",         "n/a",
    "will_be_set", "ignored", "notset",    "not_set",     NULL,
};

static struct hm_str
unquote(struct hm_str value)
{
    value = hm_str_trim(value);
    if (value.n >= 2 && (value.p[0] == '"' || value.p[0] == '\'') &&
        value.p[value.n - 1] == value.p[0]) {
        return hm_str_sub(value, 1, value.n - 2);
    }
    return value;
}

static bool
is_repeated(struct hm_str value)
{
    for (size_t i = 1; i < value.n; i++) {
        if (value.p[i] != value.p[0]) {
            return false;
        }
    }
    return value.n > 0 && !hm_is_digit(value.p[0]);
}

static bool
is_placeholder(struct hm_str value)
{
    return hm_str_in_nocase(value, empty_words) || is_repeated(value) ||
           hm_str_starts(value, "<") || hm_str_starts(value, "{{") || hm_str_starts(value, "[[") ||
           hm_str_starts(value, "__") || hm_str_starts(value, "%") || hm_str_starts(value, "@@") ||
           hm_str_has_nocase(value, "dummy") || hm_str_has_nocase(value, "placeholder") ||
           hm_str_has_nocase(value, "your_") || hm_str_has_nocase(value, "your-") ||
           hm_str_has_nocase(value, "replace-me") || hm_str_has_nocase(value, "replace_me") ||
           (hm_str_starts(value, "**") && hm_str_ends(value, "**")) || hm_str_has(value, "...") ||
           hm_str_has(value, "\xe2\x80\xa6") || (value.n > 3 && hm_str_has_nocase(value, "xxxx"));
}

/* A file's or a directory's path: base64 text has '/' too, but does not start with it, or has no
 * dot. */
static bool
is_path(struct hm_str value)
{
    return hm_str_starts(value, "/") || hm_str_starts(value, "./") || hm_str_starts(value, "../") ||
           hm_str_starts(value, "~/") || hm_str_starts(value, "file:") ||
           hm_str_starts(value, "C:\\") || hm_str_ends(value, ".pem") ||
           hm_str_ends(value, ".key") || hm_str_ends(value, ".json") ||
           hm_str_ends(value, ".txt") || hm_str_ends(value, ".crt") || hm_str_ends(value, ".sh");
}

bool
hm_secret_is_filler(struct hm_str value)
{
    static const char *const words[] = { "build",
                                         "building",
                                         "buildtime",
                                         "build-time",
                                         "build_time",
                                         "precompile",
                                         "precompiling",
                                         "compile",
                                         "collectstatic",
                                         "static",
                                         "tmp",
                                         "temp",
                                         "temporary",
                                         "test",
                                         "testing",
                                         "ci",
                                         "stub",
                                         "mock",
                                         NULL };

    value = unquote(value);
    return hm_str_in_nocase(value, words) || hm_str_has_nocase(value, "for-build") ||
           hm_str_has_nocase(value, "for_build") || hm_str_has_nocase(value, "precompile") ||
           hm_str_has_nocase(value, "build-only") || hm_str_has_nocase(value, "build_only") ||
           hm_str_has_nocase(value, "not-used") || hm_str_has_nocase(value, "not-a-secret");
}

enum hm_secret_value
hm_secret_value(struct hm_str value)
{
    value = unquote(value);
    if (value.n == 0 || is_placeholder(value)) {
        return HM_VALUE_NONE;
    }
    if (hm_str_find(value, '$') < value.n || hm_str_find(value, '`') < value.n || is_path(value) ||
        hm_str_has(value, "://") || hm_str_starts(value, "arn:") ||
        hm_str_starts(value, "vault:") || hm_str_starts(value, "secret:") ||
        hm_str_starts(value, "op:")) {
        return HM_VALUE_REFERENCE;
    }
    return HM_VALUE_LITERAL;
}

struct hm_str
hm_secret_of_connection(struct hm_str value)
{
    static const char *const keys[] = { "password", "pwd", "accountkey", "sharedaccesskey", NULL };
    struct hm_str part;

    if (hm_str_find(value, ';') == value.n) {
        return hm_str_c("");
    }
    while (hm_str_split(&value, ';', &part)) {
        size_t equals = hm_str_find(part, '=');
        struct hm_str secret = hm_str_trim(hm_str_from(part, equals + 1));
        if (hm_str_in_nocase(hm_str_trim(hm_str_sub(part, 0, equals)), keys) &&
            hm_secret_value(secret) == HM_VALUE_LITERAL) {
            return secret;
        }
    }
    return hm_str_c("");
}
