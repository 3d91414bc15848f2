/* SPDX-License-Identifier: Apache-2.0 */
/* Actions, components and steps that are known by name: the rows of act_uses.def. */
#include "plugin/manifest/act_maker.h"

#include "plugin/manifest/act_kinds.h"
#include "plugin/manifest/act_options.h"

struct row {
    const char *name;
    unsigned kinds;
    const char *tool;
    const char *names;
    const char *gate;
};

#define USES_GITLAB(...)
#define USES_JENKINS(...)
#define USES(name, kinds, tool, names, gate) { name, kinds, tool, names, gate },
static const struct row github[] = {
#include "plugin/manifest/act_uses.def"
};
#undef USES
#undef USES_GITLAB
#undef USES_JENKINS

#define USES(...)
#define USES_JENKINS(...)
#define USES_GITLAB(name, kinds, tool, names, gate) { name, kinds, tool, names, gate },
static const struct row gitlab[] = {
#include "plugin/manifest/act_uses.def"
};
#undef USES_GITLAB
#undef USES_JENKINS

#define USES_GITLAB(...)
#define USES_JENKINS(name, kinds, tool, names, gate) { name, kinds, tool, names, gate },
static const struct row jenkins[] = {
#include "plugin/manifest/act_uses.def"
};
#undef USES
#undef USES_GITLAB
#undef USES_JENKINS

static bool
is_off(struct hm_str value)
{
    return value.n == 0 || hm_str_eq(value, "0") || hm_str_eq_nocase(value, HM_S("false"));
}

/* Names of actions are no matter of case; "a/b" is "a/b@v1" and "a/b/c@v1", no "a/bc". */
static bool
is_action(struct hm_str uses, const char *name)
{
    size_t n = strlen(name);

    return hm_str_eq_nocase(hm_str_sub(uses, 0, n), hm_str_c(name)) &&
           (uses.n == n || uses.p[n] == '@' || uses.p[n] == '/');
}

static const struct row *
find_row(const struct hm_act_maker *maker)
{
    struct hm_str uses = maker->step->uses.text;
    bool is_gitlab = maker->pipeline->kind == HM_PIPELINE_GITLAB;
    bool is_jenkins = maker->pipeline->kind == HM_PIPELINE_JENKINS;

    for (size_t i = 0; is_gitlab && i < sizeof gitlab / sizeof gitlab[0]; i++) {
        if (hm_str_has_nocase(uses, gitlab[i].name)) {
            return &gitlab[i];
        }
    }
    for (size_t i = 0; is_jenkins && i < sizeof jenkins / sizeof jenkins[0]; i++) {
        if (hm_str_eq(uses, jenkins[i].name)) {
            return &jenkins[i];
        }
    }
    for (size_t i = 0; !is_gitlab && !is_jenkins && i < sizeof github / sizeof github[0]; i++) {
        if (is_action(uses, github[i].name)) {
            return &github[i];
        }
    }
    return NULL;
}

static void
gather(const struct hm_act_maker *maker, struct hm_act_names *names, const char *inputs)
{
    struct hm_str rest = hm_str_c(inputs);
    struct hm_str word;

    while (hm_str_split(&rest, ' ', &word)) {
        const struct hm_scalar *value =
            word.n == 0 ? NULL : hm_act_input(maker, hm_arena_c(maker->arena, word));
        if (value != NULL) {
            hm_act_names_split(maker, names, value->text, value->value);
        } else if (hm_str_eq(word, "<")) {
            names->n_targets = names->list.n;
        }
    }
}

/* What is built: its tags, and the names that exporters are given. */
static void
gather_outputs(const struct hm_act_maker *maker, const struct row *row, struct hm_act_names *names)
{
    const struct hm_scalar *outputs = hm_act_input(maker, "outputs");

    if ((row->kinds & BUILD) != 0 && outputs != NULL) {
        hm_act_output_names(maker, names, hm_act_resolve(maker, outputs->text), outputs->value);
    }
}

/* redhat-actions: "image" below "registry"; or "tags" that are whole names. */
static void
gather_redhat(const struct hm_act_maker *maker, struct hm_act_names *names)
{
    const struct hm_scalar *image = hm_act_input(maker, "image");
    const struct hm_scalar *registry = hm_act_input(maker, "registry");
    const struct hm_scalar *tags = hm_act_input(maker, "tags");

    if (image != NULL && registry != NULL) {
        struct hm_str both = hm_arena_concat(maker->arena, hm_str_trim(registry->text), HM_S("/"),
                                             hm_str_trim(image->text));
        hm_act_names_add(maker, names, both, image->value);
        names->n_targets = names->list.n;
    }
    if (image != NULL) {
        hm_act_names_split(maker, names, image->text, image->value);
    } else if (tags != NULL) {
        hm_act_names_split(maker, names, tags->text, tags->value);
    }
}

