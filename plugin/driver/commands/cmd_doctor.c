/* SPDX-License-Identifier: Apache-2.0 */
/* Whether everything that a scan would need is there: a row each, and what to do. */
#include "plugin/driver/commands/cmd.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "adapters/database.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/process.h"
#include "plugin/driver/config/settings.h"
#include "plugin/driver/config/variables.h"
#include "plugin/driver/platform.h"
#include "plugin/driver/run.h"
#include "plugin/driver/tools/installed.h"
#include "plugin/driver/tools/lockfile.h"
#include "reports/escape.h"
#include "reports/json_out.h"

enum {
    DAY = 24 * 3600,
    OLD_DATA_DAYS = 7,
    PROBE_TIMEOUT_MS = 10 * 1000,
    COLUMN = 34, /* where what is said of a row begins */
};

enum state {
    STATE_OK,
    STATE_NOTE, /* worth knowing: nothing fails by it */
    STATE_PROBLEM,
};

struct row {
    const char *group;
    struct hm_str name;
    enum state state;
    struct hm_str text;   /* what is so */
    struct hm_str advice; /* what to do; empty: nothing */
};

struct doctor {
    struct hm_args *args;
    struct hm_arena *arena;
    const char *group;
    HM_VEC(struct row) rows;
};

static void add(struct doctor *doctor, enum state state, const char *name, struct hm_str text,
                const char *fmt, ...) HM_PRINTF(5, 6);

/* The advice is the format; "" where there is none. */
static void
add(struct doctor *doctor, enum state state, const char *name, struct hm_str text, const char *fmt,
    ...)
{
    va_list ap;

    va_start(ap, fmt);
    struct row row = { .group = doctor->group,
                       .name = hm_arena_str(doctor->arena, hm_str_c(name)),
                       .state = state,
                       .text = hm_arena_str(doctor->arena, text),
                       .advice = hm_arena_vprintf(doctor->arena, fmt, ap) };
    va_end(ap);
    hm_vec_add(doctor->arena, &doctor->rows, row);
}

#define said(doctor, ...) hm_arena_printf((doctor)->arena, __VA_ARGS__)

/* --- configuration --- */

static void
look_at_configuration(struct doctor *doctor)
{
    struct hm_args *args = doctor->args;
    hm_auto_buf struct hm_buf warnings = { 0 };
    struct hm_err err = { 0 };

    doctor->group = "Configuration";
    if (hm_settings_apply(args, &err) != HM_OK) {
        add(doctor, STATE_PROBLEM, ".hullmark.yaml", hm_str_c(err.text),
            "mend it: every run with it ends with exit code 2");
    } else if (args->config->path.n == 0) {
        add(doctor, STATE_OK, ".hullmark.yaml", HM_S("none: everything is as by default"),
            "`hullmark init` writes one, if you want one");
    } else {
        add(doctor, STATE_OK, ".hullmark.yaml",
            said(doctor, "%.*s is right", HM_FMT(args->config->path)), "%s", "");
    }
    hm_variables_check(doctor->arena, environ, true, &warnings);
    struct hm_str rest = hm_buf_str(&warnings);
    struct hm_str line;
    while (hm_str_split(&rest, '\n', &line)) {
        if (hm_str_starts(line, "hullmark: warning: ")) {
            line = hm_str_from(line, sizeof "hullmark: warning: " - 1);
        }
        if (line.n > 0) {
            add(doctor, STATE_NOTE, "environment", line, "%s", "");
        }
    }
}

/* --- tools --- */

static bool
is_wanted(const struct doctor *doctor, const char *name)
{
    const struct hm_args *args = doctor->args;

    return hm_args_lists(args, HM_OPT_REQUIRE, name) || hm_args_lists(args, HM_OPT_WITH, name);
}

/* Trivy runs wherever it is found. */
static bool
is_usual(const struct doctor *doctor, const char *name)
{
    const struct hm_args *args = doctor->args;

    return strcmp(name, "trivy") == 0 && !hm_args_lists(args, HM_OPT_WITHOUT, name) &&
           !hm_args_lists(args, HM_OPT_WITHOUT, "all");
}

