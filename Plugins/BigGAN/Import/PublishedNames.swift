import GANCore

extension TensorNames {
    /// BigGAN-PyTorch, whose names are ours. Its `sv0` is only for display and never read.
    static let authorBigGAN = TensorNames(
        "BigGAN-PyTorch",
        ["shared", "linear", "embed", "input_conv", "blocks", "output_layer"].map { NameRule($0, $0) },
        defined: ["sv0"])

    /// StudioGAN's big_resnet, whose layers are normalized by PyTorch.
    static let studioBigGANGenerator = TensorNames(
        "BigGAN of StudioGAN",
        [
            NameRule("shared", "shared"), NameRule("linear", "linear0", spectral),
            NameRule("blocks.#.0.bn1.gain", "blocks.#.0.bn1.gain", spectral),
            NameRule("blocks.#.0.bn1.bias", "blocks.#.0.bn1.bias", spectral),
            NameRule("blocks.#.0.bn1", "blocks.#.0.bn1.bn", statistics),
            NameRule("blocks.#.0.bn2.gain", "blocks.#.0.bn2.gain", spectral),
            NameRule("blocks.#.0.bn2.bias", "blocks.#.0.bn2.bias", spectral),
            NameRule("blocks.#.0.bn2", "blocks.#.0.bn2.bn", statistics),
        ] + studioBlocks + [
            NameRule("output_layer.0", "bn4", statistics + affine), NameRule("output_layer.2", "conv2d5", spectral),
        ], ignored: [batchCounter])

    static let studioBigGANDiscriminator = TensorNames(
        "BigGAN of StudioGAN",
        [NameRule("linear", "linear1", spectral), NameRule("embed", "embedding", spectral)] + studioBlocks)

    /// The parts of the blocks of both networks, and attention, which is a separate stage there.
    private static let studioBlocks =
        [("conv_sc", "conv2d0"), ("conv1", "conv2d1"), ("conv2", "conv2d2")].map { ours, theirs in
            NameRule("blocks.#.0.\(ours)", "blocks.#.0.\(theirs)", spectral)
        }
        + [("theta", "theta"), ("phi", "phi"), ("g", "g"), ("o", "attn")].map { ours, theirs in
            NameRule("blocks.#.1.\(ours)", "blocks.#.0.conv1x1_\(theirs)", addsStage: true, spectral)
        } + [
            NameRule(
                "blocks.#.1", "blocks.#.0", addsStage: true, [.init(ours: "gamma", theirs: "sigma", form: .single)])
        ]

    /// Endings of names from torch.nn.utils.spectral_norm.
    private static let spectral: [NameRule.Ending] = [
        .init(ours: "weight", theirs: "weight_orig"), .init(ours: "bias", theirs: "bias"),
        .init(ours: "u0", theirs: "weight_u", form: .vector), .init(ours: "v0", theirs: "weight_v", form: .vector),
    ]
    /// Endings of names from torch.nn.BatchNorm2d.
    private static let statistics: [NameRule.Ending] = [
        .init(ours: "stored_mean", theirs: "running_mean"), .init(ours: "stored_var", theirs: "running_var"),
    ]
    private static let affine: [NameRule.Ending] = [
        .init(ours: "gain", theirs: "weight"), .init(ours: "bias", theirs: "bias"),
    ]
}

extension TensorNames {
    /// These names, with attention layers as separate stages after the blocks that they follow in the checkpoint.
    func withStages(of checkpoint: any ForeignCheckpoint, below prefix: String) -> TensorNames {
        var (result, stage, block) = (self, 0, 0)
        while stage < 64 {
            if checkpoint.has("\(prefix)blocks.\(stage).0.conv1x1_theta.weight_orig") {
                result.extraStages.append(block - 1)
            } else if checkpoint.has("\(prefix)blocks.\(stage).0.conv2d1.weight_orig") {
                block += 1
            } else {
                break
            }
            stage += 1
        }
        return result
    }

    /// These names, with attention layers as separate stages where our names have attention.
    func withStages(ofOurs names: [String]) -> TensorNames {
        var result = self
        result.extraStages = attentionBlocks(names)
        return result
    }
}

/// The places of the blocks that attention follows, from our names of a network's tensors.
func attentionBlocks(_ names: [String]) -> [Int] {
    names.compactMap { name in
        let parts = name.split(separator: ".")
        return parts.count == 4 && parts[0] == "blocks" && parts[2] == "1" && parts[3] == "gamma" ? Int(parts[1]) : nil
    }.sorted()
}
