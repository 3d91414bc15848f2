/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/written.h"

#include "plugin/model/secret.h"

static bool
is_in_instruction(const struct hm_dockerfile *file, size_t off)
{
    uint32_t low = 0;
    uint32_t high = file->n_instructions;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (file->instructions[mid].span.off <= off) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low > 0 &&
           off - file->instructions[low - 1].span.off < file->instructions[low - 1].span.len;
}

/* Options whose names say that a word or two alone is the password. */
static bool
is_secret_option(struct hm_str name)
{
    static const char *const verbs[] = { "with",    "use",      "no",     "create", "enable",
                                         "disable", "generate", "print",  "show",   "skip",
                                         "require", "allow",    "random", "prompt", NULL };
    static const char *const own[] = { "requirepass", "masterauth", "rootpw", NULL };
    struct hm_str first = hm_str_sub(name, 0, hm_str_find(name, '-'));

    return hm_str_in_nocase(name, own) ||
           (hm_secret_name(name) == HM_NAME_SECRET && !hm_str_in_nocase(first, verbs));
}

static bool
is_literal_secret(struct hm_str value)
{
    return hm_secret_value(value) == HM_VALUE_LITERAL && !hm_secret_begins(value) &&
           !hm_is_off(value) && !hm_str_eq_nocase(value, HM_S("stdin")) && !hm_str_eq(value, "-") &&
           !hm_secret_is_filler(value);
}

/* user:password */
static bool
is_login(struct hm_str value)
{
    size_t colon = hm_str_find(value, ':');

    return colon > 0 && colon + 1 < value.n && is_literal_secret(hm_str_from(value, colon + 1));
}

/* Programs whose short option takes a password, in the next word or in the same one. */
static const struct {
    const char *program;
    const char *option;
    bool is_joined; /* -pVALUE: what comes as the next word is another operand */
    bool is_login;
} shorts[] = {
    { "mysql", "-p", true, false },          { "mysqladmin", "-p", true, false },
    { "mysqldump", "-p", true, false },      { "mariadb", "-p", true, false },
    { "mariadb-admin", "-p", true, false },  { "mariadb-dump", "-p", true, false },
    { "mysqlcheck", "-p", true, false },     { "redis-cli", "-a", false, false },
    { "valkey-cli", "-a", false, false },    { "sshpass", "-p", false, false },
    { "mongosh", "-p", false, false },       { "mongo", "-p", false, false },
    { "docker", "-p", false, false },        { "podman", "-p", false, false },
    { "skopeo", "-p", false, false },        { "sqlcmd", "-P", false, false },
    { "curl", "-u", false, true },           { "curl", "--user", false, true },
    { "curl", "--proxy-user", false, true },
};

static bool
is_short(const struct hm_command *cmd, uint32_t i)
{
    const struct hm_arg *arg = &cmd->args[i];
    bool has_next = i + 1 < cmd->n_args && cmd->args[i + 1].is_literal;

    for (size_t k = 0; k < sizeof shorts / sizeof shorts[0]; k++) {
        size_t n = strlen(shorts[k].option);
        bool is_login_word = shorts[k].is_login;
        if (!hm_str_eq(cmd->name, shorts[k].program) ||
            !hm_str_starts(arg->text, shorts[k].option)) {
            continue;
        }
        bool is_engine = hm_str_eq(cmd->name, "docker") || hm_str_eq(cmd->name, "podman") ||
                         hm_str_eq(cmd->name, "skopeo");
        if (is_engine && !hm_command_has(cmd, "login")) {
            continue;
        }
        struct hm_str value = arg->text.n > n                    ? hm_str_from(arg->text, n)
                              : has_next && !shorts[k].is_joined ? cmd->args[i + 1].text
                                                                 : hm_str_c("");
        if (arg->text.n > n && !shorts[k].is_joined && hm_str_starts(arg->text, "--")) {
            value = hm_str_starts(value, "=") ? hm_str_from(value, 1) : hm_str_c("");
        }
        if (is_login_word ? is_login(value) : is_literal_secret(value)) {
            return true;
        }
    }
    return false;
}

