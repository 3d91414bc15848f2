/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/fetch_db.h"

#include <errno.h>

#include "adapters/copies.h"
#include "adapters/judge.h"
#include "adapters/locate.h"
#include "adapters/place.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/cmd.h"

enum {
    DEFAULT_TIMEOUT_S = 600,
    PIECE = 1 << 20,
};

enum hm_status
hm_fetch_digest(struct hm_arena *arena, const char *path, struct hm_str *ret, struct hm_err *reterr)
{
    hm_auto_free unsigned char *piece = malloc(PIECE);
    hm_auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    unsigned char digest[HM_HASH_MAX_BYTES];
    char hex[HM_HASH_MAX_HEX];
    struct hm_hash hash;
    ssize_t got = 0;

    if (piece == NULL) {
        hm_out_of_memory();
    }
    hm_hash_init(&hash, HM_HASH_SHA256);
    while (fd >= 0 && ((got = read(fd, piece, PIECE)) > 0 || (got < 0 && errno == EINTR))) {
        hm_hash_update(&hash, piece, got < 0 ? 0 : (size_t)got);
    }
    if (fd < 0 || got < 0) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", path, strerror(errno));
    }
    hm_hex(digest, hm_hash_final(&hash, digest), hex);
    *ret = hm_arena_printf(arena, "sha256:%s", hex);
    return HM_OK;
}

/* The first row whose needle is there counts: a limit also looks like a refusal. */
static const struct {
    const char *needle;
    enum hm_status status;
    const char *advice;
} failures[] = {
    { "TOOMANYREQUESTS", HM_E_LIMIT, NULL },
    { "429", HM_E_LIMIT, NULL },
    { "rate limit", HM_E_LIMIT, NULL },
    { "UNAUTHORIZED", HM_E_AUTH, "log in to the registry with: docker login" },
    { "DENIED", HM_E_AUTH, "log in to the registry with: docker login" },
    { "MANIFEST_UNKNOWN", HM_E_NOT_FOUND, "name a repository and a tag that are there" },
    { "NAME_UNKNOWN", HM_E_NOT_FOUND, "name a repository and a tag that are there" },
    { "no space left", HM_E_IO, "the database takes about 1 GB where TRIVY_CACHE_DIR says" },
    { "unknown flag", HM_E_UNSUPPORTED, "this Trivy is too old or too new" },
    { "x509", HM_E_NETWORK, "name the registry's certificate authority in SSL_CERT_FILE" },
    { "unable to open DB", HM_E_SYNTAX, "what the repository holds is no database" },
};

#define LIMIT_ADVICE                                                                               \
    "registries limit anonymous requests: log in (docker login), name a mirror of your own with "  \
    "--db-repository, or keep Trivy's cache from job to job and fetch once a day"

const char *
hm_fetch_advice(struct hm_str err, enum hm_status *ret_status)
{
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        if (hm_str_has(err, failures[i].needle)) {
            *ret_status = failures[i].status;
            return failures[i].advice == NULL ? LIMIT_ADVICE : failures[i].advice;
        }
    }
    *ret_status = HM_E_NETWORK;
    return "it takes the network, or a mirror that --db-repository names";
}

/* What is asked for, and how it is done. */
struct fetch {
    const struct hm_args *args;
    const struct hm_adapter *trivy;
    const struct hm_lock *lock;
    const struct hm_lock_data *row; /* of the lock, or NULL */
    const char *path;
    const char *folder; /* where the data go */
    enum hm_locked pin;
    struct hm_plan plan;
    unsigned timeout_s;
};

static enum hm_status
check_request(struct fetch *f, struct hm_err *reterr)
{
    const struct hm_args *args = f->args;
    const struct hm_env env = { 0 };
    hm_auto_buf struct hm_buf path = { 0 };

    if (hm_args_has(args, HM_OPT_OFFLINE)) {
        return hm_err_set(reterr, HM_E_REFUSED, "fetching the database needs the network");
    }
    f->row = hm_lock_data(f->lock, hm_str_c(f->trivy->name));
    for (size_t i = 0; i < args->values[HM_OPT_DB_REPOSITORY].n; i++) {
        const char *source = args->values[HM_OPT_DB_REPOSITORY].p[i];
        if (f->row != NULL && f->row->source.n > 0 && !hm_str_eq(f->row->source, source)) {
            return hm_err_set(reterr, HM_E_USAGE,
                              "--db-repository %s is not the source that the lock names, %.*s",
                              source, HM_FMT(f->row->source));
        }
    }
    HM_TRY(
        hm_args_number(args, HM_OPT_TIMEOUT, 1, 86400, DEFAULT_TIMEOUT_S, &f->timeout_s, reterr));
    HM_TRY(hm_tool_locate(f->trivy, &env, &path, reterr));
    f->path = hm_arena_c(args->arena, hm_buf_str(&path));
    f->folder = hm_tool_data_folder(f->trivy->data, &env, args->arena);
    if (f->folder == NULL) {
        return hm_err_set(reterr, HM_E_USAGE, "neither TRIVY_CACHE_DIR nor HOME is a folder");
    }
    return hm_lock_judge(f->lock, hm_args_has(args, HM_OPT_LOCKED), f->trivy->name, f->path,
                         &f->pin, reterr);
}

