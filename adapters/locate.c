/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/locate.h"

#include <sys/stat.h>

#include "adapters/database.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/json.h"
#include "plugin/base/program.h"

enum {
    METADATA_LIMIT = 64 * 1024,
    MANIFEST_LIMIT = 8 << 20,
    POLICY_LIMIT = 1 << 20,
    DATE_LIMIT = 40,
};

enum hm_status
hm_tool_locate(const struct hm_adapter *adapter, const struct hm_env *env, struct hm_buf *path,
               struct hm_err *reterr)
{
    struct hm_str named =
        adapter->program_env == NULL ? HM_S("") : hm_env_get(env, adapter->program_env);
    const char *program = named.n == 0 ? adapter->program : named.p;

    hm_buf_clear(path);
    if (strchr(program, '/') == NULL) {
        if (hm_program_find(hm_env_get(env, "PATH"), program, path)) {
            return HM_OK;
        }
        hm_buf_clear(path);
        if (adapter->program_env == NULL) {
            return hm_err_set(reterr, HM_E_NOT_FOUND, "%s is not in PATH", program);
        }
        return hm_err_set(reterr, HM_E_NOT_FOUND,
                          "%s is not in PATH; install it (%s) or name it in %s", program,
                          adapter->homepage, adapter->program_env);
    }
    if (program[0] != '/' || !hm_program_is(program)) {
        if (adapter->program_env == NULL) {
            return hm_err_set(reterr, HM_E_NOT_FOUND, "%s is not an absolute path of a program",
                              program);
        }
        return hm_err_set(reterr, HM_E_NOT_FOUND, "%s=%s is not an absolute path of a program",
                          adapter->program_env, program);
    }
    hm_buf_puts(path, program);
    return HM_OK;
}

const char *
hm_tool_data_folder(const struct hm_adapter_data *data, const struct hm_env *env,
                    struct hm_arena *arena)
{
    struct hm_str named = hm_env_get(env, data->env);
    struct hm_str cache = hm_env_get(env, "XDG_CACHE_HOME");
    struct hm_str home = hm_env_get(env, "HOME");

    if (named.n > 0) {
        return named.p[0] == '/' ? hm_arena_c(arena, named) : NULL;
    }
    if (hm_str_starts(cache, "/")) {
        return hm_arena_printf(arena, "%.*s/%s", HM_FMT(cache), data->folder).p;
    }
    if (hm_str_starts(home, "/")) {
        return hm_arena_printf(arena, "%.*s/.cache/%s", HM_FMT(home), data->folder).p;
    }
    return NULL;
}

struct hm_tool_data
hm_tool_data_look(const struct hm_adapter_data *data, const char *folder, struct hm_arena *arena)
{
    struct hm_tool_data found = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_json json_t *value = NULL;
    struct hm_str date;

    const char *path = hm_arena_printf(arena, "%s/%s", folder, data->metadata).p;
    if (hm_read_file(AT_FDCWD, path, METADATA_LIMIT, &text, NULL) != HM_OK) {
        return found;
    }
    /* Metadata that cannot be read still means data: the tool itself will say what is wrong. */
    found.dir = folder;
    if (hm_json_parse(hm_buf_str(&text), &value, NULL) == HM_OK) {
        struct hm_json root = hm_json_root(value);
        if (hm_json_need_str(&root, data->date_member, &date, NULL) == HM_OK &&
            hm_rfc3339_seconds(date) >= 0) {
            found.date = hm_arena_str(arena, date);
        }
    }
    if (data->record != NULL) {
        hm_database_read(arena, hm_arena_printf(arena, "%s/%s", folder, data->record).p,
                         hm_buf_str(&text), &found);
    }
    return found;
}

struct hm_tool_data
hm_tool_data_find(const struct hm_adapter_data *data, const struct hm_env *env,
                  struct hm_arena *arena)
{
    const char *folder = hm_tool_data_folder(data, env, arena);

    return folder == NULL ? (struct hm_tool_data){ 0 } : hm_tool_data_look(data, folder, arena);
}

/* What cannot be read stays empty: plan refuses it then. */
static const struct hm_tool_job *
with_policy(const struct hm_tool_job *job, struct hm_arena *arena)
{
    hm_auto_buf struct hm_buf text = { 0 };

    if (job->trust == NULL || job->trust->kind != HM_TRUST_NOTATION || job->policy_text.n > 0 ||
        job->trust->policy.n == 0 ||
        hm_read_file(AT_FDCWD, hm_arena_c(arena, job->trust->policy), POLICY_LIMIT, &text, NULL) !=
            HM_OK) {
        return job;
    }
    struct hm_tool_job *completed = hm_arena_new(arena, struct hm_tool_job, 1);
    *completed = *job;
    completed->policy_text = hm_arena_str(arena, hm_buf_str(&text));
    return completed;
}

