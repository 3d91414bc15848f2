/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/sensitive.h"

#include "plugin/base/path.h"

enum match {
    NAME, /* the last part of the path */
    END,  /* the end of the last part */
    PART, /* any part: the file or a directory above it */
    TAIL, /* the last parts */
};

static const struct sensitive {
    enum match match;
    struct hm_str text;
    enum hm_sensitive kind;
    const char *what;
} sensitive[] = {
    { NAME, HM_STR(".env"), HM_FILE_CREDENTIAL, "an environment file" },
    { NAME, HM_STR(".envrc"), HM_FILE_CREDENTIAL, "an environment file" },
    { NAME, HM_STR("id_rsa"), HM_FILE_CREDENTIAL, "a private SSH key" },
    { NAME, HM_STR("id_dsa"), HM_FILE_CREDENTIAL, "a private SSH key" },
    { NAME, HM_STR("id_ecdsa"), HM_FILE_CREDENTIAL, "a private SSH key" },
    { NAME, HM_STR("id_ed25519"), HM_FILE_CREDENTIAL, "a private SSH key" },
    { NAME, HM_STR("id_ed25519_sk"), HM_FILE_CREDENTIAL, "a private SSH key" },
    { PART, HM_STR(".ssh"), HM_FILE_CREDENTIAL, "an SSH directory" },
    { NAME, HM_STR(".npmrc"), HM_FILE_CREDENTIAL, "npm's settings with its tokens" },
    { NAME, HM_STR(".pypirc"), HM_FILE_CREDENTIAL, "PyPI's credentials" },
    { NAME, HM_STR(".netrc"), HM_FILE_CREDENTIAL, "a file of logins" },
    { NAME, HM_STR("_netrc"), HM_FILE_CREDENTIAL, "a file of logins" },
    { NAME, HM_STR(".git-credentials"), HM_FILE_CREDENTIAL, "git's credentials" },
    { NAME, HM_STR(".pgpass"), HM_FILE_CREDENTIAL, "PostgreSQL's passwords" },
    { NAME, HM_STR(".my.cnf"), HM_FILE_CREDENTIAL, "MySQL's password" },
    { NAME, HM_STR(".htpasswd"), HM_FILE_CREDENTIAL, "a file of passwords" },
    { NAME, HM_STR(".dockercfg"), HM_FILE_CREDENTIAL, "a registry's credentials" },
    { TAIL, HM_STR(".docker/config.json"), HM_FILE_CREDENTIAL, "a registry's credentials" },
    { PART, HM_STR(".aws"), HM_FILE_CREDENTIAL, "AWS credentials" },
    { PART, HM_STR(".azure"), HM_FILE_CREDENTIAL, "Azure credentials" },
    { TAIL, HM_STR(".config/gcloud"), HM_FILE_CREDENTIAL, "Google Cloud credentials" },
    { PART, HM_STR(".gcloud"), HM_FILE_CREDENTIAL, "Google Cloud credentials" },
    { PART, HM_STR(".kube"), HM_FILE_CREDENTIAL, "a cluster's credentials" },
    { NAME, HM_STR("kubeconfig"), HM_FILE_CREDENTIAL, "a cluster's credentials" },
    { PART, HM_STR(".gnupg"), HM_FILE_CREDENTIAL, "a GnuPG key ring" },
    { NAME, HM_STR(".vault-token"), HM_FILE_CREDENTIAL, "a Vault token" },
    { NAME, HM_STR("credentials.json"), HM_FILE_CREDENTIAL, "a credentials file" },
    { NAME, HM_STR("service-account.json"), HM_FILE_CREDENTIAL, "a service account's key" },
    { NAME, HM_STR("service_account.json"), HM_FILE_CREDENTIAL, "a service account's key" },
    { NAME, HM_STR("serviceaccount.json"), HM_FILE_CREDENTIAL, "a service account's key" },
    { NAME, HM_STR("secrets.yml"), HM_FILE_CREDENTIAL, "a file of secrets" },
    { NAME, HM_STR("secrets.yaml"), HM_FILE_CREDENTIAL, "a file of secrets" },
    { NAME, HM_STR("secrets.json"), HM_FILE_CREDENTIAL, "a file of secrets" },
    { NAME, HM_STR("secrets.env"), HM_FILE_CREDENTIAL, "a file of secrets" },
    { NAME, HM_STR("secret.json"), HM_FILE_CREDENTIAL, "a file of secrets" },
    { NAME, HM_STR("master.key"), HM_FILE_CREDENTIAL, "a Rails master key" },
    { NAME, HM_STR("privkey.pem"), HM_FILE_CREDENTIAL, "a private key" },
    { NAME, HM_STR("key.pem"), HM_FILE_CREDENTIAL, "a private key" },
    { END, HM_STR("-key.pem"), HM_FILE_CREDENTIAL, "a private key" },
    { END, HM_STR("_key.pem"), HM_FILE_CREDENTIAL, "a private key" },
    { END, HM_STR(".key"), HM_FILE_CREDENTIAL, "a private key" },
    { END, HM_STR(".p12"), HM_FILE_CREDENTIAL, "a key store" },
    { END, HM_STR(".pfx"), HM_FILE_CREDENTIAL, "a key store" },
    { END, HM_STR(".jks"), HM_FILE_CREDENTIAL, "a key store" },
    { END, HM_STR(".keystore"), HM_FILE_CREDENTIAL, "a key store" },
    { END, HM_STR(".ppk"), HM_FILE_CREDENTIAL, "a private SSH key" },
    { END, HM_STR(".kdbx"), HM_FILE_CREDENTIAL, "a password store" },
    { END, HM_STR(".ovpn"), HM_FILE_CREDENTIAL, "a VPN profile with its key" },
    { END, HM_STR(".tfvars"), HM_FILE_CREDENTIAL, "Terraform's variables" },
    { PART, HM_STR(".git"), HM_FILE_HISTORY, "the repository's history" },
    { PART, HM_STR(".svn"), HM_FILE_HISTORY, "the repository's history" },
    { PART, HM_STR(".hg"), HM_FILE_HISTORY, "the repository's history" },
    { NAME, HM_STR("terraform.tfstate"), HM_FILE_STATE, "Terraform's state" },
    { END, HM_STR(".tfstate"), HM_FILE_STATE, "Terraform's state" },
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
has_part(struct hm_str path, struct hm_str part)
{
    struct hm_str piece;

    while (hm_str_split(&path, '/', &piece)) {
        if (hm_str_is(piece, part)) {
            return true;
        }
    }
    return false;
}

static bool
ends_in(struct hm_str s, struct hm_str end)
{
    return s.n > end.n && s.p[s.n - 1] == end.p[end.n - 1] &&
           memcmp(s.p + s.n - end.n, end.p, end.n) == 0;
}

/* All rows of the kinds PART and TAIL begin with a dot: few paths have a part that does. */
static bool
has_hidden_part(struct hm_str path)
{
    return hm_str_starts(path, ".") || hm_str_has(path, "/.");
}

static bool
is_match(const struct sensitive *row, struct hm_str path, struct hm_str name)
{
    switch (row->match) {
    case NAME:
        return hm_str_is(name, row->text);
    case END:
        return ends_in(name, row->text);
    case PART:
        return has_part(path, row->text);
    case TAIL:
        return hm_str_is(path, row->text) ||
               (ends_in(path, row->text) && path.p[path.n - row->text.n - 1] == '/');
    }
    return false;
}

enum hm_sensitive
hm_sensitive_path(struct hm_str path, const char **ret_what)
{
    struct hm_str name;
    const char *unused = NULL;

    path = hm_path_relative(path);
    name = hm_str_basename(path);
    ret_what = ret_what == NULL ? &unused : ret_what;
    if (hm_str_ends(name, ".pub") || hm_str_has(name, "known_hosts") ||
        hm_str_has(name, "authorized_keys")) {
        return HM_FILE_PLAIN;
    }
    bool is_hidden = has_hidden_part(path);
    for (size_t i = 0; i < sizeof sensitive / sizeof sensitive[0]; i++) {
        bool is_possible = is_hidden || sensitive[i].match == NAME || sensitive[i].match == END;
        if (is_possible && is_match(&sensitive[i], path, name)) {
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
