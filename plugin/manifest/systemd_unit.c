/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/systemd_unit.h"

#include "plugin/manifest/command_file.h"
#include "plugin/manifest/unit_file.h"

bool
hm_systemd_unit_is_named(struct hm_str path)
{
    struct hm_str name = hm_str_basename(path);
    struct hm_str folder = hm_str_basename(hm_str_dirname(path));

    return hm_str_ends(name, ".service") || hm_str_ends(name, ".service.in") ||
           hm_str_ends(name, ".service.j2") ||
           (hm_str_ends(name, ".conf") && hm_str_ends(folder, ".service.d"));
}

/* Takes the signs off the front of a command by which systemd is told how to run it. */
static struct hm_arg
without_signs(struct hm_arg arg)
{
    size_t n = 0;

    while (n < arg.text.n && strchr("@-:+!|", arg.text.p[n]) != NULL) {
        n++;
    }
    arg.text = hm_str_from(arg.text, n);
    if (!arg.is_quoted && n < arg.span.len) {
        arg.span.off += (uint32_t)n;
        arg.span.len -= (uint32_t)n;
    }
    return arg;
}

static void
read_command(struct hm_command_file *file, const struct hm_unit_words *words, uint32_t from,
             uint32_t end)
{
    const struct hm_shell shell = { .dialect = HM_SHELL_SH };
    struct hm_arg *args = hm_arena_new(file->run.arena, struct hm_arg, end - from);
    struct hm_script script;

    for (uint32_t i = from; i < end; i++) {
        args[i - from] = words->args[i];
    }
    args[0] = without_signs(args[0]);
    hm_shell_parse_words(file->parser, args, words->texts + from, end - from, &shell, &script);
    hm_run_script(&file->run, &script);
}

/* One command, or several of a oneshot unit between words that are ";". */
static void
read_commands(struct hm_command_file *file, const struct hm_unit_key *key)
{
    struct hm_unit_words words;
    uint32_t from = 0;

    hm_unit_words(file->run.arena, key, &words);
    for (uint32_t i = 0; i <= words.n; i++) {
        if (i == words.n || (hm_str_eq(words.args[i].text, ";") && !words.args[i].is_quoted)) {
            if (i > from) {
                read_command(file, &words, from, i);
            }
            from = i + 1;
        }
    }
}

/* A unit that lasts; one of Type=oneshot does its task and ends. */
static bool
is_lasting(struct hm_arena *arena, struct hm_str text)
{
    struct hm_unit_reader reader = { .arena = arena, .text = text };
    struct hm_unit_key key;
    bool is_lasting = true;

    while (hm_unit_next(&reader, &key)) {
        if (hm_str_eq(reader.section, "Service") && hm_str_eq(key.name, "Type")) {
            is_lasting = !hm_str_eq(key.value, "oneshot");
        }
    }
    return is_lasting;
}

bool
hm_systemd_unit_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                     struct hm_manifests *ret_manifest)
{
    struct hm_unit_reader reader = { .arena = arena, .text = text };
    struct hm_unit_key key;

    if (!hm_run_is_likely(text) || text.n > HM_SOURCE_LIMIT) {
        return false;
    }
    struct hm_command_file *file = hm_command_file_new(arena, path, text, HM_RUN_BY_SCRIPT);
    bool is_unit = is_lasting(arena, text);
    while (hm_unit_next(&reader, &key)) {
        if (hm_str_eq(reader.section, "Service") && hm_str_starts(key.name, "Exec")) {
            file->run.place =
                is_unit && hm_str_eq(key.name, "ExecStart") ? HM_RUN_BY_UNIT : HM_RUN_BY_SCRIPT;
            read_commands(file, &key);
        }
    }
    return hm_command_file_finish(file, HM_MANIFEST_COMMANDS, ret_manifest);
}
