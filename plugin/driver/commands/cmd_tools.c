/* SPDX-License-Identifier: Apache-2.0 */
/* tools list, lock, check and fetch-db: which programs and databases a run would use. */
#include "plugin/driver/commands/cmd.h"

#include <jansson.h>

#include "adapters/command.h"
#include "adapters/database.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/tools/fetch_db.h"
#include "plugin/driver/tools/installed.h"
#include "plugin/driver/tools/lockfile.h"
#include "plugin/driver/run.h"

/* What there is, and what should be. */
struct shop {
    const struct hm_args *args;
    struct hm_copies copies;
    struct hm_installed *tools;
    size_t n;
    struct hm_lock *lock; /* NULL: none */
};

static void
print_pin(const struct shop *shop, const struct hm_installed *tool, struct hm_buf *out)
{
    const char *state = hm_installed_pin(shop->lock, tool);
    const char *file = hm_lockfile_path(shop->args);

    if (tool->copy.state == HM_SEALED_FAILED) {
        hm_buf_printf(out, "    cannot be read: %s\n", strerror(tool->copy.error));
        return;
    }
    if (tool->copy.state == HM_SEALED_NOT_PINNABLE) {
        hm_buf_printf(out, "    a script, which cannot be pinned%s\n",
                      strcmp(state, "differs") == 0 ? ": NOT the program of the lock" : "");
        return;
    }
    hm_buf_printf(out, "    sha256 %s%s\n", tool->copy.sha256,
                  tool->copy.is_dynamic ? ", with libraries of the system" : "");
    if (strcmp(state, "verified") == 0) {
        hm_buf_printf(out, "    as %s says\n", file);
    } else if (strcmp(state, "differs") == 0) {
        hm_buf_printf(out, "    NOT as %s says\n", file);
    } else if (shop->lock != NULL) {
        hm_buf_printf(out, "    not in %s\n", file);
    }
}

static void
print_data(const struct hm_installed *tool, struct hm_buf *out)
{
    const struct hm_adapter_data *data = tool->adapter->data;
    const struct hm_str unknown = HM_STR("an unknown date");

    if (data == NULL) {
        return;
    }
    if (tool->data.dir != NULL) {
        hm_buf_printf(out, "    data of %.*s in %s\n",
                      HM_FMT(tool->data.date.n == 0 ? unknown : tool->data.date), tool->data.dir);
    } else {
        hm_buf_printf(out, "    no data; %s\n", data->advice);
    }
    if (data->also != NULL && tool->also.dir != NULL) {
        hm_buf_printf(out, "    data of %.*s for Java archives\n",
                      HM_FMT(tool->also.date.n == 0 ? unknown : tool->also.date));
    }
}

static void
print_list(const struct shop *shop, struct hm_buf *out)
{
    for (size_t i = 0; i < shop->n; i++) {
        const struct hm_installed *tool = &shop->tools[i];
        hm_buf_printf(out, "%s%s%.*s: %s\n", tool->adapter->name, tool->version.n == 0 ? "" : " ",
                      HM_FMT(tool->version), tool->adapter->summary);
        if (tool->path == NULL) {
            hm_buf_printf(out, "    not found: %s\n", tool->why.text);
            continue;
        }
        hm_buf_printf(out, "    %s\n", tool->path);
        if (tool->version.n == 0) {
            hm_buf_puts(out, "    does not say its version\n");
        } else if (hm_version_is_older(tool->version, hm_str_c(tool->adapter->min_version))) {
            hm_buf_printf(out, "    too old: it takes %s\n", tool->adapter->min_version);
        }
        print_pin(shop, tool, out);
        print_data(tool, out);
    }
}

static void
print_json(const struct shop *shop, struct hm_buf *out)
{
    hm_auto_json json_t *list = json_array();

    for (size_t i = 0; i < shop->n; i++) {
        const struct hm_installed *tool = &shop->tools[i];
        bool is_hashed = tool->copy.state == HM_SEALED_READY;
        struct hm_str date = tool->data.date;
        (void)json_array_append_new(
            list,
            json_pack("{s:s, s:s?, s:s%, s:s, s:s?, s:b, s:s?, s:s%}", "name", tool->adapter->name,
                      "path", tool->path, "version", tool->version.n == 0 ? "" : tool->version.p,
                      tool->version.n, "pin", hm_installed_pin(shop->lock, tool), "sha256",
                      is_hashed ? tool->copy.sha256 : NULL, "systemLibraries",
                      is_hashed && tool->copy.is_dynamic, "dataFolder", tool->data.dir, "dataDate",
                      date.n == 0 ? "" : date.p, date.n));
    }
    hm_auto_free char *text = json_dumps(list, JSON_INDENT(2));
    hm_buf_puts(out, text == NULL ? "[]" : text);
    hm_buf_putc(out, '\n');
}

