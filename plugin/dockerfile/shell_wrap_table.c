/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_wrap.h"

#define LONGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const struct hm_shell_wrapper wrappers[] = {
    { HM_STR("ash"), HM_RUNS_SCRIPT, NULL, NULL, 0 },
    { HM_STR("bash"), HM_RUNS_SCRIPT, NULL, NULL, 0 },
    { HM_STR("builtin"), HM_RUNS_ARGUMENTS, "", NULL, 0 },
    { HM_STR("busybox"), HM_RUNS_ARGUMENTS, "", NULL, 0 },
    { HM_STR("call"), HM_RUNS_CALL, NULL, NULL, 0 },
    { HM_STR("catatonit"), HM_RUNS_ARGUMENTS, "", NULL, 0 },
    { HM_STR("chroot"), HM_RUNS_ARGUMENTS, "", LONGS("--userspec", "--groups"), 1 },
    { HM_STR("cmd"), HM_RUNS_CMD, NULL, NULL, 0 },
    { HM_STR("command"), HM_RUNS_ARGUMENTS, "", NULL, 0 },
    { HM_STR("conda"), HM_RUNS_RUN, "np", LONGS("--name", "--prefix", "--cwd"), 0 },
    { HM_STR("dash"), HM_RUNS_SCRIPT, NULL, NULL, 0 },
    { HM_STR("doas"), HM_RUNS_ARGUMENTS, "uCa", NULL, 0 },
    { HM_STR("dumb-init"), HM_RUNS_ARGUMENTS, "r", LONGS("--rewrite"), 0 },
    { HM_STR("eatmydata"), HM_RUNS_ARGUMENTS, "", NULL, 0 },
    { HM_STR("env"), HM_RUNS_ARGUMENTS, "uCS", LONGS("--unset", "--chdir", "--split-string"), 0 },
    { HM_STR("eval"), HM_RUNS_EVAL, NULL, NULL, 0 },
    { HM_STR("exec"), HM_RUNS_ARGUMENTS, "a", NULL, 0 },
    { HM_STR("fakeroot"), HM_RUNS_ARGUMENTS, "lsifb", LONGS("--lib", "--faked"), 0 },
    { HM_STR("find"), HM_RUNS_FOUND, NULL, NULL, 0 },
    { HM_STR("flock"), HM_RUNS_ARGUMENTS, "wE", LONGS("--timeout", "--conflict-exit-code"), 1 },
    { HM_STR("gosu"), HM_RUNS_ARGUMENTS, "", NULL, 1 },
    { HM_STR("iex"), HM_RUNS_IEX, NULL, NULL, 0 },
    { HM_STR("invoke-expression"), HM_RUNS_IEX, NULL, NULL, 0 },
    { HM_STR("ionice"), HM_RUNS_ARGUMENTS, "cnpPu", LONGS("--class", "--classdata"), 0 },
    { HM_STR("ksh"), HM_RUNS_SCRIPT, NULL, NULL, 0 },
    { HM_STR("mamba"), HM_RUNS_RUN, "np", LONGS("--name", "--prefix", "--cwd"), 0 },
    { HM_STR("micromamba"), HM_RUNS_RUN, "np", LONGS("--name", "--prefix", "--cwd"), 0 },
    { HM_STR("mksh"), HM_RUNS_SCRIPT, NULL, NULL, 0 },
    { HM_STR("nice"), HM_RUNS_ARGUMENTS, "n", LONGS("--adjustment"), 0 },
    { HM_STR("nix-shell"), HM_RUNS_NAMED, NULL, NULL, 0 },
    { HM_STR("nohup"), HM_RUNS_ARGUMENTS, "", NULL, 0 },
    { HM_STR("powershell"), HM_RUNS_POWERSHELL, NULL, NULL, 0 },
    { HM_STR("pwsh"), HM_RUNS_POWERSHELL, NULL, NULL, 0 },
    { HM_STR("runuser"), HM_RUNS_TEXT, "gGsu", LONGS("--user", "--group", "--shell"), 0 },
    { HM_STR("s6-setuidgid"), HM_RUNS_ARGUMENTS, "", NULL, 1 },
    { HM_STR("saps"), HM_RUNS_START, NULL, NULL, 0 },
    { HM_STR("scl"), HM_RUNS_SCL, NULL, NULL, 0 },
    { HM_STR("setpriv"), HM_RUNS_ARGUMENTS, "",
      LONGS("--reuid", "--regid", "--groups", "--inh-caps", "--ambient-caps", "--bounding-set",
            "--securebits", "--pdeathsig", "--ruid", "--euid", "--rgid", "--egid"),
      0 },
    { HM_STR("setsid"), HM_RUNS_ARGUMENTS, "", NULL, 0 },
    { HM_STR("sh"), HM_RUNS_SCRIPT, NULL, NULL, 0 },
    { HM_STR("start"), HM_RUNS_CALL, NULL, NULL, 0 },
    { HM_STR("start-process"), HM_RUNS_START, NULL, NULL, 0 },
    { HM_STR("stdbuf"), HM_RUNS_ARGUMENTS, "ioe", LONGS("--input", "--output", "--error"), 0 },
    { HM_STR("su"), HM_RUNS_TEXT, "gGsw", LONGS("--group", "--shell"), 0 },
    { HM_STR("su-exec"), HM_RUNS_ARGUMENTS, "", NULL, 1 },
    { HM_STR("sudo"), HM_RUNS_ARGUMENTS, "ughpCrtTUDR",
      LONGS("--user", "--group", "--host", "--prompt", "--chdir", "--role", "--type",
            "--close-from", "--command-timeout", "--other-user", "--chroot"),
      0 },
    { HM_STR("time"), HM_RUNS_ARGUMENTS, "fo", LONGS("--format", "--output"), 0 },
    { HM_STR("timeout"), HM_RUNS_ARGUMENTS, "sk", LONGS("--signal", "--kill-after"), 1 },
    { HM_STR("tini"), HM_RUNS_ARGUMENTS, "pe", NULL, 0 },
    { HM_STR("xargs"), HM_RUNS_ARGUMENTS, "InPLdEsa",
      LONGS("--max-args", "--max-procs", "--max-lines", "--delimiter", "--arg-file", "--replace",
            "--max-chars"),
      0 },
    { HM_STR("xvfb-run"), HM_RUNS_ARGUMENTS, "efnps",
      LONGS("--error-file", "--auth-file", "--server-num", "--xauth-protocol", "--server-args"),
      0 },
    { HM_STR("zsh"), HM_RUNS_SCRIPT, NULL, NULL, 0 },
};

