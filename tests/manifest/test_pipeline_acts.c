/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/pipeline_acts.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/buf.h"
#include "plugin/dockerfile/shell.h"

static const char *const kind_names[] = {
    [HM_ACT_BUILD] = "build",       [HM_ACT_PUSH] = "push",     [HM_ACT_TAG] = "tag",
    [HM_ACT_SCAN] = "scan",         [HM_ACT_SIGN] = "sign",     [HM_ACT_VERIFY] = "verify",
    [HM_ACT_SCAN_ALL] = "scan-all", [HM_ACT_RUN] = "run",       [HM_ACT_ATTEST] = "attest",
    [HM_ACT_LOGIN] = "login",       [HM_ACT_DEPLOY] = "deploy",
};

/* "scan web:1 ignored by || true; push web:1" */
static void
write_acts(const struct hm_pipeline *pipeline, struct hm_buf *buf)
{
    for (uint32_t i = 0; i < pipeline->n_acts; i++) {
        const struct hm_act *act = &pipeline->acts[i];
        hm_buf_printf(buf, "%s%s", i == 0 ? "" : "; ", kind_names[act->kind]);
        for (uint32_t k = 0; k < act->names.n; k++) {
            hm_buf_printf(buf, "%s%.*s", k == 0 ? " " : "+", HM_FMT(act->names.list[k].text));
        }
        hm_buf_puts(buf, act->has_digest ? " by digest" : "");
        hm_buf_puts(buf, act->retired != NULL ? " retired" : "");
        if (act->ignores_failure == HM_YES) {
            hm_buf_printf(buf, " ignored by %s", act->ignored_by);
        }
        hm_buf_puts(buf, act->ignores_failure == HM_UNKNOWN ? " ?" : "");
    }
    hm_buf_puts(buf, "");
}

static struct hm_scalar
given(const char *text)
{
    return (
        struct hm_scalar){ .text = hm_str_c(text), .is_set = text[0] != '\0', .is_known = true };
}

/* A pipeline of one job whose one step runs @p text. */
static struct hm_pipeline *
of_script(struct hm_arena *arena, const char *text, const struct hm_entry *env, uint32_t n_env)
{
    struct hm_pipeline *pipeline = hm_arena_new(arena, struct hm_pipeline, 1);
    struct hm_job *job = hm_arena_new(arena, struct hm_job, 1);
    struct hm_step *step = hm_arena_new(arena, struct hm_step, 1);
    struct hm_script *script = hm_arena_new(arena, struct hm_script, 1);
    const struct hm_shell_text in = { .text = hm_str_c(text) };
    const struct hm_shell shell = { .dialect = HM_SHELL_BASH, .has_errexit = true };

    hm_shell_parse(hm_shell_parser_new(arena), &in, &shell, script);
    step->run = given(text);
    step->script = script;
    job->name = HM_S("build");
    job->steps = step;
    job->n_steps = 1;
    job->env = (struct hm_entries){ .list = env, .n = n_env };
    pipeline->jobs = job;
    pipeline->n_jobs = 1;
    hm_pipeline_acts(arena, pipeline);
    return pipeline;
}

struct script_case {
    const char *text;
    const char *acts;
};

