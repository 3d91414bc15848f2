/* SPDX-License-Identifier: Apache-2.0 */
/* What hullmark makes of an ignore file: reads and writes the lines that main.go does. */
#include <stdio.h>
#include <stdlib.h>

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/context/context.h"
#include "plugin/context/copied.h"
#include "plugin/context/ignore.h"

static struct hm_str
unhex(struct hm_arena *arena, const char *hex)
{
    size_t n = strlen(hex) / 2;
    unsigned char *bytes = hm_arena_alloc(arena, n + 1);

    if (!hm_unhex(hm_str_c(hex), bytes, n)) {
        fprintf(stderr, "not hexadecimal: %s\n", hex);
        exit(2);
    }
    return hm_str_make((const char *)bytes, n);
}

static json_t *
hex(struct hm_arena *arena, struct hm_str s)
{
    char *text = hm_arena_alloc(arena, 2 * s.n + 1);

    hm_hex((const unsigned char *)s.p, s.n, text);
    return json_string(text);
}

/* What a COPY of one source takes. */
static json_t *
copy(struct hm_arena *arena, const struct hm_context *context, const json_t *question)
{
    const json_t *excludes = json_object_get(question, "excludes");
    size_t n = json_array_size(excludes);
    struct hm_flag *flags = hm_arena_new(arena, struct hm_flag, n + 1);
    struct hm_word words[2] = { { .is_known = true }, { .value = HM_STR("/x/") } };
    struct hm_instruction inst = { .kind = HM_COPY, .words = words, .n_words = 2, .flags = flags };
    json_t *taken = json_array();

    words[0].value = unhex(arena, json_string_value(json_object_get(question, "source")));
    for (size_t i = 0; i < n; i++) {
        flags[inst.n_flags++] = (struct hm_flag){
            .name = HM_STR("exclude"),
            .value = { .value = unhex(arena, json_string_value(json_array_get(excludes, i))),
                       .is_known = true },
        };
    }
    if (json_is_true(json_object_get(question, "parents"))) {
        flags[inst.n_flags++] = (struct hm_flag){ .name = HM_STR("parents") };
    }
    const struct hm_copied *copied = hm_copied_make(arena, context, &inst);
    for (uint32_t i = 0; i < context->n_files; i++) {
        const struct hm_context_file *file = &context->files[i];
        if (!file->is_ignored && copied->takes(copied, file->path)) {
            json_array_append_new(taken, hex(arena, file->path));
        }
    }
    return taken;
}

static json_t *
walk(struct hm_arena *arena, const char *root, const json_t *copies, json_t *ret_copied)
{
    struct hm_context context = { 0 };
    json_t *sent = json_array();
    const json_t *question = NULL;
    size_t k = 0;

    if (hm_context_make(arena, root, HM_S("."), HM_S(""), &context, NULL) != HM_OK) {
        json_array_append_new(sent, json_string("fails"));
        return sent;
    }
    for (uint32_t i = 0; i < context.n_files; i++) {
        if (!context.files[i].is_ignored) {
            json_array_append_new(sent, hex(arena, context.files[i].path));
        }
    }
    json_array_foreach (copies, k, question) {
        json_array_append_new(ret_copied, copy(arena, &context, question));
    }
    return sent;
}

static json_t *
ask(struct hm_arena *arena, const json_t *question)
{
    static const char *const words[] = {
        [HM_UNKNOWN] = "fails",
        [HM_NO] = "no",
        [HM_YES] = "yes",
    };
    struct hm_ignore ignore = { 0 };
    struct hm_str text = unhex(arena, json_string_value(json_object_get(question, "content")));
    bool is_refused = hm_ignore_parse(arena, text, &ignore, NULL) != HM_OK;
    const char *root = json_string_value(json_object_get(question, "root"));
    json_t *ignored = json_array();
    const json_t *path = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(question, "paths"), i, path) {
        struct hm_str bytes = unhex(arena, json_string_value(path));
        if (!is_refused) {
            json_array_append_new(ignored, json_string(words[hm_ignore_matches(&ignore, bytes)]));
        }
    }
    json_t *copied = json_array();
    json_t *sent = is_refused || root == NULL || root[0] == '\0'
                       ? json_array()
                       : walk(arena, root, json_object_get(question, "copies"), copied);
    return json_pack("{s:b, s:o, s:o, s:o}", "error", is_refused, "ignored", ignored, "sent", sent,
                     "copied", copied);
}

int
main(void)
{
    hm_auto_free char *line = NULL;
    size_t cap = 0;
    ssize_t n = 0;

    while ((n = getline(&line, &cap, stdin)) > 0) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_json json_t *question = json_loadb(line, (size_t)n, 0, NULL);
        hm_auto_json json_t *answer = ask(&arena, question);
        json_dumpf(answer, stdout, JSON_COMPACT);
        fputc('\n', stdout);
    }
    return 0;
}
