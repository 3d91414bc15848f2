/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/suppress/waivers.h"

#include <errno.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/config/config.h"
#include "plugin/model/image_pattern.h"

enum {
    EACH_LIMIT = 100, /* ids and paths of a row */
};

/* --- a row --- */

struct row {
    struct hm_suppression made;
    struct hm_vex vex;
    HM_VEC(const struct hm_yaml *) ids;
    HM_VEC(struct hm_str) paths;
    HM_VEC(struct hm_str) products;
    bool has_vex;
    bool is_advisory;
};

/* What the readers of a file share; each row is read into `row`. */
struct reader {
    const struct hm_waiver_terms *terms;
    struct hm_waivers *waivers;
    const struct hm_source *source;
    struct row row; /* the one that is read */
};

static enum hm_status
each_text(struct hm_config_reader *config, const struct hm_yaml *value, struct row *row,
          enum hm_status (*read)(struct hm_config_reader *, const struct hm_yaml *, struct row *,
                                 struct hm_err *),
          struct hm_err *reterr)
{
    if (value->kind != HM_YAML_LIST) {
        return read(config, value, row, reterr);
    }
    if (value->n == 0 || value->n > EACH_LIMIT) {
        return hm_yaml_error(value, reterr, "a list of 1 to %d is expected here", EACH_LIMIT);
    }
    for (uint32_t i = 0; i < value->n; i++) {
        HM_TRY(read(config, value->items[i], row, reterr));
    }
    return HM_OK;
}

static enum hm_status
read_id(struct hm_config_reader *config, const struct hm_yaml *value, struct row *row,
        struct hm_err *reterr)
{
    struct hm_str id;

    HM_TRY(hm_config_text(value, &id, reterr));
    for (size_t i = 0; i < id.n; i++) {
        if (hm_is_space(id.p[i]) || id.p[i] == '*' || id.p[i] == ',') {
            return hm_yaml_error(value, reterr,
                                 "one id is expected here, without '*'; several are a list");
        }
    }
    hm_vec_add(config->arena, &row->ids, value);
    return HM_OK;
}

static enum hm_status
read_rule(struct hm_config_reader *config, const struct hm_yaml *value, void *to,
          struct hm_err *reterr)
{
    return each_text(config, value, &((struct reader *)to)->row, read_id, reterr);
}

static enum hm_status
read_advisory(struct hm_config_reader *config, const struct hm_yaml *value, void *to,
              struct hm_err *reterr)
{
    struct row *row = &((struct reader *)to)->row;

    if (row->ids.n > 0) {
        return hm_yaml_error(value, reterr, "a waiver names rules or advisories, not both");
    }
    row->is_advisory = true;
    return each_text(config, value, row, read_id, reterr);
}

static enum hm_status
read_path_one(struct hm_config_reader *config, const struct hm_yaml *value, struct row *row,
              struct hm_err *reterr)
{
    struct hm_str path;

    HM_TRY(hm_config_text(value, &path, reterr));
    path = hm_str_starts(path, "./") ? hm_str_from(path, 2) : path;
    if (path.n == 0 || path.p[0] == '/' || path.p[0] == '!' || hm_str_starts(path, "../")) {
        return hm_yaml_error(value, reterr,
                             "a path is a pattern relative to the repository, such as legacy/** "
                             "or **/Dockerfile");
    }
    hm_vec_add(config->arena, &row->paths, path);
    return HM_OK;
}

static enum hm_status
read_path(struct hm_config_reader *config, const struct hm_yaml *value, void *to,
          struct hm_err *reterr)
{
    return each_text(config, value, &((struct reader *)to)->row, read_path_one, reterr);
}

static enum hm_status
read_image(struct hm_config_reader *config, const struct hm_yaml *value, void *to,
           struct hm_err *reterr)
{
    struct hm_suppression *made = &((struct reader *)to)->row.made;
    struct hm_err err = { 0 };

    (void)config;
    HM_TRY(hm_config_text(value, &made->image, reterr));
    return hm_image_pattern_check(made->image, &err) == HM_OK
               ? HM_OK
               : hm_yaml_error(value, reterr, "%s", err.text);
}