static void
plan(struct fetch *f, const char *dir)
{
    static const char *const fixed[] = {
        "trivy", "image", "--download-db-only", "--no-progress", "--config", "", "--cache-dir",
    };
    struct hm_arena *arena = f->args->arena;
    const struct hm_env env = { 0 };

    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        hm_vec_add(arena, &f->plan.argv, fixed[i]);
    }
    hm_vec_add(arena, &f->plan.argv, f->folder);
    for (size_t i = 0; i < f->args->values[HM_OPT_DB_REPOSITORY].n; i++) {
        hm_vec_add(arena, &f->plan.argv, "--db-repository");
        hm_vec_add(arena, &f->plan.argv, f->args->values[HM_OPT_DB_REPOSITORY].p[i]);
    }
    if (f->args->values[HM_OPT_DB_REPOSITORY].n == 0 && f->row != NULL && f->row->source.n > 0) {
        hm_vec_add(arena, &f->plan.argv, "--db-repository");
        hm_vec_add(arena, &f->plan.argv, hm_arena_c(arena, f->row->source));
    }
    hm_vec_add(arena, &f->plan.argv, NULL);
    hm_vec_add(arena, &f->plan.env, "TRIVY_SKIP_VERSION_CHECK=true");
    hm_vec_add(arena, &f->plan.env, "TRIVY_DISABLE_TELEMETRY=true");
    f->plan.needs_registry = true;
    hm_place_env(arena, &env, f->trivy, dir, &f->plan);
}

static enum hm_status
judge(const struct fetch *f, const struct hm_process_result *result, struct hm_err *reterr)
{
    struct hm_str err = hm_buf_str(&result->err);
    enum hm_status status = HM_E_TOOL;

    if (result->end == HM_PROCESS_EXITED && result->code == 0) {
        return HM_OK;
    }
    if (result->end == HM_PROCESS_UNVERIFIED) {
        return hm_err_set(reterr, HM_E_MISMATCH,
                          "%s is not the program that hullmark.lock names; it was not run",
                          f->path);
    }
    if (result->end == HM_PROCESS_TIMED_OUT) {
        return hm_err_set(reterr, HM_E_TIMEOUT,
                          "the database was not there after %u seconds; give it more time with "
                          "--timeout",
                          f->timeout_s);
    }
    if (result->end != HM_PROCESS_EXITED) {
        return hm_err_set(reterr, HM_E_TOOL, "Trivy was ended before it had fetched the database");
    }
    const char *advice = hm_fetch_advice(err, &status);
    struct hm_str tail = hm_judge_tail(f->args->arena, err, NULL);
    return hm_err_set(reterr, status, "the database could not be fetched; %s (exit code %d: %.*s)",
                      advice, result->code, HM_FMT(tail));
}

static enum hm_status
run(struct fetch *f, struct hm_copies *copies, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf dir = { 0 };

    HM_TRY(hm_make_temp_dir(&dir, reterr));
    plan(f, dir.p);
    enum hm_status status = hm_place_make(f->args->arena, dir.p, &(struct hm_plan){ 0 }, reterr);
    struct hm_process_set *set = hm_process_set_new(0, &hm_stop_signal);
    if (status == HM_OK) {
        struct hm_process_spec spec = {
            .path = f->path,
            .argv = f->plan.argv.p,
            .env = f->plan.env.p,
            .cwd = hm_arena_printf(f->args->arena, "%s/work", dir.p).p,
            .timeout_ms = f->timeout_s * 1000,
        };
        if (f->pin == HM_LOCKED_HASH) {
            spec.program = hm_copies_get(copies, f->path);
            spec.sha256 = hm_lock_tool(f->lock, hm_str_c(f->trivy->name))->sha256;
        }
        size_t index = hm_process_add(set, &spec);
        hm_process_run(set);
        status = judge(f, hm_process_result(set, index), reterr);
    }
    hm_process_set_free(set);
    hm_remove_tree(dir.p);
    return status;
}

/* What Trivy said it did is not believed: the data must be there. */
static int
report(const struct fetch *f)
{
    hm_auto_buf struct hm_buf out = { 0 };
    const struct hm_env env = { 0 };
    struct hm_arena *arena = f->args->arena;
    struct hm_tool_data data = hm_tool_data_find(f->trivy->data, &env, arena);
    struct hm_str digest = hm_str_c("");
    struct hm_err err = { 0 };

    if (data.dir == NULL || data.date.n == 0) {
        (void)hm_err_set(&err, HM_E_TOOL, "Trivy fetched a database, and there is none in %s",
                         f->folder);
        return hm_complain(&err);
    }
    const char *path = hm_arena_printf(arena, "%s/%s", data.dir, f->trivy->data->file).p;
    if (hm_fetch_digest(arena, path, &digest, &err) != HM_OK) {
        return hm_complain(&err);
    }
    hm_buf_printf(&out, "Trivy's database of %.*s in %s: %.*s\n", HM_FMT(data.date), data.dir,
                  HM_FMT(digest));
    int exit_code = hm_print(&out);
    if (exit_code == HM_EXIT_PASS && hm_args_has(f->args, HM_OPT_LOCKED) && f->row != NULL &&
        f->row->digest.n > 0 && !hm_str_is(f->row->digest, digest)) {
        (void)hm_err_set(&err, HM_E_MISMATCH,
                         "the database is not the one that %.*s stands for; remove it with: trivy "
                         "clean --vuln-db",
                         HM_FMT(f->row->digest));
        (void)hm_complain(&err);
        return HM_EXIT_FAIL;
    }
    return exit_code;
}

int
hm_fetch_db(const struct hm_args *args, const struct hm_lock *lock)
{
    struct fetch f = { .args = args, .lock = lock, .trivy = hm_adapters_find(HM_S("trivy")) };
    struct hm_copies copies = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = check_request(&f, &err);

    if (status == HM_OK) {
        status = run(&f, &copies, &err);
    }
    hm_copies_done(&copies);
    return status == HM_OK ? report(&f) : hm_complain(&err);
}