static const struct script_case SCRIPTS[] = {
    /* Builds, pushes, names. */
    { "docker build -t web:1 .", "build web:1" },
    { "docker build . --tag=web:1 --tag ghcr.io/acme/web:2", "build web:1+ghcr.io/acme/web:2" },
    { "sudo docker build -tweb:1 --build-arg A=b .", "build web:1" },
    { "docker -H tcp://x image build -t web .", "build web" },
    { "docker push acme/web:1", "push acme/web:1" },
    { "docker push -q acme/web:1", "push acme/web:1" },
    { "docker tag web:1 acme/web:1", "tag web:1+acme/web:1" },
    { "docker buildx build --push -t a/b .", "build a/b; push a/b" },
    { "docker buildx build --push=false -t a/b .", "build a/b" },
    { "docker buildx build -o type=registry -t a/b .", "build a/b; push a/b" },
    { "docker buildx build --output=type=image,push=true -t a/b .", "build a/b; push a/b" },
    { "docker buildx build --load -t a/b .", "build a/b" },
    { "docker buildx build --push --sbom=true --provenance=false -t a/b .",
      "build a/b; push a/b; attest a/b" },
    { "docker buildx bake --push web", "build; push" },
    { "docker compose -f ci.yml build --push", "build; push" },
    { "docker buildx build -o type=image,name=a/b,push-by-digest=true,push=true .",
      "build a/b; push a/b" },
    { "docker buildx build --output 'type=image,\"name=a/b,c/d\",push=true' .",
      "build a/b+c/d; push a/b+c/d" },
    { "docker buildx build -t a/b -o type=image,push=false .", "build a/b" },
    { "docker buildx build -t a/b -o type=docker,dest=b.tar .", "build a/b+b.tar" },
    { "docker save -o b.tar a/b", "tag a/b+b.tar" },
    { "docker buildx imagetools create -t a/b:1 a/b@sha256:11 a/b@sha256:22",
      "push a/b:1+a/b@sha256:11+a/b@sha256:22 by digest; "
      "tag a/b:1+a/b@sha256:11+a/b@sha256:22 by digest" },
    { "docker buildx imagetools create -t a/b:1 $(printf 'a/b@sha256:%s ' *)",
      "push a/b:1+a/b@sha256: by digest; tag a/b:1+a/b@sha256: by digest" },
    { "docker manifest create a/b:1 a/b:arm && docker manifest push a/b:1",
      "tag a/b:1+a/b:arm; push a/b:1" },
    { "podman build --manifest b . && podman manifest push b quay.io/a/b",
      "build b; push quay.io/a/b+b" },
    { "depot build --push -t a/b .", "build a/b; push a/b" },
    { "finch build -t a/b . && finch push a/b", "build a/b; push a/b" },
    { "buildctl build --output type=image,name=a/b,push=true", "build a/b; push a/b" },
    { "s2i build . golang a/b", "build a/b" },
    { "helm push web-1.tgz oci://ghcr.io/acme/charts", "" },
    { "oras push ghcr.io/acme/x:1 file", "" },
    { "docker-compose push", "push" },
    { "buildah bud -t a/b . && buildah push a/b docker://quay.io/a/b",
      "build a/b; push quay.io/a/b+a/b" },
    { "/kaniko/executor -c . -f Dockerfile -d a/b:1 --destination a/b:2",
      "build a/b:1+a/b:2; push a/b:1+a/b:2" },
    { "/kaniko/executor --no-push --destination a/b", "build a/b" },
    { "executor run", "" },
    { "skopeo copy docker-daemon:web:1 docker://ghcr.io/acme/web:1",
      "push ghcr.io/acme/web:1+web:1; tag ghcr.io/acme/web:1+web:1" },
    { "skopeo copy docker://a/b docker-archive:b.tar", "tag b.tar+a/b" },
    { "crane copy a/b c/d", "push c/d+a/b; tag c/d+a/b" },
    { "crane append -b base -t a/b -f layer.tar", "build a/b; push a/b" },
    { "crane append -b base -t a/b -f layer.tar -o image.tar", "build a/b" },
    { "crane mutate a/b:1 -t a/b:2 --label x=y", "push a/b:2+a/b:1; tag a/b:2+a/b:1" },
    { "regctl image copy a/b c/d", "push c/d+a/b; tag c/d+a/b" },
    { "regctl image copy a/b ocidir://b", "tag ocidir://b+a/b" },
    { "oras cp --to-oci-layout a/b c", "tag c+a/b" },
    { "crane push web.tar ghcr.io/acme/web:1",
      "push ghcr.io/acme/web:1+web.tar; tag ghcr.io/acme/web:1+web.tar" },
    { "pack build web --publish --builder paketo/builder", "build web; push web" },
    { "ko build ./cmd/web", "build; push" },
    { "ko build --push=false ./cmd/web", "build" },
    { "KO_DOCKER_REPO=a/b ko build ./cmd/web", "build a/b/web-${MD5}; push a/b/web-${MD5}" },
    { "export KO_DOCKER_REPO=a/b; ko build ./x", "build a/b/x-${MD5}; push a/b/x-${MD5}" },
    { "KO_DOCKER_REPO=a/b ko build --bare ./cmd/web", "build a/b; push a/b" },
    { "KO_DOCKER_REPO=a/b ko publish -B ./cmd/web", "build a/b/web; push a/b/web" },
    { "KO_DOCKER_REPO=a/b ko resolve -f config", "build a/b/${KO_IMAGE}; push a/b/${KO_IMAGE}" },
    { "KO_DOCKER_REPO=ko.local ko build -B ./x", "build ko.local/x" },
    { "ko build --local ./x", "build" },
    { "./gradlew jib --image=acme/web", "build acme/web; push acme/web" },
    { "./gradlew :web:jib", "build; push" },
    { "./gradlew jibBuildTar", "build" },
    { "mvn jib:buildTar", "build" },
    { "mvn jib:dockerBuild -Djib.to.image=a/b", "build a/b" },
    { "mvn -B package com.google.cloud.tools:jib-maven-plugin:3.4.0:build", "build; push" },
    { "mvn -B package com.google.cloud.tools:jib-maven-plugin:3.4.0:help", "" },
    { "mvn -B compile jib:build -Dimage=acme/web", "build acme/web; push acme/web" },
    { "az acr build -r acme -t web:1 .",
      "build acme.azurecr.io/web:1; push acme.azurecr.io/web:1" },
    { "az acr build --registry acme.azurecr.io --image web:1 --no-push .",
      "build acme.azurecr.io/web:1" },
    { "az acr build --registry $R --image web --no-push true .", "build ${R}.azurecr.io/web" },
    { "az acr import -n acme --source quay.io/a/b:1 --image b:1",
      "push b:1+quay.io/a/b:1; tag b:1+quay.io/a/b:1" },
    { "gcloud builds submit --tag gcr.io/a/b:1 .", "build gcr.io/a/b:1; push gcr.io/a/b:1" },
    { "gcloud builds submit --pack image=gcr.io/a/b", "build gcr.io/a/b; push gcr.io/a/b" },
    { "gcloud builds submit --config cloudbuild.yaml .", "" },
    { "earthly --push +web", "build; push" },
    { "echo docker push web", "" },
    { "docker ps; docker images; docker pull x", "" },

    /* Scanners and what makes their exit tell. */
    { "trivy image --exit-code 1 --severity HIGH,CRITICAL web:1", "scan web:1" },
    { "trivy image web:1", "scan web:1 ignored by the lack of --exit-code" },
    { "trivy image --exit-code 0 web:1", "scan web:1 ignored by --exit-code 0" },
    { "trivy image --exit-code=0 web:1", "scan web:1 ignored by --exit-code 0" },
    { "TRIVY_EXIT_CODE=1 trivy image web:1", "scan web:1 ?" },
    { "trivy --config trivy.yaml image web:1", "scan web:1 ?" },
    { "trivy image --format sarif -o web.sarif web:1", "scan web:1 ?" },
    { "trivy image --format json web:1 > web.json", "scan web:1 ?" },
    { "trivy image --exit-code 1 --input web.tar", "scan web.tar" },
    { "trivy image --exit-code 1 --scanners secret web:1", "scan-all web:1" },
    { "trivy image --exit-code 1 --scanners vuln,secret web:1", "scan web:1" },
    { "trivy image --format cyclonedx -o sbom.json web:1", "attest web:1" },
    { "grype --fail-on high sbom:sbom.json", "scan" },
    { "grype --fail-on high docker-archive:web.tar", "scan web.tar" },
    { "grype --fail-on high dir:.", "scan-all" },
    { "syft dir:. -o json", "" },
    { "docker scout cves web:1 -e", "scan web:1" },
    { "docker scout cves registry://a/b --exit-code", "scan a/b" },
    { "docker scout cves fs://. --exit-code", "scan-all" },
    { "snyk test --docker a/b", "scan a/b" },
    { "docker run --rm quay.io/skopeo/stable copy docker://a/b docker://c/d",
      "push c/d+a/b; tag c/d+a/b" },
    { "trivy fs --exit-code 1 .", "scan-all" },
    { "trivy config .", "scan-all ignored by the lack of --exit-code" },
    { "docker run --rm -v /x:/x aquasec/trivy:0.60.0 image --exit-code 1 web:1", "scan web:1" },
    { "docker run -it alpine trivy", "run alpine" },
    { "grype web:1", "scan web:1 ignored by the lack of --fail-on" },
    { "grype -f high registry:web:1", "scan web:1" },
    { "snyk container test web:1 --file=Dockerfile", "scan web:1" },
    { "docker scout cves --exit-code web:1", "scan web:1" },
    { "docker scout cves web:1", "scan web:1 ignored by the lack of --exit-code" },
    { "docker scout quickview web:1", "scan web:1 ignored by its exit, which is always 0" },
    { "docker scan web:1", "scan web:1 retired" },
    { "hullmark scan --image web:1", "scan web:1" },
    { "hullmark scan .", "scan-all" },
    { "hullmark scan . --exit-zero", "scan-all ignored by --exit-zero" },
    { "hadolint Dockerfile", "scan-all" },

    /* Signatures, registries, deployments. */
    { "cosign sign --yes --key k.pub a/b@sha256:1", "sign a/b@sha256:1 by digest" },
    { "cosign sign -y $(crane digest a/b)", "sign $(crane digest a/b) by digest" },
    { "cosign attest --predicate p.json --type slsaprovenance a/b", "attest a/b" },
    { "cosign verify --key k a/b", "verify a/b" },
    { "notation sign --key k a/b:1", "sign a/b:1" },
    { "docker trust sign a/b:1", "sign a/b:1 retired" },
    { "export DOCKER_CONTENT_TRUST=1; docker push a/b:1", "push a/b:1; sign a/b:1 retired" },
    { "DOCKER_CONTENT_TRUST=0 docker push a/b:1", "push a/b:1" },
    { "docker login -u me --password-stdin ghcr.io", "login" },
    { "kubectl -n shop set image deploy/web web=a/b:1", "deploy a/b:1" },
    { "kubectl apply -f k8s/", "deploy" },
    { "helm upgrade web ./chart --set image.repository=a/b,image.tag=1", "deploy a/b:1" },
    { "helm upgrade web ./chart --set image.repository=a/b --set image.digest=$D",
      "deploy a/b by digest" },
    { "gcloud run deploy web --image a/b:1 --region eu", "deploy a/b:1" },

    /* What becomes of a failure. */
    { "snyk container test a || true", "scan a ignored by || true" },
    { "snyk container test a || :", "scan a ignored by || :" },
    { "snyk container test a || echo found", "scan a ignored by || echo" },
    { "snyk container test a || exit 0", "scan a ignored by || exit" },
    { "snyk container test a || exit 1", "scan a" },
    { "snyk container test a || { echo found; exit 1; }", "scan a" },
    { "snyk container test a || failed=1", "scan a ?" },
    { "snyk container test a && echo fine || true", "scan a ignored by || true" },
    { "snyk container test a; true", "scan a" },
    { "snyk container test a | tee log", "scan a ignored by | tee" },
    { "set -o pipefail; snyk container test a | tee log", "scan a" },
    { "snyk container test a | tee log; exit ${PIPESTATUS[0]}", "scan a ?" },
    { "snyk container test a | jq -e .ok", "scan a ?" },
    { "set +e\nsnyk container test a\necho done", "scan a ignored by set +e" },
    { "set +e\nsnyk container test a\nrc=$?\nexit $rc", "scan a ?" },
    { "set +e\nset -e\nsnyk container test a\necho done", "scan a" },
    { "if ! snyk container test a; then echo found; fi", "scan a ignored by if" },
    { "if ! snyk container test a; then echo found; exit 1; fi", "scan a ?" },
    { "sudo snyk container test a || true", "scan a ignored by || true" },
    { "sh -c 'snyk container test a || true'", "scan a ignored by || true" },
    { "trivy image --exit-code 1 a || true", "scan a ignored by || true" },
};

