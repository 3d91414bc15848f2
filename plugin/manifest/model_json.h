/* SPDX-License-Identifier: Apache-2.0 */
/* Values of manifests as JSON, for `hullmark ast --json`: what the writers of all kinds share. */
#ifndef HM_MANIFEST_MODEL_JSON_H
#define HM_MANIFEST_MODEL_JSON_H

#include "plugin/base/buf.h"
#include "plugin/model/manifests.h"

/** Where everything that is written lies. */
struct hm_json_writer {
    const struct hm_manifests *manifest;
    struct hm_buf *buf;
};

/** `"at":"path:line:column"`; nothing for a span that is nowhere. */
void hm_json_at(const struct hm_json_writer *out, struct hm_span span);

/** A value: nothing where it is not set; a text where it is known; else an object with the text as
 * it is written, and `"known":false`. */
void hm_json_scalar(const struct hm_json_writer *out, const char *name,
                    const struct hm_scalar *value);

/** A list of such values; nothing where it is not set and empty. */
void hm_json_scalars(const struct hm_json_writer *out, const char *name,
                     const struct hm_scalars *values);

/** An object of such values by name, null for a name whose value comes from outside; of several of
 * one name the last. Nothing where there are none. */
void hm_json_entries(const struct hm_json_writer *out, const char *name,
                     const struct hm_entries *entries);

/** What its own program would refuse, or what could not be followed: `"ok"`, `"problems"`. */
void hm_json_problems(const struct hm_json_writer *out);

/** `"files"`: the paths of the sources. */
void hm_json_sources(const struct hm_json_writer *out);

#endif
