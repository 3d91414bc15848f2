/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

static const struct {
    const char *program;
    const char *signal;
    const char *number;
} programs[] = {
    { "/lib/systemd/systemd", "SIGRTMIN+3", "37" },
    { "/usr/lib/systemd/systemd", "SIGRTMIN+3", "37" },
    { "/usr/sbin/init", "SIGRTMIN+3", "37" },
    { "/sbin/init", "SIGRTMIN+3", "37" },
    { "nginx", "SIGQUIT", "3" },
    { "php-fpm", "SIGQUIT", "3" },
    { "httpd", "SIGWINCH", "28" },
    { "apache2", "SIGWINCH", "28" },
};

/* By its name, or by its whole path where the name alone says too little: /init is s6. */
static bool
is_program(struct hm_str word, const char *program)
{
    return hm_str_eq(program[0] == '/' ? word : hm_str_basename(word), program);
}

/* Distributions leave the signal as it is; images of the programs' own makers set it. */
static bool
is_plain_base(const struct hm_dockerfile *file, const struct hm_stage *stage)
{
    static const char *const names[] = { "library/debian",    "library/ubuntu",
                                         "library/alpine",    "library/fedora",
                                         "library/almalinux", "library/rockylinux",
                                         "library/centos" };

    if (stage->root >= file->n_stages || !file->stages[stage->root].has_ref) {
        return false;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (hm_str_eq(file->stages[stage->root].ref.repository, names[i])) {
            return true;
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_stage *stage = at->stage;
    const struct hm_instruction *start =
        stage->entrypoint.set_by != NULL ? stage->entrypoint.set_by : stage->cmd.set_by;

    if (!stage->is_target || start == NULL || !start->is_json || start->n_words == 0 ||
        !is_plain_base(at->file, stage) ||
        (stage->stopsignal.set_by != NULL && !stage->stopsignal.word.is_known)) {
        return;
    }
    struct hm_str name = hm_str_basename(start->words[0].value);
    struct hm_str signal =
        stage->stopsignal.set_by == NULL ? hm_str_c("SIGTERM") : stage->stopsignal.word.value;
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        if (is_program(start->words[0].value, programs[i].program) &&
            !hm_str_eq(signal, programs[i].number) &&
            !hm_str_eq_nocase(signal, hm_str_c(programs[i].signal)) &&
            !hm_str_eq_nocase(signal, hm_str_c(programs[i].signal + 3))) {
            hm_find(out, start->span, "%.*s ends in good order on %s, not on %.*s.", HM_FMT(name),
                    programs[i].signal, HM_FMT(signal));
            return;
        }
    }
}

const struct hm_rule hm4046_stopsignal_not_the_programs = {
    .id = "HM4046",
    .concept = "stopsignal-not-the-programs",
    .since = "0.1",
    .title = "The program ends in good order on another signal",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 404 },
    .same_as = HM_IDS("tally:prefer-systemd-sigrtmin-plus-3", "tally:prefer-nginx-sigquit"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "`docker stop` sends SIGTERM unless STOPSIGNAL says otherwise. systemd as process 1 "
           "takes it for something else than a shutdown and is killed after the timeout; nginx and "
           "PHP-FPM take it as an order to cut every connection at once.",
    .fix = "`STOPSIGNAL SIGRTMIN+3` for systemd, `SIGQUIT` for nginx and PHP-FPM, `SIGWINCH` for "
           "Apache. The official images of nginx, PHP-FPM and Apache set it already.",
    .bad = "FROM debian:13-slim\nRUN apt-get update && apt-get install -y nginx\nCMD [\"nginx\", "
           "\"-g\", \"daemon off;\"]\n",
    .good = "FROM debian:13-slim\nRUN apt-get update && apt-get install -y nginx\nSTOPSIGNAL "
            "SIGQUIT\nCMD [\"nginx\", \"-g\", \"daemon off;\"]\n",
    .check = check,
};
