/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/err.h"

#define ELLIPSIS "\xe2\x80\xa6"

/* Makes the text printable on one line (the controls U+0080 to U+009F are two bytes) and cuts an
 * unfinished UTF-8 sequence at its end. */
static void
tidy(char *text, size_t size, int wanted)
{
    size_t n = strlen(text);

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c == 0x7f) {
            text[i] = ' ';
        } else if (c == 0xc2 && (unsigned char)text[i + 1] >= 0x80 &&
                   (unsigned char)text[i + 1] <= 0x9f) {
            text[i] = ' ';
            text[i + 1] = ' ';
        }
    }
    if (wanted >= 0 && (size_t)wanted >= size) {
        n = size - sizeof ELLIPSIS;
        while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80) {
            n--;
        }
        memcpy(text + n, ELLIPSIS, sizeof ELLIPSIS);
    }
}

enum hm_status
hm_err_set(struct hm_err *reterr, enum hm_status status, const char *fmt, ...)
{
    if (reterr != NULL) {
        va_list ap;

        va_start(ap, fmt);
        int wanted = vsnprintf(reterr->text, sizeof reterr->text, fmt, ap);
        va_end(ap);
        reterr->status = status;
        tidy(reterr->text, sizeof reterr->text, wanted);
    }
    return status;
}

enum hm_status
hm_err_prefix(struct hm_err *reterr, const char *fmt, ...)
{
    if (reterr == NULL) {
        return HM_E_IO;
    }
    char what[256];
    char old[sizeof reterr->text];
    va_list ap;

    va_start(ap, fmt);
    int length = vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    tidy(what, sizeof what, length);
    memcpy(old, reterr->text, sizeof old);
    int wanted = snprintf(reterr->text, sizeof reterr->text, "%s: %s", what, old);
    tidy(reterr->text, sizeof reterr->text, wanted);
    return reterr->status;
}

const char *
hm_status_name(enum hm_status status)
{
    static const char *const names[] = {
        [HM_OK] = "ok",
        [HM_E_USAGE] = "usage",
        [HM_E_NOT_FOUND] = "not-found",
        [HM_E_IO] = "io",
        [HM_E_LIMIT] = "limit",
        [HM_E_SYNTAX] = "syntax",
        [HM_E_MISMATCH] = "mismatch",
        [HM_E_UNSUPPORTED] = "unsupported",
        [HM_E_NETWORK] = "network",
        [HM_E_AUTH] = "auth",
        [HM_E_TIMEOUT] = "timeout",
        [HM_E_TOOL] = "tool",
        [HM_E_REFUSED] = "refused",
    };

    if ((size_t)status >= sizeof names / sizeof names[0]) {
        return "unknown";
    }
    return names[status];
}

_Noreturn void
hm_out_of_memory(void)
{
    static const char line[] = "hullmark: out of memory\n";

    ssize_t ignored = write(STDERR_FILENO, line, sizeof line - 1);
    (void)ignored;
    _exit(70);
}
