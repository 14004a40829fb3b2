/// The names of a vision transformer's tensors in a kind of file. A layer's name ends where `weight` and `bias` follow.
struct TransformerNames: Sendable {
    let classToken: String
    let positions: String
    let patches: String
    /// A normalization before the first block; nil if the network has none.
    var entryNorm: String?
    /// What comes before the number of a block. The names down to `networkScale` follow the number.
    let blocks: String
    let attentionNorm: String
    /// One layer for queries, keys and values, or three in this order.
    let queriesKeysValues: [String]
    let attentionOutput: String
    var attentionScale: String?
    let networkNorm: String
    let expansion: String
    let contraction: String
    var networkScale: String?
    let exitNorm: String
    /// The projection of the class token, with its ending; nil if the network has none.
    var projection: String?
    /// Whether the file has the projection as [outputs, width] instead of [width, outputs].
    var transposesProjection = false
    /// Beginnings of names of tensors that an image's features do not depend on.
    let unneeded: [String]

    /// A file has names of this kind if it has a tensor of this name.
    var mark: String { "\(blocks)0.\(queriesKeysValues[0])weight" }
}

extension TransformerNames {
    /// DINOv2 as in `facebookresearch/dinov2` and timm.
    static let dino = TransformerNames(
        classToken: "cls_token", positions: "pos_embed", patches: "patch_embed.proj.", blocks: "blocks.",
        attentionNorm: "norm1.", queriesKeysValues: ["attn.qkv."], attentionOutput: "attn.proj.",
        attentionScale: "ls1.gamma", networkNorm: "norm2.", expansion: "mlp.fc1.", contraction: "mlp.fc2.",
        networkScale: "ls2.gamma", exitNorm: "norm.", unneeded: ["mask_token"])

    /// Files of DINOv2 that transformers saved.
    static let dinoOfTransformers = transformers(
        ["attention.attention.query.", "attention.attention.key.", "attention.attention.value."],
        "attention.output.dense.")

    /// The state dict of DINOv2 in transformers 5, whose modules have other names than its files.
    static let dinoOfTransformers5 = transformers(
        ["attention.q_proj.", "attention.k_proj.", "attention.v_proj."], "attention.o_proj.")

    private static func transformers(_ queriesKeysValues: [String], _ attentionOutput: String) -> TransformerNames {
        TransformerNames(
            classToken: "embeddings.cls_token", positions: "embeddings.position_embeddings",
            patches: "embeddings.patch_embeddings.projection.", blocks: "encoder.layer.", attentionNorm: "norm1.",
            queriesKeysValues: queriesKeysValues, attentionOutput: attentionOutput,
            attentionScale: "layer_scale1.lambda1", networkNorm: "norm2.", expansion: "mlp.fc1.",
            contraction: "mlp.fc2.", networkScale: "layer_scale2.lambda1", exitNorm: "layernorm.",
            unneeded: ["embeddings.mask_token"])
    }

    /// The image tower of CLIP as in `openai/CLIP` and open_clip.
    static let clip = TransformerNames(
        classToken: "class_embedding", positions: "positional_embedding", patches: "conv1.", entryNorm: "ln_pre.",
        blocks: "transformer.resblocks.", attentionNorm: "ln_1.", queriesKeysValues: ["attn.in_proj_"],
        attentionOutput: "attn.out_proj.", networkNorm: "ln_2.", expansion: "mlp.c_fc.", contraction: "mlp.c_proj.",
        exitNorm: "ln_post.", projection: "proj", unneeded: [])

    /// CLIP in transformers, whole or its image tower with the projection.
    static let clipOfTransformers = TransformerNames(
        classToken: "vision_model.embeddings.class_embedding",
        positions: "vision_model.embeddings.position_embedding.weight",
        patches: "vision_model.embeddings.patch_embedding.", entryNorm: "vision_model.pre_layrnorm.",
        blocks: "vision_model.encoder.layers.", attentionNorm: "layer_norm1.",
        queriesKeysValues: ["self_attn.q_proj.", "self_attn.k_proj.", "self_attn.v_proj."],
        attentionOutput: "self_attn.out_proj.", networkNorm: "layer_norm2.", expansion: "mlp.fc1.",
        contraction: "mlp.fc2.", exitNorm: "vision_model.post_layernorm.", projection: "visual_projection.weight",
        transposesProjection: true,
        unneeded: ["vision_model.embeddings.position_ids", "text_model.", "text_projection.", "logit_scale"])
}
