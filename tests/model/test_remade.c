/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/remade.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"
#include "tests/rows.h"

static struct hm_context
context_of(struct hm_arena *arena, const char *const *paths)
{
    struct hm_context context = { 0 };
    while (paths[context.n_files] != NULL) {
        context.n_files++;
    }
    struct hm_context_file *files = hm_arena_new(arena, struct hm_context_file, context.n_files);
    for (uint32_t i = 0; i < context.n_files; i++) {
        files[i].path = hm_str_c(paths[i]);
    }
    context.files = files;
    return context;
}

/* All folders of all kinds, with a blank between them. */
static struct hm_str
list_folders(struct hm_arena *arena, const char *const *paths)
{
    struct hm_context context = context_of(arena, paths);
    struct hm_remade_folder folder;
    struct hm_str all = HM_S("");

    for (size_t n = 0; hm_remade_kind(n) != NULL; n++) {
        struct hm_remade_walk walk = { .kind = hm_remade_kind(n), .context = &context };
        while (hm_remade_next(&walk, arena, &folder)) {
            all = hm_arena_printf(arena, "%.*s%s%.*s:%u", HM_FMT(all), all.n > 0 ? " " : "",
                                  HM_FMT(folder.path), (unsigned)(folder.end - folder.first));
        }
    }
    return all;
}

static const struct folder_case {
    const char *paths[8]; /* in their order */
    const char *folders;
} folder_cases[] = {
    { { "node_modules/a", "node_modules/b/node_modules/c", "package.json" }, "node_modules:2" },
    { { "node_modules/a" }, "" },
    { { "node_modules", "package.json" }, "" },
    { { "my_node_modules/a", "package.json" }, "" },
    { { "node_modules/a", "web/node_modules/a", "web/package.json" }, "web/node_modules:1" },
    { { "Gemfile", "vendor/bundle/x", "vendor/y" }, "vendor/bundle:1" },
    { { ".venv/pyvenv.cfg", "env/config" }, ".venv:1" },
    { { "app/app.csproj", "app/bin/x", "bin/y" }, "app/bin:1" },
    { { "a/x.csproj/y", "a/bin/x" }, "" },
};

ROWS_OF(remade, folders, folder_cases)

ParameterizedTest(size_t *index, remade, folders)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str all = list_folders(&arena, folder_cases[*index].paths);

    cr_expect(hm_str_eq(all, folder_cases[*index].folders), "row %zu: %.*s", *index, HM_FMT(all));
}

static const struct command_case {
    const char *steps; /* after FROM x AS a */
    const char *name;  /* of a folder */
    bool is_made;
} command_cases[] = {
    { "RUN npm ci", "node_modules", true },
    { "RUN npm i --omit=dev", "node_modules", true },
    { "RUN npm install -g npm", "node_modules", false },
    { "RUN npm run ci", "node_modules", false },
    { "RUN yarn", "node_modules", true },
    { "RUN yarn --frozen-lockfile", "node_modules", true },
    { "RUN yarn --version", "node_modules", false },
    { "RUN yarn add left-pad", "node_modules", false },
    { "RUN ./mvnw -B clean package", "target", true },
    { "RUN mvn dependency:go-offline", "target", false },
    { "RUN ./gradlew clean bootJar", "build", true },
    { "RUN ./gradlew dependencies", "build", false },
    { "RUN pip install -r requirements.txt", ".venv", true },
    { "RUN python -m pip install .", ".venv", true },
    { "RUN pip install wheel", ".venv", false },
    { "RUN npm run build", ".next", true },
    { "RUN npm run build:prod", ".next", true },
    { "RUN npm run lint", ".next", false },
    { "RUN npm run build", "dist", false },
    { "RUN npm run build\nFROM x\nCOPY --from=a /src/dist /d", "dist", true },
    { "RUN npm run build\nFROM x\nCOPY --from=other /src/dist /d", "dist", false },
};

ROWS_OF(remade, commands, command_cases)

ParameterizedTest(size_t *index, remade, commands)
{
    const struct command_case *row = &command_cases[*index];
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;
    bool is_made = false;

    hm_source_init(&source, &arena, HM_S("Dockerfile"),
                   hm_arena_printf(&arena, "FROM x AS a\n%s\n", row->steps));
    hm_dockerfile_parse(&arena, &source, &(struct hm_build){ 0 }, &file);
    for (size_t n = 0; hm_remade_kind(n) != NULL; n++) {
        const struct hm_remade *kind = hm_remade_kind(n);
        for (uint32_t c = 0; hm_str_eq(hm_remade_name(kind), row->name) && file.n_scripts > 0 &&
                             c < file.scripts[0].n_commands;
             c++) {
            is_made = is_made || hm_remade_by(kind, &file, &file.scripts[0].commands[c]);
        }
    }
    cr_expect_eq(is_made, row->is_made, "row %zu: %s", *index, row->steps);
}
