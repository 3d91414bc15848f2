/* SPDX-License-Identifier: Apache-2.0 */
/* Where the process begins and the only place where it ends. */
#include "plugin/driver/commands/cmd.h"

#include <signal.h>

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/process.h"
#include "plugin/driver/change/change.h"
#include "plugin/driver/config/settings.h"
#include "plugin/driver/config/variables.h"

static int (*const functions[HM_COMMAND_COUNT])(const struct hm_args *) = {
#define COMMAND(name, word, operands, summary, description) [HM_COMMAND_##name] = hm_cmd_##word,
#include "plugin/driver/commands/commands.def"
#undef COMMAND
};

static void
on_signal(int number)
{
    hm_stop_signal = number;
}

/* A second signal ends the process at once: SA_RESETHAND gives the default action back. */
static void
watch_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };
    struct sigaction ignore = { .sa_handler = SIG_IGN };

    sigemptyset(&action.sa_mask);
    sigemptyset(&ignore.sa_mask);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGHUP, &action, NULL);
    (void)sigaction(SIGPIPE, &ignore, NULL);
}

/* A setting that is ignored may be what the gate was meant to hold: --quiet keeps the warning. */
static void
warn_of_variables(const struct hm_args *args)
{
    hm_auto_buf struct hm_buf out = { 0 };

    hm_variables_check(args->arena, environ, hm_args_has(args, HM_OPT_VERBOSE), &out);
    (void)!write(STDERR_FILENO, out.p, out.n);
}

/* What a change is held against comes first: it has a say in the configuration. */
static int
run(struct hm_args *args)
{
    struct hm_change *change = hm_arena_new(args->arena, struct hm_change, 1);
    struct hm_env env = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = HM_OK;

    if (args->command == HM_COMMAND_SCAN) {
        status = hm_change_find(change, args, &env, &hm_stop_signal, &err);
        args->change = change;
    }
    if (status == HM_OK && hm_settings_are_read(args)) {
        status = hm_settings_apply(args, &err);
    }
    int exit_code = status == HM_OK ? functions[args->command](args) : hm_complain(&err);
    hm_change_done(change);
    return exit_code;
}

int
main(int argc, char **argv)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_args args = { 0 };
    struct hm_err err = { 0 };

#ifndef HM_SANITIZED /* the leak checker traces the process, which a hidden one cannot be */
    hm_process_hide();
#endif
    watch_signals();
    if (hm_crypto_init(&err) != HM_OK || hm_args_parse(&arena, argc, argv, &args, &err) != HM_OK) {
        return hm_complain(&err);
    }
    if (hm_args_has(&args, HM_OPT_HELP) && args.command != HM_COMMAND_HELP) {
        hm_auto_buf struct hm_buf out = { 0 };
        hm_help_command(&out, args.command);
        return hm_print(&out);
    }
    if (hm_settings_are_read(&args) || args.command == HM_COMMAND_CONFIG ||
        args.command == HM_COMMAND_TOOLS || args.command == HM_COMMAND_ADAPTERS) {
        warn_of_variables(&args);
    }
    return run(&args);
}
