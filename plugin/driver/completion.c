/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/completion.h"

#include "adapters/adapter.h"
#include "plugin/base/auto.h"
#include "plugin/driver/config/values.h"
#include "reports/format.h"

/* --- what an argument can be --- */

enum kind {
    KIND_NONE,  /* a switch */
    KIND_WORDS, /* one of some words */
    KIND_FILE,
    KIND_FOLDER,
    KIND_OTHER, /* nobody can guess it */
};

static bool
starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Appends the words that an option's argument can be, with blanks between them. */
static enum kind
argument_of(const struct hm_option_row *row, struct hm_buf *words)
{
    size_t n = 0;

    if (row->argument == NULL) {
        return KIND_NONE;
    }
    if (row->key.value == HM_VALUE_OUTPUT && row->key.name != NULL) {
        const struct hm_format *formats = hm_formats(&n);
        for (size_t i = 0; i < n; i++) {
            hm_buf_printf(words, "%s%s", i == 0 ? "" : " ", formats[i].name);
        }
        return KIND_WORDS;
    }
    if (row->key.value == HM_VALUE_TOOL && row->key.name != NULL) {
        const struct hm_adapter *const *adapters = hm_adapters_all(&n);
        for (size_t i = 0; i < n; i++) {
            hm_buf_printf(words, "%s%s", i == 0 ? "" : " ", adapters[i]->name);
        }
        return KIND_WORDS;
    }
    if (row->key.name != NULL && hm_value_row(row->key.value)->words != NULL) {
        const char *const *list = hm_value_row(row->key.value)->words(&n);
        for (size_t i = 0; i < n; i++) {
            hm_buf_printf(words, "%s%s", i == 0 ? "" : " ", list[i]);
        }
        return KIND_WORDS;
    }
    if (starts(row->argument, "FILE") || strcmp(row->argument, "KEY") == 0) {
        return KIND_FILE;
    }
    return strcmp(row->argument, "DIR") == 0 ? KIND_FOLDER : KIND_OTHER;
}

/* Appends the words that a command's operands begin with: "list|lock [TOOL...]|check" are three. */
static void
operand_words(enum hm_command_id command, struct hm_buf *words)
{
    struct hm_str rest = hm_str_c(hm_commands[command].operands);
    struct hm_str piece;

    if (command == HM_COMMAND_HELP) {
        for (int i = 0; i < HM_COMMAND_COUNT; i++) {
            hm_buf_printf(words, "%s ", hm_commands[i].word);
        }
        hm_buf_puts(words, "formats gate");
        return;
    }
    while (hm_str_split(&rest, '|', &piece)) {
        piece = hm_str_sub(piece, 0, hm_str_find(piece, ' '));
        if (piece.n > 0 && piece.p[0] >= 'a' && piece.p[0] <= 'z') {
            hm_buf_printf(words, "%s%.*s", words->n == 0 ? "" : " ", HM_FMT(piece));
        }
    }
}

/* Appends a text in single quotes of a shell, cut at its first sentence or parenthesis. */
static void
quoted(struct hm_buf *out, const char *text, const char *escaped)
{
    struct hm_str s = hm_str_c(text);
    size_t colon = hm_str_find(s, ':');
    size_t bracket = hm_str_find(s, '(');
    size_t semicolon = hm_str_find(s, ';');

    s = hm_str_sub(s, 0, colon < bracket ? colon : bracket);
    s = hm_str_trim(hm_str_sub(s, 0, semicolon));
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\'' || s.p[i] == '`' || s.p[i] == '\\') {
            hm_buf_putc(out, ' ');
            continue;
        }
        if (strchr(escaped, s.p[i]) != NULL) {
            hm_buf_putc(out, '\\');
        }
        hm_buf_putc(out, s.p[i]);
    }
}

/* --- bash --- */

static void
bash_options(struct hm_buf *out, enum hm_command_id command)
{
    hm_auto_buf struct hm_buf operands = { 0 };

    operand_words(command, &operands);
    hm_buf_printf(out, "    %s)\n        options='", hm_commands[command].word);
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        if (hm_option_is_of(&hm_options[i], command)) {
            hm_buf_printf(out, "--%s ", hm_options[i].name);
            if (hm_options[i].letter != 0) {
                hm_buf_printf(out, "-%c ", hm_options[i].letter);
            }
        }
    }
    hm_buf_printf(out, "'\n        operands='%.*s'\n        ;;\n", HM_FMT(hm_buf_str(&operands)));
}

