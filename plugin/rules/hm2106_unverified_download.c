/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* Downloads of one RUN that are looked at; more of them are silent. */
enum { DOWNLOADS = 64 };

/* The last part of a path, of Windows' too. */
static struct hm_str
last_part(struct hm_str path)
{
    size_t slash = hm_str_find_last(path, '\\');
    return hm_str_basename(slash < path.n ? hm_str_from(path, slash + 1) : path);
}

/* The last part of a file's name, which is how later commands mention it. */
static bool
mentions(const struct hm_command *cmd, uint32_t from, struct hm_str file)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    for (uint32_t i = from; i < n_fields; i++) {
        if (hm_str_is(last_part(fields[i].text), file)) {
            return true;
        }
    }
    return false;
}

/* chmod +x file; sh file; ./file; dpkg -i file; tar xf file: what uses a download as a program. */
static bool
uses(const struct hm_command *cmd, struct hm_str file)
{
    static const struct hm_str programs[] = {
        HM_STR("sh"),
        HM_STR("bash"),
        HM_STR("dash"),
        HM_STR("python"),
        HM_STR("python3"),
        HM_STR("perl"),
        HM_STR("chmod"),
        HM_STR("dpkg"),
        HM_STR("apt-get"),
        HM_STR("apt"),
        HM_STR("rpm"),
        HM_STR("yum"),
        HM_STR("dnf"),
        HM_STR("tar"),
        HM_STR("unzip"),
        HM_STR("java"),
        HM_STR("install"),
        HM_STR("msiexec"),
        HM_STR("ruby"),
        HM_STR("7z"),
        HM_STR("7za"),
        HM_STR("pwsh"),
        HM_STR("powershell"),
        HM_STR("expand-archive"),
        HM_STR("import-module"),
        HM_STR("::extracttodirectory"),
    };
    /* Names of programs on Windows are in lower case, and without ".exe". */
    struct hm_str program = file;
    if (file.n > 4 && hm_str_eq_nocase(hm_str_from(file, file.n - 4), HM_S(".exe"))) {
        program.n -= 4;
    }
    if (hm_str_is(cmd->name, file) || hm_str_eq_nocase(cmd->name, program)) {
        return true;
    }
    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
        if (hm_str_is(cmd->name, programs[i])) {
            return mentions(cmd, 1, file);
        }
    }
    return false;
}

/* curl … | tar x: unpacked as it comes. */
static const struct hm_command *
unpacked_from(const struct hm_script *script, const struct hm_command *cmd)
{
    bool unpacks = hm_str_eq(cmd->name, "tar") || hm_str_eq(cmd->name, "bsdtar") ||
                   hm_str_eq(cmd->name, "cpio") || hm_str_eq(cmd->name, "unzip");
    uint32_t from = cmd->input;
    for (int i = 0; unpacks && i < 4 && from != HM_NONE; i++) {
        if (hm_command_downloads(&script->commands[from])) {
            return &script->commands[from];
        }
        from = script->commands[from].input;
    }
    return NULL;
}

/* Whether it is fetched by what it is: a commit's or digest's name in the address. */
static bool
names_content(struct hm_str url)
{
    size_t run = 0;
    for (size_t i = 0; i < url.n; i++) {
        bool is_hex = hm_is_digit(url.p[i]) || (url.p[i] >= 'a' && url.p[i] <= 'f');
        run = is_hex ? run + 1 : 0;
        if (run >= 40) {
            return true;
        }
    }
    return false;
}

/* Whether the address says what is there, or is of this machine. */
static bool
is_settled(const struct hm_arg *url)
{
    return url != NULL &&
           (names_content(url->text) || hm_host_is_local(hm_download_host(url->text)));
}

static bool
verifies(const struct hm_script *script)
{
    for (uint32_t i = 0; i < script->n_commands; i++) {
        if (hm_command_verifies(&script->commands[i])) {
            return true;
        }
    }
    return false;
}

struct download {
    const struct hm_command *cmd; /**< NULL: reported */
    struct hm_str file;
};

static void
report_uses(struct download *downloads, size_t n, const struct hm_command *cmd, struct hm_sink *out)
{
    for (size_t i = 0; i < n; i++) {
        if (downloads[i].cmd != NULL && uses(cmd, downloads[i].file)) {
            hm_find(out, downloads[i].cmd->span,
                    "%.*s is downloaded and used, and nothing compares it with what it should be.",
                    HM_FMT(downloads[i].file));
            downloads[i].cmd = NULL;
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);
    struct download downloads[DOWNLOADS];
    size_t n = 0;
    if (script == NULL || verifies(script)) {
        return;
    }
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        report_uses(downloads, n, cmd, out);
        const struct hm_command *piped = unpacked_from(script, cmd);
        if (piped != NULL && !is_settled(hm_command_url(piped))) {
            hm_find(out, hm_span_join(piped->span, cmd->span),
                    "An archive is unpacked as it comes, and nothing compares it with what it "
                    "should be.");
        }
        if (n < DOWNLOADS && hm_command_downloads(cmd) && !is_settled(hm_command_url(cmd))) {
            downloads[n].cmd = cmd;
            downloads[n].file = last_part(hm_download_target(cmd));
            n += downloads[n].file.n > 0;
        }
    }
}

const struct hm_rule hm2106_unverified_download = {
    .id = "HM2106",
    .concept = "unverified-download",
    .since = "0.1",
    .title = "A download is used without a checksum or signature",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 494 },
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "The file that the address gives today need not be the one of tomorrow: releases are "
           "replaced, accounts are taken over, domains are sold. TLS says who answered, not that "
           "the answer is the one that was reviewed. What is unpacked, installed or run here goes "
           "into the image.",
    .fix = "Write the checksum down next to the address and compare: "
           "`echo \"$SHA256  tool.tgz\" | sha256sum -c -` before the file is used, a signature "
           "(`gpg --verify`, `cosign verify-blob`), or let the builder do it: "
           "`ADD --checksum=sha256:… https://… /tmp/`.",
    .bad = "FROM debian:12-slim\nRUN curl -fsSLo /tmp/tool.tgz https://example.com/tool.tgz \\\n"
           "    && tar -xzf /tmp/tool.tgz -C /usr/local\n",
    .good = "FROM debian:12-slim\nRUN curl -fsSLo /tmp/tool.tgz https://example.com/tool.tgz \\\n"
            "    && echo \"24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d  "
            "/tmp/tool.tgz\" | sha256sum -c - \\\n"
            "    && tar -xzf /tmp/tool.tgz -C /usr/local\n",
    .check = check,
};
