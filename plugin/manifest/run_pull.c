/* SPDX-License-Identifier: Apache-2.0 */
/* Commands that fetch images without running them: `docker pull`, `skopeo copy` and their like. */
#include "plugin/manifest/act_options.h"
#include "plugin/manifest/run_call.h"
#include "plugin/manifest/run_option.h"

#define TRANSPORT "docker://"

enum {
    OPERANDS = 64,       /* of a command are looked at */
    SPOKEN_LIMIT = 20000 /* words of a file by which images may be spoken of */
};

enum which {
    ALL,          /* of the operands are images */
    FIRST,        /* and the second what it becomes: a file, a folder */
    COPY,         /* the first, and the second the name that it gets elsewhere */
    ALL_BUT_LAST, /* which is a file */
};

#define PULL_VALUES                                                                                \
    "--platform --creds --arch --os --variant --authfile --cert-dir --decryption-key --retry "     \
    "--retry-delay --policy --snapshotter --cosign-key --signature-policy --verify --name "
#define CRANE_VALUES "--platform -v --cache_path -c --format -j --jobs "
#define SKOPEO_VALUES                                                                              \
    "--additional-tag --authfile --command-timeout --decryption-key --dest-authfile "              \
    "--dest-cert-dir --dest-compress-format --dest-compress-level --dest-creds "                   \
    "--dest-daemon-host --dest-password --dest-registry-token --dest-shared-blob-dir "             \
    "--dest-username --digestfile --encrypt-layer --encryption-key --format -f "                   \
    "--image-parallel-copies "                                                                     \
    "--multi-arch --override-arch --override-os --override-variant --policy --registries.d "       \
    "--registry-token --retry-delay --retry-times --sign-by --sign-by-sigstore "                   \
    "--sign-by-sigstore-private-key --sign-identity --sign-passphrase-file --src-authfile "        \
    "--src-cert-dir --src-creds --src-daemon-host --src-password --src-registry-token "            \
    "--src-shared-blob-dir --src-username --tmpdir --user-agent "
#define CTR_VALUES                                                                                 \
    "-n --namespace -a --address --platform --snapshotter --label -u --user --hosts-dir "          \
    "--tlscacert --tlscert --tlskey --timeout --connect-timeout "

/* Programs besides the engines. */
static const struct row {
    const char *program;
    const char *words;
    enum which which;
    const char *values;
} rows[] = {
    { "buildah", "pull", ALL, PULL_VALUES },
    { "buildah", "from", ALL, PULL_VALUES },
    { "skopeo", "copy", COPY, SKOPEO_VALUES },
    { "crane", "pull", ALL_BUT_LAST, CRANE_VALUES },
    { "crane", "export", FIRST, CRANE_VALUES },
    { "crane", "copy", COPY, CRANE_VALUES },
    { "crane", "cp", COPY, CRANE_VALUES },
    { "gcrane", "pull", ALL_BUT_LAST, CRANE_VALUES },
    { "gcrane", "cp", COPY, CRANE_VALUES },
    { "regctl", "image copy", COPY, "--platform --platforms -v --verbosity --host " },
    { "ctr", "image pull", ALL, CTR_VALUES },
    { "ctr", "images pull", ALL, CTR_VALUES },
    { "ctr", "i pull", ALL, CTR_VALUES },
    { "crictl", "pull", ALL, "--creds --auth --pod-config -r --runtime-endpoint -i --config -c " },
};

/* Where an image lies that no registry holds: a folder, an archive, an engine's own store. */
bool
hm_run_is_fetched(struct hm_str image)
{
    static const char *const transports[] = { "containers-storage:",
                                              "dir:",
                                              "docker-archive:",
                                              "docker-daemon:",
                                              "oci:",
                                              "oci-archive:",
                                              "ocidir:",
                                              "sif:",
                                              "ostree:" };

    for (size_t i = 0; i < sizeof transports / sizeof transports[0]; i++) {
        if (hm_str_starts(image, transports[i])) {
            return false;
        }
    }
    return image.n > 0 && !hm_str_has(image, "://") && !hm_str_eq(image, "scratch") &&
           !hm_str_eq(image, "-");
}

static void
add(struct hm_run_reader *reader, const struct hm_arg *arg, const char *no_digest)
{
    const struct hm_run run = { .reader = reader };
    bool has_transport = hm_str_starts(arg->text, TRANSPORT);
    struct hm_str text = hm_str_from(arg->text, has_transport ? strlen(TRANSPORT) : 0);

    if (!hm_run_is_fetched(text) || reader->pulls.n == HM_RUN_PULLS) {
        return;
    }
    struct hm_ynode node = hm_run_node(&run, arg, text, hm_run_map(reader, arg->span));
    struct hm_pull *pull = hm_vec_push(reader->arena, &reader->pulls);
    *pull = (struct hm_pull){ .no_digest = no_digest };
    hm_run_set(&pull->image, &node);
}