static void
look_at_data(struct doctor *doctor, const struct hm_installed *tool, const struct hm_lock *lock,
             int64_t now)
{
    const struct hm_adapter_data *data = tool->adapter->data;
    const char *name = said(doctor, "%s's database", tool->adapter->name).p;
    const struct hm_lock_data *row = NULL;
    struct hm_err err = { 0 };

    if (data == NULL) {
        return;
    }
    if (tool->data.dir == NULL) {
        bool is_run =
            is_usual(doctor, tool->adapter->name) || is_wanted(doctor, tool->adapter->name);
        add(doctor, is_run ? STATE_PROBLEM : STATE_OK, name,
            is_run ? HM_S("not there: scans of packages are incomplete")
                   : HM_S("not there; the tool is not asked for either"),
            "%s", data->advice);
        return;
    }
    for (size_t i = 0; lock != NULL && i < lock->data.n; i++) {
        row = hm_str_eq(lock->data.p[i].tool, data->name) ? &lock->data.p[i] : row;
    }
    int64_t date = tool->data.date.n == 0 ? -1 : hm_rfc3339_seconds(tool->data.date);
    struct hm_str text = date < 0 ? HM_S("of an unknown date")
                                  : said(doctor, "of %.*s, %lld days old",
                                         HM_FMT(hm_str_sub(tool->data.date, 0, 10)),
                                         (long long)((now - date) / DAY));
    if (row != NULL && hm_database_judge(row, data, &tool->data, now, &err) != HM_OK) {
        add(doctor, STATE_PROBLEM, name, hm_str_c(err.text), "%s", data->advice);
    } else if (date < 0 || now - date > OLD_DATA_DAYS * (int64_t)DAY) {
        add(doctor, STATE_NOTE, name, text, "%s", data->advice);
    } else {
        add(doctor, STATE_OK, name, text, "%s", "");
    }
}

static void
look_at_pin(struct doctor *doctor, const struct hm_lock *lock, const struct hm_installed *tool,
            struct hm_str version)
{
    const char *name = tool->adapter->name;
    const char *pin = hm_installed_pin(lock, tool);

    if (strcmp(pin, "verified") == 0) {
        add(doctor, STATE_OK, name, said(doctor, "%.*s, as the lock says", HM_FMT(version)), "%s",
            "");
    } else if (strcmp(pin, "differs") == 0) {
        add(doctor, STATE_PROBLEM, name,
            said(doctor, "%.*s is not the program of the lock", HM_FMT(version)),
            "find out why; `hullmark tools lock %s` takes the one that is there", name);
    } else if (strcmp(pin, "unreadable") == 0) {
        add(doctor, STATE_PROBLEM, name, said(doctor, "%s cannot be read", tool->path),
            "let this user read it");
    } else {
        add(doctor, STATE_OK, name,
            said(doctor, "%.*s%s", HM_FMT(version),
                 strcmp(pin, "not-pinnable") == 0 ? ", a script: the lock cannot pin it"
                 : lock == NULL                   ? ""
                                                  : ", not in the lock"),
            "%s", "");
    }
}

static void
look_at_tool(struct doctor *doctor, const struct hm_installed *tool, const struct hm_lock *lock,
             int64_t now)
{
    const struct hm_adapter *adapter = tool->adapter;
    bool runs_anyway = is_usual(doctor, adapter->name);
    struct hm_str version = tool->version.n > 0 ? tool->version : HM_S("an unknown version");

    if (tool->path == NULL && (adapter->tasks & 1U << HM_TASK_COMMAND) != 0) {
        add(doctor, STATE_PROBLEM, adapter->name, hm_str_c(tool->why.text), "%s",
            "install it, or mend `commands` in the configuration");
        return;
    }
    if (tool->path == NULL) {
        bool is_locked = hm_lock_tool(lock, hm_str_c(adapter->name)) != NULL;
        bool is_needed = is_wanted(doctor, adapter->name) || is_locked;
        add(doctor,
            is_needed     ? STATE_PROBLEM
            : runs_anyway ? STATE_NOTE
                          : STATE_OK,
            adapter->name,
            said(doctor, "not found%s",
                 is_needed     ? is_locked ? ", and the lock names it" : ", and it is asked for"
                 : runs_anyway ? ": no vulnerabilities of packages and images, no secrets in files"
                               : "; it is not asked for either"),
            "%s%s", is_needed || runs_anyway ? "install it: " : "",
            is_needed || runs_anyway ? adapter->homepage : "");
        return;
    }
    if (tool->version.n > 0 && hm_version_is_older(tool->version, hm_str_c(adapter->min_version))) {
        add(doctor, STATE_PROBLEM, adapter->name, said(doctor, "%.*s is too old", HM_FMT(version)),
            "%s or newer is needed: %s", adapter->min_version, adapter->homepage);
    } else {
        look_at_pin(doctor, lock, tool, version);
    }
    look_at_data(doctor, tool, lock, now);
}