Test(pipeline_acts, commands)
{
    for (size_t i = 0; i < sizeof SCRIPTS / sizeof SCRIPTS[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf buf = { 0 };
        write_acts(of_script(&arena, SCRIPTS[i].text, NULL, 0), &buf);
        cr_expect_str_eq(buf.p == NULL ? "" : buf.p, SCRIPTS[i].acts, "%s: %s", SCRIPTS[i].text,
                         buf.p);
    }
}

static const struct script_case NAMED[] = {
    { "docker push $IMAGE", "push ghcr.io/acme/web:${GITHUB_SHA}" },
    { "docker push \"${IMAGE}\"", "push ghcr.io/acme/web:${GITHUB_SHA}" },
    { "docker push ${{ env.IMAGE }}", "push ghcr.io/acme/web:${GITHUB_SHA}" },
    { "docker push $NAME:${{github.sha}}", "push ghcr.io/acme/web:${GITHUB_SHA}" },
    { "docker push $OTHER", "push ${OTHER}" },
    { "docker push $A", "push ${A}" },
};

Test(pipeline_acts, variables)
{
    const struct hm_entry env[] = {
        { .name = HM_S("NAME"), .value = given("ghcr.io/acme/web") },
        { .name = HM_S("IMAGE"), .value = given("${{ env.NAME }}:${{ github.sha }}") },
        { .name = HM_S("A"), .value = given("$B") },
        { .name = HM_S("B"), .value = given("$A") },
    };

    for (size_t i = 0; i < sizeof NAMED / sizeof NAMED[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf buf = { 0 };
        write_acts(of_script(&arena, NAMED[i].text, env, 4), &buf);
        cr_expect_str_eq(buf.p == NULL ? "" : buf.p, NAMED[i].acts, "%s: %s", NAMED[i].text, buf.p);
    }
}

#define MOST_INPUTS 6

struct uses_case {
    enum hm_pipeline_kind kind;
    const char *uses;
    const char *with[MOST_INPUTS]; /* name, value … */
    const char *ignores_failure;
    const char *acts;
};

static const struct uses_case USES[] = {
    { HM_PIPELINE_GITHUB,
      "docker/build-push-action@v6",
      { "tags", "a/b:1\na/b:2" },
      "",
      "build a/b:1+a/b:2" },
    { HM_PIPELINE_GITHUB,
      "docker/build-push-action@v6",
      { "tags", "a/b:1", "push", "true" },
      "",
      "build a/b:1; push a/b:1" },
    { HM_PIPELINE_GITHUB,
      "docker/build-push-action@v6",
      { "tags", "a/b:1", "push", "${{ github.event_name != 'pull_request' }}" },
      "",
      "build a/b:1; push a/b:1" },
    { HM_PIPELINE_GITHUB,
      "docker/build-push-action@v6",
      { "tags", "a/b:1", "push", "false" },
      "",
      "build a/b:1" },
    { HM_PIPELINE_GITHUB,
      "docker/build-push-action@v6",
      { "tags", "a/b,c/d", "outputs", "type=registry", "sbom", "true" },
      "",
      "build a/b+c/d; push a/b+c/d; attest a/b+c/d" },
    { HM_PIPELINE_GITHUB, "docker/build-push-actionish@v6", { "push", "true" }, "", "" },
    { HM_PIPELINE_GITHUB,
      "aquasecurity/trivy-action@0.28.0",
      { "image-ref", "a/b", "exit-code", "1" },
      "",
      "scan a/b" },
    { HM_PIPELINE_GITHUB,
      "aquasecurity/trivy-action@0.28.0",
      { "image-ref", "a/b" },
      "",
      "scan a/b ignored by the lack of exit-code" },
    { HM_PIPELINE_GITHUB,
      "aquasecurity/trivy-action@0.28.0",
      { "image-ref", "a/b", "exit-code", "0" },
      "",
      "scan a/b ignored by exit-code: 0" },
    { HM_PIPELINE_GITHUB,
      "aquasecurity/trivy-action@0.28.0",
      { "image-ref", "a/b", "format", "sarif", "output", "x.sarif" },
      "",
      "scan a/b ?" },
    { HM_PIPELINE_GITHUB,
      "aquasecurity/trivy-action@0.28.0",
      { "scan-type", "fs", "exit-code", "1" },
      "",
      "scan-all" },
    { HM_PIPELINE_GITHUB, "anchore/scan-action@v6", { "image", "a/b" }, "", "scan a/b" },
    { HM_PIPELINE_GITHUB,
      "anchore/scan-action@v6",
      { "image", "a/b", "fail-build", "false" },
      "",
      "scan a/b ignored by fail-build: false" },
    { HM_PIPELINE_GITHUB,
      "anchore/scan-action@v6",
      { "image", "a/b" },
      "true",
      "scan a/b ignored by continue-on-error" },
    { HM_PIPELINE_GITHUB, "sigstore/cosign-installer@v3", { NULL }, "", "" },
    { HM_PIPELINE_GITHUB,
      "actions/attest-build-provenance@v2",
      { "subject-name", "a/b", "subject-digest", "${{ steps.x.outputs.digest }}" },
      "",
      "attest a/b@${{steps.x.outputs.digest}} by digest" },
    { HM_PIPELINE_GITLAB,
      "gitlab.com/components/container-scanning/container-scanning@5",
      { "cs_image", "a/b" },
      "",
      "scan a/b ?" },
    { HM_PIPELINE_GITHUB,
      "docker/build-push-action@v6",
      { "outputs", "type=image,name=a/b,push-by-digest=true,push=true" },
      "",
      "build a/b; push a/b" },
    { HM_PIPELINE_GITHUB,
      "docker/build-push-action@v6",
      { "tags", "a/b", "outputs", "type=image,push=${{ inputs.push }}" },
      "",
      "build a/b; push a/b" },
    { HM_PIPELINE_GITHUB,
      "docker/build-push-action@v6",
      { "tags", "a/b", "outputs", "type=docker,dest=/tmp/b.tar" },
      "",
      "build a/b+/tmp/b.tar" },
    { HM_PIPELINE_GITHUB,
      "docker/build-push-action@v1",
      { "repository", "a/b", "registry", "ghcr.io", "tags", "1" },
      "",
      "build ghcr.io/a/b; push ghcr.io/a/b" },
    { HM_PIPELINE_GITHUB,
      "docker/build-push-action@v1",
      { "repository", "a/b", "push", "false" },
      "",
      "build a/b" },
    { HM_PIPELINE_GITHUB,
      "docker/bake-action@v6",
      { "set", "*.output=type=image,push-by-digest=true,push=true" },
      "",
      "build; push" },
    { HM_PIPELINE_GITHUB,
      "depot/build-push-action@v1",
      { "tags", "a/b", "push", "true" },
      "",
      "build a/b; push a/b" },
    { HM_PIPELINE_GITHUB, "depot/bake-action@v1", { "push", "true" }, "", "build; push" },
    { HM_PIPELINE_GITHUB,
      "redhat-actions/buildah-build@v2",
      { "image", "web", "tags", "1 2" },
      "",
      "build web" },
    { HM_PIPELINE_GITHUB,
      "redhat-actions/buildah-build@v2",
      { "tags", "quay.io/a/b:1" },
      "",
      "build quay.io/a/b:1" },
    { HM_PIPELINE_GITHUB,
      "redhat-actions/push-to-registry@v2",
      { "image", "web", "registry", "quay.io/a" },
      "",
      "push quay.io/a/web+web" },
    { HM_PIPELINE_GITHUB,
      "akhilerm/tag-push-action@v2",
      { "src", "a/b:1", "dst", "c/d:1" },
      "",
      "push c/d:1+a/b:1; tag c/d:1+a/b:1" },
    { HM_PIPELINE_GITHUB,
      "aquasecurity/trivy-action@0.28.0",
      { "input", "web.tar", "exit-code", "1" },
      "",
      "scan web.tar" },
    { HM_PIPELINE_GITHUB,
      "aquasecurity/trivy-action@0.28.0",
      { "image-ref", "a/b", "scanners", "secret", "exit-code", "1" },
      "",
      "scan-all a/b" },
    { HM_PIPELINE_GITHUB,
      "aquasecurity/trivy-action@0.28.0",
      { "image-ref", "a/b", "format", "cyclonedx" },
      "",
      "attest a/b" },
    { HM_PIPELINE_GITHUB,
      "aquasecurity/trivy-action@0.28.0",
      { "scan-type", "sbom", "scan-ref", "x.json", "exit-code", "1" },
      "",
      "scan" },
    { HM_PIPELINE_GITHUB, "anchore/scan-action@v6", { "sbom", "x.json" }, "", "scan" },
    { HM_PIPELINE_GITHUB, "anchore/scan-action@v6", { "path", "." }, "", "scan-all" },
    { HM_PIPELINE_GITHUB, "snyk/actions/docker@v1", { "image", "a/b" }, "", "scan a/b" },
    { HM_PIPELINE_GITHUB, "snyk/actions/node@v1", { NULL }, "", "scan-all" },
    { HM_PIPELINE_GITHUB, "snyk/actions/setup@v1", { NULL }, "", "" },
    { HM_PIPELINE_GITHUB,
      "docker/scout-action@v1",
      { "command", "cves", "image", "registry://a/b", "exit-code", "true" },
      "",
      "scan a/b" },
    { HM_PIPELINE_GITHUB,
      "docker/scout-action@v1",
      { "command", "cves", "image", "fs://.", "exit-code", "true" },
      "",
      "scan-all" },
    { HM_PIPELINE_GITHUB,
      "docker/scout-action@v1",
      { "command", "recommendations", "image", "a/b" },
      "",
      "" },
    { HM_PIPELINE_GITHUB,
      "actions/attest-build-provenance@v2",
      { "subject-path", "dist/web" },
      "",
      "" },
    { HM_PIPELINE_GITHUB,
      "notaryproject/notation-action/sign@v1",
      { "target_artifact_reference", "a/b@sha256:11" },
      "",
      "sign a/b@sha256:11 by digest" },
    { HM_PIPELINE_GITHUB, "aws-actions/amazon-ecr-login@v2", { NULL }, "", "login" },
    { HM_PIPELINE_JENKINS, "grypeScan", { "scanDest", "dir:web" }, "", "scan-all ?" },
    { HM_PIPELINE_JENKINS, "grypeScan", { "scanDest", "registry:a/b" }, "", "scan a/b ?" },
    { HM_PIPELINE_JENKINS,
      "snykSecurity",
      { "failOnIssues", "false" },
      "",
      "scan-all ignored by failOnIssues: false" },
    { HM_PIPELINE_JENKINS, "snykSecurity", { "additionalArguments", "--docker a/b" }, "", "scan" },
    { HM_PIPELINE_JENKINS, "prismaCloudScanImage", { "image", "a/b" }, "", "scan a/b" },
    { HM_PIPELINE_JENKINS,
      "aquaMicroscanner",
      { "imageName", "a/b", "onDisallowed", "fail" },
      "",
      "scan a/b retired" },
    { HM_PIPELINE_JENKINS, "docker.build", { "image", "a/b" }, "", "build a/b" },
    { HM_PIPELINE_JENKINS, "grypeScan", { "scanDest", "docker:a/b" }, "true", "scan a/b ?" },
    { HM_PIPELINE_JENKINS,
      "prismaCloudScanImage",
      { "image", "a/b" },
      "true",
      "scan a/b ignored by its failure is caught" },
};

Test(pipeline_acts, steps_that_others_keep)
{
    for (size_t i = 0; i < sizeof USES / sizeof USES[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf buf = { 0 };
        struct hm_entry with[MOST_INPUTS / 2];
        uint32_t n = 0;
        for (; n < MOST_INPUTS / 2 && USES[i].with[2 * n] != NULL; n++) {
            with[n] = (struct hm_entry){ .name = hm_str_c(USES[i].with[2 * n]),
                                         .value = given(USES[i].with[2 * n + 1]) };
        }
        struct hm_step step = { .uses = given(USES[i].uses),
                                .with = { .list = with, .n = n },
                                .ignores_failure = given(USES[i].ignores_failure) };
        struct hm_job job = { .steps = &step, .n_steps = 1 };
        struct hm_pipeline pipeline = { .kind = USES[i].kind, .jobs = &job, .n_jobs = 1 };
        hm_pipeline_acts(&arena, &pipeline);
        write_acts(&pipeline, &buf);
        cr_expect_str_eq(buf.p == NULL ? "" : buf.p, USES[i].acts, "%zu %s: %s", i, USES[i].uses,
                         buf.p);
    }
}

Test(pipeline_acts, names_of_metadata_action)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf buf = { 0 };
    const struct hm_entry meta[] = {
        { .name = HM_S("images"), .value = given("ghcr.io/acme/web\nname=acme/web,enable=true\n") },
    };
    const struct hm_entry build[] = {
        { .name = HM_S("tags"), .value = given("${{ steps.meta.outputs.tags }}") },
    };
    const struct hm_step steps[] = {
        { .id = HM_S("meta"),
          .uses = given("docker/metadata-action@v5"),
          .with = { .list = meta, .n = 1 } },
        { .uses = given("docker/build-push-action@v6"), .with = { .list = build, .n = 1 } },
    };
    struct hm_job job = { .steps = steps, .n_steps = 2 };
    struct hm_pipeline pipeline = { .jobs = &job, .n_jobs = 1 };

    hm_pipeline_acts(&arena, &pipeline);
    write_acts(&pipeline, &buf);
    cr_expect_str_eq(buf.p, "build ${{steps.meta.outputs.tags}}+ghcr.io/acme/web+acme/web");
}

Test(pipeline_acts, variables_of_metadata_action)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf buf = { 0 };
    const struct hm_entry meta[] = {
        { .name = HM_S("images"), .value = given("ghcr.io/acme/web") },
    };
    const struct hm_entry build[] = {
        { .name = HM_S("tags"), .value = given("${{ env.DOCKER_METADATA_OUTPUT_TAGS }}") },
    };
    const struct hm_step steps[] = {
        { .uses = given("docker/metadata-action@v5"), .with = { .list = meta, .n = 1 } },
        { .uses = given("docker/build-push-action@v6"), .with = { .list = build, .n = 1 } },
    };
    struct hm_job job = { .steps = steps, .n_steps = 2 };
    struct hm_pipeline pipeline = { .jobs = &job, .n_jobs = 1 };

    hm_pipeline_acts(&arena, &pipeline);
    write_acts(&pipeline, &buf);
    cr_expect_str_eq(buf.p, "build ghcr.io/acme/web");
}

Test(pipeline_acts, a_later_step_takes_the_report)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_entry with[] = { { .name = HM_S("image"), .value = given("a/b") },
                                     { .name = HM_S("fail-build"), .value = given("false") } };
    const struct hm_entry path[] = {
        { .name = HM_S("path"), .value = given("${{ steps.scan.outputs.sarif }}") },
    };
    const struct hm_step steps[] = {
        { .id = HM_S("scan"),
          .uses = given("anchore/scan-action@v6"),
          .with = { .list = with, .n = 2 } },
        { .uses = given("actions/upload-artifact@v4"), .with = { .list = path, .n = 1 } },
    };
    struct hm_job job = { .steps = steps, .n_steps = 2 };
    struct hm_pipeline pipeline = { .jobs = &job, .n_jobs = 1 };

    hm_pipeline_acts(&arena, &pipeline);
    cr_assert_eq(pipeline.n_acts, 1);
    cr_expect_eq(pipeline.acts[0].ignores_failure, HM_UNKNOWN);
}

