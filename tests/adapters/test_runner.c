/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/runner.h"

#include <criterion/criterion.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/io.h"

#define REPORT "{\"SchemaVersion\":2,\"ArtifactType\":\"filesystem\"}"

/* A folder that holds a program which stands for the tool; `env` names it and gives the run a
 * temporary folder of its own. */
struct place {
    struct hm_arena arena;
    struct hm_buf dir;
    const char *env[8];
    struct hm_runner_options options;
    struct hm_report report;
};

static const char *
get(void *ctx, const char *name)
{
    const struct place *p = ctx;
    size_t n = strlen(name);

    for (size_t i = 0; p->env[i] != NULL; i++) {
        if (strncmp(p->env[i], name, n) == 0 && p->env[i][n] == '=') {
            return p->env[i] + n + 1;
        }
    }
    return NULL;
}

static const char *
path_in(struct place *p, const char *name)
{
    return hm_arena_printf(&p->arena, "%s/%s", p->dir.p, name).p;
}

static void
put(struct place *p, const char *name, mode_t mode, const char *text)
{
    const char *path = path_in(p, name);

    cr_assert_eq(hm_write_file(path, hm_str_c(text), NULL), HM_OK);
    cr_assert_eq(chmod(path, mode), 0);
}

/* @p script is what the program does when it is not asked for its version. */
static void
set_up(struct place *p, const char *script)
{
    *p = (struct place){ 0 };
    cr_assert_eq(unsetenv("TMPDIR"), 0);
    cr_assert_eq(hm_make_temp_dir(&p->dir, NULL), HM_OK);
    struct hm_str text =
        hm_arena_printf(&p->arena,
                        "#!/bin/sh\nOUT=%s\n"
                        "case $1 in --version|version) echo Version: 9.8.7; exit;; esac\n%s\n",
                        p->dir.p, script);
    put(p, "fake", 0755, text.p);
    cr_assert_eq(mkdir(path_in(p, "tmp"), 0700), 0);
    p->env[0] = hm_arena_printf(&p->arena, "HULLMARK_TRIVY=%s/fake", p->dir.p).p;
    p->env[1] = hm_arena_printf(&p->arena, "HULLMARK_COSIGN=%s/fake", p->dir.p).p;
    p->env[2] = hm_arena_printf(&p->arena, "TRIVY_CACHE_DIR=%s/cache", p->dir.p).p;
    p->env[3] = "DOCKER_CONFIG=/secret/docker";
    p->env[4] = "CI_JOB_TOKEN=token-of-the-job";
    p->env[5] = "TRIVY_SEVERITY=CRITICAL";
    p->options.env = (struct hm_env){ .get = get, .ctx = p };
    cr_assert_eq(setenv("TMPDIR", path_in(p, "tmp"), 1), 0);
}

/* Also checks that the run left nothing behind. */
static void
tear_down(struct place *p)
{
    hm_auto_dir DIR *dir = opendir(path_in(p, "tmp"));
    const struct dirent *entry = NULL;

    while ((entry = readdir(dir)) != NULL) {
        cr_expect_eq(entry->d_name[0], '.', "%s is left", entry->d_name);
    }
    hm_remove_tree(p->dir.p);
    hm_buf_done(&p->dir);
    hm_report_done(&p->report);
    hm_arena_done(&p->arena);
}

static struct hm_tool_job
config_job(void)
{
    return (struct hm_tool_job){ .adapter = hm_adapters_find(HM_S("trivy")),
                                 .task = HM_TASK_CONFIG,
                                 .kind = HM_AT_PATH,
                                 .target = HM_STR("."),
                                 .location = HM_STR("/src") };
}

static struct hm_tool_job
signature_job(void)
{
    static const struct hm_trust trust = { .kind = HM_TRUST_KEY, .key = HM_STR("/key.pub") };

    return (struct hm_tool_job){ .adapter = hm_adapters_find(HM_S("cosign")),
                                 .task = HM_TASK_SIGNATURE,
                                 .kind = HM_AT_REGISTRY,
                                 .target = HM_STR("app:1"),
                                 .location = HM_STR("registry.test/app@sha256:00"),
                                 .digest = HM_STR("sha256:00"),
                                 .trust = &trust };
}

static void
run(struct place *p, const struct hm_tool_job *jobs, size_t n)
{
    struct hm_err err = { 0 };

    cr_assert_eq(hm_runner_run(&p->options, jobs, n, &p->report, &err), HM_OK, "%s", err.text);
    cr_assert_geq(p->report.ledger.n, n);
}

