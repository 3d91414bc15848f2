/* SPDX-License-Identifier: Apache-2.0 */
/* Words of EXPOSE as numbers. */
#include <criterion/criterion.h>

#include "plugin/rules/ports.h"
#include "tests/rows.h"

struct port_case {
    const char *text;
    bool is_port;
    unsigned first;
    unsigned last;
    bool is_udp;
};

static const struct port_case cases[] = {
    { "80", true, 80, 80, false },
    { "0", true, 0, 0, false },
    { "65535/udp", true, 65535, 65535, true },
    { "53/UDP", true, 53, 53, true },
    { "8000-8100/tcp", true, 8000, 8100, false },
    { "8080:80", true, 80, 80, false },
    { "127.0.0.1:8080:80/tcp", true, 80, 80, false },
    { "65536", false, 0, 0, false },
    { "-1", false, 0, 0, false },
    { "90-80", false, 0, 0, false },
    { "80-", false, 0, 0, false },
    { "http", false, 0, 0, false },
    { "8 0", false, 0, 0, false },
    { "", false, 0, 0, false },
    { "18446744073709551696", false, 0, 0, false },
};

ROWS_OF(ports, parse, cases)

ParameterizedTest(size_t *index, ports, parse)
{
    const struct port_case *c = &cases[*index];
    const struct hm_word word = { .value = hm_str_c(c->text), .is_known = true };
    struct hm_port port = { 0 };

    cr_expect_eq(hm_port_parse(&word, &port), c->is_port, "%s", c->text);
    cr_expect_eq(port.first, c->first, "%s", c->text);
    cr_expect_eq(port.last, c->last, "%s", c->text);
    cr_expect_eq(port.is_udp, c->is_udp, "%s", c->text);
}

Test(ports, what_is_not_known_is_no_port)
{
    const struct hm_word word = { .value = HM_STR("80") };
    struct hm_port port;

    cr_expect_not(hm_port_parse(&word, &port));
}
