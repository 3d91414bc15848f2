/* SPDX-License-Identifier: Apache-2.0 */
/* What COPY and ADD take, and files whose place is not in an image (support.h). */
#include "plugin/rules/support.h"

uint32_t
hm_copy_sources(const struct hm_instruction *inst)
{
    return inst->n_words >= 2 ? inst->n_words - 1 : 0;
}

bool
hm_copies_context(const struct hm_instruction *inst)
{
    return (inst->kind == HM_COPY || inst->kind == HM_ADD) &&
           hm_instruction_flag(inst, "from") == NULL;
}

/* Sources are relative to the context's root, however they are written. */
static struct hm_str
relative(struct hm_str path)
{
    while (path.n > 0 && (path.p[0] == '/' || hm_str_starts(path, "./"))) {
        path = hm_str_from(path, path.p[0] == '/' ? 1 : 2);
    }
    while (path.n > 0 && path.p[path.n - 1] == '/') {
        path = hm_str_sub(path, 0, path.n - 1);
    }
    return hm_str_eq(path, ".") ? hm_str_c("") : path;
}

bool
hm_is_whole_context(struct hm_str source)
{
    struct hm_str path = relative(source);

    return source.n > 0 && (path.n == 0 || hm_str_eq(path, "*") || hm_str_eq(path, "**"));
}

bool
hm_is_remote(struct hm_str source)
{
    return hm_str_starts(source, "http://") || hm_str_starts(source, "https://") ||
           hm_str_starts(source, "ftp://") || hm_str_starts(source, "git://") ||
           hm_str_starts(source, "ssh://") || hm_str_starts(source, "git@");
}

