/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/database.h"

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/io.h"
#include "plugin/base/json.h"

enum {
    DAY = 86400,
    RECORD_LIMIT = 4096,
    RECORD_VERSION = 1,
};

#define PREFIX "sha256:"

/* "sha256:…" */
static struct hm_str
digest_of(struct hm_str bytes, char text[HM_HASH_MAX_HEX + sizeof PREFIX])
{
    unsigned char digest[HM_HASH_MAX_BYTES];
    struct hm_hash hash;

    hm_hash_init(&hash, HM_HASH_SHA256);
    hm_hash_update(&hash, bytes.p, bytes.n);
    (void)hm_hash_final(&hash, digest);
    memcpy(text, PREFIX, sizeof PREFIX);
    hm_hex(digest, HM_SHA256_BYTES, text + sizeof PREFIX - 1);
    return hm_str_c(text);
}

void
hm_database_record(struct hm_str source, struct hm_str digest, struct hm_str metadata,
                   struct hm_buf *out)
{
    char of[HM_HASH_MAX_HEX + sizeof PREFIX];

    (void)digest_of(metadata, of);
    hm_auto_json json_t *record = json_pack("{s:i, s:s%, s:s%, s:s}", "hullmarkFetched",
                                            RECORD_VERSION, "source", source.n == 0 ? "" : source.p,
                                            source.n, "digest", digest.p, digest.n, "metadata", of);
    hm_auto_free char *text = json_dumps(record, JSON_COMPACT);
    if (text == NULL) {
        hm_out_of_memory();
    }
    hm_buf_puts(out, text);
    hm_buf_putc(out, '\n');
}

void
hm_database_read(struct hm_arena *arena, const char *path, struct hm_str metadata,
                 struct hm_tool_data *found)
{
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_json json_t *value = NULL;
    struct hm_str source, digest, of;
    uint64_t version = 0;
    char wanted[HM_HASH_MAX_HEX + sizeof PREFIX];

    if (hm_read_file(AT_FDCWD, path, RECORD_LIMIT, &text, NULL) != HM_OK ||
        hm_json_parse(hm_buf_str(&text), &value, NULL) != HM_OK) {
        return;
    }
    struct hm_json root = hm_json_root(value);
    if (hm_json_need_u64(&root, "hullmarkFetched", RECORD_VERSION, &version, NULL) == HM_OK &&
        version == RECORD_VERSION && hm_json_need_str(&root, "source", &source, NULL) == HM_OK &&
        hm_json_need_str(&root, "digest", &digest, NULL) == HM_OK &&
        hm_json_need_str(&root, "metadata", &of, NULL) == HM_OK &&
        hm_str_is(of, digest_of(metadata, wanted))) {
        found->is_recorded = true;
        found->source = hm_arena_str(arena, source);
        found->digest = hm_arena_str(arena, digest);
    }
}

static enum hm_status
judge_age(const struct hm_lock_data *row, const char *advice, struct hm_str date, int64_t now,
          struct hm_err *reterr)
{
    int64_t made = hm_rfc3339_seconds(date);

    if (made < 0) {
        return hm_err_set(reterr, HM_E_MISMATCH,
                          "its data do not say how old they are, and hullmark.lock allows %u days; "
                          "%s",
                          row->max_age_days, advice);
    }
    if (made - now > DAY) {
        return hm_err_set(reterr, HM_E_MISMATCH,
                          "its data say that they are of %.*s, which is still to come; %s",
                          HM_FMT(date), advice);
    }
    int64_t days = (now - made) / DAY;
    if (days > (int64_t)row->max_age_days) {
        return hm_err_set(reterr, HM_E_MISMATCH,
                          "its data are %lld days old, and hullmark.lock allows %u; %s",
                          (long long)days, row->max_age_days, advice);
    }
    return HM_OK;
}

enum hm_status
hm_database_judge(const struct hm_lock_data *row, const struct hm_adapter_data *data,
                  const struct hm_tool_data *found, int64_t now, struct hm_err *reterr)
{
    if (now != 0 && (found->date.n > 0 || data->file != NULL)) {
        HM_TRY(judge_age(row, data->advice, found->date, now, reterr));
    }
    if (row->source.n == 0 || data->record == NULL) {
        return HM_OK;
    }
    if (!found->is_recorded) {
        return hm_err_set(
            reterr, HM_E_MISMATCH,
            "hullmark.lock wants its data from %.*s, and nothing says where they came "
            "from; %s",
            HM_FMT(row->source), data->advice);
    }
    if (!hm_str_is(found->source, row->source)) {
        return hm_err_set(
            reterr, HM_E_MISMATCH,
            "its data came from %.*s, and hullmark.lock wants them from %.*s; %s",
            HM_FMT(found->source.n == 0 ? HM_S("the tool's own source") : found->source),
            HM_FMT(row->source), data->advice);
    }
    return HM_OK;
}

enum hm_status
hm_database_judge_server(const struct hm_lock_data *row, struct hm_str date, bool is_locked,
                         int64_t now, struct hm_err *reterr)
{
    if (row->source.n > 0 || (is_locked && row->digest.n > 0)) {
        return hm_err_set(reterr, HM_E_MISMATCH,
                          "hullmark.lock names the %s of its data, and of a server's nobody can "
                          "tell it; scan without --trivy-server, or lock the age alone",
                          row->source.n > 0 ? "source" : "digest");
    }
    return now == 0 ? HM_OK : judge_age(row, HM_SERVER_ADVICE, date, now, reterr);
}