static bool
has_note(const struct hm_report *report, const char *id)
{
    for (size_t i = 0; i < report->notes.n; i++) {
        if (strcmp(report->notes.p[i].id, id) == 0) {
            return true;
        }
    }
    return false;
}

static struct hm_str
reason(const struct place *p)
{
    return p->report.ledger.p[0].reason;
}

Test(runner, records_what_was_run)
{
    struct place p;
    struct hm_tool_job job = config_job();

    set_up(&p, "echo '" REPORT "'");
    run(&p, &job, 1);
    const struct hm_ledger_row *row = &p.report.ledger.p[0];
    cr_assert_eq(row->state, HM_LEDGER_DONE, "%.*s", HM_FMT(row->reason));
    cr_assert(hm_str_eq(row->tool, "trivy"));
    cr_assert(hm_str_eq(row->version, "9.8.7"));
    cr_assert(hm_str_eq(row->task, "config"));
    cr_assert(row->has_exit_code && row->exit_code == 0);
    cr_assert_eq(p.report.notes.n, 0);
    tear_down(&p);
}

Test(runner, gives_the_tool_an_empty_place_and_only_its_own_environment)
{
    struct place p;
    struct hm_tool_job job = config_job();
    hm_auto_buf struct hm_buf seen = { 0 };

    set_up(&p, "{ ls -A; stat -c %a .. ; env; } > $OUT/seen; echo '" REPORT "'");
    run(&p, &job, 1);
    cr_assert_eq(hm_read_file(AT_FDCWD, path_in(&p, "seen"), 1 << 20, &seen, NULL), HM_OK);
    struct hm_str text = hm_buf_str(&seen);
    cr_expect(hm_str_starts(text, "700\n"), "%s", seen.p);
    cr_expect(hm_str_has(text, "TRIVY_DISABLE_TELEMETRY=true"));
    cr_expect_not(hm_str_has(text, "CI_JOB_TOKEN"));
    cr_expect_not(hm_str_has(text, "DOCKER_CONFIG"));
    cr_expect_not(hm_str_has(text, "TRIVY_SEVERITY"));
    tear_down(&p);
}

Test(runner, gives_credentials_to_what_asks_a_registry)
{
    struct place p;
    struct hm_tool_job job = signature_job();
    hm_auto_buf struct hm_buf seen = { 0 };

    set_up(&p, "env > $OUT/seen; exit 10");
    run(&p, &job, 1);
    cr_assert_eq(hm_read_file(AT_FDCWD, path_in(&p, "seen"), 1 << 20, &seen, NULL), HM_OK);
    cr_expect(hm_str_has(hm_buf_str(&seen), "DOCKER_CONFIG=/secret/docker"));
    cr_expect_not(hm_str_has(hm_buf_str(&seen), "CI_JOB_TOKEN"));
    cr_assert_eq(p.report.evidence.n, 1);
    cr_assert_eq(p.report.evidence.p[0].proof, HM_PROOF_ABSENT);
    tear_down(&p);
}

Test(runner, skips_a_tool_that_is_missing)
{
    struct place p;
    struct hm_tool_job job = config_job();

    set_up(&p, "");
    p.env[0] = "HULLMARK_TRIVY=/nowhere/trivy";
    run(&p, &job, 1);
    cr_assert_eq(p.report.ledger.p[0].state, HM_LEDGER_SKIPPED);
    cr_assert(has_note(&p.report, "tool-missing"));
    tear_down(&p);
}

Test(runner, fails_for_a_required_tool_that_is_missing)
{
    struct place p;
    struct hm_tool_job job = config_job();

    set_up(&p, "");
    p.env[0] = "HULLMARK_TRIVY=/nowhere/trivy";
    job.is_required = true;
    run(&p, &job, 1);
    cr_assert_eq(p.report.ledger.p[0].state, HM_LEDGER_FAILED);
    tear_down(&p);
}

Test(runner, calls_no_signature_verified_without_a_tool)
{
    struct place p;
    struct hm_tool_job job = signature_job();

    set_up(&p, "");
    p.env[1] = "HULLMARK_COSIGN=/nowhere/cosign";
    run(&p, &job, 1);
    cr_assert_eq(p.report.evidence.n, 1);
    cr_assert_eq(p.report.evidence.p[0].proof, HM_PROOF_UNVERIFIABLE);
    tear_down(&p);
}

