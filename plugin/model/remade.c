/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/remade.h"

#include "plugin/base/path.h"
#include "plugin/model/packages.h"

/* A program, and the words of which one makes it fill the folder, with blanks between them: the
 * first operand; "run/build" the second behind `run`; "*package" any argument; "" no operand; "-" a
 * package manager's install of what the project lists. */
struct maker {
    const char *program;
    const char *words;
};

struct hm_remade {
    struct hm_str name;
    const char *what;
    const char *beside[3]; /* one of these has to lie beside it; "*.x": any with this ending */
    const char *inside;    /* or this in it */
    struct maker makers[6];
    bool is_deep;
    bool is_vague; /* people keep sources in folders of this name, too */
};

#define PACKAGES "packages"
#define BUILT "what a build made"

#define NODE                                                                                       \
    {                                                                                              \
        { "npm", "ci install i clean-install install-clean" }, { "yarn", "install " },             \
            { "pnpm", "install i" },                                                               \
        {                                                                                          \
            "bun", "install i"                                                                     \
        }                                                                                          \
    }
#define NODE_BUILDS                                                                                \
    {                                                                                              \
        { "npm", "run/build run-script/build" }, { "yarn", "build run/build" },                    \
            { "pnpm", "build run/build" },                                                         \
        {                                                                                          \
            "bun", "run/build"                                                                     \
        }                                                                                          \
    }
#define GRADLE "*build *assemble *bootJar *shadowJar *installDist *jar *war *bootWar *fatJar"
#define MAVEN "*package *install *verify *compile *deploy"
#define PYTHON                                                                                     \
    {                                                                                              \
        { "pip", "-" }, { "poetry", "install" }, { "uv", "sync" }, { "pipenv", "install sync" },   \
        {                                                                                          \
            "pdm", "install sync"                                                                  \
        }                                                                                          \
    }
#define DOTNET                                                                                     \
    {                                                                                              \
        {                                                                                          \
            "dotnet", "publish build restore test pack"                                            \
        }                                                                                          \
    }

static const struct hm_remade kinds[] = {
    { .name = HM_STR("node_modules"),
      .what = PACKAGES,
      .beside = { "package.json" },
      .makers = NODE },
    { .name = HM_STR("bower_components"),
      .what = PACKAGES,
      .beside = { "bower.json" },
      .makers = { { "bower", "install" } } },
    { .name = HM_STR("vendor"),
      .what = PACKAGES,
      .beside = { "composer.json" },
      .makers = { { "composer", "install update" } } },
    { .name = HM_STR("vendor/bundle"),
      .what = PACKAGES,
      .beside = { "Gemfile" },
      .makers = { { "bundle", "install " } } },
    { .name = HM_STR(".venv"), .what = PACKAGES, .inside = "pyvenv.cfg", .makers = PYTHON },
    { .name = HM_STR("venv"), .what = PACKAGES, .inside = "pyvenv.cfg", .makers = PYTHON },
    { .name = HM_STR("env"), .what = PACKAGES, .inside = "pyvenv.cfg", .makers = PYTHON },
    { .name = HM_STR("deps"),
      .what = PACKAGES,
      .beside = { "mix.exs" },
      .makers = { { "mix", "deps.get" } } },
    { .name = HM_STR("_build"),
      .what = BUILT,
      .beside = { "mix.exs" },
      .makers = { { "mix", "compile release" } } },
    { .name = HM_STR("target"),
      .what = BUILT,
      .beside = { "Cargo.toml" },
      .makers = { { "cargo", "build b install run test" } } },
    { .name = HM_STR("target"),
      .what = BUILT,
      .beside = { "pom.xml" },
      .makers = { { "mvn", MAVEN }, { "mvnw", MAVEN } },
      .is_deep = true },
    { .name = HM_STR("target"),
      .what = BUILT,
      .beside = { "build.sbt" },
      .makers = { { "sbt", "*assembly *stage *package" } } },
    { .name = HM_STR("build"),
      .what = BUILT,
      .beside = { "build.gradle", "build.gradle.kts" },
      .makers = { { "gradle", GRADLE }, { "gradlew", GRADLE } },
      .is_deep = true },
    { .name = HM_STR("build"),
      .what = BUILT,
      .beside = { "CMakeLists.txt" },
      .inside = "CMakeCache.txt",
      .makers = { { "cmake", "*-B *--build" } } },
    { .name = HM_STR("bin"),
      .what = BUILT,
      .beside = { "*.csproj", "*.fsproj", "*.vbproj" },
      .makers = DOTNET,
      .is_deep = true },
    { .name = HM_STR("obj"),
      .what = BUILT,
      .beside = { "*.csproj", "*.fsproj", "*.vbproj" },
      .makers = DOTNET,
      .is_deep = true },
    { .name = HM_STR(".build"),
      .what = BUILT,
      .beside = { "Package.swift" },
      .makers = { { "swift", "build" } } },
    { .name = HM_STR(".stack-work"),
      .what = BUILT,
      .beside = { "stack.yaml" },
      .makers = { { "stack", "build install" } } },
    { .name = HM_STR(".next"), .what = BUILT, .beside = { "package.json" }, .makers = NODE_BUILDS },
    { .name = HM_STR(".nuxt"), .what = BUILT, .beside = { "package.json" }, .makers = NODE_BUILDS },
    { .name = HM_STR(".output"),
      .what = BUILT,
      .beside = { "package.json" },
      .makers = NODE_BUILDS },
    { .name = HM_STR(".svelte-kit"),
      .what = BUILT,
      .beside = { "package.json" },
      .makers = NODE_BUILDS },
    { .name = HM_STR("dist"),
      .what = BUILT,
      .beside = { "package.json" },
      .makers = NODE_BUILDS,
      .is_vague = true },
    { .name = HM_STR("build"),
      .what = BUILT,
      .beside = { "package.json" },
      .makers = NODE_BUILDS,
      .is_vague = true },
    { .name = HM_STR("out"),
      .what = BUILT,
      .beside = { "package.json" },
      .makers = NODE_BUILDS,
      .is_vague = true },
};

