/* SPDX-License-Identifier: Apache-2.0 */
/* What a fallible function returns, and the one sentence that goes with it. */
#ifndef HM_BASE_ERR_H
#define HM_BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "plugin/base/banned.h"

#define HM_MUST_CHECK __attribute__((warn_unused_result))
#define HM_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/** Why something could not be done. The value never reaches the exit code by itself: driver
 * decides. */
enum hm_status {
    HM_OK = 0,
    HM_E_USAGE,       /**< the caller's request makes no sense (command line, configuration) */
    HM_E_NOT_FOUND,   /**< a file, an image, a program that is not there */
    HM_E_IO,          /**< the operating system refused */
    HM_E_LIMIT,       /**< a written-down ceiling was reached; nothing was cut silently */
    HM_E_SYNTAX,      /**< input that is not what it claims to be */
    HM_E_MISMATCH,    /**< bytes that do not have the digest or size they should have */
    HM_E_UNSUPPORTED, /**< well-formed, but of a kind this program does not read */
    HM_E_NETWORK,     /**< no connection, TLS failure, a server's 5xx */
    HM_E_AUTH,        /**< a server's 401 or 403 */
    HM_E_TIMEOUT,     /**< a deadline passed */
    HM_E_TOOL,        /**< an external tool failed or said something unknown */
    HM_E_REFUSED,     /**< forbidden by an option, such as --offline */
};

/** A failure in one sentence, in the reader's words: no trailing period, no newline, control
 * characters replaced. */
struct hm_err {
    enum hm_status status;
    char text[480];
};

/**
 * Fills @p reterr (which may be NULL) and returns @p status, so that a function can `return
 * hm_err_set(…)`. Never allocates; text that is too long is cut at a character and ends in "…".
 */
enum hm_status hm_err_set(struct hm_err *reterr, enum hm_status status, const char *fmt, ...)
    HM_PRINTF(3, 4);

/** Puts "what: " in front of the text that is there. Returns the status that is there; without a
 * @p reterr there is none, and it returns HM_E_IO: keep the status where it may be NULL. */
enum hm_status hm_err_prefix(struct hm_err *reterr, const char *fmt, ...) HM_PRINTF(2, 3);

/** The word of a status as reports write it: "not-found", "timeout" … */
const char *hm_status_name(enum hm_status status);

/**
 * Ends the program with exit code 70 after writing one line to standard error. Only for exhausted
 * memory: every size that input can push is bounded before it is allocated, so callers need not
 * handle it.
 */
_Noreturn void hm_out_of_memory(void);

/** Returns the status of a fallible call from the function around it, unless it is HM_OK. */
#define HM_TRY(expression)                                                                         \
    do {                                                                                           \
        enum hm_status status_ = (expression);                                                     \
        if (status_ != HM_OK) {                                                                    \
            return status_;                                                                        \
        }                                                                                          \
    } while (0)

#endif
