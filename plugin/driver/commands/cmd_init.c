/* SPDX-License-Identifier: Apache-2.0 */
/* The first files of a repository that is to be scanned. */
#include "plugin/driver/commands/cmd.h"

#include <errno.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/platform.h"

enum {
    WIDTH = 100,
};

static const char name[] = ".hullmark.yaml";

/* A comment of several lines. */
static void
put_comment(struct hm_buf *out, struct hm_str text)
{
    struct hm_str word;
    size_t column = 0;

    while (hm_str_split(&text, ' ', &word)) {
        if (column > 0 && column + 1 + word.n > WIDTH) {
            hm_buf_putc(out, '\n');
            column = 0;
        }
        hm_buf_printf(out, "%s%.*s", column == 0 ? "# " : " ", HM_FMT(word));
        column += word.n + (column == 0 ? 2 : 1);
    }
    hm_buf_putc(out, '\n');
}

static const char *
example_of(const struct hm_option_row *row)
{
    switch (row->key.value) {
    case HM_VALUE_LEVEL:
        return "high";
    case HM_VALUE_GATE:
        return "critical | high & fixable";
    case HM_VALUE_PROFILE:
        return "[default, hygiene]";
    case HM_VALUE_PATHS:
        return "[\"**/testdata/**\"]";
    case HM_VALUE_IMAGES:
        return "[ghcr.io/acme/**]";
    default:
        break;
    }
    return row->key.form == HM_FORM_SWITCH ? "true" : NULL;
}

/* What most repositories come to; `hullmark help keys` has them all. */
static const enum hm_option_id keys[] = { HM_OPT_PROFILE,  HM_OPT_FAIL_ON, HM_OPT_GATE,
                                          HM_OPT_EXCLUDE,  HM_OPT_TRUST,   HM_OPT_RESOLVE,
                                          HM_OPT_LICENSES, HM_OPT_LOCKED };

static void
put_file(struct hm_buf *out)
{
    hm_buf_puts(out,
                "# What hullmark goes by in this repository. Everything is as by default until "
                "a line below loses\n# its \"# \". `hullmark config show` says what counts, "
                "`hullmark config check` whether it is right.\n\n"
                "# Rules that come with later versions are reported, and fail no build before "
                "this is raised.\n");
    hm_buf_printf(
        out, "epoch: \"%.*s\"\n",
        HM_FMT(hm_str_sub(hm_str_c(HM_VERSION), 0, hm_str_find_last(hm_str_c(HM_VERSION), '.'))));
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct hm_option_row *row = &hm_options[keys[i]];
        hm_auto_buf struct hm_buf help = { 0 };
        hm_option_help(&help, row);
        hm_buf_putc(out, '\n');
        put_comment(out, hm_buf_str(&help));
        hm_buf_printf(out, "# %s: %s\n", row->key.name, example_of(row));
    }
    hm_buf_puts(out, "\n# Levels of rules, by id, by concept or by what another tool calls them; "
                     "off switches one off.\n# rules:\n#   HM3001: critical\n"
                     "#   healthcheck-missing: {level: off, reason: the platform watches it}\n\n"
                     "# The same for a part of the repository.\n# overrides:\n"
                     "#   - paths: services/legacy/**\n#     rules: {HM3001: medium}\n");
}

/* Platforms that the repository uses, and the one that this is a job of. */
static void
put_snippets(struct hm_buf *out)
{
    const struct hm_env env = { 0 };
    enum hm_platform here = hm_platform_of_run(&env);
    bool is_any = false;

    for (int i = HM_PLATFORM_NONE + 1; i < HM_PLATFORM_COUNT; i++) {
        const struct hm_platform_row *row = hm_platform_row((enum hm_platform)i);
        if ((enum hm_platform)i != here && access(row->file, F_OK) != 0) {
            continue;
        }
        is_any = true;
        hm_buf_printf(out, "\n%s, in %s:\n\n%s", row->title, row->where, row->snippet);
    }
    if (!is_any) {
        hm_buf_puts(out, "\nNo CI system was recognised here. In any: run `hullmark scan`, and let "
                         "its exit code decide:\n0 pass, 1 the gate failed, 2 wrong usage, 3 "
                         "incomplete.\n");
    }
    hm_buf_puts(out, "\nWhich report goes where: `hullmark help formats`. Whether all is there: "
                     "`hullmark doctor`.\n");
}

static enum hm_status
write_new(struct hm_str text, struct hm_err *reterr)
{
    hm_auto_fd int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);

    if (fd < 0) {
        return errno == EEXIST
                   ? hm_err_set(reterr, HM_E_USAGE,
                                "%s is there, and is left as it is; `hullmark init --dry-run` "
                                "prints what would be written",
                                name)
                   : hm_err_set(reterr, HM_E_IO, "%s: %s", name, strerror(errno));
    }
    return hm_write_fd(fd, text, name, reterr);
}

int
hm_cmd_init(const struct hm_args *args)
{
    hm_auto_buf struct hm_buf file = { 0 };
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_err err = { 0 };

    if (args->operands.n > 0) {
        return hm_complain_usage(args, "init takes no argument: it is for the current folder");
    }
    put_file(&file);
    if (hm_args_has(args, HM_OPT_DRY_RUN)) {
        hm_buf_printf(&out, "%s would be:\n\n%.*s", name, HM_FMT(hm_buf_str(&file)));
    } else if (write_new(hm_buf_str(&file), &err) != HM_OK) {
        return hm_complain(&err);
    } else {
        hm_buf_printf(&out, "%s is written.\n", name);
    }
    put_snippets(&out);
    return hm_print(&out);
}
