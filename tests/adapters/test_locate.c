/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/locate.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"

static const struct hm_adapter adapter = {
    .name = "tool", .program = "tool", .program_env = "HULLMARK_TOOL", .homepage = "https://t.test"
};

/* `ctx` is a NULL-terminated list of "NAME=value". */
static const char *
get(void *ctx, const char *name)
{
    size_t n = strlen(name);

    for (const char *const *env = ctx; *env != NULL; env++) {
        if (strncmp(*env, name, n) == 0 && (*env)[n] == '=') {
            return *env + n + 1;
        }
    }
    return NULL;
}

static enum hm_status
locate(const char **env, struct hm_buf *found, struct hm_err *err)
{
    struct hm_env handed = { .get = get, .ctx = env };

    return hm_tool_locate(&adapter, &handed, found, err);
}

static void
put(const char *dir, const char *name, mode_t mode, const char *text)
{
    char path[300];

    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    cr_assert_eq(hm_write_file(path, hm_str_c(text), NULL), HM_OK);
    cr_assert_eq(chmod(path, mode), 0);
}

static const char *
env_of(char *to, size_t size, const char *name, const char *dir, const char *rest)
{
    (void)snprintf(to, size, "%s=%s%s", name, dir, rest);
    return to;
}

Test(locate, takes_the_first_program_in_path)
{
    hm_auto_buf struct hm_buf dir = { 0 };
    hm_auto_buf struct hm_buf found = { 0 };
    char path[300];
    char expected[300];

    cr_assert_eq(hm_make_temp_dir(&dir, NULL), HM_OK);
    put(dir.p, "tool", 0755, "#!/bin/sh\n");
    const char *env[] = { env_of(path, sizeof path, "PATH", "/nowhere::/usr:", dir.p), NULL };
    cr_assert_eq(locate(env, &found, NULL), HM_OK);
    (void)snprintf(expected, sizeof expected, "%s/tool", dir.p);
    cr_assert_str_eq(found.p, expected);
    hm_remove_tree(dir.p);
}

Test(locate, passes_over_relative_folders_and_what_cannot_be_run)
{
    hm_auto_buf struct hm_buf dir = { 0 };
    hm_auto_buf struct hm_buf found = { 0 };
    char path[300];
    struct hm_err err;

    cr_assert_eq(hm_make_temp_dir(&dir, NULL), HM_OK);
    put(dir.p, "tool", 0644, "data");
    const char *env[] = { env_of(path, sizeof path, "PATH", dir.p, ":.:"), NULL };
    cr_assert_eq(mkdir("build/locate", 0755) < 0 && errno != EEXIST, 0);
    put("build/locate", "tool", 0755, "#!/bin/sh\n");
    cr_assert_eq(chdir("build/locate"), 0);
    cr_assert_eq(locate(env, &found, &err), HM_E_NOT_FOUND);
    cr_assert(hm_str_has(hm_str_c(err.text), "tool is not in PATH"), "%s", err.text);
    hm_remove_tree(dir.p);
}

Test(locate, lets_the_variable_name_another_program)
{
    hm_auto_buf struct hm_buf found = { 0 };
    const char *absolute[] = { "PATH=/nowhere", "HULLMARK_TOOL=/bin/true", NULL };
    const char *named[] = { "PATH=/usr/bin:/bin", "HULLMARK_TOOL=true", NULL };
    const char *relative[] = { "PATH=/bin", "HULLMARK_TOOL=./true", NULL };

    cr_assert_eq(locate(absolute, &found, NULL), HM_OK);
    cr_assert_str_eq(found.p, "/bin/true");
    cr_assert_eq(locate(named, &found, NULL), HM_OK);
    cr_assert_str_eq(found.p, "/usr/bin/true");
    cr_assert_eq(locate(relative, &found, NULL), HM_E_NOT_FOUND);
}

static const struct hm_adapter_data data = {
    .env = "TOOL_CACHE", .folder = "tool", .metadata = "meta.json", .date_member = "UpdatedAt"
};