static void
add_operands(struct hm_run_reader *reader, const struct hm_command *cmd, const struct row *row,
             const uint32_t *operands, uint32_t n)
{
    bool is_skopeo = hm_str_eq(hm_str_c(row->program), "skopeo");
    uint32_t n_images = row->which == ALL            ? n
                        : row->which == ALL_BUT_LAST ? n - (n > 0)
                        : n > 0                      ? 1
                                                     : 0;

    for (uint32_t i = 0; i < n_images; i++) {
        const struct hm_arg *arg = &cmd->args[operands[i]];
        if (!is_skopeo || hm_str_starts(arg->text, TRANSPORT)) {
            add(reader, arg, is_skopeo ? "skopeo takes no digest behind a tag" : NULL);
        }
    }
    if (row->which == COPY && n > 1) {
        struct hm_str to = cmd->args[operands[1]].text;
        hm_run_note_name(reader,
                         hm_str_from(to, hm_str_starts(to, TRANSPORT) ? strlen(TRANSPORT) : 0));
    }
}

/* False for a command of no row. */
static bool
read_row(struct hm_run_reader *reader, const struct hm_command *cmd, const struct row *row)
{
    uint32_t operands[OPERANDS];
    struct hm_str words = hm_str_c(row->words);
    struct hm_str word;
    uint32_t n = 0;

    if (!hm_str_eq(cmd->name, row->program)) {
        return false;
    }
    uint32_t n_all = hm_option_operands(cmd, row->values, operands, OPERANDS);
    while (hm_str_split(&words, ' ', &word)) {
        if (n >= n_all || !hm_str_is(cmd->args[operands[n]].text, word)) {
            return false;
        }
        n++;
    }
    add_operands(reader, cmd, row, operands + n, n_all - n);
    return true;
}

/* `docker image pull`, "$(DOCKER) pull". All tags of a repository are no image. */
static bool
read_engine(struct hm_run_reader *reader, const struct hm_command *cmd)
{
    const struct row row = { "docker", "pull", ALL, PULL_VALUES };
    uint32_t operands[OPERANDS];
    struct hm_run_call call;

    if (!hm_run_call_read(cmd, &call) || !hm_str_eq(call.verb, "pull")) {
        return false;
    }
    struct hm_command view = *cmd;
    view.args = call.args + call.rest - 1;
    view.n_args = call.n_args - (call.rest - 1);
    view.fields = NULL;
    view.n_fields = 0;
    if (!hm_command_has(&view, "--all-tags") && !hm_command_has(&view, "-a")) {
        uint32_t n = hm_option_operands(&view, row.values, operands, OPERANDS);
        add_operands(reader, &view, &row, operands, n);
    }
    return true;
}

void
hm_run_note_pulls(struct hm_run_reader *reader, const struct hm_command *cmd)
{
    const struct hm_command view = hm_command_expanded(cmd);

    if (view.n_args == 0 || read_engine(reader, cmd)) {
        return;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (read_row(reader, &view, &rows[i])) {
            return;
        }
    }
    for (uint32_t i = 1; i < view.n_args && reader->spoken.n < SPOKEN_LIMIT; i++) {
        hm_vec_add(reader->arena, &reader->spoken, view.args[i].text);
    }
}

/* --- what others say of them --- */

static int
compare_names(const void *a, const void *b)
{
    return hm_str_compare(*(const struct hm_str *)a, *(const struct hm_str *)b);
}

/* The word, or what is behind its '=': "--cache-from=acme/web:1". */
static void
keep_behind_equals(struct hm_run_reader *reader)
{
    for (size_t i = 0; i < reader->spoken.n; i++) {
        struct hm_str *word = &reader->spoken.p[i];
        size_t equals = hm_str_find_last(*word, '=');
        *word = hm_str_from(*word, equals < word->n ? equals + 1 : 0);
    }
}

void
hm_run_judge_pulls(struct hm_run_reader *reader)
{
    if (reader->pulls.n == 0) {
        return;
    }
    keep_behind_equals(reader);
    hm_vec_sort(&reader->spoken, compare_names);
    for (size_t i = 0; i < reader->pulls.n; i++) {
        struct hm_pull *pull = &reader->pulls.p[i];
        bool is_spoken =
            reader->spoken.n == SPOKEN_LIMIT ||
            (reader->spoken.n > 0 && bsearch(&pull->image.text, reader->spoken.p, reader->spoken.n,
                                             sizeof *reader->spoken.p, compare_names) != NULL);
        pull->is_image_made = hm_run_is_made(reader, pull->image.text);
        if (pull->no_digest == NULL && is_spoken) {
            pull->no_digest = "other commands call it by this name, which it has not when it is "
                              "fetched by its digest";
        }
    }
}
