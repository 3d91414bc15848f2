/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/written.h"

#include <criterion/criterion.h>

Test(written, settings_in_texts)
{
    static const struct {
        const char *text;
        bool expected;
    } rows[] = {
        { "PermitRootLogin yes", true },
        { "permitrootlogin=Yes", true },
        { "Port 22\n\tPermitRootLogin \t yes\n", true },
        { "a\\nPermitRootLogin yes", true },
        { "-oPermitRootLogin=yes", true },
        { "PermitRootLogin", false },
        { "PermitRootLoginyes", false },
        { "PermitRootLogin yesterday", false },
        { "PermitRootLogin no", false },
        { "XPermitRootLogin yes", false },
        { "# PermitRootLogin yes", false },
        { "# a\nPermitRootLogin yes", true },
        { "", false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect_eq(hm_text_sets(hm_str_c(rows[i].text), "PermitRootLogin", "yes"),
                     rows[i].expected, "%s", rows[i].text);
    }
}
