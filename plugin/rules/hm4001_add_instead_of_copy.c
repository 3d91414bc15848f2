/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static bool
is_archive(struct hm_str source)
{
    static const char *const ends[] = { ".tar",      ".tar.gz", ".tgz",    ".tar.bz2", ".tbz",
                                        ".tbz2",     ".tar.xz", ".txz",    ".tar.zst", ".tzst",
                                        ".tar.lzma", ".tlz",    ".tar.lz", ".gz",      ".bz2",
                                        ".xz",       ".Z",      ".tar.Z" };

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (hm_str_ends(source, ends[i])) {
            return true;
        }
    }
    return false;
}

/* Whether a source with a variable is a file all the same: its first and its last part are
 * written out, and neither an address nor an archive. */
static bool
is_plain_file(struct hm_str text)
{
    size_t variable = hm_str_find(text, '$');
    size_t slash = hm_str_find_last(text, '/');
    struct hm_str name = slash < text.n ? hm_str_from(text, slash + 1) : hm_str_make(NULL, 0);

    return variable > 0 && text.p[0] != '"' && name.n > 0 && hm_str_find(name, '$') == name.n &&
           hm_str_find(name, '}') == name.n && !hm_is_remote(text) && !is_archive(name);
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    uint32_t n = hm_copy_sources(at->inst);

    for (uint32_t i = 0; i < n; i++) {
        const struct hm_word *source = &at->inst->words[i];
        if (!source->is_known && is_plain_file(source->text)) {
            continue;
        }
        if (!source->is_known) {
            hm_cannot_tell(out, source->span, "What ADD takes depends on a variable.");
            return;
        }
        if (hm_is_remote(source->value) || is_archive(source->value)) {
            return;
        }
    }
    if (n > 0) {
        hm_find(out, at->inst->span, "COPY does the same here, and nothing besides.");
    }
}

const struct hm_rule hm4001_add_instead_of_copy = {
    .id = "HM4001",
    .concept = "add-instead-of-copy",
    .since = "0.1",
    .title = "ADD is used where COPY would do",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_CONTEXT,
    .cwe = { 610 },
    .cis = "4.9",
    .same_as = HM_IDS("hadolint:DL3020", "trivy:DS-0005", "kics:Add Instead of Copy",
                      "checkov:CKV_DOCKER_4", "semgrep:prefer-copy-over-add", "dockle:CIS-DI-0009",
                      "cis:4.9", "droast:DF006"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(ADD),
    .why = "ADD unpacks archives and fetches addresses, depending on what its source looks like. A "
           "file that is replaced by an archive of the same name is then unpacked into the image "
           "without anybody having asked for it. Where neither is meant, COPY says so. ADD of an "
           "archive or of an address is not reported here.",
    .fix = "Write COPY.",
    .bad = "FROM alpine:3.22\nADD app.conf /etc/app.conf\n",
    .good = "FROM alpine:3.22\nCOPY app.conf /etc/app.conf\n",
    .check = check,
};