static enum hm_status
read_package(struct hm_config_reader *config, const struct hm_yaml *value, void *to,
             struct hm_err *reterr)
{
    struct hm_str *package = &((struct reader *)to)->row.made.package;

    (void)config;
    HM_TRY(hm_config_text(value, package, reterr));
    return hm_str_find(*package, '*') == package->n
               ? HM_OK
               : hm_yaml_error(value, reterr, "a package is a name or a package URL, without '*'");
}

#define TEXT_READER(name, member)                                                                  \
    static enum hm_status name(struct hm_config_reader *config, const struct hm_yaml *value,       \
                               void *to, struct hm_err *reterr)                                    \
    {                                                                                              \
        (void)config;                                                                              \
        return hm_config_text(value, &((struct reader *)to)->row.member, reterr);                  \
    }
TEXT_READER(read_stage, made.stage)
TEXT_READER(read_reason, made.reason)
TEXT_READER(read_owner, made.owner)
TEXT_READER(read_impact, vex.impact)
TEXT_READER(read_action, vex.action)
#undef TEXT_READER

int64_t
hm_days_between(uint32_t from, uint32_t to)
{
    int64_t days[2] = { 0 };
    const uint32_t given[2] = { from, to };

    for (int i = 0; i < 2; i++) {
        int64_t year = given[i] / 10000;
        int64_t month = given[i] / 100 % 100;
        year -= month <= 2;
        days[i] = year * 365 + year / 4 - year / 100 + year / 400 +
                  (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + given[i] % 100;
    }
    return days[1] - days[0];
}

static enum hm_status
read_until(struct hm_config_reader *config, const struct hm_yaml *value, void *to,
           struct hm_err *reterr)
{
    struct reader *reader = to;
    uint32_t *until = &reader->row.made.until;

    (void)config;
    if (value->kind == HM_YAML_LIST || value->kind == HM_YAML_MAP ||
        !hm_day_parse(value->text, until)) {
        return hm_yaml_error(value, reterr, "a day is expected here, such as 2027-01-31");
    }
    int64_t days = hm_days_between(reader->terms->today, *until);
    if (reader->terms->today != 0 && days > (int64_t)reader->terms->max_days) {
        return hm_yaml_error(value, reterr, "this is in %lld days; a waiver lasts at most %u",
                             (long long)days, reader->terms->max_days);
    }
    return HM_OK;
}

/* --- what VEX is to say --- */

static enum hm_status
read_status(struct hm_config_reader *config, const struct hm_yaml *value, void *to,
            struct hm_err *reterr)
{
    const char *words[HM_VEX_STATUS_COUNT - 1];
    size_t which = 0;

    (void)config;
    for (int i = 1; i < HM_VEX_STATUS_COUNT; i++) {
        words[i - 1] = hm_vex_word((enum hm_vex_status)i);
    }
    HM_TRY(hm_config_word(value, words, HM_VEX_STATUS_COUNT - 1, &which, reterr));
    ((struct reader *)to)->row.vex.status = (enum hm_vex_status)(which + 1);
    return HM_OK;
}

static enum hm_status
read_justification(struct hm_config_reader *config, const struct hm_yaml *value, void *to,
                   struct hm_err *reterr)
{
    size_t n = 0;
    size_t which = 0;

    (void)config;
    while (hm_vex_justifications[n] != NULL) {
        n++;
    }
    HM_TRY(hm_config_word(value, hm_vex_justifications, n, &which, reterr));
    ((struct reader *)to)->row.vex.justification = hm_str_c(hm_vex_justifications[which]);
    return HM_OK;
}

static enum hm_status
read_product_one(struct hm_config_reader *config, const struct hm_yaml *value, struct row *row,
                 struct hm_err *reterr)
{
    struct hm_str product;

    HM_TRY(hm_config_text(value, &product, reterr));
    if (!hm_str_starts(product, "pkg:") || hm_str_find(product, '/') == product.n) {
        return hm_yaml_error(value, reterr,
                             "a package URL is expected here, such as "
                             "pkg:oci/app?repository_url=registry.example/acme/app");
    }
    hm_vec_add(config->arena, &row->products, product);
    return HM_OK;
}

static enum hm_status
read_products(struct hm_config_reader *config, const struct hm_yaml *value, void *to,
              struct hm_err *reterr)
{
    return each_text(config, value, &((struct reader *)to)->row, read_product_one, reterr);
}

static const struct hm_config_key vex_keys[] = {
    { .name = "status", .read = read_status, .is_required = true },
    { .name = "justification", .read = read_justification },
    { .name = "impact", .read = read_impact },
    { .name = "action", .read = read_action },
    { .name = "products", .read = read_products },
};

static enum hm_status
read_vex(struct hm_config_reader *config, const struct hm_yaml *value, void *to,
         struct hm_err *reterr)
{
    struct row *row = &((struct reader *)to)->row;

    row->has_vex = true;
    HM_TRY(
        hm_config_map(config, value, vex_keys, sizeof vex_keys / sizeof vex_keys[0], to, reterr));
    bool is_not = row->vex.status == HM_VEX_NOT_AFFECTED;
    if (is_not && row->vex.justification.n == 0 && row->vex.impact.n == 0) {
        return hm_yaml_error(value, reterr, "not_affected needs a justification or an impact");
    }
    if (!is_not && (row->vex.justification.n > 0 || row->vex.impact.n > 0)) {
        return hm_yaml_error(value, reterr,
                             "justification and impact say why something is not_affected");
    }
    if (row->vex.status == HM_VEX_AFFECTED && row->vex.action.n == 0) {
        return hm_yaml_error(value, reterr, "affected needs an action: what to do about it");
    }
    return HM_OK;
}

static const struct hm_config_key row_keys[] = {
    { .name = "rule", .read = read_rule },
    { .name = "advisory", .read = read_advisory },
    { .name = "path", .read = read_path },
    { .name = "image", .read = read_image },
    { .name = "package", .read = read_package },
    { .name = "stage", .read = read_stage },
    { .name = "reason", .read = read_reason, .is_required = true },
    { .name = "owner", .read = read_owner },
    { .name = "until", .read = read_until, .is_required = true },
    { .name = "vex", .read = read_vex },
};

/* --- the file --- */

static enum hm_status
add_row(struct hm_config_reader *config, struct reader *reader, const struct hm_yaml *at,
        struct hm_err *reterr)
{
    struct row *row = &reader->row;
    struct hm_str any_path = { 0 };
    struct hm_vex *vex = NULL;

    if (row->has_vex) {
        row->vex.author = row->made.owner;
        struct hm_vex_product *product = hm_arena_new(config->arena, struct hm_vex_product, 1);
        *product =
            (struct hm_vex_product){ .ids = row->products.p, .n_ids = (uint32_t)row->products.n };
        row->vex.products = product;
        row->vex.n_products = row->products.n > 0;
        vex = hm_arena_new(config->arena, struct hm_vex, 1);
        *vex = row->vex;
    }
    row->made.vex = vex;
    for (size_t i = 0; i < row->ids.n; i++) {
        const struct hm_yaml *id = row->ids.p[i];
        struct hm_span span = { .off = id->off, .len = id->len };
        row->made.id = hm_str_trim(id->text);
        row->made.off = id->off;
        row->made.place = hm_source_place(reader->source, span);
        for (size_t p = 0; p < (row->paths.n == 0 ? 1 : row->paths.n); p++) {
            if (reader->waivers->list.n == HM_WAIVERS_LIMIT) {
                return hm_yaml_error(at, reterr, "there are more than %d waivers",
                                     HM_WAIVERS_LIMIT);
            }
            row->made.pattern = row->paths.n == 0 ? any_path : row->paths.p[p];
            hm_vec_add(config->arena, &reader->waivers->list, row->made);
        }
    }
    return HM_OK;
}

static enum hm_status
read_row(struct hm_config_reader *config, struct reader *reader, const struct hm_yaml *value,
         struct hm_err *reterr)
{
    reader->row = (struct row){ .made = { .dialect = HM_SUPPRESS_WAIVER,
                                          .is_external = true,
                                          .wants_reason = true,
                                          .path = reader->source->path } };
    HM_TRY(hm_config_map(config, value, row_keys, sizeof row_keys / sizeof row_keys[0], reader,
                         reterr));
    if (reader->row.ids.n == 0) {
        return hm_yaml_error(value, reterr,
                             "a waiver names a rule or an advisory; this one would accept "
                             "everything");
    }
    if (reader->row.has_vex && !reader->row.is_advisory) {
        return hm_yaml_error(value, reterr, "vex speaks of vulnerabilities: name an advisory");
    }
    return add_row(config, reader, value, reterr);
}

static enum hm_status
read_rows(struct hm_config_reader *config, const struct hm_yaml *value, void *to,
          struct hm_err *reterr)
{
    HM_TRY(hm_yaml_expect(value, HM_YAML_LIST, reterr));
    for (uint32_t i = 0; i < value->n; i++) {
        HM_TRY(read_row(config, to, value->items[i], reterr));
    }
    return HM_OK;
}

static const struct hm_config_key top_keys[] = {
    { .name = "waivers", .read = read_rows, .is_required = true },
};

enum hm_status
hm_waivers_parse(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                 const struct hm_waiver_terms *terms, struct hm_waivers *ret_waivers,
                 struct hm_err *reterr)
{
    struct hm_source source;
    struct hm_waivers waivers = { .path = path };
    struct hm_config_reader config = { .arena = arena };
    struct reader reader = { .terms = terms, .waivers = &waivers, .source = &source };
    struct hm_yaml_stream stream;

    HM_TRY(hm_yaml_parse(arena, text, &stream, NULL, reterr));
    if (stream.n > 1) {
        return hm_yaml_error(stream.documents[1], reterr, "there should be one document, not two");
    }
    hm_source_init(&source, arena, path, text);
    if (stream.n == 1 && stream.documents[0]->kind != HM_YAML_NULL) {
        HM_TRY(hm_config_map(&config, stream.documents[0], top_keys,
                             sizeof top_keys / sizeof top_keys[0], &reader, reterr));
    }
    *ret_waivers = waivers;
    return HM_OK;
}

/* The file that nobody named is taken only from the folder itself: it is no link to elsewhere. */
static enum hm_status
read_bytes(const char *path, bool is_named, struct hm_buf *buf, bool *ret_is_there,
           struct hm_err *reterr)
{
    struct stat st = { 0 };
    struct hm_err err = { 0 };

    if (!is_named) {
        if (lstat(path, &st) != 0 && errno == ENOENT) {
            return HM_OK;
        }
        if (S_ISLNK(st.st_mode)) {
            return hm_err_set(reterr, HM_E_USAGE, "%s is a link; name the file with --waivers",
                              path);
        }
    }
    if (hm_read_file(AT_FDCWD, path, HM_WAIVERS_SIZE, buf, &err) != HM_OK) {
        return hm_err_set(reterr, HM_E_USAGE, "%s%s", is_named ? "--waivers: " : "", err.text);
    }
    *ret_is_there = true;
    return HM_OK;
}

enum hm_status
hm_waivers_read(const struct hm_args *args, uint32_t today, struct hm_waivers *ret_waivers,
                struct hm_err *reterr)
{
    const char *named = hm_args_text(args, HM_OPT_WAIVERS);
    const char *path = named == NULL ? HM_WAIVERS_NAME : named;
    hm_auto_buf struct hm_buf text = { .limit = HM_WAIVERS_SIZE };
    struct hm_waiver_terms terms = { .today = today };
    bool is_there = false;

    HM_TRY(hm_args_number(args, HM_OPT_WAIVER_DAYS, 1, HM_WAIVER_DAYS_MAX, HM_WAIVER_DAYS_DEFAULT,
                          &terms.max_days, reterr));
    HM_TRY(read_bytes(path, named != NULL, &text, &is_there, reterr));
    if (!is_there) {
        *ret_waivers = (struct hm_waivers){ 0 };
        return HM_OK;
    }
    enum hm_status status =
        hm_waivers_parse(args->arena, hm_arena_str(args->arena, hm_str_c(path)),
                         hm_arena_str(args->arena, hm_buf_str(&text)), &terms, ret_waivers, reterr);
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "%s", path);
        return reterr == NULL ? HM_E_USAGE : (reterr->status = HM_E_USAGE);
    }
    return HM_OK;
}
