/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/manifest/described.h"

#include "plugin/manifest/quadlet.h"
#include "plugin/model/pipeline.h"

static const struct {
    const char *text;
    const char *services; /* NULL: it is none */
} rows[] = {
    { "[Container]\nImage=x:1\n", "a: image=x:1 podman" },
    { "[Container]\nImage=x\nContainerName=web\nUser=1000\nReadOnly=yes\n",
      "web: image=x user=1000 read_only=true podman" },
    { "[Container]\nImage=x\nDropCapability=all\nAddCapability=CAP_CHOWN NET_RAW\n",
      "a: image=x add=CAP_CHOWN add=NET_RAW drop=all podman" },
    { "[Container]\nImage=x\nNoNewPrivileges=true\nSeccompProfile=unconfined\n",
      "a: image=x opt=no-new-privileges opt=seccomp=unconfined podman" },
    { "[Container]\nImage=x\nNoNewPrivileges=false\nReadOnly=false\n",
      "a: image=x read_only=false podman" },
    { "[Container]\nImage=x\nPodmanArgs=--privileged --cpus 1 -v /:/h\n",
      "a: image=x privileged=true cpus=1 b(/>/h) podman" },
    { "[Container]\nImage=x\nPodmanArgs=$MORE\n", "a: image=x podman incomplete" },
    { "[Container]\nImage=x\nVolume=%h/.ssh:/s:ro\nVolume=data.volume:/d\nTmpfs=/t\n",
      "a: image=x b(~/.ssh>/s ro) n(data.volume>/d) t(>/t) podman" },
    { "[Container]\nImage=x\nPublishPort=127.0.0.1:80:80\nNetwork=host\nSecret=s\n",
      "a: image=x net=host port(127.0.0.1|80|80) podman" },
    { "[Container]\nImage=x\nEnvironment=A=b \"C=d e\"\nEnvironmentFile=/etc/e\nHealthCmd=true\n",
      "a: image=x health=true env:A =b env:C =d e env_file=/etc/e podman" },
    { "[Container]\nImage=x\nExec=sh -c 'a b'\n", "a: image=x cmd=sh cmd=-c cmd=a b podman" },
    { "[Container]\nImage=x\n[Service]\nMemoryMax=1G\nTasksMax=5\nCPUQuota=50%\nRestart=always\n",
      "a: image=x memory=1G cpus=50% pids=5 podman" },
    { "[Container]\nImage=x.build\n", "a: image=x.build podman made" },
    { "[Container]\nImage=quay.io/x:%i\n", "a: image?quay.io/x:${i} podman" },
    { "[Container]\nImage=x\nUser\nNetwork=\n", "a: image=x podman" },
    { "[Service]\nImage=x\n", NULL },
    { "", NULL },
};

Test(quadlet, containers)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest;
        bool is_read =
            hm_quadlet_read(&arena, HM_S("u/a.container"), hm_str_c(rows[i].text), &manifest);
        struct hm_str got = is_read ? describe_all(&arena, &manifest) : HM_S("");
        cr_expect_eq(is_read, rows[i].services != NULL, "%s", rows[i].text);
        cr_expect(hm_str_eq(got, rows[i].services), "%s\n  %.*s", rows[i].text, HM_FMT(got));
    }
}

Test(quadlet, pods)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;

    cr_assert(hm_quadlet_read(&arena, HM_S("a.pod"),
                              HM_S("[Pod]\nPodName=p\nPublishPort=80:80\nNetwork=host\n"),
                              &manifest));
    struct hm_str got = describe_all(&arena, &manifest);
    cr_expect(hm_str_eq(got, "p: net=host port(|80|80) podman incomplete"), "%.*s", HM_FMT(got));
    cr_expect_eq(manifest.kind, HM_MANIFEST_QUADLET);
}

