/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/build_values.h"

#include "plugin/dockerfile/gotext.h"

struct hm_str
hm_signal_check(struct hm_arena *arena, struct hm_str text)
{
    static const char *const NAMES[] = {
        "ABRT",   "ALRM",  "BUS",  "CHLD", "CLD",   "CONT",  "FPE",  "HUP",  "ILL",  "INT",
        "IO",     "IOT",   "KILL", "PIPE", "POLL",  "PROF",  "PWR",  "QUIT", "SEGV", "STKFLT",
        "STOP",   "SYS",   "TERM", "TRAP", "TSTP",  "TTIN",  "TTOU", "URG",  "USR1", "USR2",
        "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX", NULL,
    };
    struct hm_str bad = hm_arena_concat(arena, HM_S("invalid signal: "), text);
    int64_t number;
    uint64_t offset;

    if (hm_go_atoi(text, &number)) {
        return number == 0 ? bad : HM_S("");
    }
    struct hm_str name = hm_go_upper(arena, text);
    name = hm_str_starts(name, "SIG") ? hm_str_from(name, 3) : name;
    if (hm_str_in(name, NAMES)) {
        return HM_S("");
    }
    bool is_low = hm_str_starts(name, "RTMIN+");
    bool is_high = hm_str_starts(name, "RTMAX-");
    struct hm_str digits = hm_str_from(name, 6);
    bool is_offset = (is_low || is_high) && hm_str_to_u64(digits, is_low ? 15 : 14, &offset) &&
                     offset > 0 && digits.p[0] != '0';
    return is_offset ? HM_S("") : bad;
}

/* Octal digits, at most 32 bits; false for anything else. */
static bool
read_octal(struct hm_str text, uint64_t *ret_value)
{
    uint64_t value = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '7' || value > UINT32_MAX) {
            return false;
        }
        value = value * 8 + (uint64_t)(text.p[i] - '0');
    }
    *ret_value = value;
    return text.n > 0 && value <= UINT32_MAX;
}

/* chmod(1)'s letters: clauses of whom, then operators with permissions each, parted by commas. */
static bool
is_symbolic(struct hm_str text)
{
    size_t i = 0;

    for (;;) {
        while (i < text.n && strchr("augo", text.p[i]) != NULL && text.p[i] != '\0') {
            i++;
        }
        do {
            if (i == text.n || text.p[i] == '\0' || strchr("+-=", text.p[i]) == NULL) {
                return false;
            }
            for (i++; i < text.n && text.p[i] != '\0' && strchr("rstwXxugo", text.p[i]) != NULL;) {
                i++;
            }
        } while (i < text.n && text.p[i] != ',');
        if (i == text.n) {
            return true;
        }
        i++;
    }
}

struct hm_str
hm_chmod_check(struct hm_arena *arena, struct hm_str text)
{
    struct hm_str bad =
        hm_arena_concat(arena, HM_S("invalid chmod parameter: '"), text,
                        HM_S("'. it should be octal string and between 0 and 07777"));
    uint64_t value;

    if (text.n == 0) {
        return HM_S("");
    }
    if (read_octal(text, &value)) {
        return value > 07777 ? bad : HM_S("");
    }
    if (hm_is_digit(text.p[0])) {
        return bad;
    }
    return is_symbolic(text) ? HM_S("") : HM_S("invalid syntax");
}

struct hm_str
hm_chmod_octal(struct hm_arena *arena, struct hm_str text)
{
    uint64_t value;

    return read_octal(text, &value) ? hm_arena_printf(arena, "%llo", (unsigned long long)value)
                                    : HM_S("");
}

static bool
is_id(struct hm_str text, int64_t *ret_id)
{
    if (hm_str_eq(text, "root")) {
        *ret_id = 0;
        return true;
    }
    return hm_go_atoi(text, ret_id) && *ret_id >= INT32_MIN && *ret_id <= INT32_MAX;
}

bool
hm_chown_is_name(struct hm_str text)
{
    size_t colon = hm_str_find(text, ':');
    struct hm_str user = hm_str_sub(text, 0, colon);
    struct hm_str group = hm_str_from(text, colon + 1);
    int64_t id;

    return (user.n > 0 && !is_id(user, &id)) || (group.n > 0 && !is_id(group, &id));
}

static struct hm_str
format_owner(struct hm_arena *arena, struct hm_str text)
{
    int64_t id;

    if (text.n == 0) {
        return HM_S("0");
    }
    /* What does not fit a number's sign stays unsigned in BuildKit's messages. */
    return is_id(text, &id) ? hm_arena_printf(arena, "%u", (unsigned)(uint32_t)id) : text;
}

