/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a configuration comes from elsewhere than what it is about: a change under review does
 * not name the programs that judge it. */
#include "plugin/driver/config/config.h"

#include <sys/stat.h>

#include "plugin/base/auto.h"

static bool
is_in(const char *path, const char *folder)
{
    size_t n = strlen(folder);

    return strcmp(folder, "/") == 0 ||
           (strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0'));
}

/* Cuts @p folder to the work tree of Git that it lies in; leaves it where there is none. */
static void
widen(struct hm_arena *arena, char *folder)
{
    size_t n = strlen(folder);
    struct stat st;

    for (size_t at = n; at > 0; at--) {
        if (folder[at] != '/' && folder[at] != '\0') {
            continue;
        }
        struct hm_str up = hm_str_make(folder, at);
        if (lstat(hm_arena_printf(arena, "%.*s/.git", HM_FMT(up)).p, &st) == 0) {
            folder[at] = '\0';
            return;
        }
    }
}

/* The first operand that is a PATH: those before it are words, as in `baseline write PATH`. */
static size_t
first_path(const struct hm_args *args)
{
    return args->command == HM_COMMAND_TOOLS      ? args->operands.n
           : args->command == HM_COMMAND_BASELINE ? args->operands.n > 0
                                                  : 0;
}

bool
hm_config_is_outside(const struct hm_args *args, const char *path, const char **ret_tree)
{
    size_t first = first_path(args);
    bool has_path = first < args->operands.n;

    for (size_t i = first; i < (has_path ? args->operands.n : first + 1); i++) {
        const char *operand = has_path ? args->operands.p[i] : ".";
        struct stat st;
        hm_auto_free char *real = strcmp(operand, "-") == 0 ? NULL : realpath(operand, NULL);
        if (real == NULL) {
            continue;
        }
        if (stat(real, &st) == 0 && !S_ISDIR(st.st_mode)) {
            char *slash = strrchr(real, '/');
            slash[slash == real ? 1 : 0] = '\0';
        }
        widen(args->arena, real);
        if (is_in(path, real)) {
            *ret_tree = hm_arena_c(args->arena, hm_str_c(real));
            return false;
        }
    }
    return true;
}