Test(runner, keeps_off_the_network_when_told_to)
{
    struct place p;
    struct hm_tool_job jobs[] = { signature_job(), config_job() };

    set_up(&p, "echo '" REPORT "'");
    p.options.is_offline = true;
    jobs[1].task = HM_TASK_IMAGE;
    jobs[1].kind = HM_AT_REGISTRY;
    run(&p, jobs, 2);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(p.report.ledger.p[i].state, HM_LEDGER_FAILED);
        cr_expect_not(p.report.ledger.p[i].has_exit_code);
    }
    cr_assert(has_note(&p.report, "tool-refused"));
    tear_down(&p);
}

Test(runner, says_that_a_tool_has_no_such_task)
{
    struct place p;
    struct hm_tool_job job = config_job();

    set_up(&p, "");
    job.task = HM_TASK_SIGNATURE;
    run(&p, &job, 1);
    cr_assert_eq(p.report.ledger.p[0].state, HM_LEDGER_FAILED);
    job.task = HM_TASK_CONFIG;
    job.adapter = hm_adapters_find(HM_S("cosign"));
    run(&p, &job, 1);
    cr_assert_eq(p.report.ledger.p[1].state, HM_LEDGER_NOT_APPLICABLE);
    tear_down(&p);
}

Test(runner, asks_twice_before_it_calls_an_image_unsigned)
{
    struct place p;
    struct hm_tool_job job = signature_job();

    set_up(&p, "echo >> $OUT/asked; exit 10");
    run(&p, &job, 1);
    cr_assert_eq(p.report.evidence.p[0].proof, HM_PROOF_ABSENT);
    cr_assert_eq(p.report.ledger.p[0].state, HM_LEDGER_DONE);
    hm_auto_buf struct hm_buf asked = { 0 };
    cr_assert_eq(hm_read_file(AT_FDCWD, path_in(&p, "asked"), 100, &asked, NULL), HM_OK);
    cr_assert_eq(asked.n, 2);
    tear_down(&p);
}

Test(runner, takes_answers_that_differ_for_none)
{
    struct place p;
    struct hm_tool_job job = signature_job();

    set_up(&p, "[ -e $OUT/asked ] && exit 12; touch $OUT/asked; exit 10");
    run(&p, &job, 1);
    cr_assert_eq(p.report.evidence.p[0].proof, HM_PROOF_UNVERIFIABLE);
    cr_assert_eq(p.report.ledger.p[0].state, HM_LEDGER_FAILED);
    tear_down(&p);
}

Test(runner, believes_a_signature_that_is_seen_at_the_second_look)
{
    struct place p;
    struct hm_tool_job job = signature_job();

    set_up(&p, "[ -e $OUT/asked ] || { touch $OUT/asked; exit 10; }\n"
               "echo '[{\"critical\":{\"identity\":{\"docker-reference\":\"registry.test/app\"},"
               "\"image\":{\"docker-manifest-digest\":\"sha256:00\"},"
               "\"type\":\"cosign container image signature\"}}]'");
    run(&p, &job, 1);
    cr_assert_eq(p.report.evidence.p[0].proof, HM_PROOF_VERIFIED);
    tear_down(&p);
}

Test(runner, believes_nothing_that_an_old_cosign_says)
{
    struct place p;
    struct hm_tool_job job = signature_job();

    set_up(&p, "");
    put(&p, "fake", 0755, "#!/bin/sh\n[ $1 = version ] && echo v1.2.3 || exit 10\n");
    run(&p, &job, 1);
    cr_assert_eq(p.report.evidence.p[0].proof, HM_PROOF_UNVERIFIABLE);
    cr_assert(has_note(&p.report, "tool-old"));
    tear_down(&p);
}

Test(runner, kills_a_tool_that_takes_too_long)
{
    struct place p;
    struct hm_tool_job job = config_job();

    set_up(&p, "trap '' TERM; setsid sleep 9 & sleep 9; sleep 9");
    job.timeout_s = 1;
    run(&p, &job, 1);
    cr_assert_eq(p.report.ledger.p[0].state, HM_LEDGER_FAILED);
    cr_assert_lt(p.report.ledger.p[0].seconds, 1.5);
    cr_assert(has_note(&p.report, "tool-timeout"));
    tear_down(&p);
}