static int
list(struct shop *shop)
{
    hm_auto_buf struct hm_buf out = { 0 };

    if (hm_args_has(shop->args, HM_OPT_JSON)) {
        print_json(shop, &out);
    } else {
        print_list(shop, &out);
    }
    return hm_print(&out);
}

/* Whether the command line names a tool, or none at all. */
static bool
is_meant(const struct hm_args *args, const char *name)
{
    for (size_t i = 1; i < args->operands.n; i++) {
        if (strcmp(args->operands.p[i], name) == 0) {
            return true;
        }
    }
    return args->operands.n < 2;
}

static enum hm_status
lock_tool(struct shop *shop, const struct hm_installed *tool, struct hm_buf *out,
          struct hm_err *reterr)
{
    struct hm_arena *arena = shop->args->arena;
    const char *name = tool->adapter->name;
    struct hm_lock_tool *row = hm_lock_tool(shop->lock, hm_str_c(name));

    if (tool->path == NULL) {
        return shop->args->operands.n < 2
                   ? HM_OK
                   : hm_err_set(reterr, HM_E_NOT_FOUND, "%s: %s", name, tool->why.text);
    }
    if (tool->copy.state == HM_SEALED_FAILED) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", tool->path, strerror(tool->copy.error));
    }
    if (row == NULL) {
        row = hm_vec_push(arena, &shop->lock->tools);
        row->name = hm_str_c(name);
    }
    bool is_script = tool->copy.state == HM_SEALED_NOT_PINNABLE;
    row->version = tool->version;
    row->sha256 = hm_arena_str(arena, hm_str_c(is_script ? NULL : tool->copy.sha256));
    hm_buf_printf(out, "%s %.*s: %s%s\n", name, HM_FMT(tool->version),
                  is_script ? "a script, which cannot be pinned" : "sha256 ",
                  is_script ? "" : tool->copy.sha256);
    return HM_OK;
}

static enum hm_status
lock_data(struct shop *shop, const struct hm_adapter_data *data, const struct hm_tool_data *found,
          enum hm_option_id source_option, struct hm_buf *out, struct hm_err *reterr)
{
    struct hm_arena *arena = shop->args->arena;
    const char *source = hm_args_text(shop->args, source_option);
    struct hm_lock_data *row = hm_lock_data(shop->lock, hm_str_c(data->name));

    if (row == NULL) {
        row = hm_vec_push(arena, &shop->lock->data);
        *row =
            (struct hm_lock_data){ .tool = hm_str_c(data->name), .max_age_days = data->stale_days };
    }
    if (source != NULL && data->record != NULL) {
        row->source = hm_str_c(source);
    } else if (row->source.n == 0 && found->is_recorded) {
        row->source = found->source;
    }
    if (hm_args_has(shop->args, HM_OPT_RENEWABLE_DB)) {
        row->digest = hm_str_c("");
    } else if (found->dir != NULL && data->file != NULL) {
        const char *path = hm_arena_printf(arena, "%s/%s", found->dir, data->file).p;
        HM_TRY(hm_fetch_digest(arena, path, &row->digest, reterr));
        hm_buf_printf(out, "%s's data of %.*s: %.*s\n", data->name, HM_FMT(found->date),
                      HM_FMT(row->digest));
    }
    return HM_OK;
}

/* What some jobs need only is locked where it is, or where its source is named. */
static enum hm_status
lock_all_data(struct shop *shop, const struct hm_installed *tool, struct hm_buf *out,
              struct hm_err *reterr)
{
    const struct hm_adapter_data *data = tool->adapter->data;