/* --password=VALUE, --password VALUE, -Ddb.password=VALUE */
static bool
is_long(const struct hm_command *cmd, uint32_t i)
{
    struct hm_str name = cmd->args[i].text;
    bool is_property = hm_str_starts(name, "-D") && name.n > 3;

    if (!is_property && !hm_str_starts(name, "--")) {
        return false;
    }
    size_t equals = hm_str_find(name, '=');
    struct hm_str value = hm_str_from(name, equals + 1);
    if (equals == name.n) {
        bool has_next = !is_property && i + 1 < cmd->n_args && cmd->args[i + 1].is_literal &&
                        !hm_str_starts(cmd->args[i + 1].text, "-") &&
                        hm_str_find(cmd->args[i + 1].text, '=') == cmd->args[i + 1].text.n;
        value = has_next ? cmd->args[i + 1].text : hm_str_c("");
    }
    return is_secret_option(hm_str_sub(name, 2, equals - 2)) && is_literal_secret(value);
}

/* These only handle text, or set the password of an account (HM2109). */
static bool
is_no_use(const struct hm_command *cmd)
{
    static const char *const names[] = { "echo",    "printf",  "grep",    "sed", "awk", "test", "[",
                                         "useradd", "usermod", "adduser", "cat", "tee", NULL };

    return hm_str_in_nocase(cmd->name, names);
}

/* KEY=VALUE, "key": "value", key: value, with a name that denotes a secret; in a login file
 * "machine … password VALUE". */
static bool
is_setting(struct hm_str line)
{
    size_t n = 0;

    line = hm_str_trim(line);
    if (hm_str_starts(line, "machine ") || hm_str_starts(line, "default login ")) {
        size_t at = 0;
        while (at < line.n && !hm_str_starts(hm_str_from(line, at), " password ")) {
            at++;
        }
        struct hm_str value = hm_str_trim(hm_str_from(line, at + 10));
        return at < line.n && is_literal_secret(hm_str_sub(value, 0, hm_str_find(value, ' ')));
    }
    if (hm_str_starts(line, "export ")) {
        line = hm_str_trim(hm_str_from(line, 7));
    }
    while (n < line.n && line.p[n] != '=' && line.p[n] != ':') {
        n++;
    }
    /* npm's settings have an address in front: //host/:_authToken=… */
    size_t equals = hm_str_find(line, '=');
    n = hm_str_starts(line, "//") ? equals : n;
    struct hm_str name = hm_str_trim(hm_str_sub(line, 0, n));
    struct hm_str value = hm_str_trim(hm_str_from(line, n + 1));
    bool is_quoted = value.n > 1 && (value.p[0] == '"' || value.p[0] == '\'');
    if (hm_str_ends(value, ",")) {
        value.n--;
    }
    if (name.n >= 2 && (name.p[0] == '"' || name.p[0] == '\'')) {
        name = hm_str_sub(name, 1, name.n - 2);
    }
    bool is_name = name.n > 0 && name.n <= 200 && name.p[0] != '#' &&
                   hm_str_find(name, ' ') == name.n && name.p[0] != '-';
    bool is_word = is_quoted || hm_str_find(value, ' ') == value.n;
    return is_name && is_word && value.n >= 4 && hm_secret_name(name) == HM_NAME_SECRET &&
           is_literal_secret(value);
}

/* Where a line of a written text stands in the file, from @p from on; the whole where it is not
 * found as it is. */
static struct hm_span
place_of(struct hm_str source, struct hm_span inst, size_t *from, struct hm_str line,
         struct hm_span whole)
{
    size_t end = (size_t)inst.off + inst.len;

    line = hm_str_trim(line);
    const char *hit = *from < end && end <= source.n
                          ? memmem(source.p + *from, end - *from, line.p, line.n)
                          : NULL;
    if (hit == NULL) {
        return whole;
    }
    size_t off = (size_t)(hit - source.p);
    *from = off + line.n;
    return (struct hm_span){ .off = (uint32_t)off, .len = (uint32_t)line.n };
}

