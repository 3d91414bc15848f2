/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/build_values.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

struct row {
    const char *text;
    const char *expected;
};

static void
expect(struct hm_str got, const struct row *row)
{
    cr_expect(hm_str_eq(got, row->expected), "%s gives \"%.*s\", not \"%s\"", row->text,
              HM_FMT(got), row->expected);
}

Test(build_values, signals_have_names_and_numbers)
{
    static const char *const good[] = { "SIGQUIT",  "sigterm",  "Cld",      "15", "+9",
                                        "RTMIN",    "RTMIN+1",  "RTMIN+15", "-1", "99999",
                                        "SIGRTMAX", "RTMAX-14", "STKFLT",   "IOT" };
    static const struct row bad[] = {
        { "0", "invalid signal: 0" },
        { "", "invalid signal: " },
        { " TERM", "invalid signal:  TERM" },
        { "SIGSIGTERM", "invalid signal: SIGSIGTERM" },
        { "RTMIN+0", "invalid signal: RTMIN+0" },
        { "RTMIN+03", "invalid signal: RTMIN+03" },
        { "RTMIN+16", "invalid signal: RTMIN+16" },
        { "RTMIN-1", "invalid signal: RTMIN-1" },
        { "RTMIN+", "invalid signal: RTMIN+" },
        { "RTMAX-15", "invalid signal: RTMAX-15" },
        { "9.5", "invalid signal: 9.5" },
    };
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        expect(hm_signal_check(&arena, hm_str_c(good[i])), &(struct row){ good[i], "" });
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        expect(hm_signal_check(&arena, hm_str_c(bad[i].text)), &bad[i]);
    }
}

#define BAD_MODE(text)                                                                             \
    {                                                                                              \
        text, "invalid chmod parameter: '" text                                                    \
              "'. it should be octal string and between 0 and 07777"                               \
    }

Test(build_values, modes_are_octal_or_letters)
{
    static const struct row rows[] = {
        { "", "" },
        { "0", "" },
        { "7777", "" },
        { "000000000755", "" },
        BAD_MODE("10000"),
        BAD_MODE("8"),
        BAD_MODE("0o755"),
        BAD_MODE("0755 "),
        BAD_MODE("7777777777777777777777777"),
        { "u+x", "" },
        { "+x", "" },
        { "u+-x", "" },
        { "ugo=rX,a-w,+t", "" },
        { "g=u", "" },
        { "u", "invalid syntax" },
        { "u+x,", "invalid syntax" },
        { "u+x g-x", "invalid syntax" },
        { "u+z", "invalid syntax" },
        { "-0755", "invalid syntax" },
    };
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expect(hm_chmod_check(&arena, hm_str_c(rows[i].text)), &rows[i]);
    }
}

Test(build_values, modes_are_written_without_zeros)
{
    static const struct row rows[] = {
        { "0755", "755" }, { "0", "0" }, { "u+x", "" }, { "9", "" }
    };
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expect(hm_chmod_octal(&arena, hm_str_c(rows[i].text)), &rows[i]);
    }
}

Test(build_values, owners_are_names_or_numbers)
{
    static const struct {
        const char *text;
        const char *format;
        bool is_name;
    } rows[] = {
        { "", "0", false },
        { ":", "0", false },
        { "root", "0", false },
        { "1000:root", "1000:0", false },
        { ":5", "0:5", false },
        { "007", "7", false },
        { "app", "app", true },
        { "app:", "app", true },
        { "1000:app", "1000:app", true },
        { ":app", "0:app", true },
        { "ROOT", "ROOT", true },
        { "2147483647", "2147483647", false },
        { "2147483648", "2147483648", true },
        { "-1", "4294967295", false },
        { "1:2:3", "1:2:3", true },
    };
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_str text = hm_str_c(rows[i].text);
        cr_expect_eq(hm_chown_is_name(text), rows[i].is_name, "%s", rows[i].text);
        expect(hm_chown_format(&arena, text), &(struct row){ rows[i].text, rows[i].format });
    }
}