/* One part of a path against one part of a pattern: *, ?, [set] and \x, as Go's filepath.Match. */
static bool
matches_part(struct hm_str pattern, struct hm_str part)
{
    size_t p = 0, i = 0;
    size_t star = SIZE_MAX, retry = 0;

    while (i < part.n) {
        size_t next = p;
        bool is_hit = false;
        if (p < pattern.n && pattern.p[p] == '*') {
            star = ++p;
            retry = i;
            continue;
        }
        if (p < pattern.n && pattern.p[p] == '[') {
            size_t close = p + 1 + hm_str_find(hm_str_from(pattern, p + 1), ']');
            bool is_negated = p + 1 < pattern.n && pattern.p[p + 1] == '^';
            for (size_t k = p + 1 + is_negated; k < close && k < pattern.n; k++) {
                bool is_range = k + 2 < close && pattern.p[k + 1] == '-';
                is_hit =
                    is_hit || (is_range ? part.p[i] >= pattern.p[k] && part.p[i] <= pattern.p[k + 2]
                                        : part.p[i] == pattern.p[k]);
                k += is_range ? 2 : 0;
            }
            is_hit = is_hit != is_negated;
            next = close + 1;
        } else if (p < pattern.n) {
            size_t literal = pattern.p[p] == '\\' && p + 1 < pattern.n ? p + 1 : p;
            is_hit = pattern.p[p] == '?' || pattern.p[literal] == part.p[i];
            next = literal + 1;
        }
        if (is_hit) {
            p = next;
            i++;
        } else if (star != SIZE_MAX) {
            p = star;
            i = ++retry;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*') {
        p++;
    }
    return p == pattern.n;
}

/* Whether the path, or a directory above it, matches. "**" stands for any number of parts; only the
 * last one is tried again, which is enough here too. */
static bool
takes(struct hm_str pattern, struct hm_str path)
{
    struct hm_str star = { 0 }, retry = { 0 };
    bool has_star = false;

    for (;;) {
        if (pattern.n == 0) {
            return true;
        }
        size_t a = hm_str_find(pattern, '/');
        struct hm_str head = hm_str_sub(pattern, 0, a);
        if (hm_str_eq(head, "**")) {
            star = pattern = hm_str_from(pattern, a + 1);
            retry = path;
            has_star = true;
            continue;
        }
        size_t b = hm_str_find(path, '/');
        if (path.n > 0 && matches_part(head, hm_str_sub(path, 0, b))) {
            pattern = hm_str_from(pattern, a + 1);
            path = hm_str_from(path, b + 1);
            continue;
        }
        if (!has_star || retry.n == 0) {
            return false;
        }
        retry = hm_str_from(retry, hm_str_find(retry, '/') + 1);
        pattern = star;
        path = retry;
    }
}

bool
hm_copy_takes(const struct hm_instruction *inst, struct hm_str path)
{
    for (uint32_t i = 0; i < inst->n_flags; i++) {
        if (hm_str_eq(inst->flags[i].name, "exclude") &&
            takes(relative(inst->flags[i].value.value), path)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < hm_copy_sources(inst); i++) {
        struct hm_str source = inst->words[i].value;
        if (!hm_is_remote(source) && inst->words[i].is_known &&
            (hm_is_whole_context(source) || takes(relative(source), path))) {
            return true;
        }
    }
    return false;
}

/* --- sensitive files --- */

enum match {
    NAME, /* the last part of the path */
    END,  /* the end of the last part */
    PART, /* any part: the file or a directory above it */
    TAIL, /* the last parts */
};

static const struct sensitive {
    enum match match;
    const char *text;
    enum hm_sensitive kind;
    const char *what;
} sensitive[] = {
    { NAME, ".env", HM_FILE_CREDENTIAL, "an environment file" },
    { NAME, ".envrc", HM_FILE_CREDENTIAL, "an environment file" },
    { NAME, "id_rsa", HM_FILE_CREDENTIAL, "a private SSH key" },
    { NAME, "id_dsa", HM_FILE_CREDENTIAL, "a private SSH key" },
    { NAME, "id_ecdsa", HM_FILE_CREDENTIAL, "a private SSH key" },
    { NAME, "id_ed25519", HM_FILE_CREDENTIAL, "a private SSH key" },
    { NAME, "id_ed25519_sk", HM_FILE_CREDENTIAL, "a private SSH key" },
    { PART, ".ssh", HM_FILE_CREDENTIAL, "an SSH directory" },
    { NAME, ".npmrc", HM_FILE_CREDENTIAL, "npm's settings with its tokens" },
    { NAME, ".pypirc", HM_FILE_CREDENTIAL, "PyPI's credentials" },
    { NAME, ".netrc", HM_FILE_CREDENTIAL, "a file of logins" },
    { NAME, "_netrc", HM_FILE_CREDENTIAL, "a file of logins" },
    { NAME, ".git-credentials", HM_FILE_CREDENTIAL, "git's credentials" },
    { NAME, ".pgpass", HM_FILE_CREDENTIAL, "PostgreSQL's passwords" },
    { NAME, ".my.cnf", HM_FILE_CREDENTIAL, "MySQL's password" },
    { NAME, ".htpasswd", HM_FILE_CREDENTIAL, "a file of passwords" },
    { NAME, ".dockercfg", HM_FILE_CREDENTIAL, "a registry's credentials" },
    { TAIL, ".docker/config.json", HM_FILE_CREDENTIAL, "a registry's credentials" },
    { PART, ".aws", HM_FILE_CREDENTIAL, "AWS credentials" },
    { PART, ".azure", HM_FILE_CREDENTIAL, "Azure credentials" },
    { TAIL, ".config/gcloud", HM_FILE_CREDENTIAL, "Google Cloud credentials" },
    { PART, ".gcloud", HM_FILE_CREDENTIAL, "Google Cloud credentials" },
    { PART, ".kube", HM_FILE_CREDENTIAL, "a cluster's credentials" },
    { NAME, "kubeconfig", HM_FILE_CREDENTIAL, "a cluster's credentials" },
    { PART, ".gnupg", HM_FILE_CREDENTIAL, "a GnuPG key ring" },
    { NAME, ".vault-token", HM_FILE_CREDENTIAL, "a Vault token" },
    { NAME, "credentials.json", HM_FILE_CREDENTIAL, "a credentials file" },
    { NAME, "service-account.json", HM_FILE_CREDENTIAL, "a service account's key" },
    { NAME, "service_account.json", HM_FILE_CREDENTIAL, "a service account's key" },
    { NAME, "serviceaccount.json", HM_FILE_CREDENTIAL, "a service account's key" },
    { NAME, "secrets.yml", HM_FILE_CREDENTIAL, "a file of secrets" },
    { NAME, "secrets.yaml", HM_FILE_CREDENTIAL, "a file of secrets" },
    { NAME, "secrets.json", HM_FILE_CREDENTIAL, "a file of secrets" },
    { NAME, "secrets.env", HM_FILE_CREDENTIAL, "a file of secrets" },
    { NAME, "secret.json", HM_FILE_CREDENTIAL, "a file of secrets" },
    { NAME, "master.key", HM_FILE_CREDENTIAL, "a Rails master key" },
    { NAME, "privkey.pem", HM_FILE_CREDENTIAL, "a private key" },
    { NAME, "key.pem", HM_FILE_CREDENTIAL, "a private key" },
    { END, "-key.pem", HM_FILE_CREDENTIAL, "a private key" },
    { END, "_key.pem", HM_FILE_CREDENTIAL, "a private key" },
    { END, ".key", HM_FILE_CREDENTIAL, "a private key" },
    { END, ".p12", HM_FILE_CREDENTIAL, "a key store" },
    { END, ".pfx", HM_FILE_CREDENTIAL, "a key store" },
    { END, ".jks", HM_FILE_CREDENTIAL, "a key store" },
    { END, ".keystore", HM_FILE_CREDENTIAL, "a key store" },
    { END, ".ppk", HM_FILE_CREDENTIAL, "a private SSH key" },
    { END, ".kdbx", HM_FILE_CREDENTIAL, "a password store" },
    { END, ".ovpn", HM_FILE_CREDENTIAL, "a VPN profile with its key" },
    { END, ".tfvars", HM_FILE_CREDENTIAL, "Terraform's variables" },
    { PART, ".git", HM_FILE_HISTORY, "the repository's history" },
    { PART, ".svn", HM_FILE_HISTORY, "the repository's history" },
    { PART, ".hg", HM_FILE_HISTORY, "the repository's history" },
    { NAME, "terraform.tfstate", HM_FILE_STATE, "Terraform's state" },
    { END, ".tfstate", HM_FILE_STATE, "Terraform's state" },
};

/* ".env.production" is one, ".env.example" is not. */
static bool
is_environment_variant(struct hm_str name)
{
    static const char *const harmless[] = { "example", "sample",   "template", "dist", "tmpl",
                                            "tpl",     "defaults", "schema",   "ci",   "md" };

    if (!hm_str_starts(name, ".env.") && !(hm_str_ends(name, ".env") && name.n > 4)) {
        return false;
    }
    for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++) {
        if (hm_str_has(name, harmless[i])) {
            return false;
        }
    }
    return true;
}

static bool
has_part(struct hm_str path, const char *part)
{
    struct hm_str piece;

    while (hm_str_split(&path, '/', &piece)) {
        if (hm_str_eq(piece, part)) {
            return true;
        }
    }
    return false;
}

static bool
is_match(const struct sensitive *row, struct hm_str path, struct hm_str name)
{
    switch (row->match) {
    case NAME:
        return hm_str_eq(name, row->text);
    case END:
        return hm_str_ends(name, row->text) && name.n > strlen(row->text);
    case PART:
        return has_part(path, row->text);
    case TAIL:
        return hm_str_eq(path, row->text) ||
               (hm_str_ends(path, row->text) && path.p[path.n - strlen(row->text) - 1] == '/');
    }
    return false;
}

enum hm_sensitive
hm_sensitive_path(struct hm_str path, const char **ret_what)
{
    struct hm_str name;
    const char *unused = NULL;

    path = relative(path);
    name = hm_str_basename(path);
    ret_what = ret_what == NULL ? &unused : ret_what;
    if (hm_str_ends(name, ".pub") || hm_str_has(name, "known_hosts") ||
        hm_str_has(name, "authorized_keys")) {
        return HM_FILE_PLAIN;
    }
    for (size_t i = 0; i < sizeof sensitive / sizeof sensitive[0]; i++) {
        if (is_match(&sensitive[i], path, name)) {
            *ret_what = sensitive[i].what;
            return sensitive[i].kind;
        }
    }
    if (is_environment_variant(name)) {
        *ret_what = "an environment file";
        return HM_FILE_CREDENTIAL;
    }
    return HM_FILE_PLAIN;
}
