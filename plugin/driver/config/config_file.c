/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration as a whole: which file it is, what it extends, and which keys it has. */
#include "plugin/driver/config/config.h"

#include <errno.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"

static enum hm_status read_extends(struct hm_config_reader *reader, const struct hm_yaml *value,
                                   void *to, struct hm_err *reterr);

/* In the order in which they are read: what a file extends comes first, and is overruled. */
static const struct hm_config_key parts[] = {
    { .name = "extends",
      .read = read_extends,
      .about = "Another such file, whose settings hold where this one says nothing" },
    { .name = "signatures",
      .read = hm_config_signatures,
      .about = "Whose signature each image must have: docs/SIGNATURES.md",
      .rows = hm_config_signature_keys },
    { .name = "epoch",
      .read = hm_config_epoch,
      .schema = "{\"type\":[\"number\",\"string\"],\"pattern\":\"^[0-9]+\\\\.[0-9]+$\"}",
      .about = "Rules that are newer than this version of hullmark report without failing the "
               "build" },
    { .name = "images",
      .read = hm_config_images,
      .shape = HM_SHAPE_LIST,
      .about =
          "Which Dockerfile makes which image, where Compose, bake and pipelines do not say it",
      .rows = hm_config_image_keys },
    { .name = "commands",
      .read = hm_config_commands,
      .shape = HM_SHAPE_LIST,
      .about = "Programs that write SARIF; only in a file from outside of what is scanned",
      .rows = hm_config_command_keys },
    { .name = "rules",
      .read = hm_config_rules,
      .shape = HM_SHAPE_NAMED,
      .schema = "{\"$ref\":\"#/$defs/rule\"}",
      .about = "The level of rules, by id, concept or another tool's id" },
    { .name = "overrides",
      .read = hm_config_overrides,
      .shape = HM_SHAPE_LIST,
      .about = "What is different for some paths; the later counts",
      .rows = hm_config_override_keys },
};

const struct hm_config_key *
hm_config_keys(struct hm_arena *arena, size_t *ret_n)
{
    size_t n = sizeof parts / sizeof parts[0];
    struct hm_config_key *keys = hm_arena_new(arena, struct hm_config_key, n + HM_OPT_COUNT);

    memcpy(keys, parts, sizeof parts);
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        if (hm_options[i].key.name != NULL) {
            hm_auto_buf struct hm_buf about = { 0 };
            hm_option_help(&about, &hm_options[i]);
            keys[n++] = (struct hm_config_key){ .name = hm_options[i].key.name,
                                                .read = hm_config_option,
                                                .about = hm_arena_str(arena, hm_buf_str(&about)).p,
                                                .option = i };
        }
    }
    *ret_n = n;
    return keys;
}

/* --- one file --- */

static enum hm_status
read_document(struct hm_config_reader *reader, struct hm_str text, struct hm_config *config,
              struct hm_err *reterr)
{
    struct hm_yaml_stream stream;
    size_t n = 0;
    const struct hm_config_key *keys = hm_config_keys(reader->arena, &n);

    HM_TRY(hm_yaml_parse(reader->arena, text, &stream, NULL, reterr));
    if (stream.n > 1) {
        return hm_yaml_error(stream.documents[1], reterr, "there should be one document, not two");
    }
    if (stream.n == 0 || stream.documents[0]->kind == HM_YAML_NULL) {
        return HM_OK;
    }
    return hm_config_map(reader, stream.documents[0], keys, n, config, reterr);
}

/* Fills what a reader knows of the place of its file. */
static enum hm_status
place(struct hm_config_reader *reader, const char *path, struct hm_err *reterr)
{
    struct hm_arena *arena = reader->arena;
    struct hm_str folder = hm_str_dirname(hm_str_c(path));
    const char *above = path[0] == '/' && folder.n == 0 ? "/" : hm_arena_c(arena, folder);
    hm_auto_free char *real = realpath(above[0] == '\0' ? "." : above, NULL);
    const char *tree = NULL;

    if (real == NULL) {
        return hm_err_set(reterr, HM_E_USAGE, "%s: %s", path, strerror(errno));
    }
    hm_auto_free char *itself = realpath(path, NULL);
    reader->file = hm_arena_str(arena, hm_str_c(path));
    reader->folder = hm_arena_c(arena, hm_str_c(real));
    reader->real = hm_arena_c(arena, hm_str_c(itself == NULL ? path : itself));
    reader->is_outer =
        reader->allows_absolute && hm_config_is_outside(reader->args, reader->real, &tree);
    reader->why_inner = tree != NULL
                            ? hm_arena_printf(arena, "a file in %s, which is scanned", tree).p
                            : "a file that nobody named";
    return HM_OK;
}

