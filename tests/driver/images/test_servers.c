/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/servers.h"

#include <criterion/criterion.h>

#include "tests/maker.h"

static struct maker maker;
static struct hm_arena arena;
static struct hm_report report;
static struct hm_image_options options;
static struct hm_err err;
static struct hm_args args;

static void
begin(void)
{
    maker_init(&maker);
    args.arena = &arena;
}

static void
end(void)
{
    hm_report_done(&report);
    maker_done(&maker);
    hm_arena_done(&arena);
}

static void
give(enum hm_option_id option, const char *text)
{
    hm_vec_add(&arena, &args.values[option], text);
}

/* Reads a daemon.json. */
static enum hm_status
from(const char *json)
{
    maker_write(&maker, "daemon.json", hm_str_c(json));
    give(HM_OPT_MIRRORS_FROM,
         hm_arena_printf(&arena, "%.*s/daemon.json", HM_FMT(hm_buf_str(&maker.dir))).p);
    return hm_servers_read(&args, &options, &report, &err);
}

Test(servers, mirrors_of_docker, .init = begin, .fini = end)
{
    give(HM_OPT_MIRROR, "docker.io=https://first.example/hub");
    cr_assert_eq(from("{\"debug\":true,\"insecure-registries\":[\"evil.example\"],"
                      "\"registry-mirrors\":[\"https://a.example\",\"https://b.example/x/\"]}"),
                 HM_OK, "%s", err.text);
    cr_assert_eq(options.n_mirrors, 3u);
    cr_expect(hm_str_eq(options.mirrors[0].url, "https://first.example/hub"));
    cr_expect(hm_str_eq(options.mirrors[1].url, "https://a.example"));
    cr_expect(hm_str_eq(options.mirrors[2].url, "https://b.example/x/"));
    cr_expect(hm_str_eq(options.mirrors[2].registry, "docker.io"));
    cr_expect_eq(options.http_hosts.n, 0u, "a file does not take TLS away");
}

static const char *const bad_files[] = {
    "",
    "[]",
    "{}",
    "{\"registry-mirrors\":\"https://a.example\"}",
    "{\"registry-mirrors\":[7]}",
    "{\"registry-mirrors\":[\"http://a.example\"]}",
    "{\"registry-mirrors\":[\"https://user:word@a.example\"]}",
    "{\"registry-mirrors\":[\"https://a.example/?q\"]}",
    "{\"registry-mirrors\":[\"a.example\"]}",
};

Test(servers, mirrors_that_are_none, .init = begin, .fini = end)
{
    for (size_t i = 0; i < sizeof bad_files / sizeof bad_files[0]; i++) {
        err = (struct hm_err){ 0 };
        cr_expect_eq(from(bad_files[i]), HM_E_USAGE, "%s", bad_files[i]);
        cr_expect(hm_str_starts(hm_str_c(err.text), "--mirrors-from "), "%s", err.text);
    }
}

Test(servers, without_tls_where_it_is_named, .init = begin, .fini = end)
{
    give(HM_OPT_PLAIN_HTTP, "Registry.lan:5000");
    give(HM_OPT_PLAIN_HTTP, "a.example");
    cr_assert_eq(from("{\"registry-mirrors\":[\"http://a.example\"]}"), HM_OK, "%s", err.text);
    cr_assert_eq(options.http_hosts.n, 2u);
    cr_expect(hm_str_eq(options.http_hosts.p[0], "registry.lan:5000"));
    cr_assert_eq(report.notes.n, 2u, "each is said in the report");
    cr_expect_eq(report.notes.p[0].level, HM_NOTE_WARNING);
}

static const char *const bad_hosts[] = { "",
                                         "a b",
                                         "http://a.example",
                                         "a.example/x",
                                         "a.example/",
                                         "user@a.example",
                                         "a.example:70000",
                                         "a.example?x" };

Test(servers, without_tls_for_what_is_no_host, .init = begin, .fini = end)
{
    for (size_t i = 0; i < sizeof bad_hosts / sizeof bad_hosts[0]; i++) {
        args.values[HM_OPT_PLAIN_HTTP].n = 0;
        give(HM_OPT_PLAIN_HTTP, bad_hosts[i]);
        cr_expect_eq(hm_servers_read(&args, &options, &report, &err), HM_E_USAGE, "%s",
                     bad_hosts[i]);
    }
}

Test(servers, takes_a_trivy_server_over_tls_or_on_this_machine, .init = begin, .fini = end)
{
    static const struct {
        const char *given;
        const char *taken; /* NULL: a usage error */
    } cases[] = {
        { "https://trivy.example", "https://trivy.example" },
        { "https://trivy.example:4954/", "https://trivy.example:4954" },
        { "https://trivy.example/base", "https://trivy.example/base" },
        { "http://127.0.0.1:4954", "http://127.0.0.1:4954" },
        { "http://named.example:4954", "http://named.example:4954" },
        { "http://named.example", NULL },
        { "http://trivy.example:4954", NULL },
        { "https://user:word@trivy.example", NULL },
        { "https://trivy.example/?token=a", NULL },
        { "trivy.example:4954", NULL },
        { "file:///etc/passwd", NULL },
    };

    give(HM_OPT_PLAIN_HTTP, "named.example:4954");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hm_str taken = { 0 };
        args.values[HM_OPT_TRIVY_SERVER].n = 0;
        give(HM_OPT_TRIVY_SERVER, cases[i].given);
        enum hm_status status = hm_servers_trivy(&args, &taken, &err);
        cr_expect_eq(status, cases[i].taken == NULL ? HM_E_USAGE : HM_OK, "%s", cases[i].given);
        cr_expect(hm_str_is(taken, hm_str_c(cases[i].taken)), "%s: %.*s", cases[i].given,
                  HM_FMT(taken));
    }
}
