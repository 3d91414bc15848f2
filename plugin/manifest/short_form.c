/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/short_form.h"

#include "plugin/base/path.h"

/* The next part up to a colon that stands in no brackets. */
static struct hm_str
next_part(struct hm_str *rest)
{
    size_t depth = 0;
    size_t n = 0;

    for (; n < rest->n; n++) {
        char c = rest->p[n];
        if (c == '{' || c == '[' || c == '(') {
            depth++;
        } else if ((c == '}' || c == ']' || c == ')') && depth > 0) {
            depth--;
        } else if (c == ':' && depth == 0) {
            break;
        }
    }
    struct hm_str part = hm_str_sub(*rest, 0, n);
    *rest = hm_str_from(*rest, n + 1);
    return part;
}

/* The same, with "C:\" and "C:/" for a part's beginning. */
static struct hm_str
next_path(struct hm_str *rest)
{
    struct hm_str whole = *rest;
    struct hm_str part = next_part(rest);

    if (part.n == 1 && hm_is_alpha(*part.p) && rest->n > 0 &&
        (*rest->p == '\\' || *rest->p == '/')) {
        struct hm_str more = next_part(rest);
        return hm_str_sub(whole, 0, part.n + 1 + more.n);
    }
    return part;
}

struct hm_volume_parts
hm_volume_split(struct hm_str text)
{
    struct hm_volume_parts parts = { 0 };

    parts.source = next_path(&text);
    if (text.n == 0) {
        parts.target = parts.source;
        parts.source = HM_S("");
        return parts;
    }
    parts.target = next_path(&text);
    parts.options = text;
    return parts;
}

struct hm_str
hm_volume_target(struct hm_arena *arena, const struct hm_ynode *item)
{
    struct hm_str target = { 0 };

    if (item->kind == HM_YAML_MAP) {
        const struct hm_ynode *given = hm_ynode_get(item, "target");
        target = given == NULL ? target : given->text;
    } else {
        target = hm_volume_split(item->text).target;
    }
    return target.n == 0 ? target : hm_path_clean(arena, target);
}

static struct hm_scalar
part_value(const struct hm_ynode *item, struct hm_str text)
{
    struct hm_scalar value = hm_ynode_value(item);

    value.text = text;
    value.is_set = text.n > 0;
    value.is_known = item->is_known || hm_str_find(text, '$') == text.n;
    return value;
}

static bool
is_path(struct hm_str source)
{
    return hm_str_starts(source, "/") || hm_str_starts(source, ".") || hm_str_starts(source, "~") ||
           hm_str_starts(source, "\\") ||
           (source.n > 2 && source.p[1] == ':' && hm_is_alpha(*source.p));
}

/* Clean, and from the scan's root where it is relative. */
static void
set_path(struct hm_arena *arena, const struct hm_ynode *item, struct hm_volume *volume)
{
    struct hm_str source = volume->source.text;

    if (volume->kind != HM_VOLUME_BIND || !volume->source.is_known || source.n == 0) {
        return;
    }
    if (hm_str_starts(source, "/") || hm_str_starts(source, "~") ||
        (source.n > 1 && source.p[1] == ':') || hm_str_starts(source, "\\")) {
        volume->path = hm_path_clean(arena, source);
    } else {
        struct hm_str joined = hm_path_join(arena, item->file->folder, source);
        volume->path =
            hm_str_starts(joined, "..") ? joined : hm_arena_concat(arena, HM_S("./"), joined);
    }
}

/* "ro,z,rslave". */
static void
read_options(struct hm_volume *volume, struct hm_str options)
{
    static const char *const propagations[] = { "shared",  "rshared",  "slave", "rslave",
                                                "private", "rprivate", NULL };
    struct hm_str option;

    while (hm_str_split(&options, ',', &option)) {
        option = hm_str_trim(option);
        if (hm_str_eq(option, "ro") || hm_str_eq(option, "readonly")) {
            volume->is_read_only = HM_YES;
        } else if (hm_str_find(option, '$') < option.n && volume->is_read_only != HM_YES) {
            volume->is_read_only = HM_UNKNOWN;
        } else if (hm_str_in(option, propagations)) {
            volume->propagation = volume->options;
            volume->propagation.text = option;
        }
    }
}