Test(build_values, ports_are_ranges_of_the_container)
{
    static const struct row rows[] = {
        { "80", "80-80/tcp" },
        { "+80", "80-80/tcp" },
        { "0", "0-0/tcp" },
        { "80/", "80-80/tcp" },
        { "53/UDP", "53-53/udp" },
        { "8000-8010/sctp", "8000-8010/sctp" },
        { "80-80", "80-80/tcp" },
        { "8080:80", "80-80/tcp" },
        { ":80", "80-80/tcp" },
        { "127.0.0.1:8080:80", "80-80/tcp" },
        { "127.0.0.1::80", "80-80/tcp" },
        { "[::1]:8080:80", "80-80/tcp" },
        { "::1:8080:80", "80-80/tcp" },
        { "[]:8080:80", "80-80/tcp" },
        { "[::ffff:1.2.3.4]:8080:80", "80-80/tcp" },
        { "8000-8001:80", "80-80/tcp" },
        { "", "invalid port: \"\": no port specified" },
        { "/tcp", "invalid port: \"/tcp\": no port specified" },
        { "80/Http", "invalid port: \"80/Http\": invalid proto: Http" },
        { "65536", "invalid containerPort: 65536" },
        { "-1", "invalid containerPort: -1" },
        { "80-", "invalid containerPort: 80-" },
        { "10-9", "invalid containerPort: 10-9" },
        { "x:80", "invalid hostPort: x" },
        { "8000-8001:80-82",
          "invalid ranges specified for container and host Ports: 80-82 and 8000-8001" },
        { "1.2.3:80:80", "invalid IP address: 1.2.3" },
        { "1.2.3.04:80:80", "invalid IP address: 1.2.3.04" },
        { "1.2.3.4.:80:80", "invalid IP address: 1.2.3.4." },
        { "[::1:80:80", "invalid IP address [::1" },
        { "[1::2::3]:80:80", "invalid IP address: 1::2::3" },
        { "[1:2:3:4:5:6:7:8:9]:80:80", "invalid IP address: 1:2:3:4:5:6:7:8:9" },
        { "[1:2:3:4:5:6:7::8]:80:80", "invalid IP address: 1:2:3:4:5:6:7::8" },
    };
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_ports ports = { 0 };
        struct hm_str got = hm_ports_read(&arena, hm_str_c(rows[i].text), &ports);
        if (got.n == 0) {
            got = hm_arena_printf(&arena, "%u-%u/%.*s", (unsigned)ports.first, (unsigned)ports.last,
                                  HM_FMT(ports.protocol));
        }
        expect(got, &rows[i]);
    }
}

Test(build_values, check_takes_three_options)
{
    static const struct row rows[] = {
        { " ", "" },
        { "skip=all;error=TRUE;experimental=x", "" },
        { "skip=a;b", "failed to parse check options: invalid check option \"b\"" },
        { "nope=1", "failed to parse check options: invalid check option \"nope\"" },
        { "error=yes", "failed to parse check options: failed to parse check option \"error=yes\": "
                       "strconv.ParseBool: parsing \"yes\": invalid syntax" },
        { "skip=a;skip=b;skip=c;nope", "" },
    };
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expect(hm_check_options(&arena, hm_str_c(rows[i].text)), &rows[i]);
    }
}

#define SHA256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

Test(build_values, digests_have_an_algorithm_and_its_length)
{
    static const struct row rows[] = {
        { "sha256:" SHA256, "" },
        { "sha512:" SHA256 SHA256, "" },
        { "sha256:" SHA256 "0", "invalid checksum digest length" },
        { "sha384:" SHA256, "invalid checksum digest length" },
        { "sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
          "invalid checksum digest format" },
        { "md5:" SHA256, "unsupported digest algorithm" },
        { "SHA256:" SHA256, "unsupported digest algorithm" },
        { SHA256, "invalid checksum digest format" },
        { "sha256:", "invalid checksum digest format" },
        { ":" SHA256, "invalid checksum digest format" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expect(hm_digest_check(hm_str_c(rows[i].text)), &rows[i]);
    }
}