/* docker/build-push-action@v1: "repository" and "registry", and "tags" without them. */
static void
gather_first_version(const struct hm_act_maker *maker, struct hm_act_names *names)
{
    const struct hm_scalar *repository = hm_act_input(maker, "repository");
    const struct hm_scalar *registry = hm_act_input(maker, "registry");
    struct hm_str name = hm_str_trim(repository->text);

    if (registry != NULL) {
        name = hm_arena_concat(maker->arena, hm_str_trim(registry->text), HM_S("/"), name);
    }
    hm_act_names_add(maker, names, name, repository->value);
}

/* "subject-digest" of attestations stands beside the name. */
static void
gather_digest(const struct hm_act_maker *maker, struct hm_act_names *names)
{
    const struct hm_scalar *digest = hm_act_input(maker, "subject-digest");

    if (digest != NULL && names->list.n > 0) {
        struct hm_str both = hm_arena_concat(maker->arena, names->list.p[0].text, HM_S("@"),
                                             hm_act_resolve(maker, hm_str_trim(digest->text)));
        names->list.p[0].text = both;
    }
}

/* A positional argument of Jenkins's docker.build('web:1', '--build-arg … .'). */
static void
gather_positional(const struct hm_act_maker *maker, struct hm_act_names *names)
{
    const struct hm_entries *with = &maker->step->with;

    if (maker->pipeline->kind == HM_PIPELINE_JENKINS && with->n > 0 &&
        hm_str_starts(maker->step->uses.text, "docker.") && with->list[0].value.is_set) {
        hm_act_names_add(maker, names, with->list[0].value.text, with->list[0].value.value);
    }
}

/* The image that GitLab's job scans: $CS_IMAGE, else the one that its own build makes. */
static void
gather_scanned(const struct hm_act_maker *maker, const struct row *row, struct hm_act_names *names)
{
    const struct hm_entry *image = hm_act_variable(maker, HM_S("CS_IMAGE"));
    const struct hm_entry *built = hm_act_variable(maker, HM_S("CI_APPLICATION_REPOSITORY"));
    struct hm_str text = built != NULL
                             ? HM_S("$CI_APPLICATION_REPOSITORY:$CI_APPLICATION_TAG")
                             : HM_S("$CI_REGISTRY_IMAGE/$CI_COMMIT_REF_SLUG:$CI_COMMIT_SHA");

    if (maker->pipeline->kind != HM_PIPELINE_GITLAB || (row->kinds & SCAN) == 0 ||
        names->list.n > 0) {
        return;
    }
    if (image == NULL) {
        hm_act_names_add(maker, names, text, maker->step->uses.span);
    } else if (image->value.is_set) {
        hm_act_names_add(maker, names, image->value.text, image->span);
    }
}

/* Variables that switch off a job of GitLab's templates. */
static bool
is_switched_off(const struct hm_act_maker *maker, const struct row *row)
{
    static const char *const switches[][2] = {
        { "container_scanning", "CONTAINER_SCANNING_DISABLED" },
        { "secret_detection", "SECRET_DETECTION_DISABLED" },
        { "dependency_scanning", "DEPENDENCY_SCANNING_DISABLED" },
        { "sast", "SAST_DISABLED" },
    };

    for (size_t i = 0; i < sizeof switches / sizeof switches[0]; i++) {
        if (strcmp(row->name, switches[i][0]) != 0) {
            continue;
        }
        const struct hm_entry *value = hm_act_variable(maker, hm_str_c(switches[i][1]));
        return value != NULL &&
               (hm_str_eq(value->value.text, "true") || hm_str_eq(value->value.text, "1"));
    }
    return false;
}

/* docker/build-push-action@v1 had other inputs, and pushed by default. */
static bool
is_first_version(const struct hm_act_maker *maker)
{
    return hm_str_starts(maker->step->uses.text, "docker/build-push-action@v1") &&
           hm_act_input(maker, "repository") != NULL;
}

static bool
is_pushed(const struct hm_act_maker *maker, const struct row *row)
{
    static const char *const outputs[] = { "outputs", "set" };
    const struct hm_scalar *push = hm_act_input(maker, "push");

    if ((row->kinds & PUSH) != 0 || (row->kinds & BUILD) == 0) {
        return (row->kinds & PUSH) != 0;
    }
    if (push != NULL ? !is_off(hm_act_resolve(maker, hm_str_trim(push->text)))
                     : is_first_version(maker)) {
        return true;
    }
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        const struct hm_scalar *value = hm_act_input(maker, outputs[i]);
        if (value != NULL && hm_act_output_pushes(hm_act_resolve(maker, value->text))) {
            return true;
        }
    }
    return false;
}