static void
look_at_tools(struct doctor *doctor)
{
    struct hm_copies copies = { 0 };
    struct hm_lock *lock = NULL;
    struct hm_err err = { 0 };
    int64_t now = hm_run_wall_clock();
    size_t n = 0;

    doctor->group = "Tools";
    if (hm_lockfile_read(doctor->args, true, &lock, &err) != HM_OK) {
        add(doctor, STATE_PROBLEM, "lock", hm_str_c(err.text), "mend or remove it");
    } else if (lock == NULL) {
        add(doctor, STATE_OK, "lock", HM_S("none: any version of a tool may run"),
            "`hullmark tools lock` pins those that are there");
    } else {
        add(doctor, STATE_OK, "lock", hm_str_c(hm_lockfile_path(doctor->args)), "%s", "");
    }
    const struct hm_installed *tools =
        hm_installed_find(doctor->arena, doctor->args->config, &copies, &n);
    for (size_t i = 0; i < n; i++) {
        look_at_tool(doctor, &tools[i], lock, now);
    }
    hm_copies_done(&copies);
}

/* --- the system --- */

static void
look_at_isolation(struct doctor *doctor)
{
    static const char *const argv[] = { "true", NULL };
    struct hm_process_set *set = hm_process_set_new(0, &hm_stop_signal);
    struct hm_process_spec spec = { .path = access("/bin/true", X_OK) == 0 ? "/bin/true"
                                                                           : "/usr/bin/true",
                                    .argv = argv,
                                    .cwd = "/",
                                    .timeout_ms = PROBE_TIMEOUT_MS,
                                    .is_offline = true };
    size_t index = hm_process_add(set, &spec);

    hm_process_run(set);
    const struct hm_process_result *result = hm_process_result(set, index);
    if (result->end != HM_PROCESS_EXITED) {
        add(doctor, STATE_PROBLEM, "processes", HM_S("no program could be run"), "%s",
            "look at the limits of this user and container");
    } else if (result->is_online || result->is_exposed) {
        add(doctor, STATE_NOTE, "isolation",
            said(doctor, "the system lets us not keep tools from %s%s%s",
                 result->is_online ? "the network" : "",
                 result->is_online && result->is_exposed ? " and " : "",
                 result->is_exposed ? "looking at other processes" : ""),
            "allow user namespaces (unshare) to this user, if you can; the report says where it "
            "was so");
    } else {
        add(doctor, STATE_OK, "isolation",
            HM_S("tools run without network, and see no other process"), "%s", "");
    }
    hm_process_set_free(set);
}

static void
look_at_folders(struct doctor *doctor)
{
    hm_auto_buf struct hm_buf dir = { 0 };
    struct hm_err err = { 0 };

    if (hm_make_temp_dir(&dir, &err) == HM_OK) {
        add(doctor, STATE_OK, "working folders",
            said(doctor, "in %.*s", HM_FMT(hm_str_dirname(hm_buf_str(&dir)))), "%s", "");
        hm_remove_tree(dir.p);
    } else {
        add(doctor, STATE_PROBLEM, "working folders", hm_str_c(err.text),
            "set TMPDIR to a folder that can be written");
    }
    if (access(".", W_OK) != 0) {
        add(doctor, STATE_NOTE, "current folder", HM_S("cannot be written"),
            "name report files elsewhere: -o sarif=/elsewhere/hullmark.sarif");
    }
}

