/* SPDX-License-Identifier: Apache-2.0 */
/* What every fuzz target begins with: its entry, and what it holds to be true of any input. */
#ifndef HM_TESTS_FUZZ_H
#define HM_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/** Called with each input; always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Ends the target, which the fuzzer reports with the input, unless it @p holds. */
static inline void
require(bool holds)
{
    if (!holds) {
        abort();
    }
}

#endif