Test(pipeline_acts, a_later_step_looks_at_the_outcome)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_entry with[] = { { .name = HM_S("image"), .value = given("a/b") } };
    const struct hm_step steps[] = {
        { .id = HM_S("scan"),
          .uses = given("anchore/scan-action@v6"),
          .with = { .list = with, .n = 1 },
          .ignores_failure = given("true") },
        { .run = given("exit 1"), .condition = given("steps.scan.outcome == 'failure'") },
    };
    struct hm_job job = { .steps = steps, .n_steps = 2 };
    struct hm_pipeline pipeline = { .jobs = &job, .n_jobs = 1 };

    hm_pipeline_acts(&arena, &pipeline);
    cr_assert_eq(pipeline.n_acts, 1);
    cr_expect_eq(pipeline.acts[0].ignores_failure, HM_UNKNOWN);
}

Test(pipeline_acts, policies_look_at_what_gitlab_scans)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_entry with[] = { { .name = HM_S("cs_image"), .value = given("a/b") } };
    const struct hm_step step = { .uses = given("components/container-scanning@1"),
                                  .with = { .list = with, .n = 1 } };
    struct hm_job job = { .steps = &step, .n_steps = 1, .ignores_failure = given("true") };
    struct hm_pipeline pipeline = { .kind = HM_PIPELINE_GITLAB, .jobs = &job, .n_jobs = 1 };

    hm_pipeline_acts(&arena, &pipeline);
    cr_assert_eq(pipeline.n_acts, 1);
    cr_expect_eq(pipeline.acts[0].ignores_failure, HM_UNKNOWN);
    cr_expect(hm_str_eq(pipeline.acts[0].image.text, "a/b"));
}

