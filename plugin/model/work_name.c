/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/work_name.h"

bool
hm_is_work_stage(struct hm_str name)
{
    static const char *const words[] = { "dev", "test", "debug", "lint", "local", "check" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (hm_str_has_nocase(name, words[i])) {
            return true;
        }
    }
    return false;
}

static bool
is_part(char c)
{
    return hm_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool
hm_is_work_name(struct hm_str name)
{
    static const char *const words[] = {
        "bench",       "benchmark",  "benchmarks",   "check",     "ci",      "debug",
        "demo",        "dev",        "devcontainer", "devel",     "develop", "developer",
        "development", "e2e",        "example",      "examples",  "fixture", "fixtures",
        "integration", "lint",       "local",        "localhost", "mock",    "mocks",
        "override",    "playground", "sample",       "samples",   "sandbox", "test",
        "testing",     "tests",      NULL,
    };
    size_t at = 0;

    while (at < name.n) {
        size_t end = at;
        while (end < name.n && is_part(name.p[end])) {
            end++;
        }
        if (hm_str_in_nocase(hm_str_sub(name, at, end - at), words)) {
            return true;
        }
        at = end + 1;
    }
    return false;
}
