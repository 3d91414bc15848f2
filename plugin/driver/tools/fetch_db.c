/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/fetch_db.h"

#include <errno.h>
#include <sys/stat.h>

#include "adapters/copies.h"
#include "adapters/database.h"
#include "adapters/judge.h"
#include "adapters/locate.h"
#include "adapters/place.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/commands/cmd.h"
#include "plugin/driver/run.h"
#include "plugin/driver/tools/tools.h"

enum {
    DAY = 86400,
    DEFAULT_TIMEOUT_S = 600,
    PIECE = 1 << 20,
    METADATA_LIMIT = 64 * 1024,
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
    { "x509", HM_E_NETWORK,
      "name the registry's certificate authority with --ca-file or in SSL_CERT_FILE" },
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

/* The two databases that Trivy has. */
static const struct kind {
    const char *name;
    const char *flag;
    const char *folder; /* in Trivy's cache */
    enum hm_option_id repositories;
    const char *repository_flag;
} kinds[] = {
    { "Trivy's database", "--download-db-only", "db", HM_OPT_DB_REPOSITORY, "--db-repository" },
    { "Trivy's Java database", "--download-java-db-only", "java-db", HM_OPT_JAVA_DB_REPOSITORY,
      "--java-db-repository" },
};

/* What is asked for, and how it is done. */
struct fetch {
    const struct hm_args *args;
    const struct hm_adapter *trivy;
    const struct hm_lock *lock;
    const struct kind *kind;
    const struct hm_adapter_data *data;
    const struct hm_lock_data *row; /* of the lock, or NULL */
    const char *path;
    const char *folder; /* where the data go */
    enum hm_locked pin;
    const char *stage; /* a folder in it, for what is fetched; or NULL */
    bool is_wrong;     /* what was fetched is not what the lock names */
    unsigned timeout_s;
    struct hm_str authorities; /* of --ca-file */
};

/* Turns to one of the two. */
static void
choose(struct fetch *f, size_t kind)
{
    f->kind = &kinds[kind];
    f->data = kind == 0 ? f->trivy->data : f->trivy->data->also;
    f->row = hm_lock_data(f->lock, hm_str_c(f->data->name));
}

/* The repositories are the lock's, where it names one. */
static enum hm_status
check_sources(const struct fetch *f, struct hm_err *reterr)
{
    for (size_t i = 0; i < f->args->values[f->kind->repositories].n; i++) {
        const char *source = f->args->values[f->kind->repositories].p[i];
        if (f->row != NULL && f->row->source.n > 0 && !hm_str_eq(f->row->source, source)) {
            return hm_err_set(reterr, HM_E_USAGE,
                              "%s %s is not the source that the lock names, %.*s",
                              f->kind->repository_flag, source, HM_FMT(f->row->source));
        }
    }
    return HM_OK;
}

static enum hm_status
check_request(struct fetch *f, struct hm_err *reterr)
{
    const struct hm_args *args = f->args;
    const struct hm_env env = { 0 };
    hm_auto_buf struct hm_buf path = { 0 };

    if (hm_args_has(args, HM_OPT_OFFLINE)) {
        return hm_err_set(reterr, HM_E_REFUSED, "fetching the database needs the network");
    }
    for (size_t i = sizeof kinds / sizeof kinds[0]; i > 0; i--) {
        choose(f, i - 1);
        HM_TRY(check_sources(f, reterr));
    }
    HM_TRY(hm_tools_authorities(args, &f->authorities, reterr));
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

/* Into a folder of its own, so that the database that is there stays until the new one is known. */
static struct hm_plan
plan(struct fetch *f, const char *dir, const char *ca_file)
{
    const struct kind *kind = f->kind;
    const char *const fixed[] = {
        "trivy", "image", kind->flag, "--no-progress", "--config", "", "--cache-dir", f->stage,
    };
    struct hm_arena *arena = f->args->arena;
    const struct hm_env env = { 0 };
    struct hm_plan made = { 0 };

    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        hm_vec_add(arena, &made.argv, fixed[i]);
    }
    for (size_t i = 0; i < f->args->values[kind->repositories].n; i++) {
        hm_vec_add(arena, &made.argv, kind->repository_flag);
        hm_vec_add(arena, &made.argv, f->args->values[kind->repositories].p[i]);
    }
    if (f->args->values[kind->repositories].n == 0 && f->row != NULL && f->row->source.n > 0) {
        hm_vec_add(arena, &made.argv, kind->repository_flag);
        hm_vec_add(arena, &made.argv, hm_arena_c(arena, f->row->source));
    }
    hm_vec_add(arena, &made.argv, NULL);
    hm_vec_add(arena, &made.env, "TRIVY_SKIP_VERSION_CHECK=true");
    hm_vec_add(arena, &made.env, "TRIVY_DISABLE_TELEMETRY=true");
    made.needs_registry = true;
    hm_place_env(arena, &env, f->trivy, dir, ca_file, &made);
    return made;
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
    const char *ca_file = NULL;
    enum hm_status status = hm_place_make(f->args->arena, dir.p, &(struct hm_plan){ 0 }, reterr);
    if (status == HM_OK && f->authorities.n > 0) {
        ca_file = hm_arena_printf(f->args->arena, "%s/authorities.pem", dir.p).p;
        status = hm_write_file(ca_file, f->authorities, reterr);
    }
    struct hm_plan made = plan(f, dir.p, ca_file);
    struct hm_process_set *set = hm_process_set_new(0, &hm_stop_signal);
    if (status == HM_OK) {
        struct hm_process_spec spec = {
            .path = f->path,
            .argv = made.argv.p,
            .env = made.env.p,
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

/* Makes a folder and those above it. */
static enum hm_status
make_folders(struct hm_arena *arena, const char *path, struct hm_err *reterr)
{
    char *copy = (char *)hm_arena_c(arena, hm_arena_str(arena, hm_str_c(path)));

    for (char *p = copy + 1;; p++) {
        char was = *p;
        if (was != '/' && was != '\0') {
            continue;
        }
        *p = '\0';
        if (mkdir(copy, 0700) < 0 && errno != EEXIST) {
            return hm_err_set(reterr, HM_E_IO,
                              "%s: %s; name a folder that can be written to in TRIVY_CACHE_DIR",
                              copy, strerror(errno));
        }
        if (was == '\0') {
            return HM_OK;
        }
        *p = was;
    }
}

static enum hm_status
make_stage(struct fetch *f, struct hm_err *reterr)
{
    HM_TRY(make_folders(f->args->arena, f->folder, reterr));
    char *path = hm_arena_alloc(f->args->arena, strlen(f->folder) + sizeof "/fetch.XXXXXX");
    memcpy(path, f->folder, strlen(f->folder));
    memcpy(path + strlen(f->folder), "/fetch.XXXXXX", sizeof "/fetch.XXXXXX");
    if (mkdtemp(path) == NULL) {
        return hm_err_set(reterr, HM_E_IO,
                          "%s: %s; name a folder that can be written to in TRIVY_CACHE_DIR",
                          f->folder, strerror(errno));
    }
    f->stage = path;
    return HM_OK;
}

static const char *
path_of(struct fetch *f, const char *folder, const char *name)
{
    return hm_arena_printf(f->args->arena, "%s/%s", folder, name).p;
}

/* Of several repositories nobody says which one it was. */
static struct hm_str
source_of(const struct fetch *f)
{
    size_t n = f->args->values[f->kind->repositories].n;

    if (n == 1) {
        return hm_str_c(f->args->values[f->kind->repositories].p[0]);
    }
    return n == 0 && f->row != NULL ? f->row->source : hm_str_c("");
}

/* Whether the database that is there came from the same source, is what came, and is not a day old:
 * Trivy's is made anew four times a day, and registries limit requests. */
static bool
is_fresh(struct fetch *f)
{
    struct hm_tool_data data = hm_tool_data_look(f->data, f->folder, f->args->arena);
    int64_t made = hm_rfc3339_seconds(data.date);
    struct hm_str digest = hm_str_c("");
    int64_t now = 0;

    return data.is_recorded && hm_str_is(data.source, source_of(f)) && made >= 0 &&
           hm_run_clock(&now, NULL) == HM_OK && made <= now && now - made < DAY &&
           hm_fetch_digest(f->args->arena, path_of(f, f->folder, f->data->file), &digest, NULL) ==
               HM_OK &&
           hm_str_is(digest, data.digest) &&
           !(hm_args_has(f->args, HM_OPT_LOCKED) && f->row != NULL && f->row->digest.n > 0 &&
             !hm_str_is(f->row->digest, data.digest));
}

/* What Trivy said it did is not believed: the data must be there. */
static enum hm_status
check_fetched(struct fetch *f, struct hm_str digest, struct hm_str *ret_date, struct hm_err *reterr)
{
    const struct hm_adapter_data *data = f->data;
    const struct hm_args *args = f->args;
    hm_auto_buf struct hm_buf metadata = { 0 };
    hm_auto_buf struct hm_buf record = { 0 };
    struct hm_tool_data found = hm_tool_data_look(data, f->stage, args->arena);

    if (found.date.n == 0) {
        return hm_err_set(reterr, HM_E_TOOL,
                          "what was fetched is no database with a date; that in %s is as it was",
                          f->folder);
    }
    *ret_date = found.date;
    if (hm_args_has(args, HM_OPT_LOCKED) && f->row != NULL && f->row->digest.n > 0 &&
        !hm_str_is(f->row->digest, digest)) {
        f->is_wrong = true;
        return hm_err_set(reterr, HM_E_MISMATCH,
                          "%.*s was fetched, and the lock names %.*s; it was thrown away, and what "
                          "was in %s is as it was. To let a newer database in: hullmark tools lock "
                          "--renewable-db",
                          HM_FMT(digest), HM_FMT(f->row->digest), f->folder);
    }
    HM_TRY(hm_read_file(AT_FDCWD, path_of(f, f->stage, data->metadata), METADATA_LIMIT, &metadata,
                        reterr));
    hm_database_record(source_of(f), digest, hm_buf_str(&metadata), &record);
    return hm_write_file(path_of(f, f->stage, data->record), hm_buf_str(&record), reterr);
}

/* Puts the new folder where the old one is, which goes away with the stage. */
static enum hm_status
exchange(struct fetch *f, struct hm_err *reterr)
{
    const char *there = path_of(f, f->folder, f->kind->folder);
    const char *made = path_of(f, f->stage, f->kind->folder);
    const char *old = path_of(f, f->stage, "old");

    bool had = rename(there, old) == 0;
    if (!had && errno != ENOENT) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", there, strerror(errno));
    }
    if (rename(made, there) == 0) {
        hm_remove_tree(old);
        return HM_OK;
    }
    int error = errno;
    if (had) {
        (void)!rename(old, there);
    }
    return hm_err_set(reterr, HM_E_IO, "%s: %s", there, strerror(error));
}

static enum hm_status
fetch(struct fetch *f, size_t kind, struct hm_copies *copies, struct hm_buf *out,
      struct hm_err *reterr)
{
    struct hm_str digest = hm_str_c("");
    struct hm_str date = hm_str_c("");

    choose(f, kind);
    if (is_fresh(f)) {
        struct hm_tool_data data = hm_tool_data_look(f->data, f->folder, f->args->arena);
        hm_buf_printf(out, "%s of %.*s in %s is less than a day old\n", f->kind->name,
                      HM_FMT(data.date), f->folder);
        return HM_OK;
    }
    HM_TRY(run(f, copies, reterr));
    if (hm_fetch_digest(f->args->arena, path_of(f, f->stage, f->data->file), &digest, reterr) !=
        HM_OK) {
        return hm_err_set(reterr, HM_E_TOOL, "Trivy fetched a database, and there is none in %s",
                          f->stage);
    }
    HM_TRY(check_fetched(f, digest, &date, reterr));
    HM_TRY(exchange(f, reterr));
    hm_buf_printf(out, "%s of %.*s in %s: %.*s\n", f->kind->name, HM_FMT(date), f->folder,
                  HM_FMT(digest));
    return HM_OK;
}

int
hm_fetch_db(const struct hm_args *args, const struct hm_lock *lock)
{
    struct fetch f = { .args = args, .lock = lock, .trivy = hm_adapters_find(HM_S("trivy")) };
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_copies copies = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = check_request(&f, &err);

    if (status == HM_OK) {
        status = make_stage(&f, &err);
    }
    if (status == HM_OK) {
        status = fetch(&f, 0, &copies, &out, &err);
    }
    if (status == HM_OK &&
        (hm_args_has(args, HM_OPT_JAVA) || args->values[HM_OPT_JAVA_DB_REPOSITORY].n > 0)) {
        status = fetch(&f, 1, &copies, &out, &err);
    }
    hm_copies_done(&copies);
    if (f.stage != NULL) {
        hm_remove_tree(f.stage);
    }
    int printed = hm_print(&out);
    if (status == HM_OK) {
        return printed;
    }
    int complained = hm_complain(&err);
    return f.is_wrong ? HM_EXIT_FAIL : complained;
}
