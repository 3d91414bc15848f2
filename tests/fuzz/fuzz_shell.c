/* SPDX-License-Identifier: Apache-2.0 */
/* Shell text of any dialect. The first byte picks it and whether the text has joined lines. */
#include "plugin/base/auto.h"
#include "plugin/dockerfile/shell.h"
#include "tests/fuzz/fuzz.h"

/* What every reader of a script relies on. */
static void
check_command(const struct hm_script *script, uint32_t index, uint32_t end)
{
    const struct hm_command *cmd = &script->commands[index];
    require(cmd->index == index);
    require(cmd->wrapper == HM_NONE || cmd->wrapper < index);
    require(cmd->owner == HM_NONE || cmd->owner < index);
    require(cmd->input == HM_NONE || cmd->input < index);
    require(cmd->span.off <= end && cmd->span.len <= end - cmd->span.off);
    require((cmd->flags & HM_CMD_WRAPPED) == 0 || cmd->wrapper != HM_NONE);
    for (uint32_t i = 0; i < cmd->n_args; i++) {
        const struct hm_arg *arg = &cmd->args[i];
        require(arg->span.off <= end && arg->span.len <= end - arg->span.off);
        require(arg->text.n <= end);
        /* Reads each byte, so that a view past its memory is seen. */
        require(hm_str_find(arg->text, '\1') <= arg->text.n);
    }
    for (uint32_t i = 0; i < cmd->n_redirects; i++) {
        const struct hm_arg *arg = &cmd->redirects[i].target;
        require(arg->span.off <= end && arg->span.len <= end - arg->span.off);
        require(hm_str_find(arg->text, '\1') <= arg->text.n);
    }
    for (uint32_t i = 0; i < cmd->n_assignments; i++) {
        require(hm_str_find(cmd->assignments[i].value.text, '\1') <= end);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    hm_auto_arena struct hm_arena arena = { 0 };
    unsigned mode = data[0];
    struct hm_shell_text text = { .text = { .p = (const char *)data + 1, .n = size - 1 } };
    uint32_t end = (uint32_t)size - 1;
    struct hm_join joins[8];
    if ((mode & 8) != 0) {
        /* Every eighth of the text three bytes further on than it is. */
        for (uint32_t i = 0; i < 8; i++) {
            joins[i] =
                (struct hm_join){ .logical = end / 8 * i + i, .original = end / 8 * i + 4 * i };
        }
        text.joins = joins;
        text.n_joins = 8;
        end += 32;
    }
    struct hm_shell shell = { .dialect = mode % 5,
                              .has_pipefail = (mode & 16) != 0,
                              .has_errexit = (mode & 32) != 0 };
    struct hm_script script;
    hm_shell_parse(hm_shell_parser_new(&arena), &text, &shell, &script);
    require(script.instruction == HM_NONE);
    for (uint32_t i = 0; i < script.n_commands; i++) {
        check_command(&script, i, end + 64);
    }
    require(arena.taken <= 65536 + 1024 * size);
    return 0;
}
