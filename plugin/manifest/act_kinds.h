/* SPDX-License-Identifier: Apache-2.0 */
/* The words of the rows of acts.def and act_uses.def: what is done to an image, a bit each. Only
 * those that read the rows include it. */
#ifndef HM_MANIFEST_ACT_KINDS_H
#define HM_MANIFEST_ACT_KINDS_H

#include "plugin/model/pipeline.h"

enum {
    BUILD = 1 << HM_ACT_BUILD,
    PUSH = 1 << HM_ACT_PUSH,
    TAG = 1 << HM_ACT_TAG,
    SCAN = 1 << HM_ACT_SCAN,
    SCAN_ALL = 1 << HM_ACT_SCAN_ALL,
    SIGN = 1 << HM_ACT_SIGN,
    VERIFY = 1 << HM_ACT_VERIFY,
    ATTEST = 1 << HM_ACT_ATTEST,
    LOGIN = 1 << HM_ACT_LOGIN,
    RUN = 1 << HM_ACT_RUN,
    DEPLOY = 1 << HM_ACT_DEPLOY,
    COPY = 1 << (HM_ACT_DEPLOY + 1),    /**< no act; what is pushed was made before */
    FILE_OF = 1 << (HM_ACT_DEPLOY + 2), /**< no act; a Dockerfile and a folder are what it builds */
};

#endif
