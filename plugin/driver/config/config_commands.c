/* SPDX-License-Identifier: Apache-2.0 */
/* `commands:` of the configuration: programs that speak SARIF, run like the tools that hullmark
 * knows. Only a file from outside of what is scanned may name them. */
#include "plugin/driver/config/config.h"

#include "adapters/command.h"
#include "plugin/base/auto.h"
#include "plugin/driver/config/values.h"

enum {
    COMMANDS_LIMIT = 32,
    WORDS_LIMIT = 256, /* of a command */
    CODE_MAX = 255,
};

#define NAME "{\"type\":\"string\",\"pattern\":\"^[a-z0-9][a-z0-9-]{0,39}$\"}"
#define CODE "{\"type\":\"integer\",\"minimum\":0,\"maximum\":255}"
#define SECONDS "{\"type\":\"integer\",\"minimum\":1,\"maximum\":86400}"
#define OUTPUT "{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9_][A-Za-z0-9._-]*$\"}"
#define SWITCH "{\"type\":\"boolean\"}"

/* A command while it is read. */
struct draft {
    struct hm_command_tool tool;
    HM_VEC(const char *) argv;
    HM_VEC(struct hm_exit_row) exits;
    enum hm_exit_meaning meaning; /* of the codes that are read */
};

static enum hm_status
read_name(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
          struct hm_err *reterr)
{
    struct draft *draft = to;
    struct hm_str name;
    struct hm_err err = { 0 };

    HM_TRY(hm_config_text(value, &name, reterr));
    if (hm_value_row(HM_VALUE_TOOL)->check(reader->arena, name, &err) != HM_OK) {
        return hm_yaml_error(value, reterr, "a name is made of a-z, 0-9 and '-'");
    }
    if (hm_adapters_find(name) != NULL || hm_str_eq(name, "all") || hm_str_eq(name, "upload") ||
        hm_str_eq(name, "import") || hm_str_eq(name, "hullmark")) {
        return hm_yaml_error(value, reterr, "\"%.*s\" is taken; use another name", HM_FMT(name));
    }
    draft->tool.adapter.name = hm_arena_c(reader->arena, name);
    return HM_OK;
}

static enum hm_status
read_word(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
          struct hm_err *reterr)
{
    struct draft *draft = to;

    if (value->kind == HM_YAML_LIST || value->kind == HM_YAML_MAP || value->kind == HM_YAML_NULL ||
        memchr(value->text.p, '\0', value->text.n) != NULL) {
        return hm_yaml_error(value, reterr, "a word of the command is expected here");
    }
    const char *word = hm_arena_c(reader->arena, value->text);
    draft->tool.wants_files |= strcmp(word, HM_COMMAND_FILES) == 0;
    hm_vec_add(reader->arena, &draft->argv, word);
    return HM_OK;
}

static enum hm_status
read_argv(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
          struct hm_err *reterr)
{
    struct draft *draft = to;

    if (value->kind != HM_YAML_LIST) {
        return hm_yaml_error(value, reterr,
                             "a list of words is expected here, the program first: there is no "
                             "shell");
    }
    HM_TRY(hm_config_each(reader, value, WORDS_LIMIT, to, read_word, reterr));
    const char *program = draft->argv.p[0];
    if (program[0] == '\0' || program[0] == '{' ||
        (program[0] != '/' && strchr(program, '/') != NULL)) {
        return hm_yaml_error(value->items[0], reterr,
                             "a program's name, or its absolute path, is expected here");
    }
    return HM_OK;
}

static enum hm_status
read_code(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
          struct hm_err *reterr)
{
    struct draft *draft = to;
    uint64_t code = 0;

    if (value->kind != HM_YAML_NUMBER || !hm_str_to_u64(value->text, CODE_MAX, &code)) {
        return hm_yaml_error(value, reterr, "an exit code from 0 to %d is expected here", CODE_MAX);
    }
    for (size_t i = 0; i < draft->exits.n; i++) {
        if (draft->exits.p[i].code == (int)code) {
            return hm_yaml_error(value, reterr, "exit code %u has a meaning already",
                                 (unsigned)code);
        }
    }
    hm_vec_add(reader->arena, &draft->exits,
               ((struct hm_exit_row){ .code = (int)code, .meaning = draft->meaning }));
    return HM_OK;
}

static enum hm_status
read_clean(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
           struct hm_err *reterr)
{
    ((struct draft *)to)->meaning = HM_EXIT_CLEAN;
    return hm_config_each(reader, value, HM_COMMAND_CODES, to, read_code, reterr);
}

static enum hm_status
read_findings(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
              struct hm_err *reterr)
{
    ((struct draft *)to)->meaning = HM_EXIT_FINDINGS;
    return hm_config_each(reader, value, HM_COMMAND_CODES, to, read_code, reterr);
}

static const struct hm_config_key exit_keys[] = {
    { .name = "clean", .read = read_clean, .shape = HM_SHAPE_EACH, .schema = CODE },
    { .name = "findings", .read = read_findings, .shape = HM_SHAPE_EACH, .schema = CODE },
    { .name = NULL },
};

static enum hm_status
read_exits(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
           struct hm_err *reterr)
{
    return hm_config_map(reader, value, exit_keys, sizeof exit_keys / sizeof exit_keys[0], to,
                         reterr);
}