const struct hm_remade *
hm_remade_kind(size_t n)
{
    return n < sizeof kinds / sizeof kinds[0] ? &kinds[n] : NULL;
}

struct hm_str
hm_remade_name(const struct hm_remade *kind)
{
    return kind->name;
}

const char *
hm_remade_what(const struct hm_remade *kind)
{
    return kind->what;
}

bool
hm_remade_is_deep(const struct hm_remade *kind)
{
    return kind->is_deep;
}

/* --- commands */

/* `pip install -r requirements.txt`, `pip install .`: what a project lists, not `pip install
 * wheel`. */
static bool
installs_project(const struct hm_command *cmd)
{
    struct hm_package_call call;

    return hm_package_call(cmd, &call) && call.manager == HM_PIP &&
           call.action == HM_PACKAGES_INSTALL &&
           (hm_command_option(cmd, "-r", NULL) || hm_command_option(cmd, "--requirement", NULL) ||
            hm_command_has(cmd, ".") || hm_command_has(cmd, "-e"));
}

static bool
fits_word(const struct hm_command *cmd, struct hm_str word)
{
    struct hm_command view = hm_command_expanded(cmd);
    uint32_t at = hm_command_operand(cmd, 1);
    struct hm_str operand = at < view.n_args ? view.args[at].text : HM_S("");
    size_t slash = hm_str_find(word, '/');

    if (hm_str_starts(word, "*")) {
        for (uint32_t i = 1; i < view.n_args; i++) {
            if (hm_str_is(view.args[i].text, hm_str_from(word, 1))) {
                return true;
            }
        }
        return false;
    }
    if (slash == word.n) {
        return hm_str_is(operand, word);
    }
    uint32_t second = at < view.n_args ? hm_command_operand(cmd, at + 1) : view.n_args;
    return hm_str_is(operand, hm_str_sub(word, 0, slash)) && second < view.n_args &&
           hm_str_is(hm_str_sub(view.args[second].text, 0, word.n - slash - 1),
                     hm_str_from(word, slash + 1));
}

static bool
is_by(const struct maker *maker, const struct hm_command *cmd)
{
    struct hm_str words = hm_str_c(maker->words);

    if (strcmp(maker->words, "-") == 0) {
        return installs_project(cmd);
    }
    if (!hm_str_eq(cmd->name, maker->program) || hm_command_has(cmd, "-g") ||
        hm_command_has(cmd, "--global") || hm_command_has(cmd, "--version") ||
        hm_command_has(cmd, "--help")) {
        return false;
    }
    for (;;) {
        size_t end = hm_str_find(words, ' ');
        if (fits_word(cmd, hm_str_sub(words, 0, end))) {
            return true;
        }
        if (end == words.n) {
            return false;
        }
        words = hm_str_from(words, end + 1);
    }
}