static void
look_at_terminal(struct doctor *doctor)
{
    const char *names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
    const char *no_colour = getenv("NO_COLOR");
    struct winsize size = { 0 };
    const char *locale = "";

    for (size_t i = 0; i < 3 && locale[0] == '\0'; i++) {
        locale = getenv(names[i]) == NULL ? "" : getenv(names[i]);
    }
    if (!isatty(STDOUT_FILENO)) {
        add(doctor, STATE_OK, "terminal",
            HM_S("none: text without colour, lines as long as they "
                 "are"),
            "%s", "");
        return;
    }
    (void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    add(doctor, STATE_OK, "terminal",
        said(doctor, "%u columns, %s%s%s", (unsigned)size.ws_col,
             no_colour != NULL && no_colour[0] != '\0' ? "no colour (NO_COLOR)" : "colour",
             locale[0] == '\0' ? "" : ", ", locale),
        "%s", "");
}

static void
look_at_system(struct doctor *doctor)
{
    doctor->group = "System";
    look_at_isolation(doctor);
    look_at_folders(doctor);
    look_at_terminal(doctor);
}

/* --- network: what is set, for nobody is asked --- */

static bool
has_variable(const char *name)
{
    const char *text = getenv(name);

    return text != NULL && text[0] != '\0';
}

static void
look_at_file(struct doctor *doctor, const char *name, const char *path, const char *advice)
{
    struct stat st;

    if (stat(path, &st) == 0 && access(path, R_OK) == 0) {
        add(doctor, STATE_OK, name, hm_str_c(path), "%s", "");
    } else {
        add(doctor, STATE_PROBLEM, name, said(doctor, "%s: %s", path, strerror(errno)), "%s",
            advice);
    }
}

static void
look_at_network(struct doctor *doctor)
{
    static const char *const proxies[] = { "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy" };
    const char *proxy = NULL;

    doctor->group = "Network (nobody was asked)";
    for (size_t i = 0; i < 4; i++) {
        proxy = proxy == NULL && has_variable(proxies[i]) ? proxies[i] : proxy;
    }
    add(doctor, STATE_OK, "proxy",
        proxy == NULL
            ? HM_S("none is set")
            : said(doctor, "%s is set%s", proxy,
                   has_variable("NO_PROXY") || has_variable("no_proxy") ? ", and NO_PROXY"
                                                                        : ", and NO_PROXY is not"),
        "%s", "");
    if (has_variable("SSL_CERT_FILE")) {
        look_at_file(doctor, "authorities", getenv("SSL_CERT_FILE"),
                     "SSL_CERT_FILE names no file that can be read: no server will be trusted");
    } else {
        add(doctor, STATE_OK, "authorities", HM_S("the system's"),
            "--ca-file adds one of your own");
    }
    const char *home = getenv("HOME");
    const char *config = has_variable("DOCKER_CONFIG") ? getenv("DOCKER_CONFIG")
                         : home == NULL                ? NULL
                                                       : said(doctor, "%s/.docker", home).p;
    const char *file = config == NULL ? "" : said(doctor, "%s/config.json", config).p;
    if (has_variable("DOCKER_AUTH_CONFIG")) {
        add(doctor, STATE_OK, "registries", HM_S("credentials of DOCKER_AUTH_CONFIG"), "%s", "");
    } else if (has_variable("DOCKER_CONFIG") || access(file, F_OK) == 0) {
        look_at_file(doctor, "registries", file,
                     "without it only images that anybody may read can be had");
    } else {
        add(doctor, STATE_OK, "registries", HM_S("no credentials: images that anybody may read"),
            "%s", "");
    }
}

/* --- CI --- */

static void
look_at_ci(struct doctor *doctor)
{
    const struct hm_env env = { 0 };
    enum hm_platform platform = hm_platform_of_run(&env);
    const struct hm_platform_row *row = hm_platform_row(platform);
    bool is_fine = true;

    doctor->group = "CI";
    if (platform == HM_PLATFORM_NONE) {
        add(doctor, STATE_OK, "platform", HM_S("none: this is nobody's job"),
            "`hullmark init` prints what to write into one");
        return;
    }
    add(doctor, STATE_OK, "platform", hm_str_c(row->title), "%s", "");
    for (size_t i = 0; i < row->n_variables; i++) {
        const struct hm_platform_variable *variable = &row->variables[i];
        if (!has_variable(variable->name)) {
            add(doctor, variable->is_needed ? STATE_PROBLEM : STATE_NOTE, variable->name,
                said(doctor, "is not set: %s", variable->without), "%s", variable->advice);
            is_fine = false;
        }
    }
    if (is_fine) {
        add(doctor, STATE_OK, "variables", HM_S("all that are used are set"), "%s", "");
    }
}

/* --- the answer --- */

static const char *
word_of(enum state state)
{
    return state == STATE_OK ? "ok" : state == STATE_NOTE ? "note" : "problem";
}

static void
put_text(const struct doctor *doctor, struct hm_buf *out, size_t n_problems)
{
    const char *group = NULL;

    for (size_t i = 0; i < doctor->rows.n; i++) {
        const struct row *row = &doctor->rows.p[i];
        if (group == NULL || strcmp(group, row->group) != 0) {
            hm_buf_printf(out, "%s%s\n", i == 0 ? "" : "\n", row->group);
            group = row->group;
        }
        hm_buf_printf(out, "  %-8s ", word_of(row->state));
        size_t start = out->n;
        hm_escape_terminal(out, row->name);
        hm_buf_printf(out, "%*s", out->n - start < 20 ? (int)(21 - (out->n - start)) : 1, "");
        hm_escape_terminal(out, row->text);
        hm_buf_putc(out, '\n');
        if (row->advice.n > 0) {
            hm_buf_printf(out, "%*s", COLUMN - 2, "");
            hm_buf_puts(out, row->state == STATE_OK ? "" : "-> ");
            hm_escape_terminal(out, row->advice);
            hm_buf_putc(out, '\n');
        }
    }
    if (n_problems == 0) {
        hm_buf_puts(out, "\nNo problem: `hullmark scan` has what it needs.\n");
    } else {
        hm_buf_printf(out, "\n%zu problem%s, above.\n", n_problems, n_problems == 1 ? "" : "s");
    }
}

static void
put_json(const struct doctor *doctor, struct hm_buf *out, size_t n_problems)
{
    struct hm_json_out json = { .buf = out, .is_indented = true };

    hm_json_out_object(&json, NULL);
    hm_json_out_uint(&json, "problems", n_problems);
    hm_json_out_array(&json, "rows");
    for (size_t i = 0; i < doctor->rows.n; i++) {
        const struct row *row = &doctor->rows.p[i];
        hm_json_out_object(&json, NULL);
        hm_json_out_c(&json, "group", row->group);
        hm_json_out_str(&json, "name", row->name);
        hm_json_out_c(&json, "state", word_of(row->state));
        hm_json_out_str(&json, "text", row->text);
        hm_json_out_some(&json, "advice", row->advice);
        hm_json_out_end_object(&json);
    }
    hm_json_out_end_array(&json);
    hm_json_out_end_object(&json);
    hm_buf_putc(out, '\n');
}

int
hm_cmd_doctor(const struct hm_args *given)
{
    struct hm_args args = *given;
    struct doctor doctor = { .args = &args, .arena = args.arena };
    hm_auto_buf struct hm_buf out = { 0 };
    size_t n_problems = 0;

    if (args.operands.n > 0) {
        return hm_complain_usage(given, "doctor takes no argument");
    }
    look_at_configuration(&doctor);
    look_at_tools(&doctor);
    look_at_system(&doctor);
    look_at_network(&doctor);
    look_at_ci(&doctor);
    for (size_t i = 0; i < doctor.rows.n; i++) {
        n_problems += doctor.rows.p[i].state == STATE_PROBLEM;
    }
    if (hm_args_has(&args, HM_OPT_JSON)) {
        put_json(&doctor, &out, n_problems);
    } else {
        put_text(&doctor, &out, n_problems);
    }
    int printed = hm_print(&out);
    return printed != HM_EXIT_PASS ? printed : n_problems > 0 ? HM_EXIT_INCOMPLETE : HM_EXIT_PASS;
}