Test(pipeline_acts, a_job_that_may_fail)
{
    static const struct {
        const char *script;
        const char *allowed; /* allow_failure, or its exit codes */
        enum hm_trit ignores;
    } rows[] = {
        { "trivy image --exit-code 1 a", "true", HM_YES },
        { "trivy image --exit-code 1 a", "false", HM_NO },
        { "trivy image --exit-code 1 a", "137", HM_NO },
        { "trivy image --exit-code 1 a", "137,1", HM_YES },
        { "trivy image --exit-code=3 a", "3", HM_YES },
        { "snyk container test a", "1", HM_YES },
        { "docker scout cves --exit-code a", "1", HM_NO },
        { "docker scout cves --exit-code a", "2", HM_YES },
        { "grype --fail-on high a", "1,2", HM_YES },
        { "grype --fail-on high a", "1", HM_UNKNOWN },
        { "grype --fail-on high a", "7", HM_NO },
        { "cosign verify --key k a", "1", HM_YES },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_pipeline *pipeline = of_script(&arena, rows[i].script, NULL, 0);
        struct hm_job job = pipeline->jobs[0];
        job.ignores_failure = given(rows[i].allowed);
        job.ignores_failure.is_known = !hm_is_digit(rows[i].allowed[0]);
        pipeline->jobs = &job;
        pipeline->kind = HM_PIPELINE_GITLAB;
        hm_pipeline_acts(&arena, pipeline);
        cr_assert_eq(pipeline->n_acts, 1, "%s", rows[i].script);
        cr_expect_eq(pipeline->acts[0].ignores_failure, rows[i].ignores, "%s, %s", rows[i].script,
                     rows[i].allowed);
    }
}