Test(runner, refuses_a_tool_that_is_too_old)
{
    struct place p;
    struct hm_tool_job job = config_job();

    set_up(&p, "echo '{\"SchemaVersion\":2,\"ArtifactType\":\"filesystem\","
               "\"Trivy\":{\"Version\":\"0.9.0\"}}'");
    run(&p, &job, 1);
    cr_assert_eq(p.report.ledger.p[0].state, HM_LEDGER_FAILED);
    cr_assert(has_note(&p.report, "tool-old"));
    tear_down(&p);
}

Test(runner, believes_nothing_of_a_broken_document)
{
    struct place p;
    struct hm_tool_job job = config_job();

    set_up(&p, "echo '{\"SchemaVersion\":2,\"ArtifactType\":\"filesystem\",\"Results\":["
               "{\"Target\":\"a\",\"Class\":\"secret\",\"Secrets\":[{\"RuleID\":\"x\","
               "\"Severity\":\"LOW\"}]},{\"Target\":\"b\"}]}'");
    run(&p, &job, 1);
    cr_assert_eq(p.report.ledger.p[0].state, HM_LEDGER_FAILED);
    cr_assert(hm_str_has(reason(&p), "Results[1].Class: missing"), "%.*s", HM_FMT(reason(&p)));
    cr_assert_eq(p.report.findings.n, 0);
    tear_down(&p);
}

Test(runner, survives_hostile_output)
{
    static const char *const scripts[] = {
        "printf '%1000000d' 0 | tr ' 0' '[['",
        "printf '\\377\\376{}'",
        "printf '{\"SchemaVersion\":2e400}'",
        "printf '{\"SchemaVersion\":2,\"ArtifactType\":\"filesystem\",\"Results\":[null]}'",
        "exec >&-",
        "kill -9 $$",
        "printf '\\033[2J\\007 token ghp_%s' 0123456789012345678901234567890123456 >&2; exit 1",
    };

    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        struct place p;
        struct hm_tool_job job = config_job();
        set_up(&p, scripts[i]);
        run(&p, &job, 1);
        cr_expect_eq(p.report.ledger.p[0].state, HM_LEDGER_FAILED, "%s", scripts[i]);
        cr_expect(has_note(&p.report, "tool-failed"), "%s", scripts[i]);
        cr_expect_not(hm_str_has(reason(&p), "ghp"
                                             "_0123"),
                      "%.*s", HM_FMT(reason(&p)));
        cr_expect_not(hm_str_has(reason(&p), "\033"), "%.*s", HM_FMT(reason(&p)));
        tear_down(&p);
    }
}

Test(runner, keeps_the_order_of_the_jobs)
{
    struct place p;
    struct hm_tool_job jobs[] = { config_job(), config_job(), config_job() };

    set_up(&p, "case $* in *slow*) sleep 0.3;; esac; echo '" REPORT "'");
    jobs[0].location = HM_S("/slow");
    jobs[0].target = HM_S("first");
    jobs[1].target = HM_S("second");
    jobs[2].target = HM_S("third");
    run(&p, jobs, 3);
    cr_assert(hm_str_eq(p.report.ledger.p[0].target, "first"));
    cr_assert(hm_str_eq(p.report.ledger.p[1].target, "second"));
    cr_assert(hm_str_eq(p.report.ledger.p[2].target, "third"));
    tear_down(&p);
}

Test(runner, lets_the_caller_work_meanwhile)
{
    struct place p;
    struct hm_tool_job job = config_job();
    struct hm_runner *runner = NULL;

    set_up(&p, "touch $OUT/started; echo '" REPORT "'");
    cr_assert_eq(hm_runner_start(&p.options, &job, 1, &runner, NULL), HM_OK);
    for (int i = 0; i < 100 && access(path_in(&p, "started"), F_OK) != 0; i++) {
        (void)usleep(10000);
    }
    cr_assert_eq(access(path_in(&p, "started"), F_OK), 0);
    hm_runner_finish(runner, &p.report);
    cr_assert_eq(p.report.ledger.p[0].state, HM_LEDGER_DONE);
    tear_down(&p);
}

Test(runner, stops_when_it_is_cancelled)
{
    static volatile sig_atomic_t cancel = 1;
    struct place p;
    struct hm_tool_job job = config_job();

    set_up(&p, "sleep 9");
    p.options.cancel = &cancel;
    run(&p, &job, 1);
    cr_assert_eq(p.report.ledger.p[0].state, HM_LEDGER_FAILED);
    cr_assert(has_note(&p.report, "tool-cancelled"));
    tear_down(&p);
}

