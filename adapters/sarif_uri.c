/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/sarif_parts.h"

#include "plugin/base/path.h"

enum {
    BASES_MAX = 8, /* bases may be relative to bases */
};

/* Length of "scheme:" at the start; 0 for none. One letter is a drive of Windows. */
static size_t
scheme_length(struct hm_str uri)
{
    size_t n = 0;

    while (n < uri.n && (hm_is_alpha(uri.p[n]) ||
                         (n > 0 && (hm_is_digit(uri.p[n]) || strchr("+-.", uri.p[n]) != NULL)))) {
        n++;
    }
    return n > 0 && n < uri.n && uri.p[n] == ':' ? n + 1 : 0;
}

static int
hex_value(char c)
{
    return hm_is_digit(c)         ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Without query and fragment, and with %41 as 'A'. Many tools write plain paths, so a '%' before
 * anything else is one. */
static struct hm_str
decoded(struct hm_arena *arena, struct hm_str uri)
{
    char *p = hm_arena_alloc(arena, uri.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < uri.n && uri.p[i] != '?' && uri.p[i] != '#'; i++) {
        int high = uri.p[i] == '%' && i + 2 < uri.n ? hex_value(uri.p[i + 1]) : -1;
        int low = high >= 0 ? hex_value(uri.p[i + 2]) : -1;
        p[n++] = low < 0 ? uri.p[i] : (char)(high * 16 + low);
        i += low < 0 ? 0 : 2;
    }
    return hm_str_make(p, n);
}

/* The path that a URI names on this machine, absolute or relative; false for what is no file. */
static bool
file_path(struct hm_arena *arena, struct hm_str uri, struct hm_str *ret)
{
    size_t n = scheme_length(uri);

    if (n > 0) {
        if (!hm_str_eq_nocase(hm_str_sub(uri, 0, n), HM_S("file:"))) {
            return false;
        }
        uri = hm_str_from(uri, n);
        if (hm_str_starts(uri, "//")) {
            /* "file://localhost/x": another machine's file is none of ours. */
            uri = hm_str_from(uri, 2);
            size_t slash = hm_str_find(uri, '/');
            if (slash > 0 && !hm_str_eq_nocase(hm_str_sub(uri, 0, slash), HM_S("localhost"))) {
                return false;
            }
            uri = hm_str_from(uri, slash);
        }
    }
    struct hm_str path = decoded(arena, uri);
    for (size_t i = 0; i < path.n; i++) {
        if ((unsigned char)path.p[i] < 0x20 || path.p[i] == 0x7f) {
            return false;
        }
    }
    *ret = path;
    return path.n > 0 && path.n <= HM_PATH_LIMIT;
}

struct hm_str
hm_sarif_path(struct hm_arena *arena, const struct hm_sarif_options *options, struct hm_str base,
              struct hm_str reference)
{
    struct hm_str root = options->root;
    struct hm_str folder = HM_S("");
    struct hm_str path;
    struct hm_str rest;

    if (!file_path(arena, reference, &path) || (base.n > 0 && !file_path(arena, base, &folder))) {
        return HM_S("");
    }
    if (options->name_file != NULL) {
        path = folder.n == 0 ? hm_path_clean(arena, path) : hm_path_join(arena, folder, path);
        return path.n > HM_PATH_LIMIT || hm_str_eq(path, "..") || hm_str_starts(path, "../")
                   ? HM_S("")
                   : hm_collect_name(arena, options->name_file(options->ctx, arena, path));
    }
    /* A path that is not absolute is taken to be below the root, as a base that is not said. */
    path = hm_path_join(arena, hm_path_join(arena, root, folder), path);
    if (!hm_str_starts(path, "/") || path.n > HM_PATH_LIMIT ||
        !hm_path_is_below(hm_str_from(path, 1), hm_path_clean(arena, hm_str_from(root, 1)),
                          &rest)) {
        return HM_S("");
    }
    return hm_collect_name(arena, rest);
}

/* --- places --- */

/* What a uriBaseId stands for: a URI reference, with the bases that it is relative to in front. */
static enum hm_status
read_base(struct hm_sarif_reader *reader, struct hm_str id, struct hm_str *ret)
{
    struct hm_str whole = HM_S("");

    for (unsigned i = 0; id.n > 0 && reader->bases.value != NULL; i++) {
        struct hm_json base;
        struct hm_str uri;
        if (i == BASES_MAX) {
            return hm_json_error(&reader->bases, reader->reterr, "bases of bases of bases");
        }
        HM_TRY(hm_json_may(&reader->bases, hm_arena_c(reader->arena, id), JSON_OBJECT, &base,
                           reader->reterr));
        if (base.value == NULL) {
            break;
        }
        HM_TRY(hm_json_may_str(&base, "uri", &uri, reader->reterr));
        bool is_whole = scheme_length(uri) > 0 || hm_str_starts(uri, "/");
        whole = hm_arena_printf(reader->arena, "%.*s%s%.*s", HM_FMT(uri),
                                uri.n > 0 && !hm_str_ends(uri, "/") ? "/" : "", HM_FMT(whole));
        HM_TRY(hm_json_may_str(&base, "uriBaseId", &id, reader->reterr));
        if (is_whole) {
            break;
        }
    }
    *ret = whole;
    return HM_OK;
}

/* An artifactLocation names its file itself, or by the number of one of the run's artifacts. */
static enum hm_status
read_artifact(struct hm_sarif_reader *reader, const struct hm_json *at, struct hm_str *ret_uri,
              struct hm_str *ret_base)
{
    struct hm_json artifact;
    struct hm_json location = *at;
    uint64_t index;

    HM_TRY(hm_json_may_str(at, "uri", ret_uri, reader->reterr));
    if (ret_uri->n == 0 && json_is_integer(json_object_get(at->value, "index")) &&
        json_integer_value(json_object_get(at->value, "index")) >= 0) {
        HM_TRY(hm_json_need_u64(at, "index", HM_SARIF_NUMBER_MAX, &index, reader->reterr));
        if (index >= hm_json_count(&reader->artifacts)) {
            return hm_json_error(at, reader->reterr, "there is no artifact of this index");
        }
        HM_TRY(hm_json_item(&reader->artifacts, index, JSON_OBJECT, &artifact, reader->reterr));
        HM_TRY(hm_json_need(&artifact, "location", JSON_OBJECT, &location, reader->reterr));
        HM_TRY(hm_json_may_str(&location, "uri", ret_uri, reader->reterr));
    }
    struct hm_str id;
    HM_TRY(hm_json_may_str(&location, "uriBaseId", &id, reader->reterr));
    return read_base(reader, id, ret_base);
}

static enum hm_status
read_region(struct hm_sarif_reader *reader, const struct hm_json *at, struct hm_place *ret)
{
    uint64_t line, column, end_line, end_column;

    HM_TRY(hm_json_may_u64(at, "startLine", HM_SARIF_NUMBER_MAX, &line, reader->reterr));
    HM_TRY(hm_json_may_u64(at, "startColumn", HM_SARIF_NUMBER_MAX, &column, reader->reterr));
    HM_TRY(hm_json_may_u64(at, "endLine", HM_SARIF_NUMBER_MAX, &end_line, reader->reterr));
    HM_TRY(hm_json_may_u64(at, "endColumn", HM_SARIF_NUMBER_MAX, &end_column, reader->reterr));
    if (line == 0) {
        return HM_OK; /* of bytes or characters, or of nothing */
    }
    end_line = end_line < line ? line : end_line;
    bool has_end = end_line > line ? end_column > 0 : end_column > column;
    *ret = (struct hm_place){
        .line = (uint32_t)line,
        .end_line = (uint32_t)end_line,
        .column = has_end ? (uint32_t)column : 0,
        .end_column = has_end && column > 0 ? (uint32_t)end_column : 0,
    };
    return HM_OK;
}

/* Grype says "IMAGE@sha256:…:/path" of what lies in an image, and a URI made from its name. */
static enum hm_status
read_logical(struct hm_sarif_reader *reader, const struct hm_json *location,
             struct hm_finding *finding)
{
    struct hm_json list, item;
    struct hm_str name, path;

    HM_TRY(hm_json_may(location, "logicalLocations", JSON_ARRAY, &list, reader->reterr));
    if (strcmp(reader->run->found.producer, "grype") != 0 || hm_json_count(&list) == 0) {
        return HM_OK;
    }
    HM_TRY(hm_json_item(&list, 0, JSON_OBJECT, &item, reader->reterr));
    HM_TRY(hm_json_may_str(&item, "fullyQualifiedName", &name, reader->reterr));
    HM_TRY(hm_json_may_str(&item, "name", &path, reader->reterr));
    if (hm_str_has(name, "@sha256:")) {
        finding->target = hm_collect_text(
            reader->arena, hm_str_sub(name, 0, hm_str_find(name, '@')), HM_SARIF_TEXT_MAX);
        finding->subject = hm_collect_name(reader->arena, path);
    }
    return HM_OK;
}

static enum hm_status
read_uri(struct hm_sarif_reader *reader, const struct hm_json *physical, struct hm_str *ret_uri,
         struct hm_str *ret_base)
{
    struct hm_json artifact;

    *ret_uri = *ret_base = HM_S("");
    HM_TRY(hm_json_may(physical, "artifactLocation", JSON_OBJECT, &artifact, reader->reterr));
    return artifact.value == NULL ? HM_OK : read_artifact(reader, &artifact, ret_uri, ret_base);
}

static enum hm_status
may_region(struct hm_sarif_reader *reader, const struct hm_json *physical, struct hm_place *ret)
{
    struct hm_json region;

    HM_TRY(hm_json_may(physical, "region", JSON_OBJECT, &region, reader->reterr));
    return region.value == NULL ? HM_OK : read_region(reader, &region, ret);
}

enum hm_status
hm_sarif_find_place(struct hm_sarif_reader *reader, const struct hm_json *result,
                    struct hm_finding *finding)
{
    struct hm_json locations, location, physical;
    struct hm_str uri, base;

    HM_TRY(hm_json_may(result, "locations", JSON_ARRAY, &locations, reader->reterr));
    if (hm_json_count(&locations) == 0) {
        return HM_OK;
    }
    HM_TRY(hm_json_item(&locations, 0, JSON_OBJECT, &location, reader->reterr));
    HM_TRY(read_logical(reader, &location, finding));
    HM_TRY(hm_json_may(&location, "physicalLocation", JSON_OBJECT, &physical, reader->reterr));
    if (physical.value == NULL || finding->subject.n > 0) {
        return HM_OK;
    }
    HM_TRY(read_uri(reader, &physical, &uri, &base));
    if (reader->image.n > 0) {
        finding->subject = hm_collect_name(reader->arena, uri);
        return HM_OK;
    }
    finding->path = hm_sarif_path(reader->arena, reader->options, base, uri);
    if (finding->path.n == 0) {
        finding->subject = hm_collect_text(reader->arena, uri, HM_SARIF_TEXT_MAX);
        return HM_OK;
    }
    return may_region(reader, &physical, &finding->place);
}

enum hm_status
hm_sarif_find_related(struct hm_sarif_reader *reader, const struct hm_json *result,
                      struct hm_finding *finding)
{
    struct hm_json list, location, physical, message;
    struct hm_str uri, base, text;

    HM_TRY(hm_json_may(result, "relatedLocations", JSON_ARRAY, &list, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&list) && finding->related.n < HM_RELATED_LIMIT; i++) {
        struct hm_related related = { 0 };
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &location, reader->reterr));
        HM_TRY(hm_json_may(&location, "physicalLocation", JSON_OBJECT, &physical, reader->reterr));
        HM_TRY(hm_json_may(&location, "message", JSON_OBJECT, &message, reader->reterr));
        if (physical.value == NULL || message.value == NULL) {
            continue; /* nothing to show */
        }
        HM_TRY(hm_json_may_str(&message, "text", &text, reader->reterr));
        HM_TRY(read_uri(reader, &physical, &uri, &base));
        HM_TRY(may_region(reader, &physical, &related.place));
        related.path = hm_sarif_path(reader->arena, reader->options, base, uri);
        related.message = hm_collect_text(reader->arena, text, HM_SARIF_TEXT_MAX);
        if (related.path.n > 0 && related.message.n > 0) {
            hm_vec_add(reader->arena, &finding->related, related);
        }
    }
    return HM_OK;
}
