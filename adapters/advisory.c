/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/advisory.h"

#include "adapters/collect.h"

enum {
    GHSA_LENGTH = 19, /* "GHSA-jf85-cpcp-j695" */
    YEAR_LENGTH = 4,
    SOURCE_LIMIT = 40,
};

static char
upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool
is_word(char c)
{
    return hm_is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

static bool
is_ghsa(struct hm_str text)
{
    if (text.n < GHSA_LENGTH || !hm_str_eq_nocase(hm_str_sub(text, 0, 5), HM_S("GHSA-"))) {
        return false;
    }
    for (size_t i = 5; i < GHSA_LENGTH; i++) {
        if (i == 9 || i == 14 ? text.p[i] != '-' : !is_word(text.p[i])) {
            return false;
        }
    }
    return true;
}

size_t
hm_advisory_length(struct hm_str text)
{
    static const char *const kinds[] = { "CVE-", "PYSEC-", "RUSTSEC-", "GO-" };

    if (is_ghsa(text)) {
        return GHSA_LENGTH;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t n = strlen(kinds[i]);
        if (!hm_str_eq_nocase(hm_str_sub(text, 0, n), hm_str_c(kinds[i]))) {
            continue;
        }
        size_t year = n;
        while (n < text.n && n < year + YEAR_LENGTH && hm_is_digit(text.p[n])) {
            n++;
        }
        size_t number = n + 1;
        if (n < year + YEAR_LENGTH || number >= text.n || text.p[n] != '-') {
            return 0;
        }
        for (n = number; n < text.n && hm_is_digit(text.p[n]); n++) {
        }
        return n > number ? n : 0;
    }
    return 0;
}

/* Capitals but for what follows "GHSA-". */
static struct hm_str
normal(struct hm_arena *arena, struct hm_str id)
{
    char *p = hm_arena_alloc(arena, id.n + 1);
    size_t n_upper = is_ghsa(id) ? 5 : id.n;

    for (size_t i = 0; i < id.n; i++) {
        p[i] = i < n_upper ? upper(id.p[i]) : lower(id.p[i]);
    }
    return hm_str_make(p, id.n);
}

void
hm_advisory_add(struct hm_arena *arena, struct hm_advisory_ids *to, struct hm_str id)
{
    if (to->n == HM_ALIASES_LIMIT || id.n == 0 || hm_advisory_length(id) != id.n) {
        return;
    }
    for (size_t i = 0; i < to->n; i++) {
        if (hm_str_eq_nocase(to->ids[i], id)) {
            return;
        }
    }
    to->ids[to->n++] = normal(arena, id);
}

void
hm_advisory_scan(struct hm_arena *arena, struct hm_advisory_ids *to, struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        size_t n = i > 0 && is_word(text.p[i - 1]) ? 0 : hm_advisory_length(hm_str_from(text, i));
        if (n > 0 && (i + n == text.n || !is_word(text.p[i + n]))) {
            hm_advisory_add(arena, to, hm_str_sub(text, i, n));
            i += n - 1;
        }
    }
}

void
hm_advisory_name(struct hm_arena *arena, struct hm_finding *finding, struct hm_str id,
                 const struct hm_advisory_ids *others)
{
    struct hm_str cve = hm_str_starts(id, "CVE-") ? id : HM_S("");

    finding->advisory = hm_collect_name(arena, id);
    for (size_t i = 0; i < others->n; i++) {
        if (hm_str_starts(others->ids[i], "CVE-") && !hm_str_is(others->ids[i], cve)) {
            if (cve.n > 0) {
                return;
            }
            cve = others->ids[i];
        }
    }
    finding->advisory = cve.n > 0 ? hm_collect_name(arena, cve) : finding->advisory;
    /* A bulletin's own id is not listed: it names other faults besides. */
    if (hm_advisory_length(id) == id.n) {
        hm_finding_add_alias(arena, finding, hm_collect_name(arena, id));
    }
    for (size_t i = 0; i < others->n; i++) {
        hm_finding_add_alias(arena, finding, others->ids[i]);
    }
}

const char *
hm_advisory_source(struct hm_arena *arena, struct hm_str source)
{
    static const struct {
        const char *written;
        const char *name;
    } known[] = {
        { "nvd", "nvd" },
        { "nvd@nist.gov", "nvd" },
        { "ghsa", "ghsa" },
        { "github", "ghsa" },
        { "security-advisories@github.com", "ghsa" },
        { "debian", "debian" },
        { "ubuntu", "ubuntu" },
        { "alpine", "alpine" },
        { "redhat", "redhat" },
        { "rhel", "redhat" },
        { "secalert@redhat.com", "redhat" },
        { "amazon", "amazon" },
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (hm_str_eq_nocase(source, hm_str_c(known[i].written))) {
            return known[i].name;
        }
    }
    source = hm_collect_text(arena, source, SOURCE_LIMIT);
    char *p = hm_arena_alloc(arena, source.n + 1);
    for (size_t i = 0; i < source.n; i++) {
        p[i] = lower(source.p[i]);
    }
    p[source.n] = '\0';
    return p;
}