static void
put_database(struct place *p)
{
    cr_assert_eq(mkdir(path_in(p, "cache"), 0755), 0);
    cr_assert_eq(mkdir(path_in(p, "cache/db"), 0755), 0);
    put(p, "cache/db/metadata.json", 0644, "{\"UpdatedAt\":\"2026-10-01T00:00:00Z\"}");
}

Test(runner, records_the_date_of_the_data_and_says_when_they_are_old)
{
    struct place p;
    struct hm_tool_job job = config_job();

    set_up(&p, "[ -e $PWD/../cache/db/metadata.json ] && echo '" REPORT "'");
    put_database(&p);
    job.task = HM_TASK_FS;
    p.options.now = 1790812800 + 8 * 86400; /* 2026-10-01 and eight days */
    run(&p, &job, 1);
    cr_assert_eq(p.report.ledger.p[0].state, HM_LEDGER_DONE, "%.*s", HM_FMT(reason(&p)));
    cr_assert(hm_str_eq(p.report.ledger.p[0].data_date, "2026-10-01T00:00:00Z"));
    cr_assert(has_note(&p.report, "tool-data-old"));
    tear_down(&p);
}

Test(runner, counts_a_run_without_data_as_failed)
{
    struct place p;
    struct hm_tool_job job = config_job();

    set_up(&p, "echo '" REPORT "'");
    job.task = HM_TASK_FS;
    run(&p, &job, 1);
    cr_assert_eq(p.report.ledger.p[0].state, HM_LEDGER_FAILED);
    cr_assert(has_note(&p.report, "tool-data-missing"));
    tear_down(&p);
}

Test(runner, counts_each_unread_file_as_failed)
{
    struct place p;
    struct hm_tool_job job = config_job();

    set_up(&p, "printf 'T\\tERROR\\t[x] Failed\\tfile_path=\"a/Dockerfile\" err=\"why "
               "\\\\\"so\\\\\"\"\\n' "
               ">&2; echo '" REPORT "'");
    run(&p, &job, 1);
    cr_assert_eq(p.report.ledger.n, 2);
    cr_assert_eq(p.report.ledger.p[0].state, HM_LEDGER_DONE);
    cr_assert_eq(p.report.ledger.p[1].state, HM_LEDGER_FAILED);
    cr_assert(hm_str_eq(p.report.ledger.p[1].target, "a/Dockerfile"));
    cr_assert(hm_str_eq(p.report.ledger.p[1].reason, "why \"so\""), "%.*s",
              HM_FMT(p.report.ledger.p[1].reason));
    cr_assert(has_note(&p.report, "tool-file-failed"));
    tear_down(&p);
}

/* Where the system permits it, a tool sees nobody but itself; where not, the report says so. */
Test(runner, says_what_could_not_be_taken_from_a_tool)
{
    struct place p;
    struct hm_tool_job job = config_job();

    set_up(&p, "ls -d /proc/[0-9]* | wc -l > $OUT/seen; echo '" REPORT "'");
    run(&p, &job, 1);
    const struct hm_ledger_row *row = &p.report.ledger.p[0];
    cr_assert_eq(row->is_online, has_note(&p.report, "tool-online"));
    cr_assert_eq(row->is_exposed, has_note(&p.report, "tool-exposed"));
    tear_down(&p);
}

/* Copies a program of the system into the place and makes it the tool. */
static void
set_program(struct place *p, const char *from, struct hm_lock *lock)
{
    hm_auto_buf struct hm_buf bytes = { 0 };
    unsigned char digest[HM_HASH_MAX_BYTES];
    char hex[HM_HASH_MAX_HEX];
    struct hm_hash hash;

    cr_assert_eq(hm_read_file(AT_FDCWD, from, 64 << 20, &bytes, NULL), HM_OK);
    cr_assert_eq(hm_write_file(path_in(p, "fake"), hm_buf_str(&bytes), NULL), HM_OK);
    cr_assert_eq(chmod(path_in(p, "fake"), 0755), 0);
    hm_hash_init(&hash, HM_HASH_SHA256);
    hm_hash_update(&hash, bytes.p, bytes.n);
    (void)hm_hash_final(&hash, digest);
    hm_hex(digest, HM_SHA256_BYTES, hex);
    struct hm_lock_tool *row = hm_vec_push(&p->arena, &lock->tools);
    row->name = HM_S("trivy");
    row->sha256 = hm_arena_str(&p->arena, hm_str_c(hex));
}

