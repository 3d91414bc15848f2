/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/suppress/suppress_scope.h"

#include "plugin/base/auto.h"
#include "reports/merge/purl.h"

/* --- the image --- */

void
hm_waived_image_take(struct hm_waived_image *image, struct hm_arena *arena,
                     const struct hm_report *report, struct hm_str target)
{
    static const char *const engines[] = { "docker-daemon://", "podman://", "containerd://" };
    struct hm_str text = target;

    if (target.n > 0 && hm_str_is(image->target, target)) {
        return;
    }
    *image = (struct hm_waived_image){ .target = target };
    for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++) {
        if (hm_str_starts(text, engines[i])) {
            text = hm_str_from(text, strlen(engines[i]));
        }
    }
    bool is_file = hm_str_starts(text, "/") || hm_str_starts(text, "./") ||
                   hm_str_starts(text, "../") || text.n == 0;
    image->has_ref = !is_file && hm_image_ref_parse(arena, text, &image->ref, NULL) == HM_OK;
    if (image->has_ref && image->ref.digest.n > 0) {
        hm_vec_add(arena, &image->digests, image->ref.digest);
    }
    for (size_t i = 0; target.n > 0 && i < report->evidence.n; i++) {
        const struct hm_evidence *seen = &report->evidence.p[i];
        if (strcmp(seen->kind, "digest") == 0 && seen->proof == HM_PROOF_VERIFIED &&
            seen->digest.n > 0 && hm_str_is(seen->subject, target)) {
            hm_vec_add(arena, &image->digests, seen->digest);
        }
    }
}

bool
hm_waived_image_fits(const struct hm_waived_image *image, struct hm_str pattern)
{
    return image->has_ref && hm_image_pattern_fits(pattern, &image->ref);
}

static bool
has_digest(const struct hm_waived_image *image, struct hm_str digest)
{
    for (size_t i = 0; i < image->digests.n; i++) {
        if (hm_str_eq_nocase(image->digests.p[i], digest)) {
            return true;
        }
    }
    return false;
}

/* --- packages --- */

static bool
is_purl(struct hm_str text)
{
    return hm_str_eq_nocase(hm_str_sub(text, 0, 4), HM_S("pkg:"));
}

static struct hm_str
decoded(struct hm_buf *buf, struct hm_str text)
{
    static const char digits[] = "0123456789abcdef";

    hm_buf_clear(buf);
    for (size_t i = 0; i < text.n; i++) {
        const char *high = text.p[i] == '%' && i + 2 < text.n
                               ? strchr(digits, hm_ascii_lower(text.p[i + 1]))
                               : NULL;
        const char *low = high == NULL ? NULL : strchr(digits, hm_ascii_lower(text.p[i + 2]));
        bool is_escape = high != NULL && low != NULL && *high != '\0' && *low != '\0';
        hm_buf_putc(buf, is_escape ? (char)((high - digits) * 16 + (low - digits)) : text.p[i]);
        i += is_escape ? 2 : 0;
    }
    return hm_buf_str(buf);
}

/* The parts of a package URL that are not its type and name; still encoded. */
static struct hm_str
version_of(struct hm_str purl)
{
    purl = hm_str_sub(purl, 0, hm_str_find(purl, '#'));
    purl = hm_str_sub(purl, 0, hm_str_find(purl, '?'));
    size_t at = hm_str_find_last(purl, '@');
    size_t slash = hm_str_find_last(purl, '/');
    return at < purl.n && (slash == purl.n || at > slash + 1) ? hm_str_from(purl, at + 1)
                                                              : HM_S("");
}

static struct hm_str
qualifier(struct hm_str purl, const char *name)
{
    size_t n = strlen(name);
    struct hm_str pair;

    purl = hm_str_sub(purl, 0, hm_str_find(purl, '#'));
    struct hm_str rest = hm_str_from(purl, hm_str_find(purl, '?') + 1);
    while (hm_str_split(&rest, '&', &pair)) {
        if (hm_str_starts(pair, name) && pair.n > n && pair.p[n] == '=') {
            return hm_str_from(pair, n + 1);
        }
    }
    return HM_S("");
}

/* What both say must be the same; what only the finding says is more than was asked. */
static bool
have_same_qualifier(struct hm_str asked, struct hm_str have, const char *name)
{
    hm_auto_buf struct hm_buf left = { 0 };
    hm_auto_buf struct hm_buf right = { 0 };
    struct hm_str want = decoded(&left, qualifier(asked, name));
    struct hm_str got = decoded(&right, qualifier(have, name));

    return want.n == 0 || got.n == 0 || hm_str_eq_nocase(want, got);
}

static bool
purl_fits(struct hm_str asked, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf left = { 0 };
    hm_auto_buf struct hm_buf right = { 0 };

    if (finding->purl.n == 0) {
        return false;
    }
    hm_purl_key(&left, asked);
    hm_purl_key(&right, finding->purl);
    if (!hm_str_is(hm_buf_str(&left), hm_buf_str(&right))) {
        return false;
    }
    struct hm_str want = decoded(&left, version_of(asked));
    struct hm_str have =
        finding->version.n > 0 ? finding->version : decoded(&right, version_of(finding->purl));
    /* Both spellings occur: with the epoch in the version, and without. */
    bool is_version = want.n == 0 || hm_str_is(want, have) ||
                      hm_str_is(hm_purl_version(asked, want), hm_purl_version(asked, have));
    return is_version && have_same_qualifier(asked, finding->purl, "arch") &&
           have_same_qualifier(asked, finding->purl, "distro");
}