Test(locate, finds_data_and_its_date)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf dir = { 0 };
    char text[300];

    cr_assert_eq(hm_make_temp_dir(&dir, NULL), HM_OK);
    const char *env[] = { env_of(text, sizeof text, "TOOL_CACHE", dir.p, ""), "HOME=/nowhere",
                          NULL };
    struct hm_env handed = { .get = get, .ctx = env };
    cr_assert_null(hm_tool_data_find(&data, &handed, &arena).dir);
    put(dir.p, "meta.json", 0644, "{\"UpdatedAt\":\"2026-10-01T00:00:00Z\"}");
    struct hm_tool_data found = hm_tool_data_find(&data, &handed, &arena);
    cr_assert_str_eq(found.dir, dir.p);
    cr_assert(hm_str_eq(found.date, "2026-10-01T00:00:00Z"));
    put(dir.p, "meta.json", 0644, "{\"UpdatedAt\":\"yesterday\"}");
    found = hm_tool_data_find(&data, &handed, &arena);
    cr_assert_str_eq(found.dir, dir.p);
    cr_assert_eq(found.date.n, 0);
    hm_remove_tree(dir.p);
}

Test(locate, counts_the_seconds_of_a_time)
{
    cr_assert_eq(hm_rfc3339_seconds(HM_S("1970-01-01T00:00:00Z")), 0);
    cr_assert_eq(hm_rfc3339_seconds(HM_S("2000-02-29T12:34:56.789Z")), 951827696);
    cr_assert_eq(hm_rfc3339_seconds(HM_S("2026-11-22T04:10:22Z")), 1795320622);
    cr_assert_eq(hm_rfc3339_seconds(HM_S("2026-13-22T04:10:22Z")), -1);
    cr_assert_eq(hm_rfc3339_seconds(HM_S("2026-11-22 04:10:22")), -1);
    cr_assert_eq(hm_rfc3339_seconds(HM_S("never")), -1);
}

Test(locate, finds_versions)
{
    cr_assert(hm_str_eq(hm_version_find(HM_S("Version: 0.76.0\nDB 2\n")), "0.76.0"));
    cr_assert(hm_str_eq(hm_version_find(HM_S("cosign: 1 of 2\nGitVersion:    v2.6.5-dirty\n"
                                             "GoVersion: go1.26.8")),
                        "2.6.5-dirty"));
    cr_assert_eq(hm_version_find(HM_S("notary\n Version:\n Go version: go1.19.8\n")).n, 0);
    cr_assert_eq(hm_version_find(HM_S("no version, 1.2 at best")).n, 0);
    cr_assert_eq(hm_version_find(HM_S("")).n, 0);
}

Test(locate, compares_versions_number_by_number)
{
    cr_assert(hm_version_is_older(HM_S("0.9.9"), HM_S("0.58.0")));
    cr_assert(hm_version_is_older(HM_S("2.6.5-rc1"), HM_S("2.7.0")));
    cr_assert_not(hm_version_is_older(HM_S("0.58.0"), HM_S("0.58.0")));
    cr_assert_not(hm_version_is_older(HM_S("3.1.3"), HM_S("2.6.5")));
}

Test(locate, reads_what_a_layout_says_of_its_manifest)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf dir = { 0 };
    char path[300];
    struct hm_tool_job job = { .kind = HM_AT_LAYOUT, .digest = HM_STR("sha256:00") };

    cr_assert_eq(hm_make_temp_dir(&dir, NULL), HM_OK);
    job.location = hm_buf_str(&dir);
    cr_assert_eq(hm_tool_job_complete(&job, &arena), &job);
    for (const char *const *name = HM_IDS("blobs", "blobs/sha256"); *name != NULL; name++) {
        (void)snprintf(path, sizeof path, "%s/%s", dir.p, *name);
        cr_assert_eq(mkdir(path, 0700), 0);
    }
    put(dir.p, "blobs/sha256/00", 0644, "{\"mediaType\":\"application/x\"}");
    const struct hm_tool_job *completed = hm_tool_job_complete(&job, &arena);
    cr_assert_eq(completed->size, 29);
    cr_assert(hm_str_eq(completed->media_type, "application/x"));
    put(dir.p, "blobs/sha256/00", 0644, "{}");
    completed = hm_tool_job_complete(&job, &arena);
    cr_assert_eq(completed->size, 2);
    cr_assert(hm_str_eq(completed->media_type, "application/vnd.oci.image.manifest.v1+json"));
    hm_remove_tree(dir.p);
}