static struct hm_volume
read_short(struct hm_arena *arena, const struct hm_ynode *item)
{
    struct hm_volume_parts parts = hm_volume_split(item->text);
    struct hm_volume volume = { .span = item->span, .is_read_only = HM_NO };

    volume.source = part_value(item, parts.source);
    volume.target = part_value(item, parts.target);
    volume.options = part_value(item, parts.options);
    volume.kind = parts.source.n == 0      ? HM_VOLUME_ANONYMOUS
                  : is_path(parts.source)  ? HM_VOLUME_BIND
                  : *parts.source.p == '$' ? HM_VOLUME_OTHER
                                           : HM_VOLUME_NAMED;
    if (parts.source.n == 0 && !volume.target.is_known) {
        volume.kind = HM_VOLUME_OTHER;
    }
    read_options(&volume, parts.options);
    set_path(arena, item, &volume);
    return volume;
}

static enum hm_volume_kind
kind_of(const struct hm_scalar *type, const struct hm_scalar *source)
{
    if (!type->is_set) {
        return source->is_set && is_path(source->text) ? HM_VOLUME_BIND : HM_VOLUME_NAMED;
    }
    if (hm_str_eq(type->text, "bind")) {
        return HM_VOLUME_BIND;
    }
    if (hm_str_eq(type->text, "tmpfs")) {
        return HM_VOLUME_TMPFS;
    }
    if (hm_str_eq(type->text, "volume")) {
        return source->is_set ? HM_VOLUME_NAMED : HM_VOLUME_ANONYMOUS;
    }
    return hm_str_eq(type->text, "image") ? HM_VOLUME_IMAGE : HM_VOLUME_OTHER;
}

struct hm_volume
hm_volume_read(struct hm_arena *arena, const struct hm_ynode *item)
{
    if (item->kind != HM_YAML_MAP) {
        return read_short(arena, item);
    }
    struct hm_volume volume = { .span = item->span };
    struct hm_scalar type = hm_ynode_value(hm_ynode_get(item, "type"));
    const struct hm_ynode *read_only = hm_ynode_get(item, "read_only");
    const struct hm_ynode *bind = hm_ynode_get(item, "bind");
    volume.source = hm_ynode_value(hm_ynode_get(item, "source"));
    volume.target = hm_ynode_value(hm_ynode_get(item, "target"));
    volume.kind = kind_of(&type, &volume.source);
    volume.propagation = hm_ynode_value(hm_ynode_get(bind, "propagation"));
    struct hm_scalar value = hm_ynode_value(read_only);
    volume.is_read_only = hm_scalar_is_true(&value);
    if (volume.source.is_set) {
        volume.span = volume.source.span;
    }
    set_path(arena, item, &volume);
    return volume;
}

struct hm_volume
hm_tmpfs_read(const struct hm_ynode *item)
{
    struct hm_str rest = item->text;
    struct hm_str target = next_part(&rest);

    return (struct hm_volume){ .kind = HM_VOLUME_TMPFS,
                               .target = part_value(item, target),
                               .options = part_value(item, rest),
                               .is_read_only = HM_NO,
                               .span = item->span };
}

static const char *const yes_words[] = { "true", "1", "t", NULL };

static enum hm_trit
trit_of(const struct hm_scalar *value)
{
    return !value->is_known                                                 ? HM_UNKNOWN
           : value->text.n == 0 || hm_str_in_nocase(value->text, yes_words) ? HM_YES
                                                                            : HM_NO;
}