static bool
is_attested(const struct hm_act_maker *maker)
{
    static const char *const inputs[] = { "provenance", "sbom", "attests" };

    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        const struct hm_scalar *value = hm_act_input(maker, inputs[i]);
        if (value != NULL && !is_off(hm_str_trim(value->text))) {
            return true;
        }
    }
    return false;
}

/* Whether the step writes what it found for somebody else. */
static bool
reports_elsewhere(const struct hm_act_maker *maker)
{
    static const char *const inputs[] = { "output", "sarif-file", "output-file", "report-name",
                                          "sarif_file" };
    const struct hm_scalar *format = hm_act_input(maker, "format");

    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        if (hm_act_input(maker, inputs[i]) != NULL) {
            return true;
        }
    }
    return format != NULL && !hm_str_eq(format->text, "table");
}

static void
judge_gate(const struct hm_act_maker *maker, const struct row *row, struct hm_act *act)
{
    struct hm_str rest = hm_str_c(row->gate);
    struct hm_str input = HM_S("");
    struct hm_str value = HM_S("");
    struct hm_str off = HM_S("");

    act->ignores_failure = row->gate != NULL && row->gate[0] == '\0' ? HM_UNKNOWN : HM_NO;
    if (row->gate == NULL || row->gate[0] == '\0') {
        return;
    }
    (void)hm_str_split(&rest, ':', &input);
    (void)hm_str_split(&rest, ':', &value);
    (void)hm_str_split(&rest, ':', &off);
    const struct hm_scalar *given = hm_act_input(maker, hm_arena_c(maker->arena, input));
    if (given != NULL) {
        value = hm_act_resolve(maker, hm_str_trim(given->text));
    }
    if (hm_str_find(value, '$') < value.n) {
        act->ignores_failure = HM_UNKNOWN;
    } else if (hm_str_eq_nocase(value, off)) {
        bool has_config = hm_act_input(maker, "trivy-config") != NULL ||
                          hm_act_variable(maker, HM_S("TRIVY_EXIT_CODE")) != NULL;
        act->ignores_failure = has_config || reports_elsewhere(maker) ? HM_UNKNOWN : HM_YES;
        act->ignored_span = given != NULL ? given->span : act->span;
        act->ignored_by =
            given != NULL
                ? hm_arena_printf(maker->arena, "%.*s: %.*s", HM_FMT(input), HM_FMT(value)).p
                : hm_arena_printf(maker->arena, "the lack of %.*s", HM_FMT(input)).p;
    }
}

static struct hm_scalar
given(const struct hm_act_maker *maker, const char *name)
{
    const struct hm_scalar *value = hm_act_input(maker, name);
    struct hm_scalar result = { .text = HM_S("") };

    if (value != NULL) {
        result = *value;
        result.text = hm_act_resolve(maker, hm_str_trim(value->text));
    }
    return result;
}

/* build-args: lines of NAME=value. */
static struct hm_entries
build_args(const struct hm_act_maker *maker)
{
    const struct hm_scalar *value = hm_act_input(maker, "build-args");
    HM_VEC(struct hm_entry) list = { 0 };
    struct hm_str rest = value == NULL ? HM_S("") : value->text;
    struct hm_str line;

    while (hm_str_split(&rest, '\n', &line)) {
        line = hm_str_trim(line);
        size_t at = hm_str_find(line, '=');
        if (line.n == 0) {
            continue;
        }
        struct hm_entry *entry = hm_vec_push(maker->arena, &list);
        entry->name = hm_str_sub(line, 0, at);
        entry->span = value->value;
        if (at < line.n) {
            entry->value = *value;
            entry->value.text = hm_act_resolve(maker, hm_str_from(line, at + 1));
        }
    }
    return (struct hm_entries){ .list = list.p,
                                .n = (uint32_t)list.n,
                                .span = value == NULL ? maker->step->span : value->span };
}

static void
describe_build(const struct hm_act_maker *maker, struct hm_act *act)
{
    static const char *const files[] = { "file", "dockerfile", "containerfiles", "dockerfiles" };

    for (size_t i = 0; i < sizeof files / sizeof files[0] && !act->dockerfile.is_set; i++) {
        act->dockerfile = given(maker, files[i]);
    }
    act->context = given(maker, "context");
    act->target = given(maker, "target");
    act->args = build_args(maker);
}