struct hm_str
hm_chown_format(struct hm_arena *arena, struct hm_str text)
{
    size_t colon = hm_str_find(text, ':');
    struct hm_str user = format_owner(arena, hm_str_sub(text, 0, colon));
    struct hm_str group = hm_str_from(text, colon + 1);

    return group.n == 0 ? user
                        : hm_arena_concat(arena, user, HM_S(":"), format_owner(arena, group));
}

/* A number as Go's ParseInt takes it: with a sign if need be. */
static bool
read_port(struct hm_str text, uint32_t *ret_port)
{
    int64_t value;

    if (!hm_go_atoi(text, &value) || value < 0 || value > 65535) {
        return false;
    }
    *ret_port = (uint32_t)value;
    return true;
}

static bool
read_range(struct hm_str text, uint32_t *ret_first, uint32_t *ret_last)
{
    size_t dash = hm_str_find(text, '-');
    struct hm_str start = hm_str_sub(text, 0, dash);
    struct hm_str end = hm_str_from(text, dash + 1);

    if (!read_port(start, ret_first)) {
        return false;
    }
    if (dash == text.n || hm_str_is(start, end)) {
        *ret_last = *ret_first;
        return true;
    }
    return read_port(end, ret_last) && *ret_last >= *ret_first;
}

static bool
is_ipv4(struct hm_str text)
{
    struct hm_str part;
    uint64_t value;
    int n = 0;

    if (text.n == 0 || text.p[text.n - 1] == '.') {
        return false;
    }
    while (hm_str_split(&text, '.', &part)) {
        if (!hm_str_to_u64(part, 255, &value) || part.n > 3 || (part.n > 1 && part.p[0] == '0')) {
            return false;
        }
        n++;
    }
    return n == 4;
}

static bool
is_hex(char c)
{
    char lower = hm_ascii_lower(c);

    return hm_is_digit(c) || (lower >= 'a' && lower <= 'f');
}

static bool
is_ipv6(struct hm_str text)
{
    int groups = 0;
    bool has_gap = false;
    size_t i = 0;

    if (hm_str_starts(text, "::")) {
        has_gap = true;
        i = 2;
    }
    while (i < text.n) {
        size_t start = i;
        while (i < text.n && is_hex(text.p[i])) {
            i++;
        }
        if (i < text.n && text.p[i] == '.') {
            return is_ipv4(hm_str_from(text, start)) &&
                   (has_gap ? groups + 2 < 8 : groups + 2 == 8);
        }
        if (i == start || i - start > 4) {
            return false;
        }
        groups++;
        if (i == text.n) {
            break;
        }
        if (text.p[i++] != ':' || i == text.n) {
            return false;
        }
        if (text.p[i] == ':') {
            if (has_gap) {
                return false;
            }
            has_gap = true;
            i++;
        }
    }
    return text.n > 1 && (has_gap ? groups < 8 : groups == 8);
}

static struct hm_str
check_ip(struct hm_arena *arena, struct hm_str ip)
{
    struct hm_str bare = ip;

    if (hm_str_starts(ip, "[")) {
        bool is_closed =
            hm_str_find(ip, ']') == ip.n - 1 && hm_str_find(hm_str_from(ip, 1), '[') == ip.n - 1;
        if (!is_closed) {
            return hm_arena_concat(arena, HM_S("invalid IP address "), ip);
        }
        bare = hm_str_sub(ip, 1, ip.n - 2);
        if (bare.n == 0) {
            return HM_S("");
        }
    }
    bool is_ip = is_ipv4(bare) || is_ipv6(bare);
    return is_ip ? HM_S("") : hm_arena_concat(arena, HM_S("invalid IP address: "), bare);
}