    if (data == NULL || tool->path == NULL) {
        return HM_OK;
    }
    HM_TRY(lock_data(shop, data, &tool->data, HM_OPT_DB_REPOSITORY, out, reterr));
    if (data->also == NULL ||
        (tool->also.dir == NULL && !hm_args_has(shop->args, HM_OPT_JAVA_DB_REPOSITORY))) {
        return HM_OK;
    }
    return lock_data(shop, data->also, &tool->also, HM_OPT_JAVA_DB_REPOSITORY, out, reterr);
}

static int
lock(struct shop *shop)
{
    hm_auto_buf struct hm_buf out = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = HM_OK;

    if (shop->lock == NULL) {
        shop->lock = hm_arena_new(shop->args->arena, struct hm_lock, 1);
    }
    for (size_t i = 0; i < shop->n && status == HM_OK; i++) {
        if (is_meant(shop->args, shop->tools[i].adapter->name)) {
            status = lock_tool(shop, &shop->tools[i], &out, &err);
            status = status == HM_OK ? lock_all_data(shop, &shop->tools[i], &out, &err) : status;
        }
    }
    if (status == HM_OK) {
        hm_lock_write(shop->lock, &text);
        status = hm_write_file(hm_lockfile_path(shop->args), hm_buf_str(&text), &err);
    }
    return status == HM_OK ? hm_print(&out) : hm_complain(&err);
}

/* The data that a row of the lock speaks of, and what there is of them; or NULL. */
static const struct hm_adapter_data *
data_of(const struct shop *shop, struct hm_str name, const struct hm_tool_data **ret_found)
{
    for (size_t i = 0; i < shop->n; i++) {
        const struct hm_adapter_data *data = shop->tools[i].adapter->data;
        if (data != NULL && hm_str_eq(name, data->name)) {
            *ret_found = &shop->tools[i].data;
            return data;
        }
        if (data != NULL && data->also != NULL && hm_str_eq(name, data->also->name)) {
            *ret_found = &shop->tools[i].also;
            return data->also;
        }
    }
    return NULL;
}

/* Appends what is wrong with the data that the lock speaks of; returns the exit code. */
static int
check_data(const struct shop *shop, const struct hm_lock_data *row, struct hm_buf *out)
{
    const struct hm_tool_data *found = NULL;
    const struct hm_adapter_data *data = data_of(shop, row->tool, &found);
    struct hm_str digest = hm_str_c("");
    struct hm_err err = { 0 };
    int64_t now = 0;

    if (data == NULL || found->dir == NULL || hm_run_clock(&now, &err) != HM_OK) {
        hm_buf_printf(out, "%.*s's data: missing%s%s\n", HM_FMT(row->tool),
                      data == NULL ? "" : "; ", data == NULL ? "" : data->advice);
        return HM_EXIT_INCOMPLETE;
    }
    if (hm_database_judge(row, data, found, now, &err) != HM_OK) {
        hm_buf_printf(out, "%.*s's data: %s\n", HM_FMT(row->tool), err.text);
        return HM_EXIT_INCOMPLETE;
    }
    if (row->digest.n > 0 && data->file != NULL && hm_args_has(shop->args, HM_OPT_LOCKED)) {
        const char *path = hm_arena_printf(shop->args->arena, "%s/%s", found->dir, data->file).p;
        if (hm_fetch_digest(shop->args->arena, path, &digest, &err) != HM_OK ||
            !hm_str_is(digest, row->digest)) {
            hm_buf_printf(out, "%.*s's data: have the digest %.*s, not %.*s\n", HM_FMT(row->tool),
                          HM_FMT(digest), HM_FMT(row->digest));
            return HM_EXIT_FAIL;
        }
    }
    hm_buf_printf(out, "%.*s's data: of %.*s\n", HM_FMT(row->tool), HM_FMT(found->date));
    return HM_EXIT_PASS;
}

/* A mismatch wins over what could not be told, and that over a pass. */
static int
worse(int a, int b)
{
    if (a == HM_EXIT_FAIL || b == HM_EXIT_FAIL) {
        return HM_EXIT_FAIL;
    }
    return a > b ? a : b;
}

static bool
has_tool(const struct shop *shop, struct hm_str name)
{
    for (size_t i = 0; i < shop->n; i++) {
        if (hm_str_eq(name, shop->tools[i].adapter->name)) {
            return true;
        }
    }
    return false;
}

