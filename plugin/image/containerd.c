/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/containerd.h"

#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/clock.h"
#include "plugin/base/process.h"
#include "plugin/base/program.h"
#include "plugin/image/daemon.h"
#include "plugin/model/image_ref.h"
#include "plugin/model/redact.h"

enum {
    PLATFORMS = 16, /* that may be asked for at once */
    ARGUMENTS = 12, /* of ctr, besides those */
    NAMESPACE_LIMIT = 76,
    OUT_LIMIT = 64 * 1024,
    SAID_LIMIT = 300,
};

#define SOCKET "/run/containerd/containerd.sock"

static bool
is_namespace(struct hm_str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!hm_is_alpha(c) && !hm_is_digit(c) && (i == 0 || strchr("-_.", c) == NULL)) {
            return false;
        }
    }
    return name.n > 0 && name.n <= NAMESPACE_LIMIT;
}

static enum hm_status
find_socket(struct hm_arena *arena, const struct hm_env *env, const char **ret_socket,
            struct hm_err *reterr)
{
    struct hm_str address = hm_env_get(env, "CONTAINERD_ADDRESS");
    struct stat st;

    if (hm_str_starts(address, "unix://")) {
        address = hm_str_from(address, strlen("unix://"));
    }
    const char *socket = address.n > 0 ? hm_arena_c(arena, address) : SOCKET;
    if (socket[0] != '/' || stat(socket, &st) != 0 || !S_ISSOCK(st.st_mode)) {
        return hm_err_set(reterr, HM_E_NOT_FOUND,
                          "there is no containerd at %s; is it running, or is its address in "
                          "$CONTAINERD_ADDRESS?",
                          socket);
    }
    *ret_socket = socket;
    return HM_OK;
}

/* As ctr calls it: in full, and a digest as it is. */
static enum hm_status
full_name(struct hm_arena *arena, struct hm_str name, const char **ret_name, struct hm_err *reterr)
{
    struct hm_image_ref ref = { 0 };

    HM_TRY(hm_image_ref_parse(arena, name, &ref, reterr));
    struct hm_str full = hm_image_ref_name(arena, &ref);
    if (ref.digest.n > 0) {
        *ret_name = hm_arena_printf(arena, "%.*s@%.*s", HM_FMT(full), HM_FMT(ref.digest)).p;
    } else {
        struct hm_str tag = ref.tag.n > 0 ? ref.tag : HM_S("latest");
        *ret_name = hm_arena_printf(arena, "%.*s:%.*s", HM_FMT(full), HM_FMT(tag)).p;
    }
    return HM_OK;
}

/* ctr exports the machine's own platform unless told otherwise. */
static enum hm_status
add_platforms(struct hm_arena *arena, struct hm_str asked, const char **argv, size_t *n,
              struct hm_err *reterr)
{
    struct hm_str one;

    if (hm_str_eq(asked, "all")) {
        argv[(*n)++] = "--all-platforms";
        return HM_OK;
    }
    for (size_t i = 0; asked.n > 0 && hm_str_split(&asked, ',', &one); i++) {
        if (i >= PLATFORMS) {
            return hm_err_set(reterr, HM_E_LIMIT,
                              "more than %d platforms of an image in containerd", PLATFORMS);
        }
        argv[(*n)++] = hm_arena_printf(arena, "--platform=%.*s", HM_FMT(hm_str_trim(one))).p;
    }
    return HM_OK;
}

static enum hm_status
judge(const struct hm_process_result *result, struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str said = hm_str_trim(hm_buf_str(&result->err));

    switch (result->end) {
    case HM_PROCESS_EXITED:
        break;
    case HM_PROCESS_TIMED_OUT:
        return hm_err_set(reterr, HM_E_TIMEOUT, "ctr did not end before the deadline");
    case HM_PROCESS_CANCELLED:
        return hm_err_set(reterr, HM_E_REFUSED, "stopped before its end");
    case HM_PROCESS_NOT_STARTED:
        return hm_err_set(reterr, HM_E_TOOL, "ctr cannot be started: %s", strerror(result->code));
    default:
        return hm_err_set(reterr, HM_E_TOOL, "ctr ended without an answer");
    }
    if (result->code == 0) {
        return HM_OK;
    }
    size_t line = hm_str_find_last(said, '\n');
    said = line < said.n ? hm_str_from(said, line + 1) : said;
    said = hm_redact(&arena, hm_str_sub(said, 0, SAID_LIMIT));
    return hm_err_set(reterr, HM_E_TOOL, "ctr exits with %d: %.*s", result->code, HM_FMT(said));
}

static unsigned
time_left(const struct hm_image_options *options)
{
    int64_t left = options->deadline == 0 ? 0 : options->deadline - hm_clock_ms();

    if (options->deadline == 0) {
        return 0;
    }
    return left <= 0 ? 1 : left > INT32_MAX ? INT32_MAX : (unsigned)left;
}

enum hm_status
hm_containerd_export(struct hm_str name, const struct hm_image_options *options, const char *path,
                     struct hm_err *reterr)
{
    static const char *const env[] = { NULL };
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf program = { 0 };
    struct hm_str space = hm_env_get(&options->env, "CONTAINERD_NAMESPACE");
    const char *argv[ARGUMENTS + PLATFORMS] = { "ctr", "--address" };
    size_t n = 2;

    space = space.n > 0 ? space : HM_S("default");
    if (!is_namespace(space)) {
        return hm_err_set(reterr, HM_E_USAGE, "$CONTAINERD_NAMESPACE is no name of a namespace");
    }
    HM_TRY(find_socket(&arena, &options->env, &argv[n++], reterr));
    argv[n++] = "--namespace";
    argv[n++] = hm_arena_c(&arena, space);
    argv[n++] = "images";
    argv[n++] = "export";
    HM_TRY(add_platforms(&arena, options->platform, argv, &n, reterr));
    argv[n++] = "--";
    argv[n++] = path;
    HM_TRY(full_name(&arena, name, &argv[n++], reterr));
    if (!hm_program_find(hm_env_get(&options->env, "PATH"), "ctr", &program)) {
        return hm_err_set(reterr, HM_E_NOT_FOUND,
                          "an image in containerd is exported by ctr, which is not in PATH; or "
                          "export it elsewhere (`nerdctl save -o FILE NAME`) and give FILE");
    }
    struct hm_process_set *set = hm_process_set_new(1, options->stop);
    (void)hm_process_add(set, &(struct hm_process_spec){
                                  .path = program.p,
                                  .argv = argv,
                                  .env = env,
                                  .cwd = "/",
                                  .timeout_ms = time_left(options),
                                  .out_limit = OUT_LIMIT,
                                  .is_offline = true,
                                  .file_limit = HM_DAEMON_LIMIT,
                              });
    hm_process_run(set);
    enum hm_status status = judge(hm_process_result(set, 0), reterr);
    hm_process_set_free(set);
    return status;
}