const struct hm_shell_wrapper *
hm_shell_wrapper(struct hm_str name)
{
    for (size_t i = 0; i < sizeof(wrappers) / sizeof(wrappers[0]); i++) {
        const struct hm_str *row = &wrappers[i].name;
        if (row->n == name.n && row->p[0] == name.p[0] && memcmp(row->p, name.p, name.n) == 0) {
            return &wrappers[i];
        }
    }
    return NULL;
}

bool
hm_shell_is_wrapper(struct hm_str name)
{
    return name.n > 0 && hm_shell_wrapper(name) != NULL;
}

bool
hm_shell_is_option(struct hm_str arg)
{
    return arg.n > 1 && arg.p[0] == '-';
}

/* How many words the option at the front takes. */
static uint32_t
option_words(struct hm_str option, const char *valued, const char *const *longs)
{
    if (hm_str_starts(option, "--")) {
        for (; longs != NULL && *longs != NULL; longs++) {
            if (hm_str_eq(option, *longs)) {
                return 2;
            }
        }
        return 1;
    }
    for (size_t i = 1; i < option.n; i++) {
        if (strchr(valued, option.p[i]) != NULL) {
            return i + 1 == option.n ? 2 : 1;
        }
    }
    return 1;
}

uint32_t
hm_shell_past_options(const struct hm_command *cmd, uint32_t from,
                      const struct hm_shell_wrapper *row)
{
    uint32_t i = from;
    while (i < cmd->n_args && hm_shell_is_option(cmd->args[i].text)) {
        if (hm_str_eq(cmd->args[i].text, "--")) {
            return i + 1;
        }
        i += option_words(cmd->args[i].text, row->valued, row->longs);
    }
    return i < cmd->n_args ? i : cmd->n_args;
}
