/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_wrap.h"

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/utf8.h"

void
hm_shell_unwrap_cmd(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words)
{
    struct hm_command cmd = p->commands.p[index];
    struct hm_shell shell = { .dialect = HM_SHELL_CMD };
    for (uint32_t i = 1; i + 1 < cmd.n_args && hm_str_starts(cmd.args[i].text, "/"); i++) {
        struct hm_str last = hm_str_from(cmd.args[i].text, cmd.args[i].text.n - 2);
        if (hm_str_eq_nocase(last, HM_S("/c")) || hm_str_eq_nocase(last, HM_S("/k"))) {
            hm_shell_wrap_script(p, index, words, i + 1, cmd.n_args, &shell);
            return;
        }
    }
}

/* Whether the word is an option of PowerShell, which may be cut down to @p least letters. */
static bool
is_parameter(struct hm_str word, const char *name, size_t least)
{
    bool is_option = word.n > least && (word.p[0] == '-' || word.p[0] == '/');
    size_t n = word.n - is_option;
    return is_option && n <= strlen(name) &&
           hm_str_eq_nocase(hm_str_from(word, 1), hm_str_make(name, n));
}

/* The UTF-16LE text behind Base64, each character where its digits are; false for anything else. */
static bool
decode(struct hm_shell_parser *p, const struct hm_arg *arg, struct hm_shell_text *ret_text)
{
    hm_auto_buf struct hm_buf bytes = { 0 };
    if (!arg->is_literal || !hm_unbase64_add(&bytes, arg->text) || bytes.n % 2 != 0 ||
        bytes.n == 0 || !hm_shell_spend(p, 4 * bytes.n)) {
        return false;
    }
    size_t n_units = bytes.n / 2;
    char *text = hm_arena_alloc(p->arena, 3 * n_units);
    struct hm_join *joins = hm_arena_new(p->arena, struct hm_join, n_units);
    uint32_t n = 0;
    uint32_t n_joins = 0;
    for (size_t i = 0; i < n_units; i++) {
        const unsigned char *at = (const unsigned char *)bytes.p + 2 * i;
        uint32_t code = (uint32_t)(at[0] | at[1] << 8);
        uint32_t low = i + 1 < n_units ? (uint32_t)(at[2] | at[3] << 8) : 0;
        joins[n_joins++] =
            (struct hm_join){ .logical = n, .original = arg->span.off + (uint32_t)(i * 8 / 3) };
        if (code >= 0xd800 && code < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            i++;
        } else if (code == 0 || (code >= 0xd800 && code < 0xe000)) {
            return false;
        }
        n += (uint32_t)hm_utf8_encode(code, text + n);
    }
    *ret_text =
        (struct hm_shell_text){ .text = { .p = text, .n = n }, .joins = joins, .n_joins = n_joins };
    return true;
}

static void
unwrap_encoded(struct hm_shell_parser *p, uint32_t index, const struct hm_arg *arg)
{
    struct hm_shell shell = { .dialect = HM_SHELL_POWERSHELL };
    struct hm_shell_text text;
    if (arg != NULL && decode(p, arg, &text)) {
        hm_shell_wrap_read(p, index, &text, &shell, false, HM_CMD_ENCODED);
    } else {
        p->commands.p[index].flags |= HM_CMD_UNREAD;
    }
}

