/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/manifest/pipeline_read.h"
#include "plugin/manifest/shell_file.h"

/* "c" Compose, "k" a cluster; from where; the files. */
static struct hm_str
described(struct hm_arena *arena, const struct hm_named_files *named, uint32_t n)
{
    static const char bases[] = ".$/";
    hm_auto_buf struct hm_buf out = { 0 };

    for (uint32_t i = 0; i < n; i++) {
        hm_buf_printf(&out, "%s%c%c", i == 0 ? "" : "; ",
                      named[i].kind == HM_MANIFEST_COMPOSE ? 'c' : 'k', bases[named[i].base]);
        for (uint32_t k = 0; k < named[i].n; k++) {
            hm_buf_printf(&out, " %.*s", HM_FMT(named[i].paths[k]));
        }
    }
    return hm_arena_str(arena, hm_buf_str(&out));
}

Test(act_named, scripts)
{
    static const struct {
        const char *text;
        const char *files;
    } rows[] = {
        { "docker stack deploy -c a.yml --compose-file=b.yml web", "c. a.yml b.yml" },
        { "docker stack deploy --with-registry-auth -c - web", "" },
        { "docker compose -p x -f a --file b up -d", "c. a b" },
        { "docker compose up -d\ndocker compose logs -f web", "" },
        { "docker-compose --profile=x -f=ops/a.yml config", "c. ops/a.yml" },
        { "docker compose --project-directory /srv -f a.yml up", "" },
        { "podman kube play --network n --configmap c.yaml pod.yaml", "k. pod.yaml" },
        { "sudo podman play kube pod", "k. pod" },
        { "kubectl --context x apply -n y -f a.yaml,b.yaml --filename=c", "k. a.yaml b.yaml c" },
        { "kubectl logs -f web\nkubectl delete -f a.yaml", "" },
        { "oc apply -f https://example.com/a.yaml -f -", "" },
        { "kubectl apply -f \"$FILE\"", "" },
        { "cd \"$(dirname \"$0\")/..\"\ndocker compose -f ops/a up", "c$ ../ops/a" },
        { "R=$(git rev-parse --show-toplevel)\nkubectl create -f $R/k/a", "k/ k/a" },
        { "cd \"$1\"\ndocker compose -f a up", "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest = { 0 };
        (void)hm_shell_file_read(&arena, HM_S("a.sh"), hm_str_c(rows[i].text), &manifest);
        struct hm_str got = described(&arena, manifest.named, manifest.n_named);
        cr_expect(hm_str_eq(got, rows[i].files), "%s: %.*s", rows[i].text, HM_FMT(got));
    }
}

Test(act_named, pipelines)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;

    cr_assert(
        hm_pipeline_read(&arena, NULL, HM_S(".github/workflows/a.yml"),
                         HM_S("on: push\njobs:\n  a:\n    runs-on: x\n    env: {D: prod}\n"
                              "    steps:\n      - run: kubectl apply -f k/$D.k8s\n"
                              "      - {working-directory: ops, run: docker compose -f a up}\n"),
                         &manifest));
    struct hm_str got = described(&arena, manifest.pipeline->named, manifest.pipeline->n_named);
    cr_expect(hm_str_eq(got, "k. k/prod.k8s; c. ops/a"), "%.*s", HM_FMT(got));
}
