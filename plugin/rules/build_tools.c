/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/build_tools.h"

struct hm_str
hm_package_group(const struct hm_command *cmd)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    struct hm_str group = { 0 };

    if (!hm_str_eq(cmd->name, "apk")) {
        return group;
    }
    if (hm_command_option(cmd, "--virtual", &group)) {
        return group;
    }
    for (uint32_t i = 1; i + 1 < n_fields; i++) {
        if (hm_str_eq(fields[i].text, "-t")) {
            return fields[i + 1].text;
        }
    }
    return group;
}

static const char *const builders[] = {
    "build-essential",
    "build-base",
    "base-devel",
    "alpine-sdk",
    "gcc",
    "g++",
    "c++",
    "cpp",
    "clang",
    "llvm",
    "make",
    "gmake",
    "cmake",
    "ninja",
    "ninja-build",
    "meson",
    "scons",
    "automake",
    "autoconf",
    "autotools-dev",
    "libtool",
    "pkg-config",
    "pkgconf",
    "pkgconfig",
    "bison",
    "flex",
    "gfortran",
    "gcc-c++",
    "gcc-gfortran",
    "binutils",
    "patch",
    "nasm",
    "yasm",
    "ccache",
    "gdb",
    "strace",
    "ltrace",
    "valgrind",
    "dpkg-dev",
    "rpm-build",
    "rpmdevtools",
    "devscripts",
    "debhelper",
    "linux-headers",
    "kernel-headers",
    "kernel-devel",
    "cargo",
    "rustc",
    "rustup",
    "rust",
    "golang",
    "golang-go",
    "go",
    "ghc",
    "maven",
    "gradle",
    "ant",
    "sbt",
    "leiningen",
    "default-jdk",
    "default-jdk-headless",
    "npm",
    "yarn",
    "yarnpkg",
    "pnpm",
    "python3-pip",
    "python-pip",
    "py3-pip",
    "python2-pip",
    "pip",
    "ruby-full",
    "ruby-bundler",
    "bundler",
    "composer",
    "git",
    "git-core",
    "git-lfs",
    "subversion",
    "svn",
    "mercurial",
    "cvs",
    "bzr",
    "swig",
    "protobuf-compiler",
    "protoc",
    "nvidia-cuda-toolkit",
    "docker-ce",
    "docker.io",
    "@development",
    "erlang-dev",
    "@Development Tools",
    "Development Tools",
    "musl-dev",
    "tcc",
    "byacc",
    "m4",
    "perl-devel",
    NULL,
};

static const char *const helpers[] = { "curl", "wget", "aria2", "axel", "httpie", NULL };

/* "gcc-12", "clang-19", "llvm17", "openjdk-21-jdk": a name, then a version. */
static bool
is_versioned(struct hm_str package, const char *name)
{
    size_t n = strlen(name);

    if (!hm_str_starts(package, name) || package.n == n) {
        return false;
    }
    n += package.p[n] == '-' || package.p[n] == '@' ? 1 : 0;
    return n < package.n && hm_is_digit(package.p[n]);
}

enum hm_tool_kind
hm_tool_kind(struct hm_str package)
{
    static const char *const versioned[] = { "gcc",   "g++",  "clang", "llvm",     "golang",
                                             "go",    "rust", "cmake", "gfortran", "linux-headers",
                                             "maven", NULL };

    if (hm_str_in(package, helpers)) {
        return HM_TOOL_HELPER;
    }
    if (hm_str_in(package, builders)) {
        return HM_TOOL_BUILDER;
    }
    for (const char *const *p = versioned; *p != NULL; p++) {
        if (is_versioned(package, *p)) {
            return HM_TOOL_BUILDER;
        }
    }
    bool is_development =
        hm_str_ends(package, "-dev") || hm_str_ends(package, "-devel") ||
        hm_str_ends(package, "-headers") || hm_str_starts(package, "linux-headers-") ||
        hm_str_starts(package, "dotnet-sdk") || hm_str_starts(package, "cuda-toolkit") ||
        hm_str_starts(package, "cuda-nvcc") ||
        (hm_str_has(package, "jdk") && !hm_str_has(package, "jre") && !hm_str_starts(package, "-"));
    /* The package manager's own option, not a package. */
    return is_development && !hm_str_starts(package, "-") ? HM_TOOL_BUILDER : HM_TOOL_NONE;
}

bool
hm_is_build_command(const struct hm_command *cmd)
{
    static const char *const always[] = { "make",     "gmake",   "cmake",   "ninja",  "meson",
                                          "gcc",      "g++",     "cc",      "clang",  "rustc",
                                          "javac",    "mvn",     "mvnw",    "gradle", "gradlew",
                                          "tsc",      "webpack", "msbuild", "sbt",    "bazel",
                                          "gfortran", NULL };
    static const char *const runners[] = { "npm", "yarn", "pnpm", "bun", NULL };
    static const char *const tools[] = { "go", "cargo", "dotnet", "swift", "stack", "cabal",
                                         "ng", "vite",  "next",   "dart",  "zig",   NULL };

    if (hm_str_in(cmd->name, always)) {
        return true;
    }
    for (uint32_t i = 1; i < cmd->n_args && i < 6; i++) {
        struct hm_str word = cmd->args[i].text;
        bool is_build = hm_str_eq(word, "build") || hm_str_starts(word, "build:");
        if ((hm_str_in(cmd->name, runners) && is_build) ||
            (hm_str_in(cmd->name, tools) &&
             (is_build || hm_str_eq(word, "publish") || hm_str_eq(word, "install") ||
              hm_str_eq(word, "compile")))) {
            return true;
        }
    }
    return false;
}
