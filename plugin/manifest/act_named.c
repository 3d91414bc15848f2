/* SPDX-License-Identifier: Apache-2.0 */
/* Files that commands name as Compose files or manifests, whatever they are called: `docker stack
 * deploy -c`, `docker compose -f`, `podman kube play`, `kubectl apply -f`. */
#include "plugin/manifest/act_maker.h"
#include "plugin/manifest/act_options.h"
#include "plugin/manifest/run_call.h"

enum {
    FILES = 16,      /* of one command */
    NAMED_MOST = 500 /* commands of a file */
};

struct naming {
    struct hm_act_maker *maker;
    const struct hm_script *script;
    const struct hm_command *cmd;
    struct hm_act_place from;
    struct hm_named_files files;
    struct hm_str paths[FILES];
};

static void
add_path(struct naming *n, struct hm_str text)
{
    struct hm_act_place place;
    struct hm_str resolved = hm_act_resolve(n->maker, text);

    if (n->files.n == FILES || text.n == 0 || hm_str_has(text, "://") ||
        !hm_act_place(n->maker, n->script, n->cmd, &n->from, 0, resolved, &place) ||
        place.folder.n == 0 || (n->files.n > 0 && place.base != n->files.base)) {
        return;
    }
    n->files.base = place.base;
    n->paths[n->files.n++] = place.folder;
}

static void
keep(struct naming *n, enum hm_manifests_kind kind)
{
    struct hm_arena *arena = n->maker->arena;

    if (n->files.n == 0 || n->maker->named.n == NAMED_MOST) {
        return;
    }
    struct hm_str *paths = hm_arena_new(arena, struct hm_str, n->files.n);
    memcpy(paths, n->paths, n->files.n * sizeof *paths);
    n->files.kind = kind;
    n->files.paths = paths;
    hm_vec_add(arena, &n->maker->named, n->files);
}

/* Compose's options stand in front of what it is asked to do: `logs -f` follows. @p from: the first
   word behind "compose". */
static void
read_compose(struct naming *n, const struct hm_arg *args, uint32_t n_args, uint32_t from)
{
    static const char *const values[] = {
        "-p",         "--project-name", "--profile", "--env-file", "--ansi",
        "--progress", "--parallel",     "-H",        "--host",     "-c",
        "--context",  "--log-level",    NULL
    };

    for (uint32_t i = from; i < n_args && hm_str_starts(args[i].text, "-"); i++) {
        struct hm_str arg = args[i].text;
        if (hm_str_starts(arg, "--project-directory")) {
            return;
        }
        if (hm_str_eq(arg, "-f") || hm_str_eq(arg, "--file")) {
            add_path(n, i + 1 < n_args ? args[i + 1].text : HM_S(""));
            i++;
        } else if (hm_str_starts(arg, "--file=")) {
            add_path(n, hm_str_from(arg, strlen("--file=")));
        } else if (hm_str_starts(arg, "-f")) {
            add_path(n, hm_str_from(arg, hm_str_starts(arg, "-f=") ? 3 : 2));
        } else {
            i += hm_str_in(arg, values);
        }
    }
    keep(n, HM_MANIFEST_COMPOSE);
}

/* The values of an option, each a list of paths where @p is_list. */
static void
read_option(struct naming *n, const struct hm_command *view, const char *name, bool is_list)
{
    struct hm_option_walk walk = { .cmd = view, .name = hm_str_c(name) };

    while (hm_option_next(&walk)) {
        struct hm_str rest = walk.value;
        struct hm_str path;
        if (!is_list) {
            add_path(n, rest);
        }
        while (is_list && hm_str_split(&rest, ',', &path)) {
            add_path(n, path);
        }
    }
}

/* `kube play`, `play kube`: the operand, behind options whose values are no files of ours. */
static void
read_play(struct naming *n, const struct hm_command *view)
{
    static const char values[] =
        "--annotation --authfile --cert-dir --configmap --context-dir --creds --ip --log-driver "
        "--log-opt --mac-address --network --publish --seccomp-profile-root --userns -p ";
    uint32_t operands[FILES];
    uint32_t count = hm_option_operands(view, values, operands, FILES);

    for (uint32_t i = 0; i < count; i++) {
        add_path(n, view->args[operands[i]].text);
    }
    keep(n, HM_MANIFEST_KUBERNETES);
}

static struct hm_command
view_from(const struct hm_command *cmd, const struct hm_run_call *call, uint32_t at)
{
    struct hm_command view = *cmd;

    view.args = call->args + at;
    view.n_args = call->n_args - at;
    view.fields = NULL;
    view.n_fields = 0;
    return view;
}

static bool
has_next(const struct hm_run_call *call, const char *word)
{
    return call->rest < call->n_args && hm_str_eq(call->args[call->rest].text, word);
}

static void
read_engine(struct naming *n, const struct hm_run_call *call)
{
    if (hm_str_eq(call->verb, "compose")) {
        read_compose(n, call->args, call->n_args, call->rest);
    } else if (hm_str_eq(call->verb, "stack") &&
               (has_next(call, "deploy") || has_next(call, "up"))) {
        struct hm_command view = view_from(n->cmd, call, call->rest);
        read_option(n, &view, "-c", false);
        read_option(n, &view, "--compose-file", false);
        keep(n, HM_MANIFEST_COMPOSE);
    } else if ((hm_str_eq(call->verb, "kube") && has_next(call, "play")) ||
               (hm_str_eq(call->verb, "play") && has_next(call, "kube"))) {
        struct hm_command view = view_from(n->cmd, call, call->rest);
        read_play(n, &view);
    }
}

void
hm_act_named(struct hm_act_maker *maker, const struct hm_script *script,
             const struct hm_command *cmd)
{
    static const char *const composes[] = { "docker-compose", "podman-compose", NULL };
    static const char *const clients[] = { "kubectl", "oc", NULL };
    static const char client_values[] =
        "-n --namespace --context --cluster --kubeconfig --user -s --server --token --as -f "
        "--filename -l --selector -v -o --output ";
    static const char *const verbs[] = { "apply", "create", "replace", "run", NULL };
    struct naming n = { .maker = maker, .script = script, .cmd = cmd };
    const struct hm_command view = hm_command_expanded(cmd);
    struct hm_run_call call;
    bool is_client = hm_str_in(cmd->name, clients);
    bool is_compose = hm_str_in(cmd->name, composes);
    bool is_engine = !is_client && !is_compose && hm_run_call_read(cmd, &call);

    if ((!is_client && !is_compose && !is_engine) || !hm_act_folder(maker, script, cmd, &n.from)) {
        return;
    }
    if (is_engine) {
        read_engine(&n, &call);
    } else if (is_compose) {
        read_compose(&n, view.args, view.n_args, 1);
    } else {
        uint32_t verb;
        if (hm_option_operands(&view, client_values, &verb, 1) == 1 &&
            hm_str_in(view.args[verb].text, verbs)) {
            read_option(&n, &view, "-f", true);
            read_option(&n, &view, "--filename", true);
            keep(&n, HM_MANIFEST_KUBERNETES);
        }
    }
}
