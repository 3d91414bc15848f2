/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/commands/cmd.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"

volatile sig_atomic_t hm_stop_signal;

int
hm_complain(const struct hm_err *err)
{
    hm_auto_buf struct hm_buf line = { 0 };

    hm_buf_printf(&line, "hullmark: %s\n", err->text);
    (void)!write(STDERR_FILENO, line.p, line.n);
    return hm_exit_of(err->status);
}

int
hm_complain_usage(const struct hm_args *args, const char *fmt, ...)
{
    struct hm_err err = { 0 };
    char text[sizeof err.text];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    (void)hm_err_set(&err, HM_E_USAGE, "%s; see `hullmark help %s`", text,
                     hm_commands[args->command].word);
    return hm_complain(&err);
}

int
hm_print(const struct hm_buf *out)
{
    struct hm_err err = { 0 };

    if (hm_write_fd(STDOUT_FILENO, hm_buf_str(out), "standard output", &err) != HM_OK) {
        return hm_complain(&err);
    }
    return HM_EXIT_PASS;
}
