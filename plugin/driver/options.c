/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/options.h"

#define ON(command) (1U << HM_COMMAND_##command)
#define ON_ALL ((1U << HM_COMMAND_COUNT) - 1)

const struct hm_command_row hm_commands[HM_COMMAND_COUNT] = {
#define COMMAND(name, word, operands, summary, description)                                        \
    [HM_COMMAND_##name] = { #word, operands, summary, description },
#include "plugin/driver/commands/commands.def"
#undef COMMAND
};

const struct hm_option_row hm_options[HM_OPT_COUNT] = {
#define NO_KEY                                                                                     \
    {                                                                                              \
        0                                                                                          \
    }
#define KEY(name, form, value)                                                                     \
    {                                                                                              \
        name, HM_FORM_##form, HM_VALUE_##value, false                                              \
    }
#define OUTER_KEY(name, form, value)                                                               \
    {                                                                                              \
        name, HM_FORM_##form, HM_VALUE_##value, true                                               \
    }
#define NONE NULL
#define OPTION(id, name, letter, argument, group, key, commands, help, fallback)                   \
    [HM_OPT_##id] = { name, letter, argument, HM_GROUP_##group, key, commands, help, fallback },
#include "plugin/driver/options.def"
#undef OPTION
};

const char *const hm_option_groups[HM_GROUP_COUNT] = {
#define GROUP(name, title) [HM_GROUP_##name] = title,
#include "plugin/driver/options.def"
#undef GROUP
};

bool
hm_option_is_of(const struct hm_option_row *row, enum hm_command_id command)
{
    return (row->commands & 1U << command) != 0 ||
           (command == HM_COMMAND_CONFIG && row->key.name != NULL) ||
           (command == HM_COMMAND_BASELINE && (row->commands & ON(SCAN)) != 0);
}

const char *
hm_option_default(const struct hm_option_row *row)
{
    const char *nothing = row->argument == NULL ? "false" : "none";

    return row->fallback == NULL ? nothing : row->fallback;
}

void
hm_option_help(struct hm_buf *out, const struct hm_option_row *row)
{
    hm_buf_puts(out, row->help);
    if (row->fallback != NULL) {
        hm_buf_printf(out, " (default%s %s)", strchr(row->fallback, ' ') == NULL ? "" : ":",
                      row->fallback);
    }
}

const char *
hm_option_env(struct hm_arena *arena, const struct hm_option_row *row)
{
    struct hm_str name = hm_arena_printf(arena, "HULLMARK_%s", row->name);
    char *text = hm_arena_alloc(arena, name.n + 1);

    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        text[i] = c == '-' ? '_' : (char)(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
    }
    return text;
}

const char *
hm_args_where(const struct hm_args *args, enum hm_option_id option)
{
    const struct hm_option_row *row = &hm_options[option];
    const struct hm_given_at *origin = &args->origins[option];

    switch (origin->kind) {
    case HM_GIVEN_BY_ENV:
        return hm_option_env(args->arena, row);
    case HM_GIVEN_BY_FILE:
        return hm_arena_printf(args->arena, "%.*s: line %u: %s", HM_FMT(origin->file),
                               (unsigned)origin->line, row->key.name)
            .p;
    case HM_GIVEN_BY_DEFAULT:
    case HM_GIVEN_BY_FLAG:
        break;
    }
    return hm_arena_printf(args->arena, "--%s", row->name).p;
}

enum {
    LONGEST_WORD = 31, /* of a command or an option: what hm_nearest compares */
};

/* Edits (insert, delete, replace) between two words of at most LONGEST_WORD letters. */
static size_t
distance(const char *a, const char *b)
{
    size_t row[LONGEST_WORD + 1];
    size_t n = strlen(b);

    for (size_t j = 0; j <= n; j++) {
        row[j] = j;
    }
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t replace = diagonal + (a[i - 1] != b[j - 1]);
            size_t remove = row[j] + 1;
            size_t insert = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = replace < remove ? replace : remove;
            row[j] = insert < row[j] ? insert : row[j];
        }
    }
    return row[n];
}

