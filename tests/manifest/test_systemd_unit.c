/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/manifest/described.h"

#include "plugin/manifest/systemd_unit.h"

static const struct {
    const char *text;
    const char *services; /* NULL: no container is run */
} rows[] = {
    { "[Service]\nExecStart=/usr/bin/docker run --rm x\n", "x: image=x" },
    { "[Service]\nExecStart=@/usr/bin/docker docker run --rm x\n", NULL },
    { "[Service]\nExecStartPre=-/usr/bin/docker run x\n", "x: image=x passing" },
    { "[Service]\nType=oneshot\nExecStart=/usr/bin/docker run x\n", "x: image=x passing" },
    { "[Service]\nType=oneshot\nExecStart=docker run x ; docker run y\n",
      "x: image=x passing\ny: image=y passing" },
    { "[Service]\nExecStart=podman run \\\n# a comment\n  --net host \\\n  x\n",
      "x: image=x net=host podman" },
    { "[Service]\nExecStart=docker run -v \"/a b:/c\" -e 'A=b c' -e \"D=e\\\"f\" x\n",
      "x: image=x env:A =b c env:D =e\"f b(/a b>/c)" },
    { "[Service]\nExecStart=docker run --name %n -v %h/.ssh:/s -e A=50%% -e B=$$C x\n",
      "x: image=x env:A =50% env:B =$C b(~/.ssh>/s)" },
    { "[Service]\nExecStart=docker run $OPTS x\n", "x: image=x incomplete" },
    { "[Service]\nExecStart=docker run ${IMAGE}\n", "${IMAGE}: image?${IMAGE}" },
    { "[Service]\nExecStart=/bin/sh -c 'docker run --privileged x'\n",
      "x: image=x privileged=true" },
    { "[Unit]\nDescription=docker run x\n", NULL },
    { "[Service]\n# ExecStart=docker run x\n", NULL },
    { "[Service]\nExecStart=docker run x \\", "x: image=x" },
};

Test(systemd_unit, services_of_commands)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest;
        bool is_read =
            hm_systemd_unit_read(&arena, HM_S("a.service"), hm_str_c(rows[i].text), &manifest);
        struct hm_str got = is_read ? describe_all(&arena, &manifest) : HM_S("");
        cr_expect_eq(is_read, rows[i].services != NULL, "%s", rows[i].text);
        cr_expect(hm_str_eq(got, rows[i].services), "%s\n  %.*s", rows[i].text, HM_FMT(got));
    }
}

Test(systemd_unit, places_are_those_of_the_file)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    struct hm_str text = HM_S("[Service]\nExecStart=-/bin/docker run \\\n ; no\n  -v \"/a:/b\" x\n"
                              "ExecStop=sh -c 'docker run --pid=host y'\n");

    cr_assert(hm_systemd_unit_read(&arena, HM_S("a.service"), text, &manifest));
    const struct hm_service *service = &manifest.services[0];
    cr_expect(hm_str_eq(described_text(&manifest, service->span), "/bin/docker run"));
    cr_expect(hm_str_eq(described_text(&manifest, service->volumes[0].span), "-v \"/a:/b\""));
    cr_expect(hm_str_eq(described_text(&manifest, service->image.span), "x"));
    cr_expect(hm_str_eq(described_text(&manifest, manifest.services[1].pid.span), "--pid=host"));
}

Test(systemd_unit, names)
{
    cr_expect(hm_systemd_unit_is_named(HM_S("etc/web.service")));
    cr_expect(hm_systemd_unit_is_named(HM_S("web.service.d/10-more.conf")));
    cr_expect_not(hm_systemd_unit_is_named(HM_S("web.conf")));
}
