/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/installed.h"

#include "plugin/base/auto.h"
#include "adapters/command.h"
#include "plugin/base/process.h"
#include "plugin/driver/commands/cmd.h"

enum {
    VERSION_TIMEOUT_MS = 10 * 1000,
};

static void
ask(struct hm_arena *arena, struct hm_process_set *set, struct hm_copies *copies,
    struct hm_installed *tool)
{
    static const char *const env[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/nonexistent",
                                       "LANG=C.UTF-8", NULL };
    const char **argv = hm_arena_new(arena, const char *, 3);
    struct hm_process_spec spec = { .path = tool->path,
                                    .argv = argv,
                                    .env = env,
                                    .cwd = "/",
                                    .timeout_ms = VERSION_TIMEOUT_MS,
                                    .is_offline = true };

    argv[0] = tool->adapter->program;
    argv[1] = tool->adapter->version_arg != NULL ? tool->adapter->version_arg : "--version";
    if (copies != NULL && hm_sealed_can(tool->path)) {
        spec.program = hm_copies_get(copies, tool->path);
    }
    tool->process = hm_process_add(set, &spec);
}

static struct hm_installed *
list(struct hm_arena *arena, const struct hm_config *config, size_t *ret_n)
{
    size_t n_adapters;
    const struct hm_adapter *const *adapters = hm_adapters_all(&n_adapters);
    size_t n_commands = config == NULL ? 0 : config->commands.n;
    struct hm_installed *tools = hm_arena_new(arena, struct hm_installed, n_adapters + n_commands);

    for (size_t i = 0; i < n_adapters; i++) {
        tools[i].adapter = adapters[i];
    }
    for (size_t i = 0; i < n_commands; i++) {
        tools[n_adapters + i].adapter = &config->commands.p[i]->adapter;
    }
    *ret_n = n_adapters + n_commands;
    return tools;
}

struct hm_installed *
hm_installed_find(struct hm_arena *arena, const struct hm_config *config, struct hm_copies *copies,
                  size_t *ret_n)
{
    struct hm_installed *tools = list(arena, config, ret_n);
    const struct hm_env env = { 0 };
    struct hm_process_set *set = hm_process_set_new(0, &hm_stop_signal);

    for (size_t i = 0; i < *ret_n; i++) {
        const struct hm_adapter *adapter = tools[i].adapter;
        hm_auto_buf struct hm_buf path = { 0 };
        if (hm_tool_locate(adapter, &env, &path, &tools[i].why) == HM_OK) {
            tools[i].path = hm_arena_c(arena, hm_buf_str(&path));
            ask(arena, set, copies, &tools[i]);
        }
        if (adapter->data != NULL) {
            tools[i].data = hm_tool_data_find(adapter->data, &env, arena);
        }
        if (adapter->data != NULL && adapter->data->also != NULL) {
            tools[i].also = hm_tool_data_find(adapter->data->also, &env, arena);
        }
    }
    hm_process_run(set);
    for (size_t i = 0; i < *ret_n; i++) {
        if (tools[i].path != NULL) {
            const struct hm_process_result *result = hm_process_result(set, tools[i].process);
            tools[i].version = hm_arena_str(arena, hm_version_find(hm_buf_str(&result->out)));
        }
        if (tools[i].path != NULL && copies != NULL) {
            tools[i].copy = hm_sealed_wait(hm_copies_get(copies, tools[i].path));
        }
    }
    hm_process_set_free(set);
    return tools;
}

const char *
hm_installed_pin(const struct hm_lock *lock, const struct hm_installed *tool)
{
    const struct hm_lock_tool *row = hm_lock_tool(lock, hm_str_c(tool->adapter->name));

    if (tool->path == NULL) {
        return "missing";
    }
    if (tool->copy.state == HM_SEALED_FAILED) {
        return "unreadable";
    }
    if (row == NULL) {
        return tool->copy.state == HM_SEALED_NOT_PINNABLE ? "not-pinnable" : "unlisted";
    }
    if (row->sha256.n == 0) {
        return tool->copy.state == HM_SEALED_NOT_PINNABLE ? "not-pinnable" : "differs";
    }
    return tool->copy.state == HM_SEALED_READY && hm_str_eq(row->sha256, tool->copy.sha256)
               ? "verified"
               : "differs";
}
