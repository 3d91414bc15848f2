/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/config.h"

#include <errno.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"

enum {
    WORDS_LIMIT = 64, /* keys of one map, words of one choice */
};

static const struct hm_config_key keys[] = {
    { .name = "signatures", .read = hm_config_signatures },
};

/* --- maps and values --- */

static enum hm_status
unknown(const struct hm_yaml *at, const char *what, const char *const *words, size_t n,
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
            return unknown(key, "key", names, n_keys, reterr);
        }
    }
    for (size_t i = 0; i < n_keys; i++) {
        const struct hm_yaml *value = hm_yaml_get(map, rows[i].name);
        if (value != NULL && value->kind != HM_YAML_NULL) {
            HM_TRY(rows[i].read(reader, value, to, reterr));
        } else if (value != NULL || rows[i].is_required) {
            return hm_yaml_error(value == NULL ? map : value, reterr, "\"%s\" has no value",
                                 rows[i].name);
        }
    }
    return HM_OK;
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
    return unknown(value, "choice", words, n, reterr);
}

/* --- paths --- */

static bool
is_below(const char *path, const char *folder)
{
    size_t n = strlen(folder);

    return strcmp(folder, "/") == 0 || (strncmp(path, folder, n) == 0 && path[n] == '/');
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

/* --- the file --- */

/* The file that nobody named is taken only from the folder itself: it is no link to elsewhere. */
static enum hm_status
read_bytes(const char *path, bool is_named, struct hm_buf *buf, bool *ret_is_there,
           struct hm_err *reterr)
{
    struct stat st;
    struct hm_err err = { 0 };

    bool is_looked_at = !is_named && lstat(path, &st) == 0;
    if (!is_named && !is_looked_at && errno == ENOENT) {
        return HM_OK;
    }
    if (is_looked_at && S_ISLNK(st.st_mode)) {
        return hm_err_set(reterr, HM_E_USAGE, "%s is a link; name the file with --config", path);
    }
    if (hm_read_file(AT_FDCWD, path, HM_CONFIG_LIMIT, buf, &err) != HM_OK) {
        return hm_err_set(reterr, HM_E_USAGE, "%s%s", is_named ? "--config: " : "", err.text);
    }
    *ret_is_there = true;
    return HM_OK;
}

static enum hm_status
read_text(struct hm_config_reader *reader, struct hm_str text, struct hm_config *config,
          struct hm_err *reterr)
{
    struct hm_yaml_stream stream;

    HM_TRY(hm_yaml_parse(reader->arena, text, &stream, NULL, reterr));
    if (stream.n > 1) {
        return hm_yaml_error(stream.documents[1], reterr, "there should be one document, not two");
    }
    if (stream.n == 0 || stream.documents[0]->kind == HM_YAML_NULL) {
        return HM_OK;
    }
    return hm_config_map(reader, stream.documents[0], keys, sizeof keys / sizeof keys[0], config,
                         reterr);
}

enum hm_status
hm_config_read(const struct hm_args *args, struct hm_config *ret_config, struct hm_err *reterr)
{
    const char *named = hm_args_text(args, HM_OPT_CONFIG);
    const char *path = named == NULL ? HM_CONFIG_NAME : named;
    hm_auto_buf struct hm_buf text = { .limit = HM_CONFIG_LIMIT };
    struct hm_config config = { .is_named = named != NULL };
    bool is_there = false;

    HM_TRY(read_bytes(path, config.is_named, &text, &is_there, reterr));
    if (!is_there) {
        *ret_config = (struct hm_config){ 0 };
        return HM_OK;
    }
    struct hm_str folder = hm_str_dirname(hm_str_c(path));
    const char *above = path[0] == '/' && folder.n == 0 ? "/" : hm_arena_c(args->arena, folder);
    hm_auto_free char *real = realpath(above[0] == '\0' ? "." : above, NULL);
    if (real == NULL) {
        return hm_err_set(reterr, HM_E_USAGE, "%s: %s", path, strerror(errno));
    }
    struct hm_config_reader reader = { .arena = args->arena,
                                       .folder = hm_arena_c(args->arena, hm_str_c(real)),
                                       .allows_absolute = config.is_named };
    config.path = hm_arena_str(args->arena, hm_str_c(path));
    enum hm_status status =
        read_text(&reader, hm_arena_str(args->arena, hm_buf_str(&text)), &config, reterr);
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "%s", path);
        return reterr == NULL ? HM_E_USAGE : (reterr->status = HM_E_USAGE);
    }
    config.signatures.origin = config.path;
    *ret_config = config;
    return HM_OK;
}
