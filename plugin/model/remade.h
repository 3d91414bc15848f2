/* SPDX-License-Identifier: Apache-2.0 */
/* Folders that a tool fills, and that its next run fills again: node_modules, target, .venv … */
#ifndef HM_MODEL_REMADE_H
#define HM_MODEL_REMADE_H

#include "plugin/model/facts.h"

/** One kind of such folders. */
struct hm_remade;

/** The @p n-th kind, or NULL past the last. Kinds may have the same name: `target` is Cargo's and
 * Maven's. */
const struct hm_remade *hm_remade_kind(size_t n);

/** The folder's name, with '/' in it where it has several parts: "vendor/bundle". */
struct hm_str hm_remade_name(const struct hm_remade *kind);

/** What it holds: "packages", "what a build made". */
const char *hm_remade_what(const struct hm_remade *kind);

/** Whether the tool, run in a folder, fills those of the projects below it too. */
bool hm_remade_is_deep(const struct hm_remade *kind);

/** Whether @p cmd, run beside such a folder, fills it. Not known to be so of folders whose names
 * say little ("dist"): there @p file has to take one out of the stage, too. */
bool hm_remade_by(const struct hm_remade *kind, const struct hm_dockerfile *file,
                  const struct hm_command *cmd);

/** A walk over the folders of one kind in a context: `{ .kind = …, .context = … }`. */
struct hm_remade_walk {
    const struct hm_remade *kind;
    const struct hm_context *context;
    uint32_t at;
};

/** A folder, and the files of the context that are in it. */
struct hm_remade_folder {
    struct hm_str path;  /**< "web/node_modules" */
    struct hm_str above; /**< "web", or empty */
    uint32_t first;      /**< hm_context.files [first, end), those that are ignored included */
    uint32_t end;
};

/**
 * The next folder; false past the last. It is of the kind by its name and by what lies beside it
 * (package.json) or in it (pyvenv.cfg). One within another is the other's. What is put together on
 * the way lives in @p arena.
 */
bool hm_remade_next(struct hm_remade_walk *walk, struct hm_arena *arena,
                    struct hm_remade_folder *ret_folder);

#endif
