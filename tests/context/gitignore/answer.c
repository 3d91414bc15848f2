/* SPDX-License-Identifier: Apache-2.0 */
/* For tests/context/gitignore/run: the files that a walk over each folder of standard input, with
 * what git ignores left out, sees. */
#include <stdio.h>

#include "plugin/context/git_ignored.h"

static const char *const skip[] = { ".git", NULL };

static void
answer(const char *root)
{
    struct hm_arena arena = { 0 };
    struct hm_git_ignored *ignored = hm_git_ignored_new(&arena, root);
    struct hm_walk_options options = {
        .skip = skip,
        .guide = ignored == NULL ? NULL : hm_git_ignored_guide(ignored),
    };
    struct hm_err err = { 0 };
    struct hm_walk walk;

    if (hm_walk(&arena, root, &options, &walk, &err) != HM_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    if (ignored != NULL && hm_git_ignored_fault(ignored).n > 0) {
        (void)fprintf(stderr, "%s: %s\n", root, hm_git_ignored_fault(ignored).p);
    }
    (void)fputs(root, stdout);
    for (uint32_t i = 0; i < walk.n_entries; i++) {
        if (!walk.entries[i].is_hidden && walk.entries[i].kind != HM_WALK_FOLDER) {
            (void)printf("%c%.*s", '\0', HM_FMT(walk.entries[i].path));
        }
    }
    (void)putchar('\n');
    if (ignored != NULL) {
        hm_git_ignored_done(ignored);
    }
    hm_arena_done(&arena);
}

int
main(void)
{
    char line[4096];

    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        answer(line);
    }
    return 0;
}
