/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/script_json.h"

#include "plugin/dockerfile/ast_text.h"
#include "plugin/model/instruction.h"

static const char *const dialects[] = { [HM_SHELL_SH] = "sh",
                                        [HM_SHELL_BASH] = "bash",
                                        [HM_SHELL_POWERSHELL] = "powershell",
                                        [HM_SHELL_CMD] = "cmd",
                                        [HM_SHELL_OTHER] = "other" };

const char *
hm_dialect_name(enum hm_dialect dialect)
{
    return dialects[dialect];
}

bool
hm_dialect_parse(struct hm_str name, enum hm_dialect *ret_dialect)
{
    for (size_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++) {
        if (hm_str_eq(name, dialects[i])) {
            *ret_dialect = (enum hm_dialect)i;
            return true;
        }
    }
    return false;
}

static void
put_span(struct hm_buf *buf, struct hm_span span)
{
    hm_buf_printf(buf, "\"span\":[%u,%u]", span.off, span.off + span.len);
}

static void
put_arg(struct hm_buf *buf, const struct hm_arg *arg)
{
    hm_buf_puts(buf, "{\"text\":");
    hm_put_string(buf, arg->text);
    hm_buf_printf(buf, ",\"literal\":%s,\"quoted\":%s,", arg->is_literal ? "true" : "false",
                  arg->is_quoted ? "true" : "false");
    put_span(buf, arg->span);
    hm_buf_putc(buf, '}');
}

static void
put_index(struct hm_buf *buf, const char *name, uint32_t index)
{
    hm_buf_printf(buf, ",\"%s\":%lld", name, index == HM_NONE ? -1 : (long long)index);
}

static void
put_flags(struct hm_buf *buf, uint32_t flags)
{
    static const struct {
        uint32_t flag;
        const char *name;
    } names[] = { { HM_CMD_IN_BRANCH, "branch" },     { HM_CMD_IN_CONDITION, "condition" },
                  { HM_CMD_IN_FUNCTION, "function" }, { HM_CMD_NEGATED, "negated" },
                  { HM_CMD_IN_SUBSHELL, "subshell" }, { HM_CMD_IN_SUBSTITUTION, "substitution" },
                  { HM_CMD_WRAPPED, "wrapped" } };
    const char *comma = "";
    hm_buf_puts(buf, ",\"flags\":[");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if ((flags & names[i].flag) != 0) {
            hm_buf_printf(buf, "%s\"%s\"", comma, names[i].name);
            comma = ",";
        }
    }
    hm_buf_putc(buf, ']');
}

static void
put_command(struct hm_buf *buf, const struct hm_command *cmd)
{
    static const char *const links[] = { "first", "seq", "and", "or", "pipe", "background" };
    static const char *const kinds[] = { "in", "out", "append", "heredoc", "string", "dup" };
    hm_buf_puts(buf, "{\"words\":[");
    for (uint32_t i = 0; i < cmd->n_args; i++) {
        hm_buf_puts(buf, i == 0 ? "" : ",");
        put_arg(buf, &cmd->args[i]);
    }
    hm_buf_puts(buf, "],\"assignments\":[");
    for (uint32_t i = 0; i < cmd->n_assignments; i++) {
        hm_buf_puts(buf, i == 0 ? "{\"name\":" : ",{\"name\":");
        hm_put_string(buf, cmd->assignments[i].name);
        hm_buf_puts(buf, ",\"value\":");
        put_arg(buf, &cmd->assignments[i].value);
        hm_buf_putc(buf, '}');
    }
    hm_buf_puts(buf, "],\"redirects\":[");
    for (uint32_t i = 0; i < cmd->n_redirects; i++) {
        const struct hm_redirect *redirect = &cmd->redirects[i];
        hm_buf_printf(buf, "%s{\"kind\":\"%s\",\"fd\":%d,\"target\":", i == 0 ? "" : ",",
                      kinds[redirect->kind], redirect->fd);
        put_arg(buf, &redirect->target);
        hm_buf_putc(buf, '}');
    }
    hm_buf_printf(buf, "],\"link\":\"%s\",\"pipeline\":%u", links[cmd->link], cmd->pipeline);
    put_index(buf, "input", cmd->input);
    put_index(buf, "owner", cmd->owner);
    put_index(buf, "wrapper", cmd->wrapper);
    put_flags(buf, cmd->flags);
    hm_buf_putc(buf, ',');
    put_span(buf, cmd->span);
    hm_buf_putc(buf, '}');
}

void
hm_script_json(const struct hm_script *script, struct hm_str file, struct hm_buf *buf)
{
    hm_buf_puts(buf, "{\"file\":");
    hm_put_string(buf, file);
    hm_buf_printf(buf, ",\"dialect\":\"%s\",\"ok\":%s,\"commands\":[",
                  hm_dialect_name(script->dialect), script->is_complete ? "true" : "false");
    for (uint32_t i = 0; i < script->n_commands; i++) {
        hm_buf_puts(buf, i == 0 ? "" : ",");
        put_command(buf, &script->commands[i]);
    }
    hm_buf_puts(buf, "]}");
}
