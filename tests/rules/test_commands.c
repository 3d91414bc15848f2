/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/shell.h"

/* The first command of a text; it lasts as long as the arena. */
static const struct hm_command *
command(struct hm_arena *arena, const char *text)
{
    struct hm_shell_text in = { .text = hm_str_c(text) };
    struct hm_shell shell = { .dialect = HM_SHELL_SH };
    struct hm_script script;
    hm_shell_parse(hm_shell_parser_new(arena), &in, &shell, &script);
    cr_assert_gt(script.n_commands, 0);
    return &script.commands[0];
}

Test(commands, a_flag_is_no_other_options_value)
{
    static const struct {
        const char *text;
        bool is_there;
    } cases[] = {
        { "curl -k x", true },
        { "curl -fsSLk x", true },
        { "curl --insecure x", true },
        { "curl -o k x", false },
        { "curl -ok x", false },
        { "curl -Lko y x", true },
        { "curl --insecurely x", false },
        { "curl -- -k", false },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        cr_expect_eq(hm_command_flag(command(&arena, cases[i].text), 'k', "oH", "--insecure"),
                     cases[i].is_there, "%s", cases[i].text);
    }
}

Test(commands, a_host_is_shown_without_user_and_port)
{
    static const struct {
        const char *url;
        const char *host;
    } cases[] = {
        { "https://example.com/a", "example.com" },
        { "https://example.com:8443?b", "example.com" },
        { "https://user:secret@example.com#c", "example.com" },
        { "http://[::1]:80/", "[::1]" },
        { "https://", "" },
        { "example.com/a", "" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hm_str host = hm_download_host(hm_str_c(cases[i].url));
        cr_expect(hm_str_eq(host, cases[i].host), "%s: %.*s", cases[i].url, HM_FMT(host));
    }
}

Test(commands, an_address_is_no_proxy_or_header)
{
    static const struct {
        const char *text;
        const char *url; /* NULL: none */
    } cases[] = {
        { "curl https://a/b", "https://a/b" },
        { "curl -x http://p https://a/b", "https://a/b" },
        { "curl -H 'Referer: http://r' -o x https://a", "https://a" },
        { "wget -e http_proxy=http://p http://a", "http://a" },
        { "curl a", NULL },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        const struct hm_arg *url = hm_command_url(command(&arena, cases[i].text));
        cr_expect_eq(url == NULL, cases[i].url == NULL, "%s", cases[i].text);
        cr_expect(url == NULL || hm_str_eq(url->text, cases[i].url), "%s", cases[i].text);
    }
}

Test(commands, a_download_writes_its_file)
{
    static const struct {
        const char *text;
        const char *file;
    } cases[] = {
        { "curl -o /a https://x/y", "/a" },       { "curl -fsSLo /a https://x/y", "/a" },
        { "curl --output=/a https://x/y", "/a" }, { "curl -O https://x/y", "y" },
        { "curl https://x/y > /a", "/a" },        { "curl https://x/y", "" },
        { "curl https://x/y 2> /a", "" },         { "wget https://x/y", "y" },
        { "wget -qO- https://x/y", "" },          { "wget -O /a https://x/y", "/a" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_str file = hm_download_target(command(&arena, cases[i].text));
        cr_expect(hm_str_eq(file, cases[i].file), "%s: %.*s", cases[i].text, HM_FMT(file));
    }
}

Test(commands, removal_covers_a_folder)
{
    static const struct {
        const char *text;
        bool removes;
    } cases[] = {
        { "rm -rf /var/lib/apt/lists/*", true },
        { "rm -rf /var/lib/apt/lists", true },
        { "rm -fr /tmp/* /var/lib/apt/*", true },
        { "rm -R /var/lib", true },
        { "rm -rf /var/lib/{apt,dpkg}/lists/*", true },
        { "rm -rf /var/lib/{cache,log}/*", false },
        { "rm -rf /var/{lib/apt/lists,cache}/*", true },
        { "find /var/lib/apt/lists -type f -delete", true },
        { "rm /var/lib/apt/lists/*", false },
        { "rm -rf /var/lib/apt/lists/partial", false },
        { "rm -rf /var/lib/aptitude", false },
        { "echo rm -rf /var/lib/apt/lists/*", false },
        { "find /var/lib/apt/lists", false },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        cr_expect_eq(hm_command_removes(command(&arena, cases[i].text), "/var/lib/apt/lists"),
                     cases[i].removes, "%s", cases[i].text);
    }
}

Test(commands, modes_are_understood)
{
    static const struct {
        const char *mode;
        bool is_known, is_world_writable, is_sticky, is_setuid;
    } cases[] = {
        { "777", true, true, false, false },        { "0755", true, false, false, false },
        { "1777", true, true, true, false },        { "4755", true, false, false, true },
        { "2775", true, false, false, false },      { "666", true, true, false, false },
        { "a+rwx", true, true, false, false },      { "o+w", true, true, false, false },
        { "o-w", true, false, false, false },       { "g+w", true, false, false, false },
        { "u=rwx,o=rw", true, true, false, false }, { "+x", true, false, false, false },
        { "u+s", true, false, false, true },        { "+s", true, false, false, true },
        { "g+s", true, false, false, false },       { "u-s", true, false, false, false },
        { "a+rwxt", true, true, true, false },      { "$MODE", false, false, false, false },
        { "", true, false, false, false },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hm_mode mode = hm_mode_of(hm_str_c(cases[i].mode));
        cr_expect_eq(mode.is_known, cases[i].is_known, "%s", cases[i].mode);
        cr_expect_eq(mode.is_world_writable, cases[i].is_world_writable, "%s", cases[i].mode);
        cr_expect_eq(mode.is_sticky, cases[i].is_sticky, "%s", cases[i].mode);
        cr_expect_eq(mode.is_setuid, cases[i].is_setuid, "%s", cases[i].mode);
    }
}

Test(commands, a_mode_is_found_among_options)
{
    static const struct {
        const char *text;
        const char *mode; /* NULL: none */
    } cases[] = {
        { "chmod -R 777 a", "777" },
        { "chmod 0777 -R a", "0777" },
        { "mkdir -m777 a", "777" },
        { "mkdir -pm 750 a", "750" },
        { "mkdir --mode=770 a", "770" },
        { "install -Dm755 a b", "755" },
        { "install -o mail -t /m a", NULL },
        { "chmod -w a", NULL },
        { "chmod --reference=a b", NULL },
        { "install -m 755 a b", "755" },
        { "mkdir -m 700 a", "700" },
        { "mkdir a", NULL },
        { "install -d a", NULL },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_str mode = hm_command_mode(command(&arena, cases[i].text));
        cr_expect(hm_str_eq(mode, cases[i].mode == NULL ? "" : cases[i].mode), "%s", cases[i].text);
    }
}