static void
run_locked(struct place *p, struct hm_lock *lock, bool is_locked, struct hm_tool_job *job)
{
    struct hm_copies copies = { 0 };

    p->options.lock = lock;
    p->options.is_locked = is_locked;
    p->options.copies = &copies;
    run(p, job, 1);
    hm_copies_done(&copies);
}

Test(runner, runs_the_program_that_the_lock_names)
{
    struct place p;
    struct hm_tool_job job = config_job();
    struct hm_lock lock = { 0 };

    set_up(&p, "");
    set_program(&p, "/bin/false", &lock);
    run_locked(&p, &lock, true, &job);
    const struct hm_ledger_row *row = &p.report.ledger.p[0];
    cr_assert_str_eq(row->pin, "verified");
    cr_assert(hm_str_is(row->sha256, lock.tools.p[0].sha256));
    cr_assert(row->has_exit_code && row->exit_code == 1);
    tear_down(&p);
}

Test(runner, refuses_a_program_that_was_exchanged)
{
    struct place p;
    struct hm_tool_job job = config_job();
    struct hm_lock lock = { 0 };

    set_up(&p, "");
    set_program(&p, "/bin/false", &lock);
    set_program(&p, "/bin/true", &(struct hm_lock){ 0 });
    job.is_allowed = true; /* is for tools that fail */
    run_locked(&p, &lock, false, &job);
    const struct hm_ledger_row *row = &p.report.ledger.p[0];
    cr_assert_eq(row->state, HM_LEDGER_FAILED);
    cr_assert_not(row->is_allowed);
    cr_assert_not(row->has_exit_code);
    cr_assert_str_eq(row->pin, "refused");
    cr_assert(has_note(&p.report, "tool-unverified"));
    cr_assert(hm_str_has(reason(&p), "hullmark.lock says"), "%.*s", HM_FMT(reason(&p)));
    tear_down(&p);
}

Test(runner, runs_no_script_where_a_program_was_locked)
{
    struct place p;
    struct hm_tool_job job = config_job();
    struct hm_lock lock = { 0 };

    set_up(&p, "touch $OUT/ran; echo '" REPORT "'");
    struct hm_lock_tool *row = hm_vec_push(&p.arena, &lock.tools);
    *row = (struct hm_lock_tool){
        .name = HM_STR("trivy"),
        .sha256 = HM_STR("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")
    };
    run_locked(&p, &lock, false, &job);
    cr_assert_eq(p.report.ledger.p[0].state, HM_LEDGER_FAILED);
    cr_assert_neq(access(path_in(&p, "ran"), F_OK), 0);
    tear_down(&p);
}

Test(runner, calls_a_script_not_pinnable_and_locked_refuses_it)
{
    for (int is_locked = 0; is_locked < 2; is_locked++) {
        struct place p;
        struct hm_tool_job job = config_job();
        struct hm_lock lock = { 0 };
        set_up(&p, "echo '" REPORT "'");
        struct hm_lock_tool *row = hm_vec_push(&p.arena, &lock.tools);
        row->name = HM_S("trivy");
        run_locked(&p, &lock, is_locked != 0, &job);
        cr_expect_str_eq(p.report.ledger.p[0].pin, is_locked ? "refused" : "not-pinnable");
        cr_expect_eq(p.report.ledger.p[0].state, is_locked ? HM_LEDGER_FAILED : HM_LEDGER_DONE);
        cr_expect_eq(has_note(&p.report, "tool-unverified"), is_locked != 0);
        tear_down(&p);
    }
}

Test(runner, says_what_the_lock_does_not_name_and_locked_refuses_it)
{
    for (int is_locked = 0; is_locked < 2; is_locked++) {
        struct place p;
        struct hm_tool_job job = config_job();
        struct hm_lock lock = { 0 };
        set_up(&p, "echo '" REPORT "'");
        run_locked(&p, &lock, is_locked != 0, &job);
        cr_expect_str_eq(p.report.ledger.p[0].pin, is_locked ? "refused" : "unlisted");
        cr_expect_eq(p.report.ledger.p[0].state, is_locked ? HM_LEDGER_FAILED : HM_LEDGER_DONE);
        tear_down(&p);
    }
}

