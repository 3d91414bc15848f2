/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/written.h"

/* Pipes are followed through so many filters to the file. */
enum { FILTERS = 8 };

static struct hm_str
redirected_to(const struct hm_command *cmd)
{
    for (uint32_t i = 0; i < cmd->n_redirects; i++) {
        const struct hm_redirect *redirect = &cmd->redirects[i];
        if (redirect->kind == HM_REDIRECT_OUT || redirect->kind == HM_REDIRECT_APPEND) {
            return redirect->target.text;
        }
    }
    return hm_str_c("");
}

/* > FILE, or | tee FILE. */
static struct hm_str
file_of(const struct hm_script *script, const struct hm_command *cmd)
{
    struct hm_str to = redirected_to(cmd);
    uint32_t from = cmd->index;

    for (uint32_t i = cmd->index + 1; to.n == 0 && i < script->n_commands && i - from <= FILTERS;
         i++) {
        const struct hm_command *next = &script->commands[i];
        uint32_t n_fields;
        const struct hm_arg *fields = hm_command_fields(next, &n_fields);
        uint32_t file = hm_command_operand(next, 1);
        if (next->input == from && hm_str_eq(next->name, "tee") && file < n_fields) {
            to = fields[file].text;
        }
    }
    return to;
}

/* s/this/that/: that, and how far it goes in the word. */
static struct hm_str
replacement(struct hm_str text)
{
    size_t s = 0;

    while (s < text.n &&
           !(text.p[s] == 's' && s + 1 < text.n && strchr("/|#,@:!%", text.p[s + 1]) != NULL)) {
        s++;
    }
    if (s + 2 > text.n) {
        return text;
    }
    char mark = text.p[s + 1];
    size_t at = s + 2;
    for (; at < text.n && text.p[at] != mark; at++) {
        at += text.p[at] == '\\';
    }
    size_t begin = at + 1;
    size_t end = begin;
    for (; end < text.n && text.p[end] != mark; end++) {
        end += text.p[end] == '\\';
    }
    return begin < text.n ? hm_str_sub(text, begin, (end < text.n ? end : text.n) - begin)
                          : hm_str_c("");
}

bool
hm_command_writes(const struct hm_script *script, const struct hm_command *cmd, uint32_t n,
                  struct hm_written *ret)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    bool is_sed = hm_str_eq(cmd->name, "sed") || hm_str_eq(cmd->name, "gsed");
    bool prints = is_sed || hm_str_eq(cmd->name, "echo") || hm_str_eq(cmd->name, "printf");
    bool copies = hm_str_eq(cmd->name, "cat") || hm_str_eq(cmd->name, "tee");
    uint32_t n_words = prints && n_fields > 1 ? n_fields - 1 : 0;

    if (n < n_words) {
        *ret = (struct hm_written){ .span = cmd->span };
        ret->text = is_sed ? replacement(fields[n + 1].text) : fields[n + 1].text;
        ret->is_expanded = fields[n + 1].is_expanded;
        ret->to = is_sed ? fields[n_fields - 1].text : file_of(script, cmd);
        return true;
    }
    for (uint32_t i = 0, k = n_words; copies && i < cmd->n_redirects; i++) {
        const struct hm_redirect *redirect = &cmd->redirects[i];
        bool is_text =
            redirect->kind == HM_REDIRECT_HEREDOC || redirect->kind == HM_REDIRECT_STRING;
        if (is_text && k++ == n) {
            uint32_t file = hm_command_operand(cmd, 1);
            *ret = (struct hm_written){ .text = redirect->target.text, .span = cmd->span };
            ret->to = hm_str_eq(cmd->name, "tee") && file < n_fields ? fields[file].text
                                                                     : file_of(script, cmd);
            return true;
        }
    }
    return false;
}

bool
hm_copy_writes(const struct hm_instruction *inst, uint32_t n, struct hm_written *ret)
{
    if ((inst->kind != HM_COPY && inst->kind != HM_ADD) || n >= inst->n_heredocs ||
        inst->n_words < 2) {
        return false;
    }
    *ret = (struct hm_written){ .text = inst->heredocs[n].value,
                                .span = inst->heredocs[n].span,
                                .to = inst->words[inst->n_words - 1].value };
    return true;
}

static bool
is_word(char c)
{
    return hm_is_alpha(c) || hm_is_digit(c);
}

bool
hm_text_sets(struct hm_str text, const char *key, const char *value)
{
    size_t n_key = strlen(key);
    size_t n_value = strlen(value);
    bool is_comment = false;

    for (size_t i = 0; i + n_key + 1 + n_value <= text.n; i++) {
        is_comment = text.p[i] == '\n' ? false : is_comment || text.p[i] == '#';
        bool is_start = i == 0 || (!is_word(text.p[i - 1]) && text.p[i - 1] != '_') ||
                        (i == 2 && hm_str_starts(text, "-o")) ||
                        (i > 1 && text.p[i - 2] == '\\' && text.p[i - 1] == 'n');
        if (is_comment || !is_start ||
            !hm_str_eq_nocase(hm_str_sub(text, i, n_key), hm_str_c(key))) {
            continue;
        }
        size_t at = i + n_key;
        while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\t' || text.p[at] == '=')) {
            at++;
        }
        struct hm_str rest = hm_str_from(text, at);
        if (at > i + n_key && hm_str_eq_nocase(hm_str_sub(rest, 0, n_value), hm_str_c(value)) &&
            (rest.n <= n_value || !is_word(rest.p[n_value]))) {
            return true;
        }
    }
    return false;
}