const char *
hm_nearest(const char *word, const char *const *words, size_t n)
{
    const char *best = NULL;
    size_t least = strlen(word) / 3 + 1;

    for (size_t i = 0; i < n; i++) {
        if (strlen(words[i]) <= LONGEST_WORD && distance(word, words[i]) <= least) {
            best = words[i];
            least = distance(word, words[i]);
        }
    }
    return best;
}

enum hm_status
hm_command_find(const char *word, enum hm_command_id *ret_command, struct hm_err *reterr)
{
    const char *words[HM_COMMAND_COUNT];

    for (int i = 0; i < HM_COMMAND_COUNT; i++) {
        words[i] = hm_commands[i].word;
        if (strcmp(word, words[i]) == 0) {
            *ret_command = (enum hm_command_id)i;
            return HM_OK;
        }
    }
    const char *near = hm_nearest(word, words, HM_COMMAND_COUNT);
    if (near != NULL) {
        return hm_err_set(reterr, HM_E_USAGE, "unknown command \"%s\"; did you mean \"%s\"?", word,
                          near);
    }
    if (word[0] == '-') {
        return hm_err_set(reterr, HM_E_USAGE,
                          "the command comes first: `hullmark scan %s ...`; `hullmark help` lists "
                          "the commands",
                          word);
    }
    return hm_err_set(reterr, HM_E_USAGE,
                      "unknown command \"%s\"; `hullmark help` lists them, and `hullmark scan %s` "
                      "scans a folder or a file",
                      word, word);
}

/* What other scanners call what a scan has by another name, and what to write instead. */
static const struct {
    const char *theirs;
    enum hm_option_id ours;
    const char *write;
} others[] = {
    { "format", HM_OPT_OUTPUT, "-o FORMAT[=FILE], as in -o sarif=hullmark.sarif" },
    { "f", HM_OPT_OUTPUT, "-o FORMAT[=FILE], as in -o sarif=hullmark.sarif" },
    { "sarif", HM_OPT_OUTPUT, "-o sarif=FILE" },
    { "json", HM_OPT_OUTPUT, "-o json, or -o json=FILE" },
    { "severity", HM_OPT_FAIL_ON, "--fail-on LEVEL" },
    { "failure-threshold", HM_OPT_FAIL_ON, "--fail-on LEVEL" },
    { "exit-code", HM_OPT_FAIL_ON, "--fail-on LEVEL or --exit-zero" },
    { "no-fail", HM_OPT_EXIT_ZERO, "--exit-zero" },
    { "soft-fail", HM_OPT_EXIT_ZERO, "--exit-zero" },
    { "ignore", HM_OPT_CONFIG, "`rules: {ID: off}` in .hullmark.yaml" },
    { "skip-dirs", HM_OPT_EXCLUDE, "--exclude PATTERN" },
    { "skip-files", HM_OPT_EXCLUDE, "--exclude PATTERN" },
};

static enum hm_status
unknown_option(const struct hm_args *args, const char *name, struct hm_err *reterr)
{
    const char *words[HM_OPT_COUNT];
    const char *command = hm_commands[args->command].word;
    const char *dashes = name[0] != '\0' && name[1] == '\0' ? "-" : "--";
    size_t n = 0;

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(name, others[i].theirs) == 0 &&
            hm_option_is_of(&hm_options[others[i].ours], args->command)) {
            return hm_err_set(reterr, HM_E_USAGE, "`hullmark %s` has no option %s%s; write %s",
                              command, dashes, name, others[i].write);
        }
    }
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        if (hm_option_is_of(&hm_options[i], args->command)) {
            words[n++] = hm_options[i].name;
        }
    }
    const char *near = hm_nearest(name, words, n);
    return hm_err_set(reterr, HM_E_USAGE, "`hullmark %s` has no option %s%s; %s%s", command, dashes,
                      name, near == NULL ? "see its --help" : "did you mean --",
                      near == NULL ? "" : near);
}

/* The option of this command with this name (long) or letter (short), or HM_OPT_COUNT. */
static enum hm_option_id
find_option(const struct hm_args *args, struct hm_str name, char letter)
{
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        const struct hm_option_row *row = &hm_options[i];
        bool is_it = letter != 0 ? row->letter == letter : hm_str_eq(name, row->name);
        if (is_it && hm_option_is_of(row, args->command)) {
            return (enum hm_option_id)i;
        }
    }
    return HM_OPT_COUNT;
}

