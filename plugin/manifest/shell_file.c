/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/shell_file.h"

#include "plugin/manifest/command_file.h"

bool
hm_shell_file_is_named(struct hm_str path)
{
    return hm_str_ends(path, ".sh") || hm_str_ends(path, ".bash") || hm_str_ends(path, ".zsh") ||
           hm_str_ends(path, ".ksh");
}

/* The words behind "#!"; returns how many. */
static size_t
interpreter(struct hm_str text, struct hm_str ret_words[8])
{
    size_t n = 0;
    struct hm_str word;

    if (!hm_str_starts(text, "#!")) {
        return 0;
    }
    struct hm_str line = hm_str_trim(hm_str_sub(text, 2, hm_str_find(text, '\n') - 2));
    while (n < 8 && hm_str_split(&line, ' ', &word)) {
        word = hm_str_trim(word);
        if (word.n > 0) {
            ret_words[n++] = word;
        }
    }
    return n;
}

static struct hm_shell
shell_of(struct hm_str text)
{
    struct hm_str words[8];
    size_t n = interpreter(text, words);

    return n == 0 ? (struct hm_shell){ .dialect = HM_SHELL_BASH } : hm_shell_of(words, n);
}

bool
hm_shell_file_is_meant(struct hm_str text)
{
    static const char *const shells[] = { "sh", "ash", "bash", "dash", "ksh", "zsh", NULL };
    struct hm_str words[8];
    size_t n = interpreter(text, words);

    for (size_t i = 0; i < n; i++) {
        if (hm_str_in(hm_str_basename(words[i]), shells)) {
            return true;
        }
    }
    return false;
}

bool
hm_shell_file_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                   struct hm_manifests *ret_manifest)
{
    struct hm_shell shell = shell_of(text);

    if (!hm_run_is_likely(text) ||
        (shell.dialect != HM_SHELL_SH && shell.dialect != HM_SHELL_BASH) ||
        text.n > HM_SOURCE_LIMIT) {
        return false;
    }
    struct hm_command_file *file = hm_command_file_new(arena, path, text, HM_RUN_BY_SCRIPT);
    const struct hm_shell_text whole = { .text = text };
    hm_command_file_shell(file, &whole, &shell);
    return hm_command_file_finish(file, HM_MANIFEST_COMMANDS, ret_manifest);
}
