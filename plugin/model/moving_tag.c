/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/moving_tag.h"

static struct hm_str
first_word(struct hm_str tag)
{
    return hm_str_sub(tag, 0, hm_str_find(tag, '-'));
}

bool
hm_tag_is_moving(struct hm_str tag)
{
    static const char *const words[] = {
        "latest",  "stable",  "edge",    "nightly",  "master",  "main",   "dev",
        "develop", "rolling", "testing", "unstable", "current", "lts",    "mainline",
        "canary",  "next",    "head",    "snapshot", "daily",   "weekly", "release",
        "beta",    "alpha",   "preview", NULL,
    };

    return hm_str_in_nocase(first_word(tag), words);
}

bool
hm_tag_is_flavour(struct hm_str tag)
{
    static const char *const words[] = { "sid", "alpine", "slim", NULL };

    return hm_str_in_nocase(first_word(tag), words);
}