Test(pipeline_acts, templates_of_gitlab)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_scalar include = given("https://example.org/Container-Scanning.yml");
    struct hm_pipeline pipeline = { .kind = HM_PIPELINE_GITLAB,
                                    .includes = { .list = &include, .n = 1 } };

    hm_pipeline_acts(&arena, &pipeline);
    cr_assert_eq(pipeline.n_acts, 1);
    cr_expect_eq(pipeline.acts[0].kind, HM_ACT_SCAN);
    cr_expect_eq(pipeline.acts[0].job, HM_NONE);
}

Test(pipeline_acts, what_a_build_is_made_of)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_pipeline *pipeline = of_script(
        &arena, "docker build -f web/Dockerfile --target prod --build-arg A=1 -t web web", NULL, 0);

    cr_assert_eq(pipeline->n_acts, 1);
    const struct hm_act *act = &pipeline->acts[0];
    cr_expect(hm_str_eq(act->dockerfile.text, "web/Dockerfile"));
    cr_expect(hm_str_eq(act->context.text, "web"));
    cr_expect(hm_str_eq(act->target.text, "prod"));
    cr_assert_eq(act->args.n, 1);
    cr_expect(hm_str_eq(act->args.list[0].name, "A"));
    cr_expect(hm_str_eq(act->args.list[0].value.text, "1"));
}

