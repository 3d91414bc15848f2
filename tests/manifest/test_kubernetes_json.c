/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/kubernetes_json.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/json.h"
#include "plugin/manifest/kubernetes.h"

/* What is printed of a text, which must be JSON. */
static struct hm_str
print(struct hm_arena *arena, const char *text)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_manifests manifest;
    json_t *root = NULL;
    struct hm_err err = { 0 };

    cr_assert(hm_kubernetes_read(arena, HM_S("a.yaml"), hm_str_c(text), &manifest));
    hm_kubernetes_json(&manifest, &buf);
    cr_assert_eq(hm_json_parse(hm_buf_str(&buf), &root, &err), HM_OK, "%s", err.text);
    json_decref(root);
    return hm_arena_str(arena, hm_buf_str(&buf));
}

#define POD(spec) "apiVersion: v1\nkind: Pod\nspec:\n  containers: [{name: a, image: b}]\n" spec
#define REST "\"resources\":{},\"env\":[],\"ports\":[],\"volumeMounts\":[],\"handlers\":[]"

static const struct {
    const char *text;
    const char *json; /* is among what is printed */
} MANIFESTS[] = {
    { "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
      "{\"file\":\"a.yaml\",\"kind\":\"kubernetes\",\"files\":[\"a.yaml\"],\"ok\":true,"
      "\"problems\":[],\"objects\":[{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"name\":"
      "\"shop\",\"at\":\"a.yaml:3:12\"}]}" },
    { POD("  securityContext: {runAsUser: 5}\n"),
      "\"pods\":[{\"windows\":false,\"partial\":false,\"securityContext\":{\"runAsUser\":\"5\"},"
      "\"volumes\":[],\"containers\":[{\"kind\":\"container\",\"name\":\"a\",\"image\":\"b\","
      "\"securityContext\":{\"runAsUser\":\"5\"}," REST ",\"at\":\"a.yaml:4:17\"}]}]" },
    { POD("  os: {name: windows}\n  hostUsers: false\n"),
      "\"pods\":[{\"windows\":true,\"partial\":false,\"hostUsers\":\"false\",\"os\":\"windows\"," },
    { POD("  volumes: [{name: v, hostPath: {path: /etc}}, {name: w}]\n"),
      "\"volumes\":[{\"name\":\"v\",\"type\":\"hostPath\",\"path\":\"/etc\",\"at\":"
      "\"a.yaml:5:23\"},{\"name\":\"w\",\"at\":\"a.yaml:5:49\"}]" },
    { POD("  initContainers: [{name: i, image: '{{ x }}', restartPolicy: Always}]\n"),
      "{\"kind\":\"sidecar\",\"name\":\"i\",\"image\":{\"text\":\"{{ x }}\",\"known\":false}," },
    { POD("  ephemeralContainers:\n  - name: e\n    securityContext:\n      runAsUser: 7\n"
          "      capabilities: {drop: [ALL]}\n      seccompProfile: {type: Unconfined}\n"
          "      seLinuxOptions: {type: t}\n  securityContext: {runAsUser: 5, runAsGroup: 6}\n"),
      "{\"kind\":\"ephemeral\",\"name\":\"e\",\"securityContext\":{\"runAsUser\":\"7\","
      "\"runAsGroup\":\"6\",\"seccompProfile\":{\"type\":\"Unconfined\"},\"seLinuxOptions\":"
      "{\"type\":\"t\"},\"capabilities\":{\"drop\":[\"ALL\"]}}," },
    { "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    command: [x]\n"
      "    args: [y]\n    resources: {limits: {cpu: 1}, requests: {memory: 5Mi}}\n"
      "    env: [{name: A, value: b}, {name: C, valueFrom: {secretKeyRef: {name: s, key: k}}}]\n"
      "    envFrom: [{configMapRef: {name: m}}]\n    ports: [{containerPort: 80, hostPort: 81}]\n"
      "    volumeMounts: [{name: v, mountPath: /v, readOnly: true}]\n"
      "    livenessProbe: {httpGet: {port: 80}}\n",
      "\"partial\":true,\"securityContext\":{},\"volumes\":[],\"containers\":[{\"kind\":"
      "\"container\",\"name\":\"a\",\"command\":[\"x\",\"y\"],\"securityContext\":{},"
      "\"resources\":{\"limits\":{\"cpu\":\"1\"},\"requests\":{\"memory\":\"5Mi\"}},"
      "\"env\":[{\"name\":\"A\",\"value\":\"b\",\"at\":\"a.yaml:9:12\"},{\"name\":\"C\",\"from\":"
      "\"secret\",\"at\":\"a.yaml:9:33\"},{\"from\":\"other\",\"at\":\"a.yaml:10:16\"}],"
      "\"ports\":[{\"containerPort\":\"80\",\"hostPort\":\"81\",\"at\":\"a.yaml:11:14\"}],"
      "\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/v\",\"readOnly\":\"true\",\"at\":"
      "\"a.yaml:12:21\"}],\"handlers\":[{\"what\":\"livenessProbe\",\"port\":\"80\",\"at\":"
      "\"a.yaml:13:5\"}],\"at\":\"a.yaml:5:5\"}]" },
    { "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, data: {a: c2VjcmV0}}\n"
      "- {apiVersion: v1, kind: Pod, spec: {hostPID: true}}\n",
      "\"objects\":[{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"at\":\"a.yaml:4:20\"},"
      "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"at\":\"a.yaml:5:20\",\"pods\":[{\"windows\":false,"
      "\"partial\":true,\"hostPID\":\"true\",\"securityContext\":{},\"volumes\":[],"
      "\"containers\":[]}]}]" },
    { "apiVersion: acme.dev/v1\nkind: Runs\nspec:\n  a: {template: {spec: {containers: [{name: "
      "a}]}}}"
      "\n  b: {template: {spec: {containers: [{name: b}]}}}\n",
      ",\"at\":\"a.yaml:4:39\"}]},{\"windows\":false," },
    { "apiVersion: v1\nkind: Pod\n---\na: [\n", "\"ok\":false,\"problems\":[{\"text\":" },
};

Test(kubernetes_json, prints_objects_and_what_their_pods_run)
{
    for (size_t i = 0; i < sizeof MANIFESTS / sizeof MANIFESTS[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_str printed = print(&arena, MANIFESTS[i].text);
        cr_expect(hm_str_has(printed, MANIFESTS[i].json), "%.*s\nlacks\n%s", HM_FMT(printed),
                  MANIFESTS[i].json);
    }
}