void
hm_shell_unwrap_powershell(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words)
{
    static const struct {
        const char *name;
        size_t least;
    } valued[] = {
        { "executionpolicy", 2 },
        { "ep", 2 },
        { "version", 1 },
        { "inputformat", 2 },
        { "if", 2 },
        { "outputformat", 1 },
        { "windowstyle", 1 },
        { "psconsolefile", 1 },
        { "workingdirectory", 2 },
        { "wd", 2 },
        { "configurationname", 4 },
        { "settingsfile", 3 },
    };
    struct hm_command cmd = p->commands.p[index];
    struct hm_shell shell = { .dialect = HM_SHELL_POWERSHELL };
    for (uint32_t i = 1; i < cmd.n_args; i++) {
        struct hm_str arg = cmd.args[i].text;
        bool is_text = is_parameter(arg, "command", 1);
        bool is_bare = arg.n > 0 && arg.p[0] != '-' && arg.p[0] != '/';
        if (is_text && i + 1 < cmd.n_args) {
            hm_shell_wrap_script(p, index, words, i + 1, cmd.n_args, &shell);
            return;
        }
        if (is_parameter(arg, "encodedcommand", 1) || is_parameter(arg, "ec", 2)) {
            unwrap_encoded(p, index, i + 1 < cmd.n_args ? &cmd.args[i + 1] : NULL);
            return;
        }
        if (is_parameter(arg, "file", 1)) {
            return;
        }
        /* A word alone is a text for powershell, a file for pwsh. */
        if (is_bare && hm_str_eq(cmd.name, "powershell")) {
            hm_shell_wrap_script(p, index, words, i, cmd.n_args, &shell);
        }
        if (is_bare) {
            return;
        }
        for (size_t k = 0; k < sizeof(valued) / sizeof(valued[0]); k++) {
            if (is_parameter(arg, valued[k].name, valued[k].least)) {
                i++;
                break;
            }
        }
    }
}

void
hm_shell_unwrap_iex(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words)
{
    struct hm_command cmd = p->commands.p[index];
    struct hm_shell shell = { .dialect = HM_SHELL_POWERSHELL };
    uint32_t at = 1 + (cmd.n_args > 1 && is_parameter(cmd.args[1].text, "command", 1));
    if (at < cmd.n_args && cmd.args[at].is_literal) {
        hm_shell_wrap_script(p, index, words, at, at + 1, &shell);
    }
}

uint32_t
hm_shell_unwrap_start(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words)
{
    static const char *const valued[] = {
        "verb",        "workingdirectory",       "windowstyle",           "credential",
        "environment", "redirectstandardoutput", "redirectstandarderror", "redirectstandardinput"
    };
    struct hm_command cmd = p->commands.p[index];
    uint32_t n = 0;
    if (cmd.n_args < 2 || !hm_shell_spend(p, cmd.n_args)) {
        return index;
    }
    struct hm_arg *args = hm_arena_new(p->arena, struct hm_arg, cmd.n_args);
    struct hm_shell_text *texts = hm_arena_new(p->arena, struct hm_shell_text, cmd.n_args);
    for (uint32_t i = 1; i < cmd.n_args; i++) {
        struct hm_str arg = cmd.args[i].text;
        bool is_named = !cmd.args[i].is_quoted && arg.n > 1 && arg.p[0] == '-';
        bool has_value = false;
        for (size_t k = 0; is_named && k < sizeof(valued) / sizeof(valued[0]); k++) {
            has_value = has_value || is_parameter(arg, valued[k], 4);
        }
        i += has_value;
        if (!is_named) {
            texts[n] = hm_shell_wrap_text(p, words, i);
            args[n++] = cmd.args[i];
        }
    }
    if (n == 0) {
        return index;
    }
    struct hm_command view = cmd;
    view.args = args;
    uint32_t inner = hm_shell_wrap_words(p, &view, 0, n);
    if (inner != index) {
        words->again = (struct hm_shell_origin){ .texts = texts };
        words->origin = &words->again;
        words->shift = 0;
    }
    return inner;
}

uint32_t
hm_shell_unwrap_call(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words)
{
    struct hm_command cmd = p->commands.p[index];
    uint32_t at = 1;
    at += at < cmd.n_args && cmd.args[at].is_quoted;
    while (at < cmd.n_args && hm_str_starts(cmd.args[at].text, "/")) {
        at += hm_str_eq_nocase(cmd.args[at].text, HM_S("/d")) ? 2 : 1;
    }
    if (at >= cmd.n_args) {
        return index;
    }
    words->shift += at;
    return hm_shell_wrap_words(p, &cmd, at, cmd.n_args);
}