struct hm_str
hm_ports_read(struct hm_arena *arena, struct hm_str text, struct hm_ports *ret_ports)
{
    static const char *const PROTOCOLS[] = { "tcp", "udp", "sctp", NULL };
    struct hm_str invalid =
        hm_arena_concat(arena, HM_S("invalid port: "), hm_go_quoted(arena, text), HM_S(": "));
    size_t last = hm_str_find_last(text, ':');
    bool has_host = last < text.n;
    struct hm_str container = has_host ? hm_str_from(text, last + 1) : text;
    struct hm_str before = has_host ? hm_str_sub(text, 0, last) : HM_S("");
    size_t middle = hm_str_find_last(before, ':');
    struct hm_str host = middle < before.n ? hm_str_from(before, middle + 1) : before;
    struct hm_str ip = middle < before.n ? hm_str_sub(before, 0, middle) : HM_S("");
    size_t slash = hm_str_find(container, '/');
    struct hm_str protocol = hm_str_from(container, slash + 1);
    struct hm_str numbers = hm_str_sub(container, 0, slash);
    struct hm_ports ports = { .protocol = hm_go_lower(arena, protocol) };
    uint32_t first;
    uint32_t end;

    if (numbers.n == 0) {
        return hm_arena_concat(arena, invalid, HM_S("no port specified"));
    }
    if (ports.protocol.n == 0) {
        ports.protocol = HM_S("tcp");
    } else if (!hm_str_in(ports.protocol, PROTOCOLS)) {
        return hm_arena_concat(arena, invalid, HM_S("invalid proto: "), protocol);
    }
    struct hm_str error = ip.n > 0 ? check_ip(arena, ip) : HM_S("");
    if (error.n > 0) {
        return error;
    }
    if (!read_range(numbers, &ports.first, &ports.last)) {
        return hm_arena_concat(arena, HM_S("invalid containerPort: "), numbers);
    }
    if (host.n > 0) {
        if (!read_range(host, &first, &end)) {
            return hm_arena_concat(arena, HM_S("invalid hostPort: "), host);
        }
        if (ports.last - ports.first != end - first && ports.last != ports.first) {
            return hm_arena_concat(arena,
                                   HM_S("invalid ranges specified for container and host Ports: "),
                                   numbers, HM_S(" and "), host);
        }
    }
    *ret_ports = ports;
    return HM_S("");
}

static struct hm_str
check_option(struct hm_arena *arena, struct hm_str option)
{
    size_t equals = hm_str_find(option, '=');
    struct hm_str key = hm_str_trim(hm_str_sub(option, 0, equals));
    struct hm_str value = hm_str_trim(hm_str_from(option, equals + 1));
    bool is_yes;

    if (equals == option.n) {
        return hm_arena_concat(arena, HM_S("invalid check option "), hm_go_quoted(arena, option));
    }
    if (hm_str_eq(key, "skip") || hm_str_eq(key, "experimental")) {
        return HM_S("");
    }
    if (!hm_str_eq(key, "error")) {
        return hm_arena_concat(arena, HM_S("invalid check option "), hm_go_quoted(arena, key));
    }
    return hm_go_bool(value, &is_yes)
               ? HM_S("")
               : hm_arena_concat(arena, HM_S("failed to parse check option "),
                                 hm_go_quoted(arena, option), HM_S(": strconv.ParseBool: parsing "),
                                 hm_go_quoted(arena, value), HM_S(": invalid syntax"));
}

struct hm_str
hm_check_options(struct hm_arena *arena, struct hm_str text)
{
    struct hm_str rest = hm_str_trim(text);

    if (rest.n == 0) {
        return HM_S("");
    }
    for (int i = 0; i < 3; i++) {
        size_t end = i == 2 ? rest.n : hm_str_find(rest, ';');
        struct hm_str error = check_option(arena, hm_str_sub(rest, 0, end));
        if (error.n > 0) {
            return hm_arena_concat(arena, HM_S("failed to parse check options: "), error);
        }
        if (end == rest.n) {
            break;
        }
        rest = hm_str_from(rest, end + 1);
    }
    return HM_S("");
}

struct hm_str
hm_digest_check(struct hm_str text)
{
    static const struct {
        const char *name;
        size_t digits;
    } ALGORITHMS[] = { { "sha256", 64 }, { "sha384", 96 }, { "sha512", 128 } };
    size_t colon = hm_str_find(text, ':');
    struct hm_str algorithm = hm_str_sub(text, 0, colon);
    struct hm_str hex = hm_str_from(text, colon + 1);

    if (colon == 0 || colon + 1 >= text.n) {
        return HM_S("invalid checksum digest format");
    }
    for (size_t i = 0; i < sizeof ALGORITHMS / sizeof *ALGORITHMS; i++) {
        if (!hm_str_eq(algorithm, ALGORITHMS[i].name)) {
            continue;
        }
        if (hex.n != ALGORITHMS[i].digits) {
            return HM_S("invalid checksum digest length");
        }
        for (size_t k = 0; k < hex.n; k++) {
            if (!hm_is_digit(hex.p[k]) && !(hex.p[k] >= 'a' && hex.p[k] <= 'f')) {
                return HM_S("invalid checksum digest format");
            }
        }
        return HM_S("");
    }
    return HM_S("unsupported digest algorithm");
}