/* "    --fail-on) ..." for each option whose argument is known; one that is not offers nothing. */
static void
bash_arguments(struct hm_buf *out)
{
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        const struct hm_option_row *row = &hm_options[i];
        hm_auto_buf struct hm_buf words = { 0 };
        enum kind kind = argument_of(row, &words);
        if (kind == KIND_NONE) {
            continue;
        }
        hm_buf_printf(out, "    --%s", row->name);
        if (row->letter != 0) {
            hm_buf_printf(out, " | -%c", row->letter);
        }
        switch (kind) {
        case KIND_WORDS:
            hm_buf_printf(out, ") words='%.*s' ;;\n", HM_FMT(hm_buf_str(&words)));
            break;
        case KIND_FILE:
            hm_buf_puts(out, ") files=-f ;;\n");
            break;
        case KIND_FOLDER:
            hm_buf_puts(out, ") files=-d ;;\n");
            break;
        case KIND_OTHER:
        case KIND_NONE:
            hm_buf_puts(out, ") files=none ;;\n");
            break;
        }
    }
}

/* bash parts words at '=' and ':' (COMP_WORDBREAKS): what stands before them says what is meant. */
static const char bash_head[] =
    "# bash completion for hullmark: eval \"$(hullmark completion bash)\"\n"
    "_hullmark()\n{\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev= front= command= options= operands= words= "
    "files= i\n"
    "    ((COMP_CWORD > 0)) && prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    COMPREPLY=()\n"
    "    if [[ $cur == [=:] ]]; then\n"
    "        front=$cur cur=\n"
    "    elif [[ $prev == [=:] ]] && ((COMP_CWORD > 1)); then\n"
    "        front=$prev prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    if [[ $front == : ]]; then\n"
    "        front=$prev:\n"
    "        prev=-o\n"
    "    else\n"
    "        front=\n"
    "    fi\n"
    "    if ((COMP_CWORD > 1)); then\n"
    "        command=${COMP_WORDS[1]}\n"
    "    fi\n"
    "    case $command in\n";

static const char bash_middle[] = "    esac\n    case $prev in\n";

static const char bash_tail[] =
    "    esac\n"
    "    if [[ -n $words ]]; then\n"
    "        for i in $words; do\n"
    "            [[ $i == \"$front$cur\"* ]] && COMPREPLY+=(\"${i#\"$front\"}\")\n"
    "        done\n"
    "    elif [[ $files == none ]]; then\n"
    "        compopt +o default 2>/dev/null\n"
    "    elif [[ -n $files ]]; then\n"
    "        compopt -o filenames 2>/dev/null\n"
    "        mapfile -t COMPREPLY < <(compgen \"$files\" -- \"$cur\")\n"
    "    elif [[ -z $command ]]; then\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$commands\" -- \"$cur\")\n"
    "    elif [[ $cur == -* ]]; then\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n"
    "    elif [[ -n $operands ]] && ((COMP_CWORD == 2)); then\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$operands\" -- \"$cur\")\n"
    "    fi\n"
    "}\n"
    "complete -o default -F _hullmark hullmark\n";

static void
write_bash(struct hm_buf *out)
{
    hm_buf_puts(out, bash_head);
    for (int i = 0; i < HM_COMMAND_COUNT; i++) {
        bash_options(out, (enum hm_command_id)i);
    }
    hm_buf_puts(out, bash_middle);
    bash_arguments(out);
    hm_buf_puts(out, "    esac\n    local commands='");
    for (int i = 0; i < HM_COMMAND_COUNT; i++) {
        hm_buf_printf(out, "%s%s", i == 0 ? "" : " ", hm_commands[i].word);
    }
    hm_buf_puts(out, "'\n");
    hm_buf_puts(out, bash_tail + strlen("    esac\n"));
}

/* --- zsh --- */

static void
zsh_option(struct hm_buf *out, const struct hm_option_row *row, const char *name)
{
    hm_auto_buf struct hm_buf words = { 0 };
    enum kind kind = argument_of(row, &words);

    hm_buf_printf(out, " \\\n            '*%s%s[", name,
                  kind == KIND_NONE || name[1] != '-' ? "" : "=");
    quoted(out, row->help, "[]:\\");
    hm_buf_putc(out, ']');
    if (kind != KIND_NONE) {
        hm_buf_putc(out, ':');
        quoted(out, row->name, "[]:\\");
    }
    switch (kind) {
    case KIND_WORDS:
        hm_buf_putc(out, ':');
        hm_buf_putc(out, '(');
        for (size_t i = 0; i < words.n; i++) {
            hm_buf_printf(out, "%s%c", words.p[i] == ':' ? "\\" : "", words.p[i]);
        }
        hm_buf_putc(out, ')');
        break;
    case KIND_FILE:
        hm_buf_puts(out, ":_files");
        break;
    case KIND_FOLDER:
        hm_buf_puts(out, ":_files -/");
        break;
    case KIND_OTHER:
        hm_buf_puts(out, ": ");
        break;
    case KIND_NONE:
        break;
    }
    hm_buf_putc(out, '\'');
}

