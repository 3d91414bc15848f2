/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* Pipes are followed back through so many filters: tee, gunzip, sed … */
enum { FILTERS = 16 };

static bool
is_interpreter(struct hm_str name)
{
    static const struct hm_str names[] = { HM_STR("sh"),   HM_STR("bash"), HM_STR("dash"),
                                           HM_STR("ash"),  HM_STR("zsh"),  HM_STR("ksh"),
                                           HM_STR("perl"), HM_STR("ruby"), HM_STR("node"),
                                           HM_STR("php") };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (hm_str_is(name, names[i])) {
            return true;
        }
    }
    return hm_str_starts(name, "python");
}

/* Whether what comes through the pipe is run: no script's text or file is named. */
static bool
runs_input(const struct hm_command *cmd)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        if (hm_str_eq(arg, "-") || hm_str_eq(arg, "/dev/stdin") || hm_str_eq(arg, "-s") ||
            hm_str_eq(arg, "--")) {
            return true;
        }
        if (arg.n > 1 && arg.p[0] == '-' && arg.p[1] != '-') {
            if (memchr(arg.p, 'c', arg.n) != NULL || arg.p[1] == 'e' || arg.p[1] == 'm') {
                return hm_str_starts(arg, "-s");
            }
            i += hm_str_ends(arg, "o");
        } else if (arg.n > 0 && arg.p[0] != '-' && arg.p[0] != '+') {
            return false;
        }
    }
    return true;
}

static void
report(const struct hm_command *download, struct hm_span span, struct hm_sink *out)
{
    const struct hm_arg *url = hm_command_url(download);
    struct hm_str host = url == NULL ? hm_str_make(NULL, 0) : hm_download_host(url->text);
    if (host.n > 0 && hm_host_is_local(host)) {
        return;
    }
    if (host.n == 0 || hm_str_has(host, "$")) {
        hm_find(out, span, "A script is run as it comes from the network: nothing checks it.");
    } else {
        hm_find(out, span, "Whatever %.*s answers at the time is run: nothing checks it.",
                HM_FMT(host));
    }
}

static bool
holds(struct hm_span outer, struct hm_span inner)
{
    return inner.off >= outer.off && inner.off + inner.len <= outer.off + outer.len;
}

static bool
is_substitution(struct hm_str text)
{
    return hm_str_starts(text, "$(") || hm_str_starts(text, "`") || hm_str_starts(text, "<(");
}

/* sh -c "$(curl …)", eval, source <(curl …), $(curl …). */
static bool
is_run_by_owner(const struct hm_command *download, const struct hm_command *owner)
{
    bool reads = is_interpreter(owner->name) || hm_str_eq(owner->name, "eval") ||
                 hm_str_eq(owner->name, "source") || hm_str_eq(owner->name, ".");
    for (uint32_t i = 0; i < owner->n_args && (i == 0 || reads); i++) {
        if (is_substitution(owner->args[i].text) && holds(owner->args[i].span, download->span)) {
            return true;
        }
    }
    for (uint32_t i = 0; reads && i < owner->n_redirects; i++) {
        if (is_substitution(owner->redirects[i].target.text) &&
            holds(owner->redirects[i].target.span, download->span)) {
            return true;
        }
    }
    return false;
}

/* iex, and [scriptblock]::Create, whose block is called. */
static bool
evaluates(const struct hm_command *cmd)
{
    return hm_str_eq(cmd->name, "iex") || hm_str_eq(cmd->name, "invoke-expression") ||
           hm_str_eq(cmd->name, "::create");
}

/* iex (iwr …), iex ((New-Object Net.WebClient).DownloadString('…')), iex "$(irm …)", iwr … | iex,
 * & ([scriptblock]::Create((irm …))) */