static enum hm_status
read_sarif(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
           struct hm_err *reterr)
{
    struct draft *draft = to;
    struct hm_str text;

    HM_TRY(hm_config_text(value, &text, reterr));
    bool is_name = text.p[0] != '.' && text.p[0] != '-';
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        is_name = is_name && (hm_is_alpha(c) || hm_is_digit(c) || strchr("._-", c) != NULL);
    }
    if (!is_name) {
        return hm_yaml_error(value, reterr,
                             "stdout is expected here, or the plain name of the file that the "
                             "command writes in its working folder");
    }
    draft->tool.output = hm_str_eq(text, "stdout") ? NULL : hm_arena_c(reader->arena, text);
    return HM_OK;
}

static enum hm_status
read_timeout(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
             struct hm_err *reterr)
{
    struct hm_err err = { 0 };
    uint64_t seconds = 0;

    if (value->kind != HM_YAML_NUMBER ||
        hm_value_row(HM_VALUE_SECONDS)->check(reader->arena, value->text, &err) != HM_OK ||
        !hm_str_to_u64(value->text, UINT32_MAX, &seconds)) {
        return hm_yaml_error(value, reterr, "a whole number of seconds is expected here");
    }
    ((struct draft *)to)->tool.adapter.timeout_s = (unsigned)seconds;
    return HM_OK;
}

static enum hm_status
read_network(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
             struct hm_err *reterr)
{
    (void)reader;
    HM_TRY(hm_yaml_expect(value, HM_YAML_BOOL, reterr));
    ((struct draft *)to)->tool.needs_network = value->is_true;
    return HM_OK;
}

const struct hm_config_key hm_config_command_keys[] = {
    { .name = "name", .read = read_name, .is_required = true, .schema = NAME },
    { .name = "argv",
      .read = read_argv,
      .is_required = true,
      .shape = HM_SHAPE_LIST,
      .schema = "{\"type\":[\"string\",\"number\",\"boolean\"]}",
      .about = "The program and its words; {path} is the scanned path, {files} its Dockerfiles" },
    { .name = "exits",
      .read = read_exits,
      .rows = exit_keys,
      .about = "What exit codes mean; without it 0 is whatever the report says" },
    { .name = "sarif",
      .read = read_sarif,
      .schema = OUTPUT,
      .about = "stdout, or the file that it writes in its working folder" },
    { .name = "timeout", .read = read_timeout, .schema = SECONDS },
    { .name = "network", .read = read_network, .schema = SWITCH },
    { .name = NULL },
};

/* Whether it is said what 0 means, or what else a clean run is. */
static bool
has_clean(const struct draft *draft)
{
    for (size_t i = 0; i < draft->exits.n; i++) {
        if (draft->exits.p[i].meaning == HM_EXIT_CLEAN || draft->exits.p[i].code == 0) {
            return true;
        }
    }
    return false;
}

static enum hm_status
read_command(struct hm_config_reader *reader, const struct hm_yaml *value, struct hm_config *config,
             struct hm_err *reterr)
{
    struct draft draft = { 0 };

    HM_TRY(hm_config_map(reader, value, hm_config_command_keys,
                         sizeof hm_config_command_keys / sizeof hm_config_command_keys[0], &draft,
                         reterr));
    for (size_t i = 0; i < config->commands.n; i++) {
        if (strcmp(config->commands.p[i]->adapter.name, draft.tool.adapter.name) == 0) {
            return hm_yaml_error(value, reterr, "there are two commands \"%s\"",
                                 draft.tool.adapter.name);
        }
    }
    if (config->commands.n == COMMANDS_LIMIT) {
        return hm_yaml_error(value, reterr, "there are more than %d commands", COMMANDS_LIMIT);
    }
    if (!has_clean(&draft)) {
        enum hm_exit_meaning zero = draft.exits.n == 0 ? HM_EXIT_REPORT : HM_EXIT_CLEAN;
        hm_vec_add(reader->arena, &draft.exits,
                   ((struct hm_exit_row){ .code = 0, .meaning = zero }));
    }
    hm_auto_free char *cwd = realpath(".", NULL);
    draft.tool.root = hm_arena_str(reader->arena, hm_str_c(cwd));
    struct hm_command_tool *tool = hm_arena_new(reader->arena, struct hm_command_tool, 1);
    *tool = draft.tool;
    tool->adapter.program = draft.argv.p[0];
    tool->adapter.exits = draft.exits.p;
    tool->adapter.n_exits = draft.exits.n;
    hm_vec_add(reader->arena, &draft.argv, NULL);
    tool->argv = draft.argv.p;
    hm_command_tool_init(tool);
    hm_vec_add(reader->arena, &config->commands, tool);
    return HM_OK;
}

enum hm_status
hm_config_commands(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                   struct hm_err *reterr)
{
    HM_TRY(hm_config_need_outer(reader, value, "commands", reterr));
    HM_TRY(hm_yaml_expect(value, HM_YAML_LIST, reterr));
    for (uint32_t i = 0; i < value->n; i++) {
        HM_TRY(read_command(reader, value->items[i], to, reterr));
    }
    return HM_OK;
}
