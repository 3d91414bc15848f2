/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the Trivy adapter share. */
#ifndef HM_ADAPTERS_TRIVY_H
#define HM_ADAPTERS_TRIVY_H

#include "adapters/adapter.h"
#include "plugin/base/json.h"

/** Where texts lie in the job's folder: "texts/Dockerfile.0", for Trivy goes by a file's name. */
#define HM_TRIVY_TEXTS "texts"
#define HM_TRIVY_TEXT_NAME "Dockerfile."

/** The name of a bill of materials in the job's folder. */
#define HM_TRIVY_BILL "bill.json"

/** Reads Trivy's JSON report, schema version 2; hm_adapter.parse. */
enum hm_status hm_trivy_parse(const struct hm_tool_job *job, const struct hm_tool_run *run,
                              struct hm_collect *out, struct hm_err *reterr);

/** Whether a report begins with what it is made by; hm_adapter.says_version. */
bool hm_trivy_says_version(struct hm_str out);

/** Reads what the document says of itself: the version, the server's data, and of an image whether
 * it is the one that was asked for (else HM_E_TOOL) and how old its system is. */
enum hm_status hm_trivy_read_about(const struct hm_tool_job *job, const struct hm_json *root,
                                   struct hm_collect *out, struct hm_err *reterr) HM_MUST_CHECK;

/** Reads one element of a result's Licenses; a finding if its category is forbidden or restricted,
 * of Trivy's own severity. */
enum hm_status hm_trivy_read_licence(const struct hm_tool_job *job, const struct hm_json *at,
                                     struct hm_str target, struct hm_collect *out,
                                     struct hm_err *reterr) HM_MUST_CHECK;

/** Collects from the log the files that were passed over without a word in the document. HM_E_TOOL
 * when lines may be lost. */
enum hm_status hm_trivy_read_log(const struct hm_tool_job *job, const struct hm_tool_run *run,
                                 struct hm_collect *out, struct hm_err *reterr) HM_MUST_CHECK;

/** The CVSS base score that a source gives, of its member in CVSS; @p ret stays where it gives
 * none. */
enum hm_status hm_trivy_score(const struct hm_json *cvss, const char *source, double *ret,
                              struct hm_err *reterr) HM_MUST_CHECK;

/**
 * What all sources say of how bad a vulnerability is. @p own is SeveritySource: of a
 * distribution's package that is its distributor, where that rates it.
 */
enum hm_status hm_trivy_ratings(const struct hm_json *vuln, struct hm_str own, bool is_distribution,
                                struct hm_arena *arena, struct hm_ratings *to,
                                struct hm_err *reterr) HM_MUST_CHECK;

/** A path that Trivy names: in the repository, or in the image without the slash in front; empty
 * when it is none of the texts that it was given. */
struct hm_str hm_trivy_path(const struct hm_tool_job *job, struct hm_arena *arena,
                            struct hm_str path);

#endif
