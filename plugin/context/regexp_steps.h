/* SPDX-License-Identifier: Apache-2.0 */
/* A compiled regular expression from the inside: what the compiler writes and the matcher runs. */
#ifndef HM_CONTEXT_REGEXP_STEPS_H
#define HM_CONTEXT_REGEXP_STEPS_H

#include "plugin/context/regexp.h"
#include "plugin/context/regexp_class.h"

enum hm_regexp_op {
    HM_OP_RUNE,
    HM_OP_CLASS,
    HM_OP_ANY, /* but a line feed */
    HM_OP_SPLIT,
    HM_OP_JUMP,
    HM_OP_ASSERT,
    HM_OP_MATCH,
};

enum hm_regexp_place {
    HM_AT_START = 1,
    HM_AT_END = 2,
    HM_AT_WORD_EDGE = 4,
    HM_NOT_AT_WORD_EDGE = 8,
};

/* Distances of SPLIT and JUMP are relative, so that code can be moved and copied. */
struct hm_regexp_step {
    enum hm_regexp_op op;
    union {
        uint32_t rune;
        int32_t distance; /* SPLIT: the other way besides the next step */
        enum hm_regexp_place place;
        const struct hm_class *class;
    };
};

struct hm_regexp {
    const struct hm_regexp_step *steps;
    uint32_t n;
    bool is_anchored;     /* can only match from the start */
    struct hm_str prefix; /* what every match begins with, when it is anchored */
    struct hm_str suffix; /* what the text ends in whenever there is a match */
    struct hm_str needle; /* the longest piece that every match holds */
};

#endif
