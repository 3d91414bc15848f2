/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/cmd.h"

#include <jansson.h>

#include "adapters/locate.h"
#include "plugin/base/auto.h"
#include "plugin/base/process.h"

enum {
    VERSION_TIMEOUT_MS = 10 * 1000,
};

/* A tool as it is on this machine. */
struct tool {
    const struct hm_adapter *adapter;
    const char *path;  /* NULL: not found */
    struct hm_err why; /* why it was not found */
    struct hm_str version;
    size_t process;
};

static void
print_text(const struct tool *tools, size_t n, struct hm_buf *out)
{
    for (size_t i = 0; i < n; i++) {
        const struct tool *tool = &tools[i];
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
        hm_buf_printf(out, "    %s; %s names another program\n", tool->adapter->homepage,
                      tool->adapter->program_env);
    }
}

static void
print_json(const struct tool *tools, size_t n, struct hm_buf *out)
{
    hm_auto_json json_t *list = json_array();

    for (size_t i = 0; i < n; i++) {
        const struct tool *tool = &tools[i];
        (void)json_array_append_new(
            list,
            json_pack("{s:s, s:s, s:s, s:s?, s:s%, s:s}", "name", tool->adapter->name, "summary",
                      tool->adapter->summary, "homepage", tool->adapter->homepage, "path",
                      tool->path, "version", tool->version.n == 0 ? "" : tool->version.p,
                      tool->version.n, "minimumVersion", tool->adapter->min_version));
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
    const struct hm_adapter *const *adapters = hm_adapters_all(&n);
    struct tool *tools = hm_arena_new(args->arena, struct tool, n);
    const struct hm_env env = { 0 };
    struct hm_process_set *set = hm_process_set_new(0, &hm_stop_signal);

    if (args->operands.n > 0) {
        hm_process_set_free(set);
        return hm_complain_usage(args, "adapters takes no argument");
    }
    for (size_t i = 0; i < n; i++) {
        hm_auto_buf struct hm_buf path = { 0 };
        tools[i].adapter = adapters[i];
        if (hm_tool_locate(adapters[i], &env, &path, &tools[i].why) == HM_OK) {
            tools[i].path = hm_arena_c(args->arena, hm_buf_str(&path));
            const char **argv = hm_arena_new(args->arena, const char *, 3);
            argv[0] = adapters[i]->program;
            argv[1] = adapters[i]->version_arg;
            tools[i].process =
                hm_process_add(set, &(struct hm_process_spec){ .path = tools[i].path,
                                                               .argv = argv,
                                                               .cwd = "/",
                                                               .timeout_ms = VERSION_TIMEOUT_MS });
        }
    }
    hm_process_run(set);
    for (size_t i = 0; i < n; i++) {
        if (tools[i].path != NULL) {
            const struct hm_process_result *result = hm_process_result(set, tools[i].process);
            tools[i].version = hm_arena_str(args->arena, hm_version_find(hm_buf_str(&result->out)));
        }
    }
    hm_process_set_free(set);
    if (hm_args_has(args, HM_OPT_JSON)) {
        print_json(tools, n, &out);
    } else {
        print_text(tools, n, &out);
    }
    return hm_print(&out);
}
