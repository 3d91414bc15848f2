/* SPDX-License-Identifier: Apache-2.0 */
/* FROM --platform: "linux/arm64/v8", "arm64", "windows(10.0.17763)/amd64". */
#include "plugin/dockerfile/build_values.h"

#include "plugin/dockerfile/gotext.h"

#define OS_PATTERN                                                                                 \
    "\"^([A-Za-z0-9_-]+)(?:\\\\(([A-Za-z0-9_.%-]*)((?:\\\\+[A-Za-z0-9_.%-]+)*)\\\\))?$\""
#define PART_PATTERN "\"^[A-Za-z0-9_.-]+$\""

static bool
is_made_of(struct hm_str s, const char *others)
{
    for (size_t i = 0; i < s.n; i++) {
        bool is_one = hm_is_alpha(s.p[i]) || hm_is_digit(s.p[i]);
        if (!is_one && (s.p[i] == '\0' || strchr(others, s.p[i]) == NULL)) {
            return false;
        }
    }
    return true;
}

static bool
is_known_os(struct hm_str os)
{
    static const char *const NAMES[] = {
        "aix",   "android", "darwin", "dragonfly", "freebsd", "hurd",    "illumos", "ios", "js",
        "linux", "nacl",    "netbsd", "openbsd",   "plan9",   "solaris", "windows", "zos",
    };

    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (hm_str_eq(os, NAMES[i])) {
            return true;
        }
    }
    return false;
}

static bool
is_known_architecture(struct hm_str architecture)
{
    static const char *const NAMES[] = {
        "386",     "amd64",    "amd64p32",  "arm",         "armbe",   "arm64",
        "arm64be", "ppc64",    "ppc64le",   "loong64",     "mips",    "mipsle",
        "mips64",  "mips64le", "mips64p32", "mips64p32le", "ppc",     "riscv",
        "riscv64", "s390",     "s390x",     "sparc",       "sparc64", "wasm",
    };

    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (hm_str_eq(architecture, NAMES[i])) {
            return true;
        }
    }
    return false;
}

static struct hm_str
normal_arm(struct hm_arena *arena, struct hm_str variant)
{
    if (variant.n == 0 || hm_str_eq(variant, "7")) {
        return HM_S("v7");
    }
    bool is_number = hm_str_eq(variant, "5") || hm_str_eq(variant, "6") || hm_str_eq(variant, "8");
    return is_number ? hm_arena_concat(arena, HM_S("v"), variant) : variant;
}

static void
normalize_architecture(struct hm_arena *arena, struct hm_platform *platform)
{
    struct hm_str name = hm_go_lower(arena, platform->architecture);
    struct hm_str variant = hm_go_lower(arena, platform->variant);

    if (hm_str_eq(name, "i386")) {
        name = HM_S("386");
        variant = HM_S("");
    } else if (hm_str_eq(name, "x86_64") || hm_str_eq(name, "x86-64") || hm_str_eq(name, "amd64")) {
        name = HM_S("amd64");
        variant = hm_str_eq(variant, "v1") ? HM_S("") : variant;
    } else if (hm_str_eq(name, "aarch64") || hm_str_eq(name, "arm64")) {
        name = HM_S("arm64");
        if (hm_str_eq(variant, "8") || hm_str_eq(variant, "v8") || hm_str_eq(variant, "v8.0")) {
            variant = HM_S("");
        } else if (hm_str_eq(variant, "9") || hm_str_eq(variant, "9.0") ||
                   hm_str_eq(variant, "v9.0")) {
            variant = HM_S("v9");
        }
    } else if (hm_str_eq(name, "armhf")) {
        name = HM_S("arm");
        variant = HM_S("v7");
    } else if (hm_str_eq(name, "armel")) {
        name = HM_S("arm");
        variant = HM_S("v6");
    } else if (hm_str_eq(name, "arm")) {
        variant = normal_arm(arena, variant);
    }
    platform->architecture = name;
    platform->variant = variant;
}

static struct hm_str
normal_os(struct hm_arena *arena, struct hm_str os)
{
    struct hm_str lower = hm_go_lower(arena, os);

    return lower.n == 0 ? HM_S("linux") : hm_str_eq(lower, "macos") ? HM_S("darwin") : lower;
}

struct hm_platform
hm_platform_normal(struct hm_arena *arena, const struct hm_platform *platform)
{
    struct hm_platform normal = *platform;

    normal.os = normal_os(arena, platform->os);
    normalize_architecture(arena, &normal);
    return normal;
}

