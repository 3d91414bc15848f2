/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/commands/cmd.h"

#include <jansson.h>

#include "adapters/locate.h"
#include "plugin/base/auto.h"
#include "plugin/driver/tools/installed.h"
#include "plugin/driver/tools/lockfile.h"

/* The lock's word on a tool. */
static const char *
pin_text(const struct hm_lock *lock, const struct hm_installed *tool)
{
    static const char *const texts[][2] = {
        { "verified", "pinned: it is the program of the lock" },
        { "differs", "NOT the program of the lock: it is refused" },
        { "not-pinnable", "not pinned: a script, which cannot be" },
        { "unlisted", "not pinned: the lock does not name it" },
    };
    const char *pin = hm_installed_pin(lock, tool);

    if (lock == NULL) {
        return "not pinned: there is no lock (hullmark tools lock)";
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(pin, texts[i][0]) == 0) {
            return texts[i][1];
        }
    }
    return "it cannot be read";
}

static void
print_text(const struct hm_installed *tools, size_t n, const struct hm_lock *lock,
           struct hm_buf *out)
{
    for (size_t i = 0; i < n; i++) {
        const struct hm_installed *tool = &tools[i];
        hm_buf_printf(out, "%s: %s\n", tool->adapter->name, tool->adapter->summary);
        if (tool->path == NULL) {
            hm_buf_printf(out, "    not found: %s\n", tool->why.text);
        } else if (tool->version.n == 0) {
            hm_buf_printf(out, "    %s, which does not say its version\n", tool->path);
        } else {
            hm_buf_printf(out, "    %s, version %.*s%s%s\n", tool->path, HM_FMT(tool->version),
                          hm_version_is_older(tool->version, hm_str_c(tool->adapter->min_version))
                              ? ": too old, it takes "
                              : "",
                          hm_version_is_older(tool->version, hm_str_c(tool->adapter->min_version))
                              ? tool->adapter->min_version
                              : "");
        }
        if (tool->path != NULL) {
            hm_buf_printf(out, "    %s\n", pin_text(lock, tool));
        }
        if (tool->adapter->program_env != NULL) { /* a command of the configuration has none */
            hm_buf_printf(out, "    %s; %s names another program\n", tool->adapter->homepage,
                          tool->adapter->program_env);
        }
    }
}

static void
print_json(const struct hm_installed *tools, size_t n, const struct hm_lock *lock,
           struct hm_buf *out)
{
    hm_auto_json json_t *list = json_array();

    for (size_t i = 0; i < n; i++) {
        const struct hm_installed *tool = &tools[i];
        (void)json_array_append_new(
            list,
            json_pack("{s:s, s:s, s:s, s:s?, s:s%, s:s, s:s?}", "name", tool->adapter->name,
                      "summary", tool->adapter->summary, "homepage", tool->adapter->homepage,
                      "path", tool->path, "version", tool->version.n == 0 ? "" : tool->version.p,
                      tool->version.n, "minimumVersion", tool->adapter->min_version, "pin",
                      lock == NULL ? NULL : hm_installed_pin(lock, tool)));
    }
    hm_auto_free char *text = json_dumps(list, JSON_INDENT(2));
    hm_buf_puts(out, text == NULL ? "[]" : text);
    hm_buf_putc(out, '\n');
}

int
hm_cmd_adapters(const struct hm_args *args)
{
    hm_auto_buf struct hm_buf out = { 0 };
    size_t n = 0;

    if (args->operands.n > 0) {
        return hm_complain_usage(args, "adapters takes no argument");
    }
    struct hm_lock *lock = NULL;
    struct hm_copies copies = { 0 };
    struct hm_err err = { 0 };
    if (hm_lockfile_read(args, false, &lock, &err) != HM_OK) {
        return hm_complain(&err);
    }
    const struct hm_installed *tools =
        hm_installed_find(args->arena, args->config, lock == NULL ? NULL : &copies, &n);
    if (hm_args_has(args, HM_OPT_JSON)) {
        print_json(tools, n, lock, &out);
    } else {
        print_text(tools, n, lock, &out);
    }
    hm_copies_done(&copies);
    return hm_print(&out);
}