struct hm_volume
hm_mount_read(struct hm_arena *arena, const struct hm_ynode *item)
{
    static const char *const sources[] = { "source", "src", NULL };
    static const char *const targets[] = { "target", "destination", "dst", NULL };
    static const char *const read_only[] = { "readonly", "ro", NULL };
    struct hm_volume volume = { .span = item->span, .is_read_only = HM_NO };
    struct hm_scalar type = part_value(item, HM_S("volume"));
    struct hm_str rest = item->text;
    struct hm_str part;

    while (hm_str_split(&rest, ',', &part)) {
        size_t equals = hm_str_find(part, '=');
        struct hm_str name = hm_str_trim(hm_str_sub(part, 0, equals));
        struct hm_scalar value = part_value(item, hm_str_trim(hm_str_from(part, equals + 1)));
        if (hm_str_eq(name, "type")) {
            type = value;
        } else if (hm_str_in(name, sources)) {
            volume.source = value;
        } else if (hm_str_in(name, targets)) {
            volume.target = value;
        } else if (hm_str_in(name, read_only)) {
            volume.is_read_only = trit_of(&value);
        } else if (hm_str_eq(name, "bind-propagation")) {
            volume.propagation = value;
        } else if (hm_str_find(name, '$') < name.n && volume.is_read_only == HM_NO) {
            volume.is_read_only = HM_UNKNOWN;
        }
    }
    volume.kind = type.is_known ? kind_of(&type, &volume.source) : HM_VOLUME_OTHER;
    set_path(arena, item, &volume);
    return volume;
}

/* --- ports --- */

/* "[::1]:8080:80/tcp": at most an address, a port of the host, one of the container. */
static struct hm_published
read_short_port(const struct hm_ynode *item)
{
    struct hm_published port = { .span = item->span, .protocol = HM_S("tcp") };
    struct hm_str rest = item->text;
    uint32_t n = 0;

    port.address.is_known = port.published.is_known = port.target.is_known = true;
    port.whole = hm_ynode_value(item);
    size_t slash = hm_str_find_last(rest, '/');
    if (slash < rest.n) {
        port.protocol = hm_str_from(rest, slash + 1);
        rest = hm_str_sub(rest, 0, slash);
    }
    /* An address may have colons of its own, also without brackets: the last two part. */
    struct hm_str whole = rest;
    struct hm_str last = HM_S("");
    struct hm_str second = HM_S("");
    while (rest.n > 0) {
        second = last;
        last = next_part(&rest);
        n++;
    }
    port.target = part_value(item, last);
    port.published = part_value(item, second);
    if (n > 2) {
        struct hm_str address = hm_str_sub(whole, 0, (size_t)(second.p - whole.p) - 1);
        if (hm_str_starts(address, "[") && hm_str_ends(address, "]")) {
            address = hm_str_sub(address, 1, address.n - 2);
        }
        port.address = part_value(item, address);
    }
    return port;
}

struct hm_published
hm_publish_read(const struct hm_ynode *item)
{
    struct hm_published port = { .span = item->span, .protocol = HM_S("tcp") };
    struct hm_str rest = item->text;
    struct hm_str part;

    while (hm_str_split(&rest, ',', &part)) {
        size_t equals = hm_str_find(part, '=');
        struct hm_str name = hm_str_trim(hm_str_sub(part, 0, equals));
        struct hm_scalar value = part_value(item, hm_str_trim(hm_str_from(part, equals + 1)));
        if (hm_str_eq(name, "published")) {
            port.published = value;
        } else if (hm_str_eq(name, "target")) {
            port.target = value;
        } else if (hm_str_eq(name, "protocol")) {
            port.protocol = value.text;
        }
    }
    return port;
}

struct hm_published
hm_published_read(const struct hm_ynode *item)
{
    if (item->kind != HM_YAML_MAP) {
        return read_short_port(item);
    }
    struct hm_scalar protocol = hm_ynode_value(hm_ynode_get(item, "protocol"));
    struct hm_published port = { .span = item->span,
                                 .protocol = protocol.is_set ? protocol.text : HM_S("tcp") };

    port.address = hm_ynode_value(hm_ynode_get(item, "host_ip"));
    port.published = hm_ynode_value(hm_ynode_get(item, "published"));
    port.target = hm_ynode_value(hm_ynode_get(item, "target"));
    if (port.published.is_set) {
        port.span = port.published.span;
    }
    return port;
}

struct hm_str
hm_published_identity(struct hm_arena *arena, const struct hm_ynode *item)
{
    struct hm_published port = hm_published_read(item);

    return hm_arena_printf(arena, "%.*s|%.*s|%.*s|%.*s", HM_FMT(port.address.text),
                           HM_FMT(port.published.text), HM_FMT(port.target.text),
                           HM_FMT(port.protocol));
}