Test(runner, refuses_data_that_are_older_than_the_lock_allows)
{
    for (int days = 3; days < 5; days++) {
        struct place p;
        struct hm_tool_job job = config_job();
        struct hm_lock lock = { 0 };
        set_up(&p, "echo '" REPORT "'");
        put_database(&p);
        job.task = HM_TASK_FS;
        struct hm_lock_data *row = hm_vec_push(&p.arena, &lock.data);
        *row = (struct hm_lock_data){ .tool = HM_STR("trivy"), .max_age_days = 3 };
        p.options.now = 1790812800 + days * 86400;
        run_locked(&p, &lock, false, &job);
        cr_expect_eq(p.report.ledger.p[0].state, days == 3 ? HM_LEDGER_DONE : HM_LEDGER_FAILED);
        cr_expect_eq(has_note(&p.report, "tool-unverified"), days > 3);
        tear_down(&p);
    }
}

Test(runner, drops_what_was_judged_by_other_data_than_the_lock_names)
{
    static const struct {
        const char *digest;
        bool is_locked;
        bool is_misled;
    } cases[] = {
        { "sha256:0694aacb66d62e742a92e8d5f1e82bd9d2a8ca1be88744201fbe63d0f5007502", true, false },
        { "sha256:0694aacb66d62e742a92e8d5f1e82bd9d2a8ca1be88744201fbe63d0f5007503", true, true },
        { "sha256:0694aacb66d62e742a92e8d5f1e82bd9d2a8ca1be88744201fbe63d0f5007503", false, false },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct place p;
        struct hm_tool_job job = config_job();
        struct hm_lock lock = { 0 };
        set_up(&p, "");
        set_program(&p, "/bin/true", &lock);
        put_database(&p);
        put(&p, "cache/db/trivy.db", 0644, "facts");
        job.task = HM_TASK_FS;
        job.is_allowed = true;
        struct hm_lock_data *row = hm_vec_push(&p.arena, &lock.data);
        *row = (struct hm_lock_data){ .tool = HM_STR("trivy"),
                                      .max_age_days = 3,
                                      .digest = hm_str_c(cases[i].digest) };
        p.options.now = 1790812800;
        run_locked(&p, &lock, cases[i].is_locked, &job);
        cr_expect_eq(has_note(&p.report, "tool-data-unverified"), cases[i].is_misled, "case %zu",
                     i);
        cr_expect_eq(p.report.ledger.p[0].is_allowed, !cases[i].is_misled, "case %zu", i);
        tear_down(&p);
    }
}

/* What Trivy writes when a server knows the vulnerabilities. */
#define SERVED                                                                                     \
    "{\"SchemaVersion\":2,\"ArtifactType\":\"filesystem\",\"Trivy\":{\"Version\":\"0.76.0\","      \
    "\"Server\":{\"VulnerabilityDB\":{\"UpdatedAt\":\"2026-10-01T00:00:00Z\"}}}}"

static struct hm_tool_job
served_job(void)
{
    struct hm_tool_job job = config_job();

    job.task = HM_TASK_FS;
    job.server = HM_S("http://127.0.0.1:4954");
    return job;
}

Test(runner, gives_a_token_to_what_asks_a_server_and_no_credentials)
{
    struct place p;
    struct hm_tool_job job = served_job();
    hm_auto_buf struct hm_buf seen = { 0 };

    set_up(&p, "{ env; echo \"$@\"; } > $OUT/seen; echo '" SERVED "'");
    p.env[6] = "TRIVY_TOKEN=token-of-the-server";
    run(&p, &job, 1);
    cr_assert_eq(hm_read_file(AT_FDCWD, path_in(&p, "seen"), 1 << 20, &seen, NULL), HM_OK);
    cr_expect(hm_str_has(hm_buf_str(&seen), "\nTRIVY_TOKEN=token-of-the-server\n"), "%s", seen.p);
    cr_expect(hm_str_has(hm_buf_str(&seen), " --server http://127.0.0.1:4954 "));
    cr_expect_not(hm_str_has(hm_buf_str(&seen), "DOCKER_CONFIG"));
    cr_expect_not(hm_str_has(hm_buf_str(&seen), "TRIVY_SEVERITY"));
    tear_down(&p);
}