/* Settings that are put into a file of the layer. */
static void
check_written(const struct hm_visit *at, const struct hm_written *written, struct hm_sink *out)
{
    size_t from = at->inst->span.off;
    struct hm_str rest = written->text;
    struct hm_str line;

    while (written->to.n > 0 && !written->is_expanded && hm_str_split(&rest, '\n', &line)) {
        if (is_setting(line)) {
            hm_find_secret(
                out, hm_visit_ships(at) ? HM_SEV_CRITICAL : HM_SEV_HIGH,
                place_of(at->file->source->text, at->inst->span, &from, line, written->span),
                "A secret is written in the file, for a file of the %s.",
                hm_visit_ships(at) ? "image" : "builder");
        }
    }
}

/* The keys that frameworks want in a build, whatever they are. */
static bool
is_framework_key(struct hm_str name)
{
    return hm_str_has_nocase(name, "secret_key") || hm_str_starts(name, "APP_");
}

/* Letters and digits, and not few of them. */
static bool
is_strong(struct hm_str value)
{
    bool has_digit = false;
    bool has_letter = false;

    for (size_t i = 0; i < value.n; i++) {
        has_digit = has_digit || hm_is_digit(value.p[i]);
        has_letter = has_letter || hm_is_alpha(value.p[i]);
    }
    return value.n >= 8 && has_digit && has_letter;
}

static bool
is_assigned(struct hm_str name, struct hm_str value)
{
    static const char *const clients[] = { "pgpassword", "mysql_pwd", "rediscli_auth", "sshpass",
                                           NULL };

    return is_literal_secret(value) &&
           (hm_str_in_nocase(name, clients) || (hm_secret_name(name) == HM_NAME_SECRET &&
                                                is_strong(value) && !is_framework_key(name)));
}

/* npm config set //host/:_authToken VALUE, aws configure set aws_secret_access_key VALUE */
static bool
is_configured(const struct hm_command *cmd, uint32_t i)
{
    bool follows = i + 2 < cmd->n_args &&
                   (hm_str_eq(cmd->args[i].text, "set") || hm_str_eq(cmd->args[i].text, "config"));

    return follows && cmd->args[i + 2].is_literal &&
           hm_secret_name(cmd->args[i + 1].text) == HM_NAME_SECRET &&
           is_literal_secret(cmd->args[i + 2].text);
}

/* echo VALUE | docker login --password-stdin */
static const struct hm_arg *
piped(const struct hm_visit *at)
{
    if (at->cmd->input >= at->script->n_commands || !hm_command_has(at->cmd, "--password-stdin")) {
        return NULL;
    }
    const struct hm_command *from = &at->script->commands[at->cmd->input];
    bool prints = hm_str_eq(from->name, "echo") || hm_str_eq(from->name, "printf");
    const struct hm_arg *last = from->n_args > 1 ? &from->args[from->n_args - 1] : NULL;
    return prints && last != NULL && last->is_literal && is_literal_secret(last->text) ? last
                                                                                       : NULL;
}

