/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/act_call.h"

#include "plugin/manifest/act_options.h"

static bool
is_false(struct hm_str word)
{
    return hm_str_eq_nocase(word, HM_S("false")) || hm_str_eq(word, "0");
}

/* Whether a switch is on: it is there, and not "=false". */
static bool
is_on(const struct hm_act_call *call, const char *name)
{
    struct hm_option_walk walk = { .cmd = &call->cmd, .name = hm_str_c(name) };

    return hm_option_next(&walk) && !(walk.is_joined && is_false(walk.value));
}

static struct hm_str
value_of(const struct hm_act_call *call, const char *name, const char *other)
{
    struct hm_option_walk walk = { .cmd = &call->cmd, .name = hm_str_c(name) };

    if (hm_option_next(&walk)) {
        return walk.value;
    }
    walk = (struct hm_option_walk){ .cmd = &call->cmd, .name = hm_str_c(other) };
    return hm_option_next(&walk) ? walk.value : HM_S("");
}

static struct hm_str
operand(const struct hm_act_call *call, uint32_t i)
{
    return i < call->n_operands ? call->cmd.args[call->operands[i]].text : HM_S("");
}

static bool
output_pushes(const struct hm_act_call *call)
{
    static const char *const options[] = { "--output", "-o" };

    for (size_t i = 0; i < 2; i++) {
        struct hm_option_walk walk = { .cmd = &call->cmd, .name = hm_str_c(options[i]) };
        while (hm_option_next(&walk)) {
            if (hm_act_output_pushes(walk.value)) {
                return true;
            }
        }
    }
    return false;
}

/* Docker's builds, and those that have their options. */
static unsigned
docker_kinds(const struct hm_act_call *call)
{
    bool is_attested =
        is_on(call, "--provenance") || is_on(call, "--sbom") || is_on(call, "--attest");

    return (is_on(call, "--push") || output_pushes(call) ? PUSH : 0) | (is_attested ? ATTEST : 0);
}

/* Kinds that options of builders take away. */
static unsigned
kept_kinds(const struct hm_act_call *call)
{
    const char *tool = call->row->tool;
    bool is_kept = false;

    if (strcmp(tool, "kaniko") == 0) {
        is_kept = is_on(call, "--no-push");
    } else if (strcmp(tool, "az acr build") == 0) {
        struct hm_str value = value_of(call, "--no-push", "--no-push");
        is_kept = is_on(call, "--no-push") && !is_false(value);
    } else if (strcmp(tool, "ko") == 0) {
        is_kept = is_on(call, "--local") || is_on(call, "-L") ||
                  (hm_command_option(&call->cmd, "--push", NULL) && !is_on(call, "--push"));
    } else if (strcmp(tool, "skaffold") == 0) {
        is_kept = is_false(value_of(call, "--push", "--push")) || is_on(call, "--dry-run");
    } else if (strcmp(tool, "crane") == 0) {
        is_kept = value_of(call, "-o", "--output").n > 0;
    } else if (strcmp(tool, "gcloud builds") == 0 && !is_on(call, "--tag") && !is_on(call, "-t") &&
               !is_on(call, "--pack")) {
        /* What cloudbuild.yaml says, which is not read. */
        return BUILD | PUSH;
    }
    return is_kept ? PUSH : 0;
}

/* "docker-archive:x.tar", "oci:dir": where no registry is. */
static bool
is_no_registry(struct hm_str place)
{
    static const char *const transports[] = {
        "dir:",           "oci:",    "oci-archive:", "docker-archive:",    "ocidir:",
        "docker-daemon:", "ostree:", "tarball:",     "containers-storage:"
    };

    for (size_t i = 0; i < sizeof transports / sizeof transports[0]; i++) {
        if (hm_str_starts(place, transports[i])) {
            return true;
        }
    }
    return false;
}

/* skopeo, crane and their like: from a registry to a registry, or not. */
static unsigned
copy_kinds(const struct hm_act_call *call, unsigned kinds)
{
    bool goes_to_layout = is_on(call, "--to-oci-layout");
    bool comes_of_layout = is_on(call, "--from-oci-layout");

    if (is_no_registry(operand(call, 1)) || goes_to_layout) {
        kinds &= ~(unsigned)(PUSH | COPY);
    }
    if (is_no_registry(operand(call, 0)) || comes_of_layout) {
        kinds &= ~(unsigned)COPY;
    }
    return kinds;
}

static bool
names_files(struct hm_str image)
{
    return hm_str_starts(image, "dir:") || hm_str_starts(image, "file:") ||
           hm_str_starts(image, "fs://") || hm_str_starts(image, "./") ||
           hm_str_starts(image, "/") || hm_str_eq(image, ".");
}

/* Scanners that do other things, too. */
static unsigned
scan_kinds(const struct hm_act_call *call, unsigned kinds)
{
    const char *tool = call->row->tool;
    struct hm_str scanners = value_of(call, "--scanners", "--security-checks");
    struct hm_str format = value_of(call, "--format", "-f");
    bool has_variable = hm_str_find(scanners, '$') < scanners.n;

    if (strcmp(tool, "trivy") == 0) {
        if (is_on(call, "--download-db-only") || is_on(call, "--download-java-db-only") ||
            is_on(call, "--clear-cache") || is_on(call, "--reset")) {
            return 0;
        }
        if (scanners.n > 0 && !has_variable && !hm_str_has(scanners, "vuln")) {
            return SCAN_ALL;
        }
        /* In these formats it looks for vulnerabilities only when told to. */
        if (scanners.n == 0 && (hm_str_starts(format, "cyclonedx") ||
                                hm_str_starts(format, "spdx") || hm_str_eq(format, "github"))) {
            return ATTEST;
        }
    } else if (strcmp(tool, "snyk") == 0 && is_on(call, "--docker")) {
        return SCAN;
    } else if ((strcmp(tool, "grype") == 0 || strcmp(tool, "docker scout") == 0) &&
               names_files(operand(call, 0)) && !hm_act_is_archive(operand(call, 0))) {
        return SCAN_ALL;
    }
    return kinds;
}

unsigned
hm_act_call_kinds(const struct hm_act_call *call)
{
    static const char *const dockers[] = { "docker build",
                                           "docker buildx build",
                                           "docker buildx bake",
                                           "buildctl",
                                           "docker compose build",
                                           "depot",
                                           "nerdctl build",
                                           "finch",
                                           NULL };
    unsigned kinds = call->row->kinds;
    struct hm_str tool = hm_str_c(call->row->tool);

    if ((kinds & (SCAN | SCAN_ALL)) != 0) {
        return scan_kinds(call, kinds);
    }
    if ((kinds & (BUILD | PUSH)) == 0) {
        return hm_str_eq(tool, "syft") && names_files(operand(call, 0)) ? 0 : kinds;
    }
    if ((kinds & BUILD) == 0) {
        return copy_kinds(call, kinds);
    }
    kinds &= ~kept_kinds(call);
    if (hm_str_in(tool, dockers)) {
        kinds |= docker_kinds(call);
    } else if (hm_str_eq(tool, "pack")) {
        kinds |= is_on(call, "--publish") ? PUSH : 0;
    } else if (hm_str_eq(tool, "earthly")) {
        kinds |= is_on(call, "--push") ? PUSH : 0;
    }
    return kinds;
}
