/* SPDX-License-Identifier: Apache-2.0 */
/* What exporters of BuildKit and buildpacks are told: "type=image,\"name=a,b\",push=true". */
#include "plugin/manifest/act_maker.h"

/* The next of the fields that commas and line ends part, outside quotes and braces. */
static bool
next_field(struct hm_str *rest, struct hm_str *ret_field)
{
    bool is_quoted = false;
    unsigned depth = 0;
    size_t n = 0;

    if (rest->n == 0) {
        return false;
    }
    for (; n < rest->n; n++) {
        char c = rest->p[n];
        is_quoted = c == '"' ? !is_quoted : is_quoted;
        depth += c == '{';
        depth -= c == '}' && depth > 0;
        if (c == '\n' || (c == ',' && !is_quoted && depth == 0)) {
            break;
        }
    }
    struct hm_str field = hm_str_trim(hm_str_sub(*rest, 0, n));
    if (field.n > 1 && field.p[0] == '"' && field.p[field.n - 1] == '"') {
        field = hm_str_sub(field, 1, field.n - 2);
    }
    *rest = hm_str_from(*rest, n + 1);
    *ret_field = field;
    return true;
}

bool
hm_act_output_pushes(struct hm_str text)
{
    struct hm_str field;

    while (next_field(&text, &field)) {
        struct hm_str value = hm_str_from(field, strlen("push="));
        bool is_off = hm_str_eq(value, "false") || hm_str_eq(value, "0") || value.n == 0;
        if (hm_str_ends(field, "type=registry") || (hm_str_starts(field, "push=") && !is_off)) {
            return true;
        }
    }
    return false;
}

void
hm_act_output_names(const struct hm_act_maker *maker, struct hm_act_names *names,
                    struct hm_str text, struct hm_span span)
{
    static const char *const keys[] = { "name=", "dest=", "image=" };
    struct hm_str field;

    while (next_field(&text, &field)) {
        for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
            if (hm_str_starts(field, keys[i])) {
                hm_act_names_split(maker, names, hm_str_from(field, strlen(keys[i])), span);
            }
        }
    }
}
