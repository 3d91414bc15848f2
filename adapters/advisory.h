/* SPDX-License-Identifier: Apache-2.0 */
/* The ids under which a tool knows an advisory. */
#ifndef HM_ADAPTERS_ADVISORY_H
#define HM_ADAPTERS_ADVISORY_H

#include "plugin/model/report.h"

/** Ids besides the one that a finding was reported by. Zero-initialised, it is empty. */
struct hm_advisory_ids {
    struct hm_str ids[HM_ALIASES_LIMIT];
    size_t n;
};

/** Length of "CVE-2019-10744", "GHSA-jf85-cpcp-j695", "RUSTSEC-2022-0013" … at the start of a
 * text, in any case; 0 without. Only ids that stand for one fault: DSA, RHSA and the like name a
 * bulletin about several. */
size_t hm_advisory_length(struct hm_str text);

/** Keeps an id where it is one (hm_advisory_length) and is not there yet. */
void hm_advisory_add(struct hm_arena *arena, struct hm_advisory_ids *to, struct hm_str id);

/** Keeps every id that a text names: a URL, say. */
void hm_advisory_scan(struct hm_arena *arena, struct hm_advisory_ids *to, struct hm_str text);

/** Names the finding's advisory: the CVE, where @p id or the others name exactly one, else @p id.
 * The rest are its aliases, unless several CVEs are named: nobody knows then which is whose. */
void hm_advisory_name(struct hm_arena *arena, struct hm_finding *finding, struct hm_str id,
                      const struct hm_advisory_ids *others);

/** The name under which a source of ratings is known, whoever writes it: "nvd" for
 * "nvd@nist.gov", "ghsa" for "github"; else a copy in lower case. */
const char *hm_advisory_source(struct hm_arena *arena, struct hm_str source);

#endif
