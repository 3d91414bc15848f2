/* SPDX-License-Identifier: Apache-2.0 */
/* Each row of a table as a test of its own. */
#ifndef HM_TESTS_ROWS_H
#define HM_TESTS_ROWS_H

#include <criterion/parameterized.h>

/**
 * The parameters of ParameterizedTest(size_t *index, suite, test): a number for each row of the
 * array @p table. They are handed to another process, in which a pointer would mean nothing.
 */
#define ROWS_OF(suite, test, table)                                                                \
    ParameterizedTestParameters(suite, test)                                                       \
    {                                                                                              \
        static size_t indexes[sizeof(table) / sizeof((table)[0])];                                 \
        for (size_t i = 0; i < sizeof(table) / sizeof((table)[0]); i++) {                          \
            indexes[i] = i;                                                                        \
        }                                                                                          \
        return cr_make_param_array(size_t, indexes, sizeof(table) / sizeof((table)[0]));           \
    }

#endif