bool
hm_waived_package_fits(const struct hm_finding *finding, struct hm_str package)
{
    return is_purl(package) ? purl_fits(package, finding) : hm_str_is(package, finding->package);
}

/* --- products --- */

static bool
is_same_repository(const struct hm_waived_image *image, struct hm_str registry,
                   struct hm_str repository)
{
    if (hm_str_eq_nocase(registry, HM_S("index.docker.io"))) {
        registry = HM_S("docker.io");
    }
    return hm_str_eq_nocase(registry, image->ref.registry) &&
           hm_str_is(repository, image->ref.repository);
}

/* With the repository's last part, as most tools write it, or without. */
static bool
is_repository_url(const struct hm_waived_image *image, struct hm_str url)
{
    size_t scheme = url.n;
    struct hm_str repository = image->ref.repository;

    for (size_t i = 0; i + 3 <= url.n && scheme == url.n; i++) {
        scheme = memcmp(url.p + i, "://", 3) == 0 ? i : scheme;
    }
    url = scheme < url.n ? hm_str_from(url, scheme + 3) : url;
    while (url.n > 0 && url.p[url.n - 1] == '/') {
        url.n--;
    }
    struct hm_str registry = hm_str_sub(url, 0, hm_str_find(url, '/'));
    struct hm_str rest = hm_str_from(url, registry.n + 1);
    return is_same_repository(image, registry, rest) ||
           (is_same_repository(image, registry, repository) &&
            hm_str_is(rest, hm_str_dirname(repository)));
}

/* pkg:oci/NAME@DIGEST?repository_url=…&tag=… and pkg:docker/NAMESPACE/NAME@TAG-OR-DIGEST */
static bool
image_purl_fits(struct hm_str purl, const struct hm_waived_image *image)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    bool is_docker = hm_str_eq_nocase(hm_str_sub(purl, 0, 11), HM_S("pkg:docker/"));
    struct hm_str path = hm_str_from(purl, is_docker ? 11 : 8);

    path = hm_str_sub(path, 0, hm_str_find(path, '?'));
    path = hm_str_sub(path, 0, hm_str_find(path, '@'));
    struct hm_str name = decoded(&buf, hm_str_basename(path));
    if (image->has_ref ? !hm_str_eq_nocase(name, hm_str_basename(image->ref.repository))
                       : version_of(purl).n == 0) {
        return false;
    }
    struct hm_str url = decoded(&buf, qualifier(purl, "repository_url"));
    if (url.n > 0 && image->has_ref && !is_repository_url(image, url)) {
        return false;
    }
    struct hm_str tag = decoded(&buf, qualifier(purl, "tag"));
    if (tag.n > 0 && image->ref.tag.n > 0 && !hm_str_is(tag, image->ref.tag)) {
        return false;
    }
    struct hm_str version = decoded(&buf, version_of(purl));
    return version.n == 0                          ? tag.n == 0 || image->ref.tag.n > 0
           : hm_str_find(version, ':') < version.n ? has_digest(image, version)
                                                   : hm_str_is(version, image->ref.tag);
}

static bool
is_image_purl(struct hm_str id)
{
    return hm_str_eq_nocase(hm_str_sub(id, 0, 8), HM_S("pkg:oci/")) ||
           hm_str_eq_nocase(hm_str_sub(id, 0, 11), HM_S("pkg:docker/"));
}

static bool
reference_fits(struct hm_str id, const struct hm_waived_image *image)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct hm_image_ref ref;

    if (!image->has_ref || hm_image_ref_parse(&scratch, id, &ref, NULL) != HM_OK) {
        return false;
    }
    return is_same_repository(image, ref.registry, ref.repository) &&
           (ref.tag.n == 0 || hm_str_is(ref.tag, image->ref.tag)) &&
           (ref.digest.n == 0 || has_digest(image, ref.digest));
}

static bool
path_fits(struct hm_str id, struct hm_str path)
{
    id = hm_str_starts(id, "file:") ? hm_str_from(id, 5) : id;
    id = hm_str_starts(id, "./") ? hm_str_from(id, 2) : id;
    return id.n > 0 && hm_str_is(id, path);
}

static bool
id_fits(struct hm_str id, const struct hm_finding *finding, const struct hm_waived_image *image)
{
    bool has_image = image->target.n > 0;

    if (is_image_purl(id)) {
        return has_image && image_purl_fits(id, image);
    }
    if (is_purl(id)) {
        return purl_fits(id, finding);
    }
    if (hm_digest_is_canonical(id)) {
        return has_digest(image, id);
    }
    return has_image ? hm_str_is(id, image->target) || reference_fits(id, image)
                     : path_fits(id, finding->path);
}

static bool
product_fits(const struct hm_vex_product *product, const struct hm_finding *finding,
             const struct hm_waived_image *image)
{
    bool is_meant = false;

    for (uint32_t i = 0; i < product->n_ids && !is_meant; i++) {
        is_meant = id_fits(product->ids[i], finding, image);
    }
    if (!is_meant || !product->has_parts) {
        return is_meant;
    }
    for (uint32_t i = 0; i < product->n_parts; i++) {
        if (purl_fits(product->parts[i], finding)) {
            return true;
        }
    }
    return false;
}

bool
hm_vex_fits(const struct hm_vex *vex, const struct hm_finding *finding,
            const struct hm_waived_image *image)
{
    for (uint32_t i = 0; i < vex->n_products; i++) {
        if (product_fits(&vex->products[i], finding, image)) {
            return true;
        }
    }
    return false;
}
