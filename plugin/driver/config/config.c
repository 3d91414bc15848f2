/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/config/config.h"

#include <errno.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"

enum {
    WORDS_LIMIT = 64, /* keys of one map, words of one choice */
};

/* --- maps and values --- */

enum {
    LISTED_LIMIT = 12, /* words that a message lists */
};

enum hm_status
hm_config_unknown(const struct hm_yaml *at, const char *what, const char *const *words, size_t n,
                  struct hm_err *reterr)
{
    char word[32] = "";
    struct hm_str text = hm_str_sub(at->text, 0, sizeof word - 1);

    if (text.n > 0) {
        memcpy(word, text.p, text.n);
    }
    const char *near = hm_nearest(word, words, n);
    if (near != NULL) {
        return hm_yaml_error(at, reterr, "there is no %s \"%s\"; did you mean \"%s\"?", what, word,
                             near);
    }
    if (n > LISTED_LIMIT) {
        return hm_yaml_error(at, reterr, "there is no %s \"%s\"", what, word);
    }
    hm_auto_buf struct hm_buf list = { 0 };
    for (size_t i = 0; i < n; i++) {
        hm_buf_printf(&list, "%s%s", i == 0 ? "" : i + 1 == n ? " and " : ", ", words[i]);
    }
    return hm_yaml_error(at, reterr, "there is no %s \"%s\" here; there %s %s", what, word,
                         n == 1 ? "is" : "are", list.p);
}

enum hm_status
hm_config_map(struct hm_config_reader *reader, const struct hm_yaml *map,
              const struct hm_config_key *rows, size_t n_keys, void *to, struct hm_err *reterr)
{
    const char *names[WORDS_LIMIT] = { 0 };

    HM_TRY(hm_yaml_expect(map, HM_YAML_MAP, reterr));
    while (n_keys > 0 && rows[n_keys - 1].name == NULL) {
        n_keys--;
    }
    for (size_t i = 0; i < n_keys; i++) {
        names[i] = rows[i].name;
    }
    for (uint32_t i = 0; i < map->n; i++) {
        const struct hm_yaml *key = map->pairs[i].key;
        size_t k = 0;
        while (k < n_keys && !hm_str_eq(key->text, names[k])) {
            k++;
        }
        if (k == n_keys) {
            return hm_config_unknown(key, "key", names, n_keys, reterr);
        }
    }
    for (size_t i = 0; i < n_keys; i++) {
        const struct hm_yaml *value = hm_yaml_get(map, rows[i].name);
        if (value != NULL && value->kind != HM_YAML_NULL) {
            reader->key = &rows[i];
            HM_TRY(rows[i].read(reader, value, to, reterr));
        } else if (value != NULL || rows[i].is_required) {
            return hm_yaml_error(value == NULL ? map : value, reterr, "\"%s\" has no value",
                                 rows[i].name);
        }
    }
    return HM_OK;
}

enum hm_status
hm_config_each(struct hm_config_reader *reader, const struct hm_yaml *value, uint32_t limit,
               void *to,
               enum hm_status (*read)(struct hm_config_reader *, const struct hm_yaml *, void *,
                                      struct hm_err *),
               struct hm_err *reterr)
{
    if (value->kind != HM_YAML_LIST) {
        return read(reader, value, to, reterr);
    }
    if (value->n == 0 || value->n > limit) {
        return hm_yaml_error(value, reterr, "a list of 1 to %u is expected here", (unsigned)limit);
    }
    for (uint32_t i = 0; i < value->n; i++) {
        HM_TRY(read(reader, value->items[i], to, reterr));
    }
    return HM_OK;
}

struct hm_given_at
hm_config_at(const struct hm_config_reader *reader, const struct hm_yaml *value)
{
    return (
        struct hm_given_at){ .kind = HM_GIVEN_BY_FILE, .file = reader->file, .line = value->line };
}

enum hm_status
hm_config_need_outer(const struct hm_config_reader *reader, const struct hm_yaml *at,
                     const char *what, struct hm_err *reterr)
{
    if (reader->is_outer) {
        return HM_OK;
    }
    return hm_yaml_error(
        at, reterr,
        "\"%s\" is not taken from %s: whoever changes what is scanned could change "
        "it too; put it into a file elsewhere, and name that with --config",
        what, reader->why_inner);
}

enum hm_status
hm_config_text(const struct hm_yaml *value, struct hm_str *ret, struct hm_err *reterr)
{
    HM_TRY(hm_yaml_expect(value, HM_YAML_TEXT, reterr));
    if (hm_str_trim(value->text).n == 0) {
        return hm_yaml_error(value, reterr, "this is empty");
    }
    for (size_t i = 0; i < value->text.n; i++) {
        if ((unsigned char)value->text.p[i] < ' ' || value->text.p[i] == 0x7f) {
            return hm_yaml_error(value, reterr, "this should be one line of text");
        }
    }
    *ret = hm_str_trim(value->text);
    return HM_OK;
}

enum hm_status
hm_config_word(const struct hm_yaml *value, const char *const *words, size_t n, size_t *ret,
               struct hm_err *reterr)
{
    struct hm_str text;

    HM_TRY(hm_config_text(value, &text, reterr));
    for (size_t i = 0; i < n; i++) {
        if (hm_str_eq(text, words[i])) {
            *ret = i;
            return HM_OK;
        }
    }
    return hm_config_unknown(value, "choice", words, n, reterr);
}

/* --- paths --- */

static bool
is_below(const char *path, const char *folder)
{
    size_t n = strlen(folder);

    return strcmp(folder, "/") == 0 ||
           (strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0'));
}

enum hm_status
hm_config_path(struct hm_config_reader *reader, const struct hm_yaml *value, bool is_folder,
               struct hm_str *ret, struct hm_err *reterr)
{
    struct hm_str text;
    struct stat st;

    HM_TRY(hm_config_text(value, &text, reterr));
    bool is_absolute = text.p[0] == '/';
    if (is_absolute && !reader->allows_absolute) {
        return hm_yaml_error(value, reterr,
                             "an absolute path is allowed only in a file that --config names");
    }
    struct hm_str clean = hm_path_clean(reader->arena, text);
    if (!is_absolute && !hm_path_is_below(clean, HM_S("."), NULL)) {
        return hm_yaml_error(value, reterr, "\"%.*s\" leads out of the file's own folder",
                             HM_FMT(text));
    }
    const char *path =
        hm_arena_c(reader->arena, hm_path_join(reader->arena, hm_str_c(reader->folder), clean));
    hm_auto_free char *real = realpath(path, NULL);
    if (real == NULL || stat(real, &st) != 0) {
        return hm_yaml_error(value, reterr, "\"%.*s\" cannot be read: %s", HM_FMT(text),
                             strerror(errno));
    }
    if (!is_absolute && !is_below(real, reader->folder)) {
        return hm_yaml_error(
            value, reterr, "\"%.*s\" leads out of the file's own folder, by a link", HM_FMT(text));
    }
    if (is_folder ? !S_ISDIR(st.st_mode) : !S_ISREG(st.st_mode)) {
        return hm_yaml_error(value, reterr, "\"%.*s\" should be a %s", HM_FMT(text),
                             is_folder ? "folder" : "file");
    }
    *ret = hm_arena_str(reader->arena, hm_str_c(real));
    return HM_OK;
}
