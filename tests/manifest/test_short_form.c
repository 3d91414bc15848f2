/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/manifest/project.h"

#include "plugin/manifest/short_form.h"

static const struct {
    const char *text;
    const char *source;
    const char *target;
    const char *options;
} volumes[] = {
    { "/data", "", "/data", "" },
    { "./a:/b", "./a", "/b", "" },
    { "vol:/b:ro,z", "vol", "/b", "ro,z" },
    { "C:\\data:/data:ro", "C:\\data", "/data", "ro" },
    { "c:/data:d:/data", "c:/data", "d:/data", "" },
    { "${A:-./x}:/data", "${A:-./x}", "/data", "" },
    { "", "", "", "" },
};

Test(short_form, volumes_are_parted)
{
    for (size_t i = 0; i < sizeof volumes / sizeof volumes[0]; i++) {
        struct hm_volume_parts parts = hm_volume_split(hm_str_c(volumes[i].text));
        expect_str(parts.source, volumes[i].source);
        expect_str(parts.target, volumes[i].target);
        expect_str(parts.options, volumes[i].options);
    }
}

static const struct {
    const char *text;
    const char *address;
    const char *published;
    const char *target;
    const char *protocol;
} ports[] = {
    { "80", "", "", "80", "tcp" },
    { "8080:80", "", "8080", "80", "tcp" },
    { "127.0.0.1:8080:80/udp", "127.0.0.1", "8080", "80", "udp" },
    { "127.0.0.1::80", "127.0.0.1", "", "80", "tcp" },
    { "'[::1]:8080:80'", "::1", "8080", "80", "tcp" },
    { "'::1:8080:80'", "::1", "8080", "80", "tcp" },
    { "8000-8010:80-90", "", "8000-8010", "80-90", "tcp" },
    { "{target: 80, published: 81, host_ip: '::1', protocol: udp}", "::1", "81", "80", "udp" },
};

Test(short_form, ports_of_either_form)
{
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifests;
        struct hm_str text = hm_arena_printf(
            &arena, "services:\n  a:\n    image: a\n    ports:\n      - %s\n", ports[i].text);
        struct project_file files[] = { { "compose.yaml", text.p }, { NULL, NULL } };
        project_load(&arena, files, &manifests);
        const struct hm_published *port = project_service(&manifests, "a")->ports;
        expect_str(port->address.text, ports[i].address);
        expect_str(port->published.text, ports[i].published);
        expect_str(port->target.text, ports[i].target);
        expect_str(port->protocol, ports[i].protocol);
        cr_expect_eq(port->address.is_set, ports[i].address[0] != '\0', "%s", ports[i].text);
    }
}

static const struct {
    const char *item;
    enum hm_volume_kind kind;
    const char *path;
    enum hm_trit is_read_only;
} mounts[] = {
    { "./a:/a", HM_VOLUME_BIND, "./x/a", HM_NO },
    { "../a:/a:ro", HM_VOLUME_BIND, "./a", HM_YES },
    { "../../a:/a", HM_VOLUME_BIND, "../a", HM_NO },
    { "/a/../b/:/a", HM_VOLUME_BIND, "/b", HM_NO },
    { "~/a:/a", HM_VOLUME_BIND, "~/a", HM_NO },
    { "vol:/a", HM_VOLUME_NAMED, "", HM_NO },
    { "/a", HM_VOLUME_ANONYMOUS, "", HM_NO },
    { "${A}:/a", HM_VOLUME_OTHER, "", HM_NO },
    { "vol:/a:${MODE}", HM_VOLUME_NAMED, "", HM_UNKNOWN },
    { "{type: bind, source: /a, target: /a, read_only: true}", HM_VOLUME_BIND, "/a", HM_YES },
    { "{type: bind, source: /a, target: /a, read_only: '${RO}'}", HM_VOLUME_BIND, "/a",
      HM_UNKNOWN },
    { "{type: tmpfs, target: /a}", HM_VOLUME_TMPFS, "", HM_NO },
    { "{type: volume, target: /a}", HM_VOLUME_ANONYMOUS, "", HM_NO },
    { "{type: volume, source: a, target: /a}", HM_VOLUME_NAMED, "", HM_NO },
};

Test(short_form, what_is_mounted)
{
    for (size_t i = 0; i < sizeof mounts / sizeof mounts[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifests;
        struct hm_str text = hm_arena_printf(
            &arena, "services:\n  a:\n    image: a\n    volumes:\n      - %s\n", mounts[i].item);
        struct project_file files[] = { { "x/compose.yaml", text.p }, { NULL, NULL } };
        project_load(&arena, files, &manifests);
        const struct hm_volume *volume = project_service(&manifests, "a")->volumes;
        cr_expect_eq(volume->kind, mounts[i].kind, "%s is %d", mounts[i].item, volume->kind);
        expect_str(volume->path, mounts[i].path);
        cr_expect_eq(volume->is_read_only, mounts[i].is_read_only, "%s", mounts[i].item);
    }
}
