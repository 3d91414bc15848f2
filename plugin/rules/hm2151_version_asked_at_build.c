/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/commands.h"

/* An address that answers with the newest version's name. */
static bool
asks_for_latest(struct hm_str url)
{
    return hm_str_has(url, "/releases/latest") || hm_str_ends(url, "/latest") ||
           hm_str_ends(url, "/latest.txt") || hm_str_ends(url, "/stable.txt") ||
           hm_str_has(url, "VERSION?m=text") || hm_str_ends(url, "/latest.json");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_arg *url = hm_command_url(at->cmd);

    if (at->inst->kind != HM_RUN || at->stage == NULL || !at->stage->is_used || url == NULL ||
        (at->cmd->flags & HM_CMD_IN_SUBSTITUTION) == 0 || !asks_for_latest(url->text) ||
        hm_str_has(url->text, "/releases/latest/download/")) {
        return;
    }
    struct hm_str host = hm_download_host(url->text);
    hm_find(out, at->cmd->span, "What is built is what %.*s calls the newest at the time.",
            HM_FMT(host));
}

const struct hm_rule hm2151_version_asked_at_build = {
    .id = "HM2151",
    .concept = "version-asked-at-build",
    .since = "0.1",
    .title = "A RUN asks which version is the newest",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 1357, 829 },
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("curl", "wget"),
    .why =
        "The build asks a server for the latest release and fetches what it names. The Dockerfile "
        "then says nothing about what is in the image, a build fails when the server is slow or "
        "its quota is used up, and a release that was taken over is in the next build.",
    .fix = "Write the version down, `ARG TOOL_VERSION=1.2.3`, together with its checksum, and let "
           "a bot propose the next one.",
    .bad = "FROM alpine:3.22\nRUN V=$(wget -qO- "
           "https://api.github.com/repos/acme/tool/releases/latest | jq -r .tag_name) && echo "
           "\"$V\"\n",
    .good = "FROM alpine:3.22\nARG V=v1.2.3\nRUN echo \"$V\"\n",
    .check = check,
};
