/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/commands/cmd.h"

#include <curl/curl.h>
#include <jansson.h>
#include <sodium.h>
#include <zlib.h>

#include "plugin/base/auto.h"
#include "plugin/driver/gate/gate.h"

int
hm_cmd_help(const struct hm_args *args)
{
    hm_auto_buf struct hm_buf out = { 0 };
    enum hm_command_id command = HM_COMMAND_HELP;
    struct hm_err err = { 0 };

    if (hm_args_has(args, HM_OPT_MAN)) {
        hm_help_man(&out);
        return hm_print(&out);
    }
    if (args->operands.n == 0) {
        hm_help_overview(&out);
        return hm_print(&out);
    }
    if (strcmp(args->operands.p[0], "formats") == 0) {
        hm_help_formats(&out);
        return hm_print(&out);
    }
    if (strcmp(args->operands.p[0], "gate") == 0) {
        hm_help_gate(&out);
        return hm_print(&out);
    }
    if (strcmp(args->operands.p[0], "keys") == 0) {
        hm_help_keys(&out);
        return hm_print(&out);
    }
    if (hm_command_find(args->operands.p[0], &command, &err) != HM_OK) {
        return hm_complain(&err);
    }
    hm_help_command(&out, command);
    return hm_print(&out);
}

int
hm_cmd_version(const struct hm_args *args)
{
    hm_auto_buf struct hm_buf out = { 0 };

    if (args->operands.n > 0) {
        return hm_complain_usage(args, "version takes no argument");
    }
    hm_buf_printf(&out, "hullmark %s (libcurl %s, jansson %s, libsodium %s, zlib %s)\n", HM_VERSION,
                  LIBCURL_VERSION, JANSSON_VERSION, SODIUM_VERSION_STRING, ZLIB_VERSION);
    return hm_print(&out);
}