/* Rows of which nobody knows whose they are: commands of a configuration that was not named. */
static int
check_others(const struct shop *shop, struct hm_buf *out)
{
    int exit_code = HM_EXIT_PASS;

    for (size_t i = 0; i < shop->lock->tools.n; i++) {
        struct hm_str name = shop->lock->tools.p[i].name;
        if (!has_tool(shop, name)) {
            hm_buf_printf(out, "%.*s: unknown; a command is known by its --config\n", HM_FMT(name));
            exit_code = HM_EXIT_INCOMPLETE;
        }
    }
    return exit_code;
}

static int
check(struct shop *shop)
{
    hm_auto_buf struct hm_buf out = { 0 };
    int exit_code;

    if (shop->lock == NULL) {
        return hm_complain_usage(shop->args, "%s is not there; `hullmark tools lock` writes it",
                                 hm_lockfile_path(shop->args));
    }
    exit_code = check_others(shop, &out);
    for (size_t i = 0; i < shop->n; i++) {
        const struct hm_installed *tool = &shop->tools[i];
        const char *name = tool->adapter->name;
        const char *state = hm_installed_pin(shop->lock, tool);
        const struct hm_lock_tool *row = hm_lock_tool(shop->lock, hm_str_c(name));
        if (row == NULL) {
            continue;
        }
        hm_buf_printf(&out, "%s: %s%s%s\n", name, state,
                      strcmp(state, "differs") == 0 ? ", it has the SHA-256 " : "",
                      strcmp(state, "differs") == 0 ? tool->copy.sha256 : "");
        exit_code = worse(exit_code, strcmp(state, "verified") == 0  ? HM_EXIT_PASS
                                     : strcmp(state, "differs") == 0 ? HM_EXIT_FAIL
                                     : strcmp(state, "not-pinnable") == 0 &&
                                             !hm_args_has(shop->args, HM_OPT_LOCKED)
                                         ? HM_EXIT_PASS
                                         : HM_EXIT_INCOMPLETE);
    }
    for (size_t i = 0; i < shop->lock->data.n; i++) {
        exit_code = worse(exit_code, check_data(shop, &shop->lock->data.p[i], &out));
    }
    int printed = hm_print(&out);
    return printed == HM_EXIT_PASS ? exit_code : printed;
}

static const struct {
    const char *word;
    int (*run)(struct shop *shop); /* NULL: fetch-db, which needs to know of one tool only */
    bool takes_names;
} verbs[] = {
    { "list", list, false },
    { "lock", lock, true },
    { "check", check, false },
    { "fetch-db", NULL, false },
};

static int
run_verb(const struct hm_args *args, int (*run)(struct shop *shop))
{
    struct shop shop = { .args = args };
    struct hm_err err = { 0 };

    if (hm_lockfile_read(args, run == lock, &shop.lock, &err) != HM_OK) {
        return hm_complain(&err);
    }
    if (run == NULL) {
        return hm_fetch_db(args, shop.lock);
    }
    shop.tools = hm_installed_find(args->arena, args->config, &shop.copies, &shop.n);
    int exit_code = run(&shop);
    hm_copies_done(&shop.copies);
    return exit_code;
}

/* A tool that is driven, or a command of the configuration. */
static bool
is_tool(const struct hm_args *args, const char *name)
{
    for (size_t i = 0; args->config != NULL && i < args->config->commands.n; i++) {
        if (strcmp(args->config->commands.p[i]->adapter.name, name) == 0) {
            return true;
        }
    }
    return hm_adapters_find(hm_str_c(name)) != NULL;
}

int
hm_cmd_tools(const struct hm_args *args)
{
    const char *word = args->operands.n == 0 ? "" : args->operands.p[0];

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(word, verbs[i].word) != 0) {
            continue;
        }
        for (size_t k = 1; k < args->operands.n; k++) {
            if (!verbs[i].takes_names || !is_tool(args, args->operands.p[k])) {
                return hm_complain_usage(args, "tools %s: \"%s\" is out of place", word,
                                         args->operands.p[k]);
            }
        }
        return run_verb(args, verbs[i].run);
    }
    return hm_complain_usage(args, "say what to do: list, lock, check or fetch-db");
}
