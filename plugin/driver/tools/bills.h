/* SPDX-License-Identifier: Apache-2.0 */
/* The bills of materials that tools are to judge: --from-sbom. */
#ifndef HM_DRIVER_BILLS_H
#define HM_DRIVER_BILLS_H

#include "adapters/adapter.h"
#include "adapters/bill_in.h"
#include "plugin/driver/images/images.h"

struct hm_bill_entry {
    struct hm_tool_text text; /**< its path as the report names it, and the bytes that were read */
    struct hm_bill bill;
    bool is_read;
    struct hm_err err; /**< why it was not */
};

struct hm_bills {
    HM_VEC(struct hm_bill_entry) entries;
};

/** Whether bills were named on the command line or in the environment: then they, too, are what a
 * scan without a PATH is of. */
bool hm_bills_are_named(const struct hm_args *args);

/** Reads those of --from-sbom; @p cwd is the folder, absolute and clean, that reports name files
 * from. What cannot be read is a note; hm_bills_account makes it a failure. */
void hm_bills_read(const struct hm_args *args, const char *cwd, struct hm_report *report,
                   struct hm_bills *ret);

/** The name of the image among those that were hashed which the bill says that it lists, as the
 * jobs of tools name it; or empty. With @p is_chosen each of its platforms is scanned. */
struct hm_str hm_bill_image(const struct hm_bill *bill, const struct hm_images *images,
                            bool is_chosen, struct hm_arena *arena);

/** "app:1 (linux/arm64)": what one image of several is called. */
struct hm_str hm_image_part_name(const struct hm_image_entry *image,
                                 const struct hm_image_part *part, struct hm_arena *arena);

/** Once the tools are through: a ledger row for each bill, which failed where none judged it. */
void hm_bills_account(const struct hm_bills *bills, struct hm_report *report);

#endif