Test(pipeline_acts, what_somebody_else_made_is_copied)
{
    static const struct {
        const char *script;
        bool is_copy;
    } rows[] = {
        { "docker push acme/web:1", false },
        { "docker buildx build --push -t acme/web:1 .", false },
        { "docker manifest push acme/web:1", true },
        { "docker buildx imagetools create -t acme/web:1 acme/web:rc", true },
        { "crane push web.tar acme/web:1", false },
        { "skopeo copy docker://quay.io/a/b docker://acme/web:1", true },
        { "skopeo copy docker-archive:web.tar docker://acme/web:1", false },
        { "skopeo copy docker-daemon:acme/web:1 docker://acme/web:1", false },
        { "oras cp --from-oci-layout web acme/web:1", false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        const struct hm_pipeline *pipeline = of_script(&arena, rows[i].script, NULL, 0);
        uint32_t n = 0;
        for (uint32_t k = 0; k < pipeline->n_acts; k++) {
            n += pipeline->acts[k].kind == HM_ACT_PUSH;
            cr_expect_eq(pipeline->acts[k].is_copy, rows[i].is_copy, "%s", rows[i].script);
        }
        cr_expect_eq(n, 1, "%s", rows[i].script);
    }
}

Test(pipeline_acts, a_pipeline_has_at_most_so_many)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };

    for (unsigned i = 0; i <= HM_ACTS_LIMIT; i++) {
        hm_buf_puts(&text, "docker push a\n");
    }
    const struct hm_pipeline *pipeline = of_script(&arena, text.p, NULL, 0);
    cr_expect_eq(pipeline->n_acts, HM_ACTS_LIMIT);
    cr_expect(pipeline->is_cut);
    pipeline = of_script(&arena, text.p + strlen("docker push a\n"), NULL, 0);
    cr_expect_eq(pipeline->n_acts, HM_ACTS_LIMIT);
    cr_expect_not(pipeline->is_cut);
}

Test(pipeline_acts, variables_that_grow_for_ever_end)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_entry env[8];
    char names[8][2] = { "A", "B", "C", "D", "E", "F", "G", "H" };

    for (unsigned i = 0; i < 2000; i++) {
        hm_buf_printf(&text, "${A}${B}${C}${D}${E}${F}${G}");
    }
    for (unsigned i = 0; i < 8; i++) {
        env[i] =
            (struct hm_entry){ .name = hm_str_c(names[i]), .value = given(i < 7 ? text.p : "") };
    }
    const struct hm_pipeline *pipeline = of_script(&arena, "docker push $A", env, 8);
    cr_expect(hm_str_eq(pipeline->acts[0].image.text, "$A"));
}