/* What trivy-action does: it is as many things as Trivy. */
static unsigned
trivy_kinds(const struct hm_act_maker *maker)
{
    struct hm_str type = given(maker, "scan-type").text;
    struct hm_str format = given(maker, "format").text;
    struct hm_str scanners = given(maker, "scanners").text;
    bool has_variable = hm_str_find(scanners, '$') < scanners.n;

    if (type.n > 0 && type.p[0] != '$' && !hm_str_eq(type, "image") && !hm_str_eq(type, "sbom") &&
        !hm_str_eq(type, "rootfs")) {
        return SCAN_ALL;
    }
    if (scanners.n > 0 && !has_variable && !hm_str_has(scanners, "vuln")) {
        return SCAN_ALL;
    }
    bool is_sbom = hm_str_starts(format, "cyclonedx") || hm_str_starts(format, "spdx") ||
                   hm_str_eq(format, "github");
    return is_sbom && scanners.n == 0 ? ATTEST : SCAN;
}

static unsigned
scout_kinds(const struct hm_act_maker *maker)
{
    struct hm_str command = given(maker, "command").text;

    if (hm_str_has(command, "sbom")) {
        return ATTEST;
    }
    if (hm_str_starts(given(maker, "image").text, "fs://")) {
        return SCAN_ALL;
    }
    return hm_str_has(command, "environment") || hm_str_eq(command, "recommendations") ||
                   hm_str_eq(command, "help")
               ? 0
               : SCAN;
}

/* The kinds of a row, after what its inputs say. */
static unsigned
kinds_of(const struct hm_act_maker *maker, const struct row *row)
{
    struct hm_str tool = hm_str_c(row->tool);
    unsigned kinds = row->kinds | (is_pushed(maker, row) ? PUSH : 0);

    if ((kinds & BUILD) != 0 && is_attested(maker)) {
        kinds |= ATTEST;
    }
    if (hm_str_eq(tool, "aquasecurity/trivy-action")) {
        return trivy_kinds(maker);
    }
    if (hm_str_eq(tool, "docker/scout-action")) {
        return scout_kinds(maker);
    }
    if ((hm_str_eq(tool, "anchore/scan-action") && hm_act_input(maker, "path") != NULL) ||
        (hm_str_eq(tool, "hullmark") && hm_act_input(maker, "image") == NULL) ||
        hm_str_starts(given(maker, "scanDest").text, "dir:")) {
        return SCAN_ALL;
    }
    if ((hm_str_eq(tool, "checkov") && hm_act_input(maker, "docker_image") != NULL) ||
        hm_str_has(given(maker, "additionalArguments").text, "--docker")) {
        return SCAN;
    }
    /* What these attest may be files. */
    if (hm_str_starts(tool, "actions/attest") && hm_act_input(maker, "subject-name") == NULL &&
        (hm_act_input(maker, "subject-path") != NULL ||
         hm_act_input(maker, "subject-checksums") != NULL)) {
        return 0;
    }
    return kinds;
}

static void
gather_all(const struct hm_act_maker *maker, const struct row *row, struct hm_act_names *names)
{
    if (hm_str_starts(hm_str_c(row->tool), "redhat-actions/")) {
        gather_redhat(maker, names);
    } else if (is_first_version(maker)) {
        gather_first_version(maker, names);
    } else {
        gather(maker, names, row->names);
    }
    gather_outputs(maker, row, names);
    gather_digest(maker, names);
    gather_positional(maker, names);
    gather_scanned(maker, row, names);
}

void
hm_act_uses(struct hm_act_maker *maker)
{
    const struct row *row = find_row(maker);
    struct hm_act_names names = { 0 };

    if (row == NULL || is_switched_off(maker, row)) {
        return;
    }
    unsigned kinds = kinds_of(maker, row);
    gather_all(maker, row, &names);
    for (unsigned kind = 0; kind <= HM_ACT_DEPLOY; kind++) {
        struct hm_act *act =
            (kinds & (1U << kind)) == 0
                ? NULL
                : hm_act_add(maker, (enum hm_act_kind)kind, row->tool, maker->step->uses.span);
        if (act == NULL) {
            continue;
        }
        act->is_copy = (kinds & COPY) != 0;
        act->retired = strcmp(row->tool, "aquaMicroscanner") == 0 ? HM_RETIRED_MICROSCANNER : NULL;
        hm_act_name(maker, act, &names);
        if (kind == HM_ACT_BUILD) {
            describe_build(maker, act);
        } else if (kind == HM_ACT_SCAN || kind == HM_ACT_SCAN_ALL) {
            judge_gate(maker, row, act);
        }
    }
}
