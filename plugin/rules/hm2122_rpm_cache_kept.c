/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static bool
removes_cache(const struct hm_command *cmd, bool is_zypper)
{
    struct hm_package_call call;
    if (hm_package_call(cmd, &call) && call.action == HM_PACKAGES_CLEAN) {
        return call.manager == (is_zypper ? HM_ZYPPER : HM_DNF);
    }
    return is_zypper ? hm_command_removes(cmd, "/var/cache/zypp")
                     : hm_command_removes(cmd, "/var/cache/yum") ||
                           hm_command_removes(cmd, "/var/cache/dnf") ||
                           hm_command_removes(cmd, "/var/cache/libdnf5");
}

/* `dnf module install` installs like any other. */
static bool
installs(const struct hm_command *cmd, const struct hm_package_call *call)
{
    return call->action == HM_PACKAGES_INSTALL || call->action == HM_PACKAGES_UPGRADE ||
           (call->manager == HM_DNF && hm_str_eq(call->verb, "module") &&
            hm_command_has(cmd, "install"));
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    static const char *const folders[] = { "/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5",
                                           "/var/cache/zypp" };
    const struct hm_script *script = hm_visit_script(at);
    const struct hm_command *kept[2] = { NULL, NULL }; /* by yum's family, by zypper */
    if (!hm_visit_is_unix_run(at) || !hm_visit_ships(at)) {
        return;
    }
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        if (hm_run_mounts_over(at->inst, folders[i])) {
            return;
        }
    }
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        struct hm_package_call call = { 0 };
        bool is_call = hm_package_call(cmd, &call);
        for (int z = 0; z < 2; z++) {
            if (is_call && call.manager == (z == 1 ? HM_ZYPPER : HM_DNF) && installs(cmd, &call)) {
                kept[z] = kept[z] == NULL ? cmd : kept[z];
            } else if (removes_cache(cmd, z == 1)) {
                kept[z] = NULL;
            }
        }
    }
    for (int z = 0; z < 2; z++) {
        if (kept[z] != NULL) {
            hm_find(out, kept[z]->span, "What %.*s downloads stays in the layer: end with %.*s %s.",
                    HM_FMT(kept[z]->name), HM_FMT(kept[z]->name),
                    z == 1 ? "clean -a" : "clean all");
        }
    }
}

const struct hm_rule hm2122_rpm_cache_kept = {
    .id = "HM2122",
    .concept = "rpm-cache-kept",
    .since = "0.1",
    .title = "The caches of yum, dnf or zypper stay in the image",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 459 },
    .same_as =
        HM_IDS("hadolint:DL3032", "hadolint:DL3040", "hadolint:DL3036", "trivy:DS-0015",
               "trivy:DS-0019", "trivy:DS-0027", "trivy:DS-0020", "kics:Yum Clean All Missing",
               "kics:Missing Dnf Clean All", "kics:Missing Zypper Clean",
               "semgrep:missing-yum-clean-all", "semgrep:missing-dnf-clean-all",
               "semgrep:missing-zypper-clean", "droast:DF045", "droast:DF046", "droast:DF047"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "The metadata of the repositories, often more than 100 MB, and sometimes the packages "
           "too, lie in the image for good; removing them in another RUN only hides them.",
    .fix = "End the same RUN with `dnf clean all` (`yum clean all`, `microdnf clean all`, "
           "`zypper clean -a`), or mount a cache: "
           "`RUN --mount=type=cache,target=/var/cache/dnf,sharing=locked …`.",
    .bad = "FROM rockylinux:9\nRUN dnf install -y nginx\n",
    .good = "FROM rockylinux:9\nRUN dnf install -y nginx && dnf clean all\n",
    .check = check,
};