static enum hm_status
read_file_text(struct hm_config_reader *reader, struct hm_str text, struct hm_config *config,
               struct hm_err *reterr)
{
    enum hm_status status =
        read_document(reader, hm_arena_str(reader->arena, text), config, reterr);

    if (status != HM_OK && status != HM_E_USAGE) {
        (void)hm_err_prefix(reterr, "%.*s", HM_FMT(reader->file));
        return reterr == NULL ? HM_E_USAGE : (reterr->status = HM_E_USAGE);
    }
    return status;
}

static enum hm_status
read_extends(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
             struct hm_err *reterr)
{
    struct hm_config_reader below = { .arena = reader->arena,
                                      .args = reader->args,
                                      .allows_absolute = reader->allows_absolute,
                                      .above = reader,
                                      .depth = reader->depth + 1 };
    hm_auto_buf struct hm_buf text = { .limit = HM_CONFIG_LIMIT };
    struct hm_str path;

    HM_TRY(hm_config_text(value, &path, reterr));
    if (hm_str_has(path, "://")) {
        return hm_yaml_error(value, reterr, "only a local file can be extended, not a URL");
    }
    if (below.depth >= HM_CONFIG_DEPTH) {
        return hm_yaml_error(value, reterr, "more than %d files extend each other",
                             HM_CONFIG_DEPTH);
    }
    HM_TRY(hm_config_path(reader, value, false, &path, reterr));
    const char *real = hm_arena_c(reader->arena, path);
    for (const struct hm_config_reader *r = reader; r != NULL; r = r->above) {
        if (strcmp(r->real, real) == 0) {
            return hm_yaml_error(value, reterr, "this file extends itself");
        }
    }
    if (hm_read_file(AT_FDCWD, real, HM_CONFIG_LIMIT, &text, reterr) != HM_OK) {
        return hm_yaml_error(value, reterr, "it cannot be read");
    }
    HM_TRY(place(&below, real, reterr));
    hm_auto_free char *cwd = realpath(".", NULL);
    size_t n = cwd == NULL ? 0 : strlen(cwd);
    if (n > 1 && strncmp(real, cwd, n) == 0 && real[n] == '/') {
        below.file = hm_str_from(below.file, n + 1);
    }
    return read_file_text(&below, hm_buf_str(&text), to, reterr);
}

/* --- which file --- */

/* The file that nobody named is taken only from the folder itself: it is no link to elsewhere. */
static enum hm_status
read_bytes(const char *path, const char *named_by, struct hm_buf *buf, bool *ret_is_there,
           struct hm_err *reterr)
{
    struct stat st;
    struct hm_err err = { 0 };

    bool is_looked_at = named_by == NULL && lstat(path, &st) == 0;
    if (named_by == NULL && !is_looked_at && errno == ENOENT) {
        return HM_OK;
    }
    if (is_looked_at && S_ISLNK(st.st_mode)) {
        return hm_err_set(reterr, HM_E_USAGE, "%s is a link; name the file with --config", path);
    }
    if (hm_read_file(AT_FDCWD, path, HM_CONFIG_LIMIT, buf, &err) != HM_OK) {
        return hm_err_set(reterr, HM_E_USAGE, "%s%s%s", named_by == NULL ? "" : named_by,
                          named_by == NULL ? "" : ": ", err.text);
    }
    *ret_is_there = true;
    return HM_OK;
}

enum hm_status
hm_config_read_text(const struct hm_args *args, const char *path, bool is_named, struct hm_str text,
                    struct hm_config *ret_config, struct hm_err *reterr)
{
    struct hm_config_reader reader = { .arena = args->arena,
                                       .args = args,
                                       .allows_absolute = is_named };
    struct hm_config config = { .is_named = is_named,
                                .path = hm_arena_str(args->arena, hm_str_c(path)) };

    HM_TRY(place(&reader, path, reterr));
    HM_TRY(read_file_text(&reader, text, &config, reterr));
    *ret_config = config;
    return HM_OK;
}

enum hm_status
hm_config_read(const struct hm_args *args, struct hm_config *ret_config, struct hm_err *reterr)
{
    const char *named = hm_args_text(args, HM_OPT_CONFIG);
    const char *variable = getenv("HULLMARK_CONFIG");
    const char *named_by = named != NULL ? "--config" : NULL;
    hm_auto_buf struct hm_buf text = { .limit = HM_CONFIG_LIMIT };
    bool is_there = false;

    if (named == NULL && variable != NULL && variable[0] != '\0') {
        named = variable;
        named_by = "HULLMARK_CONFIG";
    }
    const char *path = named == NULL ? HM_CONFIG_NAME : named;
    HM_TRY(read_bytes(path, named_by, &text, &is_there, reterr));
    if (!is_there) {
        *ret_config = (struct hm_config){ 0 };
        return HM_OK;
    }
    return hm_config_read_text(args, path, named != NULL, hm_buf_str(&text), ret_config, reterr);
}