static void
check_powershell(const struct hm_script *script, const struct hm_command *cmd, struct hm_sink *out)
{
    uint32_t from = evaluates(cmd) ? cmd->input : HM_NONE;
    for (int k = 0; k < FILTERS && from != HM_NONE; k++) {
        if (hm_command_downloads(&script->commands[from])) {
            report(&script->commands[from], cmd->span, out);
            return;
        }
        from = script->commands[from].input;
    }
    uint32_t owner = hm_command_downloads(cmd) ? cmd->owner : HM_NONE;
    for (int k = 0; k < FILTERS && owner != HM_NONE; k++) {
        if (evaluates(&script->commands[owner])) {
            report(cmd, script->commands[owner].span, out);
            return;
        }
        owner = script->commands[owner].owner;
    }
}

/* python -c "exec(urlopen('https://…').read())": the program's own text fetches what it runs. */
static bool
fetches_itself(const struct hm_command *cmd)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    for (uint32_t i = 2; i < n_fields; i++) {
        struct hm_str text = fields[i].text;
        bool is_text = hm_str_eq(fields[i - 1].text, "-c") || hm_str_eq(fields[i - 1].text, "-e") ||
                       hm_str_eq(fields[i - 1].text, "-r");
        bool runs = hm_str_has(text, "exec(") || hm_str_has(text, "eval(") ||
                    hm_str_has(text, "eval ") || hm_str_has(text, "instance_eval");
        bool fetches = hm_str_has(text, "http://") || hm_str_has(text, "https://");
        bool is_local = hm_str_has(text, "://localhost") || hm_str_has(text, "://127.");
        bool opens = hm_str_has(text, "urlopen") || hm_str_has(text, "requests.get") ||
                     hm_str_has(text, "URI.open") || hm_str_has(text, "open(\"http") ||
                     hm_str_has(text, "open('http") || hm_str_has(text, "file_get_contents") ||
                     hm_str_has(text, "fetch(") || hm_str_has(text, "LWP::Simple");
        if (is_text && runs && fetches && opens && !is_local) {
            return true;
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);
    for (uint32_t i = 0; script != NULL && i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        check_powershell(script, cmd, out);
        if (is_interpreter(cmd->name) && fetches_itself(cmd)) {
            hm_find(out, cmd->span,
                    "A script is run as it comes from the network: nothing checks it.");
        }
        if (is_interpreter(cmd->name) && cmd->input != HM_NONE && runs_input(cmd)) {
            uint32_t from = cmd->input;
            for (int k = 0; k < FILTERS && from != HM_NONE; k++) {
                if (hm_command_downloads(&script->commands[from])) {
                    report(&script->commands[from], cmd->span, out);
                    break;
                }
                from = script->commands[from].input;
            }
        }
        if (cmd->owner != HM_NONE && hm_command_downloads(cmd) &&
            is_run_by_owner(cmd, &script->commands[cmd->owner])) {
            report(cmd, script->commands[cmd->owner].span, out);
        }
    }
}

const struct hm_rule hm2101_remote_script_run = {
    .id = "HM2101",
    .concept = "remote-script-run",
    .since = "0.1",
    .title = "A script from the network is run unchecked",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 494, 829 },
    .same_as = HM_IDS("droast:DF021"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN, CMD, ENTRYPOINT),
    .why = "What a server answers goes straight into an interpreter, as root. Whoever controls "
           "the server, its domain, its CDN or the connection decides what is in the image, for "
           "one build or one victim only if they like, and nothing is left to look at "
           "afterwards: the script is stored nowhere. A connection that breaks off half-way runs "
           "half a script.\n\nA builder stage is no better place for it: what it builds ships.",
    .fix = "Install from a package repository with signed packages. Where there is only a script: "
           "download it to a file (`ADD --checksum=sha256:… URL /tmp/install.sh`, or `curl -fsSLo` "
           "followed by `sha256sum -c`), read it once, and run the file.",
    .bad = "FROM debian:12-slim\nRUN curl -fsSL https://example.com/install.sh | bash -s -- -y\n",
    .good = "FROM debian:12-slim\n"
            "ADD --checksum=sha256:"
            "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d \\\n"
            "    https://example.com/install.sh /tmp/install.sh\n"
            "RUN bash /tmp/install.sh -y\n",
    .check = check,
};
