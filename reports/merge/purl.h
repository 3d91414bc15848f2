/* SPDX-License-Identifier: Apache-2.0 */
/* Package URLs and versions as keys: what two tools spell differently and mean alike. */
#ifndef HM_REPORTS_PURL_H
#define HM_REPORTS_PURL_H

#include "plugin/base/buf.h"

/**
 * Appends what a package URL names: its type and name in the spelling that the purl specification
 * calls normal (percent decoded; lower case; of PyPI '-' for '_' and '.'). Version, qualifiers and
 * subpath are left out, for tools differ in which they write (arch, distro, epoch, upstream), and
 * so is a distribution's own name: one calls "amazon" what another calls "amzn".
 */
void hm_purl_key(struct hm_buf *key, struct hm_str purl);

/**
 * The version without what only some tools write of it: an epoch, where @p purl is of a
 * distribution's package or empty, and the 'v' before a number, where it is Go's or empty. Two
 * packages of one name and the same rest do not live in one system.
 */
struct hm_str hm_purl_version(struct hm_str purl, struct hm_str version);

#endif