const struct hm_tool_job *
hm_tool_job_complete(const struct hm_tool_job *job, struct hm_arena *arena)
{
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_json json_t *value = NULL;
    struct hm_str type = HM_STR("application/vnd.oci.image.manifest.v1+json");
    size_t colon = hm_str_find(job->digest, ':');

    job = with_policy(job, arena);
    if (job->kind != HM_AT_LAYOUT || job->size > 0 || colon == job->digest.n) {
        return job;
    }
    const char *path = hm_arena_printf(arena, "%.*s/blobs/%.*s/%.*s", HM_FMT(job->location),
                                       HM_FMT(hm_str_sub(job->digest, 0, colon)),
                                       HM_FMT(hm_str_from(job->digest, colon + 1)))
                           .p;
    if (hm_read_file(AT_FDCWD, path, MANIFEST_LIMIT, &text, NULL) != HM_OK || text.n == 0) {
        return job;
    }
    if (hm_json_parse(hm_buf_str(&text), &value, NULL) == HM_OK) {
        struct hm_json root = hm_json_root(value);
        struct hm_str said;
        if (hm_json_need_str(&root, "mediaType", &said, NULL) == HM_OK) {
            type = hm_arena_str(arena, said);
        }
    }
    struct hm_tool_job *completed = hm_arena_new(arena, struct hm_tool_job, 1);
    *completed = *job;
    completed->media_type = type;
    completed->size = text.n;
    return completed;
}

/* Days since 1970 of a date of the Gregorian calendar. */
static int64_t
days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = year / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int64_t
hm_rfc3339_seconds(struct hm_str text)
{
    static const char shape[] = "0000-00-00T00:00:00";
    uint64_t part[6] = { 0 };
    static const unsigned char at[] = { 0, 5, 8, 11, 14, 17 };

    if (text.n < sizeof shape || text.n > DATE_LIMIT) {
        return -1;
    }
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        if (shape[i] == '0' ? !hm_is_digit(text.p[i]) : text.p[i] != shape[i]) {
            return -1;
        }
    }
    for (size_t i = sizeof shape - 1; i < text.n; i++) {
        if (!hm_is_digit(text.p[i]) && strchr("Z.+-:", text.p[i]) == NULL) {
            return -1;
        }
    }
    for (size_t i = 0; i < 6; i++) {
        if (!hm_str_to_u64(hm_str_sub(text, at[i], i == 0 ? 4 : 2), 9999, &part[i])) {
            return -1;
        }
    }
    if (part[1] < 1 || part[1] > 12 || part[2] < 1 || part[2] > 31) {
        return -1;
    }
    int64_t days = days_of((int64_t)part[0], (int64_t)part[1], (int64_t)part[2]);
    return days * 86400 + (int64_t)(part[3] * 3600 + part[4] * 60 + part[5]);
}

/* Length of `1.2` or `1.2.3` at the start, 0 for anything else. */
static size_t
version_length(struct hm_str s)
{
    size_t n = 0;
    unsigned dots = 0;

    while (n < s.n && (hm_is_digit(s.p[n]) ||
                       (s.p[n] == '.' && n > 0 && n + 1 < s.n && hm_is_digit(s.p[n + 1])))) {
        dots += s.p[n] == '.';
        n++;
    }
    return dots >= 2 ? n : 0;
}

struct hm_str
hm_version_find(struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        bool is_of_go = i >= 2 && text.p[i - 1] == 'o' && text.p[i - 2] == 'g';
        if (hm_is_digit(text.p[i]) && (i == 0 || !hm_is_digit(text.p[i - 1])) && !is_of_go) {
            size_t n = version_length(hm_str_from(text, i));
            while (n > 0 && i + n < text.n && n < 60 &&
                   (hm_is_alpha(text.p[i + n]) || hm_is_digit(text.p[i + n]) ||
                    strchr("-+.~", text.p[i + n]) != NULL)) {
                n++;
            }
            if (n > 0) {
                return hm_str_sub(text, i, n);
            }
        }
    }
    return hm_str_c("");
}

/* Takes a number and the dot after it off the front. */
static uint64_t
next_number(struct hm_str *s)
{
    uint64_t value = 0;
    size_t n = 0;

    while (n < s->n && hm_is_digit(s->p[n])) {
        n++;
    }
    if (!hm_str_to_u64(hm_str_sub(*s, 0, n), UINT32_MAX, &value)) {
        *s = hm_str_c("");
        return 0;
    }
    *s = n < s->n && s->p[n] == '.' ? hm_str_from(*s, n + 1) : hm_str_c("");
    return value;
}

bool
hm_version_is_older(struct hm_str a, struct hm_str b)
{
    while (a.n > 0 || b.n > 0) {
        uint64_t x = next_number(&a);
        uint64_t y = next_number(&b);
        if (x != y) {
            return x < y;
        }
    }
    return false;
}