/* "windows(10.0.17763)". */
static bool
read_os(struct hm_arena *arena, struct hm_str part, struct hm_platform *platform)
{
    size_t open = hm_str_find(part, '(');
    struct hm_str name = hm_str_sub(part, 0, open);

    if (name.n == 0 || !is_made_of(name, "_-")) {
        return false;
    }
    platform->os = normal_os(arena, name);
    if (open == part.n) {
        return true;
    }
    struct hm_str inner = hm_str_sub(part, open + 1, part.n - open - 2);
    if (part.p[part.n - 1] != ')' || part.n < open + 2 || !is_made_of(inner, "_.%-+")) {
        return false;
    }
    size_t plus = hm_str_find(inner, '+');
    platform->os_version = hm_str_sub(inner, 0, plus);
    return inner.n == 0 || (inner.p[inner.n - 1] != '+' && !hm_str_has(inner, "++"));
}

static struct hm_str
bad_part(struct hm_arena *arena, struct hm_str part, struct hm_str text, bool is_os)
{
    return hm_arena_concat(
        arena, hm_go_quoted(arena, part),
        is_os ? HM_S(" is an invalid OS component of ") : HM_S(" is an invalid component of "),
        hm_go_quoted(arena, text),
        is_os
            ? HM_S(": OSAndVersion specifier component must match " OS_PATTERN ": invalid argument")
            : HM_S(": platform specifier component must match " PART_PATTERN ": invalid argument"));
}

struct hm_str
hm_platform_parse(struct hm_arena *arena, struct hm_str text, struct hm_platform *ret_platform)
{
    struct hm_platform platform = { 0 };
    struct hm_str parts[4] = { { 0 } };
    struct hm_str rest = text;
    size_t n = 0;

    if (hm_str_find(text, '*') < text.n) {
        return hm_arena_concat(arena, hm_go_quoted(arena, text),
                               HM_S(": wildcards not yet supported: invalid argument"));
    }
    for (bool goes_on = true; goes_on;) {
        size_t end = n == 3 ? rest.n : hm_str_find(rest, '/');
        parts[n++] = hm_str_sub(rest, 0, end);
        goes_on = end < rest.n;
        rest = hm_str_from(rest, end + 1);
    }
    for (size_t i = 0; i < n; i++) {
        bool is_good = i == 0 ? read_os(arena, parts[0], &platform)
                              : parts[i].n > 0 && is_made_of(parts[i], "_.-");
        if (!is_good) {
            return bad_part(arena, parts[i], text, i == 0);
        }
    }
    if (n == 4) {
        return hm_arena_concat(arena, hm_go_quoted(arena, text),
                               HM_S(": cannot parse platform specifier: invalid argument"));
    }
    bool is_os_alone = n == 1 && is_known_os(platform.os);
    platform.architecture = is_os_alone ? HM_S("amd64") : n == 1 ? parts[0] : parts[1];
    platform.variant = n == 3 ? parts[2] : HM_S("");
    normalize_architecture(arena, &platform);
    if (n < 3 && hm_str_eq(platform.architecture, "arm") && hm_str_eq(platform.variant, "v7")) {
        platform.variant = HM_S("");
    }
    if (n == 3 && hm_str_eq(platform.architecture, "arm64") && platform.variant.n == 0) {
        platform.variant = HM_S("v8");
    }
    if (n == 1 && !is_os_alone) {
        if (!is_known_architecture(platform.architecture)) {
            return hm_arena_concat(arena, hm_go_quoted(arena, text),
                                   HM_S(": unknown operating system or architecture: invalid "
                                        "argument"));
        }
        platform.os = HM_S("linux");
    }
    *ret_platform = platform;
    return HM_S("");
}

struct hm_str
hm_platform_format(struct hm_arena *arena, const struct hm_platform *platform)
{
    struct hm_str version =
        platform->os_version.n == 0
            ? HM_S("")
            : hm_arena_concat(arena, HM_S("("), platform->os_version, HM_S(")"));
    struct hm_str variant =
        platform->variant.n == 0 ? HM_S("") : hm_arena_concat(arena, HM_S("/"), platform->variant);

    if (platform->os.n == 0) {
        return HM_S("unknown");
    }
    struct hm_str architecture = platform->architecture.n == 0
                                     ? HM_S("")
                                     : hm_arena_concat(arena, HM_S("/"), platform->architecture);
    return hm_arena_concat(arena, platform->os, version, architecture, variant);
}
