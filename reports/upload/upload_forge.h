/* SPDX-License-Identifier: Apache-2.0 */
/* The APIs of GitHub and GitLab, as the environment of their jobs names them. */
#ifndef HM_REPORTS_UPLOAD_FORGE_H
#define HM_REPORTS_UPLOAD_FORGE_H

#include "reports/upload/upload.h"

/** Where a forge's API lies. */
struct hm_upload_api {
    struct hm_str base;    /**< https://api.github.com, https://gitlab.com/api/v4 */
    struct hm_str project; /**< base and the path of the repository or project */
};

/** $GITHUB_API_URL and /repos/$GITHUB_REPOSITORY, checked; HM_E_USAGE with what to set. */
enum hm_status hm_upload_github_api(struct hm_arena *arena, const struct hm_env *env,
                                    struct hm_upload_api *ret, struct hm_err *reterr) HM_MUST_CHECK;

/** Variables that GitHub's targets are made of, without the token's. What is known of ref and
 * commit stands in the talk. */
extern const char *const hm_upload_github_variables[];

/** Adds the headers of GitHub's API. HM_E_AUTH where $GITHUB_TOKEN is missing (but for a dry run),
 * with the permission that it needs: @p permission, such as "security-events: write". */
enum hm_status hm_upload_github_headers(const struct hm_upload_request *request,
                                        const char *permission, struct hm_upload_plan *plan,
                                        struct hm_err *reterr) HM_MUST_CHECK;

/** $CI_API_V4_URL and /projects/ID, checked; the id is @p variable's value: a number or a path.
 * HM_E_USAGE with what to set. */
enum hm_status hm_upload_gitlab_api(struct hm_arena *arena, const struct hm_env *env,
                                    const char *variable, struct hm_upload_api *ret,
                                    struct hm_err *reterr) HM_MUST_CHECK;

/** Adds the headers of GitLab's API. HM_E_AUTH where $GITLAB_TOKEN is missing, but for a dry
 * run. */
enum hm_status hm_upload_gitlab_headers(const struct hm_upload_request *request,
                                        struct hm_upload_plan *plan,
                                        struct hm_err *reterr) HM_MUST_CHECK;

/** What GitLab means by an answer, whatever was asked of it. */
extern const struct hm_upload_advice hm_upload_gitlab_advices[];
extern const size_t hm_upload_gitlab_advice_count;

#endif