Test(runner, gives_the_token_to_nobody_else)
{
    struct place p;
    struct hm_tool_job job = config_job();
    hm_auto_buf struct hm_buf seen = { 0 };

    set_up(&p, "env > $OUT/seen; echo '" REPORT "'");
    p.env[6] = "TRIVY_TOKEN=token-of-the-server";
    job.server = HM_S("http://127.0.0.1:4954");
    run(&p, &job, 1);
    cr_assert_eq(hm_read_file(AT_FDCWD, path_in(&p, "seen"), 1 << 20, &seen, NULL), HM_OK);
    cr_expect_not(hm_str_has(hm_buf_str(&seen), "token-of-the-server"));
    tear_down(&p);
}

Test(runner, keeps_off_a_server_when_told_to)
{
    struct place p;
    struct hm_tool_job job = served_job();

    set_up(&p, "echo '" SERVED "'");
    p.options.is_offline = true;
    run(&p, &job, 1);
    cr_expect_eq(p.report.ledger.p[0].state, HM_LEDGER_FAILED);
    cr_expect(hm_str_has(reason(&p), "needs the network"), "%.*s", HM_FMT(reason(&p)));
    tear_down(&p);
}

Test(runner, knows_the_age_of_a_servers_data_from_its_answer)
{
    for (int days = 7; days < 9; days++) {
        struct place p;
        struct hm_tool_job job = served_job();
        set_up(&p, "echo '" SERVED "'");
        put_database(&p);
        p.options.now = 1790812800 + days * 86400;
        run(&p, &job, 1);
        cr_expect_eq(p.report.ledger.p[0].state, HM_LEDGER_DONE, "%.*s", HM_FMT(reason(&p)));
        cr_expect(hm_str_eq(p.report.ledger.p[0].data_date, "2026-10-01T00:00:00Z"));
        cr_expect_eq(has_note(&p.report, "tool-data-old"), days == 8);
        cr_expect_not(has_note(&p.report, "tool-data-undated"));
        tear_down(&p);
    }
}

Test(runner, says_when_a_server_does_not_tell_its_datas_age)
{
    struct place p;
    struct hm_tool_job job = served_job();

    set_up(&p, "echo '" REPORT "'");
    put_database(&p);
    run(&p, &job, 1);
    cr_expect_eq(p.report.ledger.p[0].state, HM_LEDGER_DONE);
    cr_expect_eq(p.report.ledger.p[0].data_date.n, 0, "ours are not what it judged by");
    cr_expect(has_note(&p.report, "tool-data-undated"));
    tear_down(&p);
}

Test(runner, drops_what_a_server_said_whose_data_are_too_old_for_the_lock)
{
    for (int days = 3; days < 5; days++) {
        struct place p;
        struct hm_tool_job job = served_job();
        struct hm_lock lock = { 0 };
        set_up(&p, "echo '" SERVED "'");
        job.is_allowed = true;
        struct hm_lock_data *row = hm_vec_push(&p.arena, &lock.data);
        *row = (struct hm_lock_data){ .tool = HM_STR("trivy"), .max_age_days = 3 };
        p.options.now = 1790812800 + days * 86400;
        run_locked(&p, &lock, false, &job);
        cr_expect_eq(p.report.ledger.p[0].state, days == 3 ? HM_LEDGER_DONE : HM_LEDGER_FAILED);
        cr_expect_eq(p.report.ledger.p[0].is_allowed, days == 3, "it is not forgiven");
        cr_expect_eq(has_note(&p.report, "tool-data-unverified"), days > 3);
        tear_down(&p);
    }
}

/* A start more costs as much as a small scan. */
Test(runner, asks_for_the_version_only_where_the_answer_does_not_say_it)
{
    static const char *const says[] = { ",\"Trivy\":{\"Version\":\"0.76.0\"}", "" };

    for (size_t i = 0; i < 2; i++) {
        struct place p;
        struct hm_tool_job job = config_job();
        set_up(&p, "");
        put(&p, "fake", 0755,
            hm_arena_printf(
                &p.arena,
                "#!/bin/sh\ncase $1 in --version) : >%s/asked; echo 9.8.7; exit;; esac\n"
                "echo '{\"SchemaVersion\":2%s,\"ArtifactType\":\"filesystem\"}'\n",
                p.dir.p, says[i])
                .p);
        run(&p, &job, 1);
        cr_expect_eq(p.report.ledger.p[0].state, HM_LEDGER_DONE, "%.*s", HM_FMT(reason(&p)));
        cr_expect(hm_str_eq(p.report.ledger.p[0].version, i == 0 ? "0.76.0" : "9.8.7"));
        cr_expect_eq(access(path_in(&p, "asked"), F_OK) == 0, i == 1);
        tear_down(&p);
    }
}
