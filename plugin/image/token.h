/* SPDX-License-Identifier: Apache-2.0 */
/* Being let in by a registry: from its challenge to the header that answers it. */
#ifndef HM_IMAGE_TOKEN_H
#define HM_IMAGE_TOKEN_H

#include "plugin/image/challenge.h"
#include "plugin/image/credentials.h"
#include "plugin/net/http.h"

/** Who asks, and for what. */
struct hm_token_request {
    const struct hm_url *registry;
    struct hm_str repository;
    const struct hm_credentials *credentials;
};

/**
 * Answers a 401 whose WWW-Authenticate headers are in @p response: fills @p ret_authorization with
 * the value of an Authorization header ("Basic …" or "Bearer …"), asking the token server if there
 * is one. Never more is asked for than to pull from the repository. HM_E_AUTH when the challenge
 * cannot be answered with what there is; errors of hm_challenge_check_realm and hm_http_send.
 */
enum hm_status hm_token_answer(struct hm_http *http, const struct hm_token_request *request,
                               const struct hm_http_response *response,
                               struct hm_buf *ret_authorization,
                               struct hm_err *reterr) HM_MUST_CHECK;

/** Appends what a registry's or token server's error body says, in brackets and without secrets;
 * nothing when it says nothing. */
void hm_token_add_reason(struct hm_buf *buf, struct hm_str body);

#endif
