/* SPDX-License-Identifier: Apache-2.0 */
/* Which instruction of a Dockerfile made which layer of an image.
 *
 * A builder writes into an image's history what each layer was made by, and so an image can be read
 * backwards: its last entries are those of the target stage's instructions, before them come those
 * of the stages that it is FROM, and what is left is the base image's own.
 *
 *   BuildKit         RUN |1 V=1 /bin/sh -c make # buildkit     COPY . /app # buildkit
 *                    ENV A=b   WORKDIR /app   CMD ["/bin/sh" "-c" "run"]   EXPOSE [80/tcp]
 *   docker's first   |1 V=1 /bin/sh -c make                    /bin/sh -c #(nop) COPY dir:9f… in
 * /app builder, buildah /bin/sh -c #(nop)  ENV A=b                (buildah: values as they are
 * written) kaniko           RUN make                                  COPY --from=a . /app
 *
 * History and instructions are gone through side by side from their ends. What makes a layer must
 * be there, with the text that it has in the file but for white space, quotes and what builders put
 * around it; where that text has a variable whose value is not known, its keyword must. What makes
 * none may be missing on either side: builders differ in what they write down, and labels are added
 * on command lines. An image that was built from another version of the file does not match.
 *
 * That is an inference, for anybody can write a history. It is proven where the configuration of
 * the base image is known (--base, --resolve) and its diff ids are those of the lowest layers, or
 * where the stage is FROM scratch. Both lists are gone through once. */
#ifndef HM_DOCKERFILE_BUILT_H
#define HM_DOCKERFILE_BUILT_H

#include "plugin/base/arena.h"
#include "plugin/model/facts.h"
#include "plugin/model/image_layers.h"

enum hm_layer_maker {
    HM_MADE_UNKNOWN,
    HM_MADE_BY_BASE,
    HM_MADE_BY_STAGES,      /**< by instructions of the file, which of them is not known */
    HM_MADE_BY_INSTRUCTION, /**< by one, which is known */
};

struct hm_built_layer {
    enum hm_layer_maker maker;
    const struct hm_instruction *by; /**< HM_MADE_BY_INSTRUCTION */
};

/** What came of holding an image against a file. */
struct hm_built {
    const struct hm_built_layer *layers; /**< of each diff id */
    size_t n_layers;
    bool is_matched;     /**< the history ends in what the file's instructions write into it */
    bool is_base_proven; /**< by diff ids: which layers are the base's, and which are not */
    bool is_base_other;  /**< the base's configuration is known, and the image is not built on it */
    uint32_t n_exact;    /**< instructions whose text was found again */
};

/** Holds the image against the file's target stage. Everything lies in the arena, or in the file.
 */
void hm_built_match(struct hm_arena *arena, const struct hm_dockerfile *file,
                    const struct hm_image_layers *image, struct hm_built *ret);

#endif
