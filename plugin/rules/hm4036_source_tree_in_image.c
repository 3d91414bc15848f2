/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/seat.h"

/* Whether the command compiles what needs no sources to run. */
static bool
compiles(const struct hm_command *cmd)
{
    static const char *const pairs[][2] = {
        { "go", "build" },      { "go", "install" },     { "cargo", "build" },
        { "cargo", "install" }, { "mvn", "package" },    { "mvn", "install" },
        { "gradle", "build" },  { "dotnet", "publish" }, { "dotnet", "build" },
        { "stack", "build" },   { "cabal", "install" },  { "swift", "build" },
        { "zig", "build" },     { "sbt", "assembly" },
    };
    static const char *const programs[] = { "gcc",  "g++",   "cc",    "clang", "clang++",
                                            "make", "javac", "rustc", "ninja" };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (hm_str_eq(cmd->name, pairs[i][0]) && hm_command_has(cmd, pairs[i][1])) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        if (hm_str_eq(cmd->name, programs[i])) {
            return true;
        }
    }
    return hm_str_eq(cmd->name, "mvnw") || hm_str_eq(cmd->name, "gradlew");
}

/* A folder of sources by its name, or the whole context. */
static bool
is_tree(struct hm_str source)
{
    struct hm_str path = source;

    while (hm_str_ends(path, "/")) {
        path.n--;
    }
    struct hm_str name = hm_str_basename(path);
    return hm_is_whole_context(source) || hm_str_eq(name, "src") || hm_str_eq(name, "cmd") ||
           hm_str_eq(name, "internal") || hm_str_eq(name, "pkg");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_word *tree = NULL;

    if (!hm_stage_ships(at->stage)) {
        return;
    }
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        const struct hm_script *script = hm_unix_script(at->file, inst);
        for (uint32_t k = 0; hm_copies_context(inst) && k < hm_copy_sources(inst); k++) {
            if (tree == NULL && is_tree(inst->words[k].value)) {
                tree = &inst->words[k];
            }
        }
        for (uint32_t k = 0; script != NULL && tree != NULL && k < script->n_commands; k++) {
            if (compiles(&script->commands[k])) {
                hm_find(out, tree->span,
                        "What is copied here is compiled in line %u, and stays in the image.",
                        inst->line);
                return;
            }
        }
    }
}

const struct hm_rule hm4036_source_tree_in_image = {
    .id = "HM4036",
    .concept = "source-tree-in-image",
    .since = "0.1",
    .title = "The sources of a compiled program are in the image",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_MULTI_STAGE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 540 },
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "The image needs what the compiler made, not what it read. Sources tell an intruder how "
           "the service works, and often hold more than they should: notes, tests with passwords, "
           "the settings of other environments.",
    .fix = "Compile in one stage, and copy the result into another: `COPY --from=build /src/app "
           "/app`.",
    .bad = "FROM golang:1.26\nWORKDIR /src\nCOPY . .\nRUN go build -o /app\nCMD [\"/app\"]\n",
    .good =
        "FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app\nFROM "
        "gcr.io/distroless/static-debian12:nonroot\nCOPY --from=build /app /app\nCMD [\"/app\"]\n",
    .check = check,
};
