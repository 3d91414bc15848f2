/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/servers.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/json.h"
#include "plugin/net/url.h"

enum {
    DAEMON_JSON_LIMIT = 1024 * 1024, /* bytes of a file of --mirrors-from */
    MIRRORS_LIMIT = 16,              /* in it */
};

/* --- without TLS */

static enum hm_status
read_plain_http(const struct hm_args *args, struct hm_image_options *options,
                struct hm_report *report, struct hm_err *reterr)
{
    size_t n = args->values[HM_OPT_PLAIN_HTTP].n;
    struct hm_str *hosts = hm_arena_new(args->arena, struct hm_str, n + 1);

    for (size_t i = 0; i < n; i++) {
        const char *value = args->values[HM_OPT_PLAIN_HTTP].p[i];
        struct hm_str text = hm_arena_printf(args->arena, "http://%s/", value);
        struct hm_url url = { 0 };
        if (hm_url_parse(args->arena, text, &url, reterr) != HM_OK || !hm_str_eq(url.path, "/") ||
            url.query.n > 0 || !hm_str_eq_nocase(hm_str_c(value), hm_url_host(args->arena, &url))) {
            return hm_err_set(reterr, HM_E_USAGE,
                              "%s: write HOST or HOST:PORT, as references name it, not \"%s\"",
                              hm_args_where(args, HM_OPT_PLAIN_HTTP), value);
        }
        hosts[i] = hm_url_host(args->arena, &url);
        hm_report_note(
            report, HM_NOTE_WARNING, "plain-http", HM_S("hullmark"), hosts[i],
            "This host is spoken to by plain http (--plain-http): what a tag means, and "
            "the credentials that it asks for, are at the mercy of everyone on the way.");
    }
    options->http_hosts = (struct hm_http_hosts){ .p = hosts, .n = n };
    return HM_OK;
}

/* --- mirrors */

/* @p about says where it stands, for messages. */
static enum hm_status
check_mirror(struct hm_arena *arena, const struct hm_image_options *options,
             struct hm_mirror *mirror, const char *about, struct hm_err *reterr)
{
    struct hm_url url = { 0 };

    if (hm_url_parse(arena, mirror->url, &url, reterr) != HM_OK) {
        (void)hm_err_prefix(reterr, "%s", about);
        return reterr->status = HM_E_USAGE;
    }
    if (url.query.n > 0 || !hm_url_may_be_asked(&options->http_hosts, &url)) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "%s: the URL is https (http on this machine, or where --plain-http names "
                          "the host) and has no query",
                          about);
    }
    return HM_OK;
}

static enum hm_status
read_mirror(const struct hm_args *args, const char *value, const struct hm_image_options *options,
            struct hm_mirror *ret, struct hm_err *reterr)
{
    struct hm_str text = hm_str_c(value);
    size_t equals = hm_str_find(text, '=');
    struct hm_image_ref ref = { 0 };

    ret->registry = hm_str_sub(text, 0, equals);
    ret->url = hm_str_from(text, equals + 1);
    struct hm_str probe = hm_arena_printf(args->arena, "%.*s/x", HM_FMT(ret->registry));
    if (equals == text.n || hm_image_ref_parse(args->arena, probe, &ref, reterr) != HM_OK ||
        !hm_str_is(ref.registry, ret->registry)) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "%s: write HOST=URL, with the registry as references name it",
                          hm_args_where(args, HM_OPT_MIRROR));
    }
    struct hm_str about = hm_arena_printf(
        args->arena, "%s: %.*s", hm_args_where(args, HM_OPT_MIRROR), HM_FMT(ret->registry));
    return check_mirror(args->arena, options, ret, about.p, reterr);
}

/* "registry-mirrors" of dockerd's daemon.json: they are Docker Hub's. Its other members are about
 * other things, and "insecure-registries" is not for a file to say. */
