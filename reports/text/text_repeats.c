/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/text/text_repeats.h"

#include "plugin/base/auto.h"

enum {
    MESSAGE_LIMIT = 400, /* longer ones are never the same */
};

void
hm_text_repeats_init(struct hm_text_repeats *repeats, struct hm_arena *arena)
{
    *repeats = (struct hm_text_repeats){ 0 };
    hm_strmap_init(&repeats->said, arena);
}

static bool
is_of_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == '/';
}

/* The message without the name of whom it is about. */
static void
add_unnamed(struct hm_buf *out, struct hm_str message, struct hm_str name)
{
    size_t from = 0;

    for (size_t i = 0; name.n > 0 && i + name.n <= message.n; i++) {
        size_t end = i + name.n;
        if ((i == 0 || !is_of_word(message.p[i - 1])) &&
            memcmp(message.p + i, name.p, name.n) == 0 &&
            (end == message.n || !is_of_word(message.p[end]))) {
            hm_buf_add(out, hm_str_sub(message, from, i));
            hm_buf_putc(out, '\0');
            from = end;
            i = end - 1;
        }
    }
    hm_buf_add(out, hm_str_from(message, from));
}

bool
hm_text_is_repeat(struct hm_text_repeats *repeats, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf key = { 0 };

    if (finding->severity >= HM_SEV_HIGH || finding->message.n == 0 ||
        finding->message.n > MESSAGE_LIMIT || finding->related.n > 0 || finding->agreed_by.n > 0 ||
        hm_finding_is_suppressed(finding)) {
        return false;
    }
    hm_buf_printf(&key, "%s:%s:%d:", finding->rule->producer == NULL ? "" : finding->rule->producer,
                  finding->rule->id, (int)finding->severity);
    add_unnamed(&key, finding->message, finding->stage);
    uint32_t *said = hm_strmap_at(&repeats->said, hm_buf_str(&key));
    if (*said < HM_TEXT_SAID_LIMIT) {
        ++*said;
        return false;
    }
    repeats->n++;
    return true;
}