/* Whether a stage takes something of this name out of another: then a step has made it there. */
static bool
is_taken_on(const struct hm_remade *kind, const struct hm_dockerfile *file)
{
    struct hm_str part;

    for (uint32_t i = 0; i < file->n_instructions; i++) {
        const struct hm_instruction *inst = &file->instructions[i];
        bool is_of_stage = inst->kind == HM_COPY && inst->from_stage < file->n_stages;
        for (uint32_t k = 0; is_of_stage && k + 1 < inst->n_words; k++) {
            struct hm_str path = inst->words[k].value;
            while (hm_str_split(&path, '/', &part)) {
                if (hm_str_is(part, kind->name)) {
                    return true;
                }
            }
        }
    }
    return false;
}

bool
hm_remade_by(const struct hm_remade *kind, const struct hm_dockerfile *file,
             const struct hm_command *cmd)
{
    size_t n = sizeof kind->makers / sizeof kind->makers[0];

    for (size_t i = 0; i < n && kind->makers[i].program != NULL; i++) {
        if (is_by(&kind->makers[i], cmd)) {
            return !kind->is_vague || is_taken_on(kind, file);
        }
    }
    return false;
}

/* --- folders */

/* The first file that is at @p path or behind it. */
static uint32_t
first_from(const struct hm_context *context, struct hm_str path)
{
    uint32_t low = 0;
    uint32_t high = context->n_files;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (hm_str_compare(context->files[mid].path, path) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

/* Whether a folder ("" or ending in '/') itself holds a file with this ending. */
static bool
has_ending(const struct hm_context *context, struct hm_str folder, const char *ending)
{
    for (uint32_t i = first_from(context, folder); i < context->n_files; i++) {
        struct hm_str path = context->files[i].path;
        if (!hm_str_is(hm_str_sub(path, 0, folder.n), folder)) {
            break;
        }
        if (hm_str_ends(path, ending) && !hm_str_has(hm_str_from(path, folder.n), "/")) {
            return true;
        }
    }
    return false;
}

static bool
is_of_kind(const struct hm_remade_walk *walk, struct hm_arena *arena, struct hm_str above,
           struct hm_str folder)
{
    const struct hm_remade *kind = walk->kind;
    bool is_beside = kind->beside[0] == NULL;

    for (size_t i = 0; i < 3 && kind->beside[i] != NULL && !is_beside; i++) {
        const char *name = kind->beside[i];
        is_beside = name[0] == '*'
                        ? has_ending(walk->context, above, name + 1)
                        : hm_context_find(walk->context,
                                          hm_arena_concat(arena, above, hm_str_c(name))) != NULL;
    }
    return is_beside &&
           (kind->inside == NULL ||
            hm_context_find(walk->context, hm_arena_concat(arena, folder, HM_S("/"),
                                                           hm_str_c(kind->inside))) != NULL);
}

/* Past all that is in a folder. */
static uint32_t
end_of(const struct hm_context *context, struct hm_str folder, uint32_t from)
{
    while (from < context->n_files && hm_path_is_below(context->files[from].path, folder, NULL)) {
        from++;
    }
    return from;
}

/* The part of a path that has the kind's name, from @p from on: its end, or 0. */
static size_t
name_end(const struct hm_remade *kind, struct hm_str path, size_t from)
{
    size_t end = from + kind->name.n;

    return end < path.n && path.p[end] == '/' &&
                   hm_str_is(hm_str_sub(path, from, kind->name.n), kind->name)
               ? end
               : 0;
}

bool
hm_remade_next(struct hm_remade_walk *walk, struct hm_arena *arena,
               struct hm_remade_folder *ret_folder)
{
    const struct hm_context *context = walk->context;
    struct hm_str passed = { 0 }; /* a folder of the name that is not of the kind */

    for (; walk->at < context->n_files; walk->at++) {
        struct hm_str path = context->files[walk->at].path;
        for (size_t from = 0; from < path.n;
             from += hm_str_find(hm_str_from(path, from), '/') + 1) {
            size_t end = name_end(walk->kind, path, from);
            struct hm_str folder = hm_str_sub(path, 0, end);
            struct hm_str above = hm_str_sub(path, 0, from);
            if (end == 0 || hm_str_is(folder, passed)) {
                continue;
            }
            if (!is_of_kind(walk, arena, above, folder)) {
                passed = folder;
                continue;
            }
            *ret_folder = (struct hm_remade_folder){
                .path = folder,
                .above = hm_str_sub(above, 0, above.n > 0 ? above.n - 1 : 0),
                .first = walk->at,
                .end = end_of(context, folder, walk->at),
            };
            walk->at = ret_folder->end;
            return true;
        }
    }
    return false;
}