/* Handles argv[*at], which starts with '-'; moves *at over an argument that it takes. */
static enum hm_status
take_option(struct hm_args *args, char *const *argv, int argc, int *at, struct hm_err *reterr)
{
    const char *word = argv[*at];
    bool is_long = word[1] == '-';
    struct hm_str name = hm_str_c(word + 2);
    size_t equals = hm_str_find(name, '=');
    const char *value = NULL;

    if (is_long && equals < name.n) {
        value = word + 2 + equals + 1;
        name.n = equals;
    } else if (!is_long && word[2] != '\0') {
        value = word + 2;
    }
    enum hm_option_id id = find_option(args, name, is_long ? 0 : word[1]);
    if (id == HM_OPT_COUNT) {
        return unknown_option(args, is_long ? hm_arena_c(args->arena, name) : word + 1, reterr);
    }
    const struct hm_option_row *row = &hm_options[id];
    if (row->argument == NULL && value != NULL) {
        return hm_err_set(reterr, HM_E_USAGE, "--%s takes no value", row->name);
    }
    if (row->argument != NULL && value == NULL) {
        if (*at + 1 >= argc) {
            return hm_err_set(reterr, HM_E_USAGE, "--%s needs a value: %s", row->name,
                              row->argument);
        }
        value = argv[++*at];
    }
    hm_vec_add(args->arena, &args->values[id], value == NULL ? "" : value);
    args->origins[id].kind = HM_GIVEN_BY_FLAG;
    return HM_OK;
}

enum hm_status
hm_args_parse(struct hm_arena *arena, int argc, char *const *argv, struct hm_args *ret_args,
              struct hm_err *reterr)
{
    struct hm_args args = { .command = HM_COMMAND_HELP, .arena = arena };
    int at = 1;

    if (argc > 1 && (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)) {
        args.command = HM_COMMAND_VERSION;
        at++;
    } else if (argc > 1 && strcmp(argv[1], "-h") != 0 && strcmp(argv[1], "--help") != 0) {
        enum hm_status status = hm_command_find(argv[1], &args.command, reterr);
        if (status != HM_OK) {
            return status;
        }
        at++;
    }
    bool is_ended = false;
    for (; at < argc; at++) {
        const char *word = argv[at];
        if (is_ended || word[0] != '-' || word[1] == '\0') {
            hm_vec_add(arena, &args.operands, word);
        } else if (strcmp(word, "--") == 0) {
            is_ended = true;
        } else {
            enum hm_status status = take_option(&args, argv, argc, &at, reterr);
            if (status != HM_OK) {
                return status;
            }
        }
    }
    *ret_args = args;
    return HM_OK;
}

bool
hm_args_has(const struct hm_args *args, enum hm_option_id option)
{
    return args->values[option].n > 0;
}

const char *
hm_args_text(const struct hm_args *args, enum hm_option_id option)
{
    size_t n = args->values[option].n;

    return n == 0 ? NULL : args->values[option].p[n - 1];
}

enum hm_status
hm_args_number(const struct hm_args *args, enum hm_option_id option, unsigned low, unsigned high,
               unsigned fallback, unsigned *ret_number, struct hm_err *reterr)
{
    const char *text = hm_args_text(args, option);
    uint64_t number = 0;

    if (text == NULL) {
        *ret_number = fallback;
        return HM_OK;
    }
    if (!hm_str_to_u64(hm_str_c(text), high, &number) || number < low) {
        return hm_err_set(reterr, HM_E_USAGE, "%s takes a whole number from %u to %u, not \"%s\"",
                          hm_args_where(args, option), low, high, text);
    }
    *ret_number = (unsigned)number;
    return HM_OK;
}

bool
hm_args_lists(const struct hm_args *args, enum hm_option_id option, const char *word)
{
    for (size_t i = 0; i < args->values[option].n; i++) {
        struct hm_str rest = hm_str_c(args->values[option].p[i]);
        struct hm_str piece;
        while (hm_str_split(&rest, ',', &piece)) {
            if (hm_str_eq(hm_str_trim(piece), word)) {
                return true;
            }
        }
    }
    return false;
}
