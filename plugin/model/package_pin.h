/* SPDX-License-Identifier: Apache-2.0 */
/* How well a word that names a package determines it; for packages.c. */
#ifndef HM_MODEL_PACKAGE_PIN_H
#define HM_MODEL_PACKAGE_PIN_H

#include "plugin/model/packages.h"

/** What @p word of @p cmd, an install by @p manager, is pinned to; @p ret_name gets the package's
 * name, or the word. */
enum hm_package_pin hm_package_pin_of(const struct hm_command *cmd, enum hm_manager manager,
                                      struct hm_str word, struct hm_str *ret_name);

#endif
