/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* A stage that says in its name which platform it is for means it. */
static bool
is_named_after(const struct hm_stage *stage, struct hm_str platform)
{
    struct hm_str part;

    while (hm_str_split(&platform, '/', &part)) {
        char c[32];
        snprintf(c, sizeof c, "%.*s", HM_FMT(part));
        if (part.n > 0 && hm_str_has_nocase(stage->name, c)) {
            return true;
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->stage == NULL || at->stage->from != at->inst || at->stage->platform == NULL) {
        return;
    }
    const struct hm_word *platform = at->stage->platform;
    if (!platform->has_variable && platform->text.n > 0 &&
        !is_named_after(at->stage, platform->text)) {
        hm_find(out, platform->span,
                "The platform %.*s is fixed here, whatever --platform asks for.",
                HM_FMT(platform->text));
    }
}

const struct hm_rule hm1007_constant_platform = {
    .id = "HM1007",
    .concept = "constant-platform",
    .since = "0.1",
    .title = "FROM fixes the platform",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 695 },
    .same_as = HM_IDS("hadolint:DL3029", "buildkit:FromPlatformFlagConstDisallowed",
                      "kics:Using Platform Flag with FROM Command",
                      "semgrep:avoid-platform-with-from", "droast:DF061"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FROM),
    .why = "An image built for `linux/arm64` then holds files for `linux/amd64`, runs emulated or "
           "not at all, and its manifest says otherwise. `$BUILDPLATFORM` for a cross-compiling "
           "builder is what the flag is for.",
    .fix = "Leave the flag out and pass `--platform` to the build, or use `$BUILDPLATFORM` or "
           "`$TARGETPLATFORM`. A stage meant for one platform alone can say so in its name.",
    .bad = "FROM --platform=linux/amd64 alpine:3.22\n",
    .good = "FROM --platform=$BUILDPLATFORM alpine:3.22\n",
    .check = check,
};
