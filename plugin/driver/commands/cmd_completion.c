/* SPDX-License-Identifier: Apache-2.0 */
/* Completion for shells. */
#include "plugin/driver/commands/cmd.h"

#include "plugin/base/auto.h"
#include "plugin/driver/completion.h"

int
hm_cmd_completion(const struct hm_args *args)
{
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_err err = { 0 };
    const char *shell = args->operands.n == 1 ? args->operands.p[0] : "";

    if (hm_completion_write(shell, &out, &err) != HM_OK) {
        return hm_complain(&err);
    }
    return hm_print(&out);
}