Test(quadlet, places_are_those_of_the_file)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    struct hm_str text =
        HM_S("# c\n[Container]\nImage=x\nVolume=/a:/b\nDropCapability=A \\\n  B\n");

    cr_assert(hm_quadlet_read(&arena, HM_S("a.container"), text, &manifest));
    const struct hm_service *service = &manifest.services[0];
    cr_expect(hm_str_eq(described_text(&manifest, service->span), "[Container]"));
    cr_expect(hm_str_eq(described_text(&manifest, service->image.span), "Image=x"));
    cr_expect(hm_str_eq(described_text(&manifest, service->volumes[0].span), "Volume=/a:/b"));
    cr_expect(hm_str_eq(described_text(&manifest, service->cap_drop.list[1].span), "B"));
}

/* What a unit that builds is for the graph: where from, by which names; NULL: nobody can say. */
static const struct {
    const char *text;
    const char *build;
} builds[] = {
    { "[Build]\nFile=./Web.build\nSetWorkingDirectory=unit\nImageTag=localhost/web:1\n",
      "file=./Web.build in=. to= localhost/web:1" },
    { "[Build]\nFile=../web/Containerfile\nSetWorkingDirectory=file\nTarget=prod\n"
      "ImageTag=a:1\nImageTag=b:1\nBuildArg=V=1 W=2\n",
      "file=../web/Containerfile in=../web to=prod a:1 b:1 V=1 W=2" },
    { "[Build]\nFile=Containerfile\nSetWorkingDirectory=../web\nImageTag=a\n",
      "file=../web/Containerfile in=../web to= a" },
    { "[Build]\nSetWorkingDirectory=unit\nImageTag=a\n", "file= in=. to= a" },
    { "[Build]\nFile=Containerfile\nImageTag=a\n", NULL },
    { "[Build]\nSetWorkingDirectory=file\nImageTag=a\n", NULL },
    { "[Container]\nImage=a\n", NULL },
};

static struct hm_str
described_build(struct hm_arena *arena, const struct hm_manifests *manifest)
{
    hm_auto_buf struct hm_buf out = { 0 };
    const struct hm_act *act = &manifest->builds[0];

    hm_buf_printf(&out, "file=%.*s in=%.*s to=%.*s", HM_FMT(act->dockerfile.text),
                  HM_FMT(act->context.text), HM_FMT(act->target.text));
    for (uint32_t i = 0; i < act->names.n; i++) {
        hm_buf_printf(&out, " %.*s", HM_FMT(act->names.list[i].text));
    }
    for (uint32_t i = 0; i < act->args.n; i++) {
        hm_buf_printf(&out, " %.*s=%.*s", HM_FMT(act->args.list[i].name),
                      HM_FMT(act->args.list[i].value.text));
    }
    return hm_arena_str(arena, hm_buf_str(&out));
}

Test(quadlet, builds)
{
    for (size_t i = 0; i < sizeof builds / sizeof builds[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest = { 0 };
        cr_expect_not(
            hm_quadlet_read(&arena, HM_S("u/a.build"), hm_str_c(builds[i].text), &manifest));
        cr_assert_eq(manifest.n_builds, builds[i].build != NULL, "%s", builds[i].text);
        if (manifest.n_builds > 0) {
            struct hm_str got = described_build(&arena, &manifest);
            cr_expect(hm_str_eq(got, builds[i].build), "%.*s", HM_FMT(got));
        }
    }
}

Test(quadlet, a_suffix_that_others_have_too_needs_the_section)
{
    cr_expect(hm_quadlet_is_meant(HM_S("a.build"), HM_S("[Build]\nFile=x\n")));
    cr_expect_not(hm_quadlet_is_meant(HM_S("Web.build"), HM_S("FROM alpine:3.22\n")));
    cr_expect_not(hm_quadlet_is_meant(HM_S("disk.image"), HM_S("[Build]\n")));
    cr_expect(hm_quadlet_is_meant(HM_S("a.container"), HM_S("")));
}
