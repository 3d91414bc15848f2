/* SPDX-License-Identifier: Apache-2.0 */
/* The waivers as OpenVEX, for tools that do not know them. */
#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/driver/commands/cmd.h"
#include "plugin/driver/run.h"
#include "reports/vex_out.h"

/* Who says it: --author, else the one owner of all that is said. */
static struct hm_str
author_of(const struct hm_args *args, const struct hm_waivers *waivers)
{
    struct hm_str author = hm_str_c(hm_args_text(args, HM_OPT_AUTHOR));
    bool is_given = author.n > 0;

    for (size_t i = 0; !is_given && i < waivers->list.n; i++) {
        const struct hm_suppression *row = &waivers->list.p[i];
        if (row->vex != NULL &&
            (row->owner.n == 0 || (author.n > 0 && !hm_str_is(author, row->owner)))) {
            return HM_S("");
        }
        author = row->vex != NULL ? row->owner : author;
    }
    return author;
}

int
hm_cmd_vex(const struct hm_args *args)
{
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_waivers waivers = { 0 };
    struct hm_err err = { 0 };
    int64_t now = 0;
    size_t n_left = 0;

    if (args->operands.n > 0) {
        return hm_complain_usage(args, "vex takes no argument; --waivers names the file");
    }
    if (hm_run_clock(&now, &err) != HM_OK) {
        return hm_complain(&err);
    }
    struct hm_vex_options options = { .timestamp = hm_run_timestamp(args->arena, now),
                                      .today = hm_run_day(now, hm_run_wall_clock()) };
    if (hm_waivers_read(args, options.today, &waivers, &err) != HM_OK ||
        hm_crypto_init(&err) != HM_OK) {
        return hm_complain(&err);
    }
    options.author = author_of(args, &waivers);
    if (options.author.n == 0) {
        return hm_complain_usage(args, "the waivers with vex: have no owner, or several: say with "
                                       "--author who makes these statements");
    }
    bool is_written = hm_vex_write(&out, waivers.list.p, waivers.list.n, &options, &n_left);
    if (n_left > 0) {
        fprintf(
            stderr,
            "hullmark: %zu waiver%s left out: over, or without a product (an image written out, "
            "vex.products, or a package URL)\n",
            n_left, n_left == 1 ? " is" : "s are");
    }
    if (!is_written) {
        return hm_complain_usage(args, "no waiver has anything to say in VEX");
    }
    return hm_print(&out);
}
