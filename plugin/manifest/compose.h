/* SPDX-License-Identifier: Apache-2.0 */
/* Compose files: a project of one or several files as Compose puts it together. */
#ifndef HM_MANIFEST_COMPOSE_H
#define HM_MANIFEST_COMPOSE_H

#include "plugin/manifest/path_reader.h"
#include "plugin/model/facts.h"

/** A project has at most so many files, overrides, included and extended ones together. */
#define HM_COMPOSE_FILES 64u

/** Files include, and services extend, each other at most so deep. */
#define HM_COMPOSE_DEPTH 16u

/** Whether a file's name is one that Compose looks for, or people give its files:
 * "compose.yml", "docker-compose.prod.yaml", "web.compose.yaml". */
bool hm_compose_is_named(struct hm_str path);

/** Whether it is the override that Compose adds by itself to the file beside it:
 * "compose.override.yaml". */
bool hm_compose_is_override(struct hm_str path);

/** Whether a text looks like a Compose file: it begins with a key, and has `services:`. */
bool hm_compose_is_meant(struct hm_str text);

/**
 * Reads a project: @p paths in the order of `-f`, the first says where the project's folder is; and
 * for one that is "compose.yaml" or its like the override beside it. Whatever Compose would refuse
 * is a problem of the manifest; only what has no tree at all fails: HM_E_NOT_FOUND, HM_E_IO when
 * the first file cannot be read. Everything lies in the arena.
 */
enum hm_status hm_compose_load(struct hm_arena *arena, const struct hm_path_reader *reader,
                               const struct hm_str *paths, size_t n_paths,
                               struct hm_manifests *ret_manifest,
                               struct hm_err *reterr) HM_MUST_CHECK;

#endif
