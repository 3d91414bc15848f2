/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static bool
is_hex(struct hm_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = hm_ascii_lower(s.p[i]);
        if (!hm_is_digit(c) && !(c >= 'a' && c <= 'f')) {
            return false;
        }
    }
    return s.n > 0;
}

/* A commit fixes the content of a git source; a branch or tag does not. */
static bool
is_fixed_commit(struct hm_str source)
{
    struct hm_str ref = hm_str_from(source, hm_str_find(source, '#') + 1);

    ref = hm_str_sub(ref, 0, hm_str_find(ref, ':'));
    return ref.n >= 40 && is_hex(ref);
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_flag *checksum = hm_instruction_flag(at->inst, "checksum");

    if (checksum != NULL && checksum->value.text.n > 0) {
        return;
    }
    for (uint32_t i = 0; i < hm_copy_sources(at->inst); i++) {
        const struct hm_word *source = &at->inst->words[i];
        if (hm_is_remote(source->value) && !is_fixed_commit(source->value)) {
            bool is_git = hm_str_has(source->value, ".git");
            hm_find(out, source->span,
                    is_git ? "The address names no commit, so a build takes what it holds that day."
                           : "What is fetched from this address is not held against a checksum.");
        }
    }
}

const struct hm_rule hm4002_remote_add_without_checksum = {
    .id = "HM4002",
    .concept = "remote-add-without-checksum",
    .since = "0.1",
    .title = "ADD fetches from the network without a checksum",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 494, 829 },
    .cis = "4.9",
    .same_as = HM_IDS("kics:Curl or Wget Instead of Add", "trivy:DS-0005", "dockle:CIS-DI-0009",
                      "checkov:CKV_DOCKER_4", "cis:4.9", "dd-iac:avoid_http"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(ADD),
    .why = "Whatever the server answers becomes part of the image: another version tomorrow, or "
           "something else altogether when the server or the way to it is in other hands. A git "
           "source at a full commit is fixed by itself.",
    .fix = "Say what is expected: `ADD --checksum=sha256:… https://example.com/app.tar.gz /src/`.",
    .bad = "FROM alpine:3.22\nADD https://example.com/app.tar.gz /src/\n",
    .good =
        "FROM alpine:3.22\n"
        "ADD --checksum=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 "
        "https://example.com/app.tar.gz /src/\n",
    .check = check,
};