static void
zsh_command(struct hm_buf *out, enum hm_command_id command)
{
    hm_auto_buf struct hm_buf operands = { 0 };
    hm_auto_buf struct hm_buf name = { 0 };

    operand_words(command, &operands);
    hm_buf_printf(out, "    %s)\n        _arguments -s", hm_commands[command].word);
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        const struct hm_option_row *row = &hm_options[i];
        if (!hm_option_is_of(row, command)) {
            continue;
        }
        hm_buf_clear(&name);
        hm_buf_printf(&name, "--%s", row->name);
        zsh_option(out, row, name.p);
        if (row->letter != 0) {
            hm_buf_clear(&name);
            hm_buf_printf(&name, "-%c", row->letter);
            zsh_option(out, row, name.p);
        }
    }
    if (operands.n > 0) {
        hm_buf_printf(out, " \\\n            '1: :(%.*s)'", HM_FMT(hm_buf_str(&operands)));
    }
    hm_buf_puts(out, " \\\n            '*: :_files'\n        ;;\n");
}

static void
write_zsh(struct hm_buf *out)
{
    hm_buf_puts(out, "#compdef hullmark\n"
                     "# zsh completion for hullmark: a file _hullmark in a folder of $fpath, or\n"
                     "# source <(hullmark completion zsh)\n"
                     "_hullmark()\n{\n    local -a commands=(\n");
    for (int i = 0; i < HM_COMMAND_COUNT; i++) {
        hm_buf_printf(out, "        '%s:", hm_commands[i].word);
        quoted(out, hm_commands[i].summary, ":\\");
        hm_buf_puts(out, "'\n");
    }
    hm_buf_puts(out, "    )\n    if ((CURRENT == 2)); then\n        _describe command commands\n"
                     "        return\n    fi\n    local command=$words[2]\n    shift words\n"
                     "    ((CURRENT--))\n    case $command in\n");
    for (int i = 0; i < HM_COMMAND_COUNT; i++) {
        zsh_command(out, (enum hm_command_id)i);
    }
    hm_buf_puts(out, "    esac\n}\n"
                     "if [[ $funcstack[1] == _hullmark ]]; then\n    _hullmark \"$@\"\n"
                     "else\n    compdef _hullmark hullmark\nfi\n");
}

/* --- fish --- */

static void
fish_option(struct hm_buf *out, const struct hm_option_row *row, enum hm_command_id command)
{
    hm_auto_buf struct hm_buf words = { 0 };
    enum kind kind = argument_of(row, &words);

    hm_buf_printf(out, "complete -c hullmark -n '__fish_seen_subcommand_from %s' -l %s",
                  hm_commands[command].word, row->name);
    if (row->letter != 0) {
        hm_buf_printf(out, " -s %c", row->letter);
    }
    switch (kind) {
    case KIND_WORDS:
        hm_buf_printf(out, " -x -a '%.*s'", HM_FMT(hm_buf_str(&words)));
        break;
    case KIND_FILE:
        hm_buf_puts(out, " -r -F");
        break;
    case KIND_FOLDER:
        hm_buf_puts(out, " -x -a '(__fish_complete_directories)'");
        break;
    case KIND_OTHER:
        hm_buf_puts(out, " -x");
        break;
    case KIND_NONE:
        break;
    }
    hm_buf_puts(out, " -d '");
    quoted(out, row->help, "");
    hm_buf_puts(out, "'\n");
}

static void
write_fish(struct hm_buf *out)
{
    hm_buf_puts(out, "# fish completion for hullmark: hullmark completion fish | source\n");
    for (int i = 0; i < HM_COMMAND_COUNT; i++) {
        hm_buf_printf(out, "complete -c hullmark -n __fish_use_subcommand -f -a %s -d '",
                      hm_commands[i].word);
        quoted(out, hm_commands[i].summary, "");
        hm_buf_puts(out, "'\n");
    }
    for (int i = 0; i < HM_COMMAND_COUNT; i++) {
        hm_auto_buf struct hm_buf operands = { 0 };
        operand_words((enum hm_command_id)i, &operands);
        if (operands.n > 0) {
            hm_buf_printf(out,
                          "complete -c hullmark -n '__fish_seen_subcommand_from %s' -f -a '%.*s'\n",
                          hm_commands[i].word, HM_FMT(hm_buf_str(&operands)));
        }
        for (int k = 0; k < HM_OPT_COUNT; k++) {
            if (hm_option_is_of(&hm_options[k], (enum hm_command_id)i)) {
                fish_option(out, &hm_options[k], (enum hm_command_id)i);
            }
        }
    }
}

enum hm_status
hm_completion_write(const char *shell, struct hm_buf *out, struct hm_err *reterr)
{
    static const struct {
        const char *name;
        void (*write)(struct hm_buf *out);
    } shells[] = { { "bash", write_bash }, { "zsh", write_zsh }, { "fish", write_fish } };

    for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++) {
        if (strcmp(shell, shells[i].name) == 0) {
            shells[i].write(out);
            return HM_OK;
        }
    }
    return hm_err_set(reterr, HM_E_USAGE,
                      "say for which shell: bash, zsh or fish; `eval \"$(hullmark completion "
                      "bash)\"` in ~/.bashrc");
}