/* A password of a command's own is one in every container, or in the image's history. */
static void
check_command(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_command *cmd = at->cmd;
    enum hm_severity severity = hm_visit_ships(at) ? HM_SEV_CRITICAL : HM_SEV_HIGH;

    for (uint32_t i = 0; i < cmd->n_assignments; i++) {
        const struct hm_assignment *assignment = &cmd->assignments[i];
        if (assignment->value.is_literal && is_assigned(assignment->name, assignment->value.text)) {
            hm_find_secret(out, severity, assignment->value.span,
                           "A password is written in a command: %.*s.", HM_FMT(assignment->name));
        }
    }
    struct hm_written written;
    for (uint32_t i = 0; hm_command_writes(at->script, cmd, i, &written); i++) {
        check_written(at, &written, out);
    }
    const struct hm_arg *input = piped(at);
    if (input != NULL) {
        hm_find_secret(out, severity, input->span, "A password is written in a command.");
    }
    if (is_no_use(cmd)) {
        return;
    }
    for (uint32_t i = 1; hm_str_eq(cmd->name, "export") && i < cmd->n_args; i++) {
        struct hm_str word = cmd->args[i].text;
        size_t equals = hm_str_find(word, '=');
        if (cmd->args[i].is_literal &&
            is_assigned(hm_str_sub(word, 0, equals), hm_str_from(word, equals + 1))) {
            hm_find_secret(out, severity, cmd->args[i].span, "A password is written in a command.");
        }
    }
    for (uint32_t i = 1; i < cmd->n_args; i++) {
        if (is_configured(cmd, i)) {
            hm_find_secret(out, severity, cmd->args[i + 2].span,
                           "A secret is written in a command, for a file of settings.");
        }
    }
    for (uint32_t i = hm_str_starts(cmd->name, "-") ? 0 : 1; i < cmd->n_args; i++) {
        if (cmd->args[i].is_literal && (is_long(cmd, i) || is_short(cmd, i))) {
            hm_find_secret(out, severity, cmd->args[i].span,
                           "A password is written among the arguments of a command.");
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->cmd != NULL) {
        check_command(at, out);
        return;
    }
    struct hm_written written;
    if (at->inst != NULL) {
        for (uint32_t i = 0; hm_copy_writes(at->inst, i, &written); i++) {
            check_written(at, &written, out);
        }
        return;
    }
    struct hm_str text = at->file->source->text;
    struct hm_secret secret;
    size_t from = 0;

    while (!at->file->source->is_plain && hm_secret_next(text, &from, &secret)) {
        if (secret.shape == HM_SECRET_URL) {
            continue;
        }
        bool is_built = is_in_instruction(at->file, secret.off);
        struct hm_span span = { .off = (uint32_t)secret.off, .len = (uint32_t)secret.len };
        const char *where = is_built ? "is written in the file" : "is written in a comment";
        if (secret.prefix[0] != '\0') {
            hm_find_secret(out, is_built ? HM_SEV_CRITICAL : HM_SEV_HIGH, span,
                           "What looks like %s (%s…) %s.", secret.kind, secret.prefix, where);
        } else {
            hm_find_secret(out, is_built ? HM_SEV_CRITICAL : HM_SEV_HIGH, span,
                           "What looks like %s %s.", secret.kind, where);
        }
    }
}

const struct hm_rule hm2002_secret_literal = {
    .id = "HM2002",
    .concept = "secret-literal",
    .since = "0.1",
    .title = "A token, a password or a private key is written in the file",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 798, 321 },
    .cis = "4.10",
    .same_as = HM_IDS("kics:Passwords And Secrets (common)", "cis:4.10", "tally:secrets-in-code",
                      "droast:DF014", "trivy:aws-access-key-id", "trivy:github-pat",
                      "trivy:github-oauth", "trivy:github-app-token", "trivy:github-refresh-token",
                      "trivy:github-fine-grained-pat", "trivy:gitlab-pat", "trivy:private-key",
                      "trivy:slack-access-token", "trivy:stripe-secret-token",
                      "trivy:pypi-upload-token", "trivy:npm-access-token", "trivy:jwt-token",
                      "trivy:sendgrid-api-token", "trivy:hugging-face-access-token"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FILE, COPY, ADD) | HM_ON_ANY_COMMAND,
    .why = "The value has the shape that its vendor gives to credentials, so it is taken for one: "
           "anywhere in the file, in RUN, LABEL, heredocs and comments. Whoever can read the "
           "repository has it, and through the image's history whoever can pull the image. "
           "Automated searches find such tokens within minutes of a push.\n\n"
           "A password among a command's arguments (`--password=…`, mysql's `-p…`, redis' "
           "`--requirepass`, `curl -u user:…`) is known by the option, one in a text that is "
           "put into a file (`echo TOKEN=… >> .env`, a here-document) by its name. In CMD, "
           "ENTRYPOINT and "
           "HEALTHCHECK it is the same in every container, and every process list shows it.\n\n"
           "The report names the kind and the public prefix, never the value.",
    .fix =
        "Revoke it first: what was committed stays in the history. Then mount it where the build "
        "needs it (`RUN --mount=type=secret,id=token …`), or pass it when the container starts.",
    .bad = "FROM alpine:3.22\nRUN wget --header \"Authorization: token "
           "ghp_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX\" https://example.com/\n",
    .good =
        "FROM alpine:3.22\nRUN --mount=type=secret,id=token wget --header \"Authorization: token "
        "$(cat /run/secrets/token)\" https://example.com/\n",
    .check = check,
};
