/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/run_call.h"

enum { MADE_LIMIT = 500 };

/* Global options that take a value; all others take none. */
static const char *const global_values[] = {
    "--address",
    "--cgroup-manager",
    "--cni-netconfpath",
    "--cni-path",
    "--config",
    "--connection",
    "--conmon",
    "--context",
    "--data-root",
    "--events-backend",
    "--hooks-dir",
    "--host",
    "--hosts-dir",
    "--identity",
    "--imagestore",
    "--log-level",
    "--module",
    "--namespace",
    "--network-cmd-path",
    "--network-config-dir",
    "--out",
    "--root",
    "--runroot",
    "--runtime",
    "--runtime-flag",
    "--snapshotter",
    "--ssh",
    "--storage-driver",
    "--storage-opt",
    "--tlscacert",
    "--tlscert",
    "--tlskey",
    "--tmpdir",
    "--url",
    "--volumepath",
    "-H",
    "-a",
    "-c",
    "-l",
    "-n",
    NULL,
};

/* "$DOCKER", "${CONTAINER_RUNTIME:-docker}": what it is called tells what it holds. */
static bool
is_variable_of_engine(const struct hm_arg *arg)
{
    static const char *const names[] = { "docker",
                                         "podman",
                                         "nerdctl",
                                         "container_runtime",
                                         "container_engine",
                                         "container_tool",
                                         "container_cmd",
                                         "container_cli",
                                         "oci_runtime",
                                         "container_bin",
                                         NULL };

    if (!hm_str_starts(arg->text, "$") || hm_str_starts(arg->text, "$(") ||
        hm_str_has_nocase(arg->text, "compose") || hm_str_find(arg->text, '/') < arg->text.n) {
        return false;
    }
    for (size_t i = 0; names[i] != NULL; i++) {
        if (hm_str_has_nocase(arg->text, names[i])) {
            return true;
        }
    }
    return false;
}

bool
hm_run_call_read(const struct hm_command *cmd, struct hm_run_call *ret_call)
{
    static const char *const engines[] = { "docker",        "podman",     "nerdctl",
                                           "podman-remote", "docker.exe", NULL };
    static const char *const groups[] = {
        "container", "image", "buildx", "builder", "service", NULL
    };
    struct hm_run_call call = { 0 };
    uint32_t at = 1;

    call.args = hm_command_fields(cmd, &call.n_args);
    if (call.n_args == 0 || !(hm_str_in(hm_str_basename(call.args[0].text), engines) ||
                              (!call.args[0].is_literal && is_variable_of_engine(&call.args[0])))) {
        return false;
    }
    call.program = hm_str_basename(call.args[0].text);
    for (; at < call.n_args && hm_str_starts(call.args[at].text, "-"); at++) {
        at += hm_str_in(call.args[at].text, global_values);
    }
    if (at < call.n_args && hm_str_in(call.args[at].text, groups)) {
        call.is_swarm = hm_str_eq(call.args[at].text, "service");
        call.is_image = !call.is_swarm && !hm_str_eq(call.args[at].text, "container");
        at++;
    }
    for (; at < call.n_args && hm_str_starts(call.args[at].text, "-"); at++) {
        at += hm_str_eq(call.args[at].text, "--builder");
    }
    if (at >= call.n_args || !call.args[at].is_literal) {
        return false;
    }
    call.verb = call.args[at].text;
    call.rest = at + 1;
    *ret_call = call;
    return true;
}

/* --- images --- */

static struct hm_str
without_latest(struct hm_str image)
{
    return hm_str_ends(image, ":latest") ? hm_str_sub(image, 0, image.n - strlen(":latest"))
                                         : image;
}

void
hm_run_note_name(struct hm_run_reader *reader, struct hm_str image)
{
    if (image.n > 0 && reader->made.n < MADE_LIMIT) {
        hm_vec_add(reader->arena, &reader->made, without_latest(image));
    }
}

/* --tag NAME, -t NAME, -tNAME, --output type=image,name=… is rare. */
static void
note_tags(struct hm_run_reader *reader, const struct hm_arg *args, uint32_t n, uint32_t from)
{
    for (uint32_t i = from; i < n; i++) {
        struct hm_str word = args[i].text;
        if ((hm_str_eq(word, "-t") || hm_str_eq(word, "--tag")) && i + 1 < n) {
            hm_run_note_name(reader, args[++i].text);
        } else if (hm_str_starts(word, "--tag=")) {
            hm_run_note_name(reader, hm_str_from(word, strlen("--tag=")));
        } else if (hm_str_starts(word, "-t")) {
            word = hm_str_from(word, 2);
            hm_run_note_name(reader, hm_str_from(word, hm_str_starts(word, "=")));
        }
    }
}

void
hm_run_note_made(struct hm_run_reader *reader, const struct hm_command *cmd)
{
    static const char *const builds[] = { "build", "bud", "build-using-dockerfile", NULL };
    static const char *const names[] = { "tag", "commit", "import", NULL };
    struct hm_run_call call;

    if (hm_str_eq(cmd->name, "buildah")) {
        uint32_t n;
        const struct hm_arg *args = hm_command_fields(cmd, &n);
        note_tags(reader, args, n, 1);
        return;
    }
    if (!hm_run_call_read(cmd, &call)) {
        return;
    }
    if (hm_str_in(call.verb, builds)) {
        note_tags(reader, call.args, call.n_args, call.rest);
    } else if (hm_str_in(call.verb, names) && call.n_args >= call.rest + 2) {
        hm_run_note_name(reader, call.args[call.n_args - 1].text);
    }
}

bool
hm_run_is_made(const struct hm_run_reader *reader, struct hm_str image)
{
    image = without_latest(image);
    for (size_t i = 0; i < reader->made.n; i++) {
        if (hm_str_is(reader->made.p[i], image)) {
            return true;
        }
    }
    return false;
}

/* --- places --- */

uint32_t
hm_run_text_at(const struct hm_shell_text *map, uint32_t at)
{
    uint32_t low = 0;
    uint32_t high = map->n_joins;

    if (map->n_joins == 0) {
        return map->base + at;
    }
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (map->joins[middle].logical <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return map->joins[low].original + (at - map->joins[low].logical);
}

struct hm_span
hm_run_map(const struct hm_run_reader *reader, struct hm_span span)
{
    const struct hm_shell_text *map = reader->map;

    if (map == NULL) {
        return span;
    }
    struct hm_span there = { .off = hm_run_text_at(map, span.off) };
    uint32_t last = span.len == 0 ? there.off : hm_run_text_at(map, span.off + span.len - 1) + 1;
    there.len = last > there.off ? last - there.off : 0;
    return there;
}

bool
hm_run_has_engine(struct hm_str text)
{
    static const char *const engines[] = { "docker", "podman", "nerdctl", "buildah", "DOCKER",
                                           "PODMAN", "skopeo", "crane",   "regctl",  "CONTAINER",
                                           "crictl", "ctr ",   "kubectl", "oc " };

    for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++) {
        if (hm_str_has(text, engines[i])) {
            return true;
        }
    }
    return false;
}

bool
hm_run_is_likely(struct hm_str text)
{
    static const char *const verbs[] = { "run",     "create", "build", "pull", "copy",   "crane",
                                         "compose", "deploy", "apply", "play", "replace" };

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (hm_str_has(text, verbs[i])) {
            return hm_run_has_engine(text);
        }
    }
    return false;
}