static enum hm_status
read_daemon_json(const struct hm_args *args, const char *path,
                 const struct hm_image_options *options, struct hm_mirror ret[MIRRORS_LIMIT],
                 size_t *ret_n, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_json json_t *value = NULL;
    struct hm_json list;
    struct hm_str about = hm_arena_printf(args->arena, "--mirrors-from %s", path);

    HM_TRY(hm_read_file(AT_FDCWD, path, DAEMON_JSON_LIMIT, &text, reterr));
    HM_TRY(hm_json_parse(hm_buf_str(&text), &value, reterr));
    struct hm_json root = hm_json_root(value);
    HM_TRY(hm_json_need(&root, "registry-mirrors", JSON_ARRAY, &list, reterr));
    if (hm_json_count(&list) > MIRRORS_LIMIT) {
        return hm_err_set(reterr, HM_E_LIMIT, "it has more than %d mirrors", MIRRORS_LIMIT);
    }
    for (*ret_n = 0; *ret_n < hm_json_count(&list); ++*ret_n) {
        struct hm_json item;
        HM_TRY(hm_json_item(&list, *ret_n, JSON_STRING, &item, reterr));
        ret[*ret_n] = (struct hm_mirror){
            .registry = HM_S("docker.io"),
            .url = hm_arena_str(args->arena, hm_json_text(&item)),
        };
        HM_TRY(check_mirror(args->arena, options, &ret[*ret_n], about.p, reterr));
    }
    return HM_OK;
}

/* What the command line names goes before what the file has. */
static enum hm_status
read_mirrors(const struct hm_args *args, struct hm_image_options *options, struct hm_err *reterr)
{
    size_t n = args->values[HM_OPT_MIRROR].n;
    const char *file = hm_args_text(args, HM_OPT_MIRRORS_FROM);
    struct hm_mirror *mirrors = hm_arena_new(args->arena, struct hm_mirror, n + MIRRORS_LIMIT);
    size_t n_of_file = 0;

    for (size_t i = 0; i < n; i++) {
        HM_TRY(read_mirror(args, args->values[HM_OPT_MIRROR].p[i], options, &mirrors[i], reterr));
    }
    if (file != NULL &&
        read_daemon_json(args, file, options, mirrors + n, &n_of_file, reterr) != HM_OK) {
        if (!hm_str_starts(hm_str_c(reterr->text), "--mirrors-from")) {
            (void)hm_err_prefix(reterr, "--mirrors-from %s", file);
        }
        return reterr->status = HM_E_USAGE;
    }
    options->mirrors = mirrors;
    options->n_mirrors = n + n_of_file;
    return HM_OK;
}

enum hm_status
hm_servers_read(const struct hm_args *args, struct hm_image_options *options,
                struct hm_report *report, struct hm_err *reterr)
{
    HM_TRY(read_plain_http(args, options, report, reterr));
    return read_mirrors(args, options, reterr);
}

/* --- Trivy's server */

enum hm_status
hm_servers_trivy(const struct hm_args *args, struct hm_str *ret, struct hm_err *reterr)
{
    const char *text = hm_args_text(args, HM_OPT_TRIVY_SERVER);
    size_t n = args->values[HM_OPT_PLAIN_HTTP].n;
    struct hm_str *hosts = hm_arena_new(args->arena, struct hm_str, n + 1);
    struct hm_url url = { 0 };

    if (text == NULL) {
        return HM_OK;
    }
    for (size_t i = 0; i < n; i++) {
        hosts[i] = hm_str_c(args->values[HM_OPT_PLAIN_HTTP].p[i]);
    }
    const struct hm_http_hosts known = { .p = hosts, .n = n };
    if (hm_url_parse(args->arena, hm_str_c(text), &url, reterr) != HM_OK || url.query.n > 0) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "%s: write https://HOST[:PORT]; its token belongs into TRIVY_TOKEN",
                          hm_args_where(args, HM_OPT_TRIVY_SERVER));
    }
    if (!hm_url_may_be_asked(&known, &url)) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "%s: %s has no TLS, and is neither on this machine nor named by "
                          "--plain-http",
                          hm_args_where(args, HM_OPT_TRIVY_SERVER), text);
    }
    *ret = hm_str_eq(url.path, "/") ? url.origin : url.text;
    return HM_OK;
}
