/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the reader of Trivy's reports share. */
#ifndef HM_ADAPTERS_TRIVY_PARTS_H
#define HM_ADAPTERS_TRIVY_PARTS_H

#include "adapters/trivy.h"
#include "plugin/base/json_pull.h"

enum {
    HM_TRIVY_TEXT_LIMIT = 600,
    HM_TRIVY_HELP_LIMIT = 4000,
    HM_TRIVY_TITLE_LIMIT = 72,
    HM_TRIVY_MAX_LINE = 1 << 30,
};

/** A report that is being read. */
struct hm_trivy_reader {
    const struct hm_tool_job *job;
    struct hm_collect *out;
    struct hm_arena *arena;
    struct hm_err *reterr;
    struct hm_json_pull pull;
    bool has_packages; /**< some package was known, of the system or of a language */
    json_t *lines;     /**< unique id of a package → its first line in the lock file */
};

/** One element of Results, as far as it was read. */
struct hm_trivy_result {
    struct hm_str target;
    struct hm_str class;
};

static inline bool
hm_trivy_is_image(const struct hm_trivy_reader *p)
{
    return hm_tool_job_image(p->job).n > 0;
}

/** Reads the member Severity; a word that is no level is an error. */
enum hm_status hm_trivy_read_severity(const struct hm_trivy_reader *p, const struct hm_json *at,
                                      enum hm_severity *ret) HM_MUST_CHECK;

/** Adds a finding of a rule at @p path, with everything but the message. */
struct hm_finding *hm_trivy_add_finding(struct hm_trivy_reader *p, const struct hm_rule *rule,
                                        enum hm_severity severity, struct hm_str path);

/** Of an image: takes the layer of an element, by the digest of what it unpacks to, for other
 * digests change with its compression. */
enum hm_status hm_trivy_read_layer(const struct hm_trivy_reader *p, const struct hm_json *at,
                                   struct hm_finding *finding) HM_MUST_CHECK;

/** Of a file: takes the lines of an element. */
enum hm_status hm_trivy_read_place(const struct hm_trivy_reader *p, const struct hm_json *at,
                                   struct hm_finding *finding) HM_MUST_CHECK;

/** Reads one element of a result's Packages: where it is named in a lock file. */
enum hm_status hm_trivy_read_package(struct hm_trivy_reader *p,
                                     const struct hm_trivy_result *result,
                                     const struct hm_json *at) HM_MUST_CHECK;

/** Reads one element of a result's Vulnerabilities. */
enum hm_status hm_trivy_read_vulnerability(struct hm_trivy_reader *p,
                                           const struct hm_trivy_result *result,
                                           const struct hm_json *at) HM_MUST_CHECK;

/** Reads one element of a result's Misconfigurations; a finding where it failed. */
enum hm_status hm_trivy_read_misconfiguration(struct hm_trivy_reader *p,
                                              const struct hm_trivy_result *result,
                                              const struct hm_json *at) HM_MUST_CHECK;

/** Reads one element of a result's Secrets, but nothing that quotes the secret's surroundings. */
enum hm_status hm_trivy_read_secret(struct hm_trivy_reader *p, const struct hm_trivy_result *result,
                                    const struct hm_json *at) HM_MUST_CHECK;

#endif
