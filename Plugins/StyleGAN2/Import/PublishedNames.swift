import GANCore

extension TensorNames {
    /// NVlabs' stylegan2-ada-pytorch, whose names are ours. StudioGAN's generator has the same names.
    static let nvlabsStyleGAN2 = TensorNames("StyleGAN2 of NVlabs", layers, defined: ["resample_filter"])

    /// StudioGAN's discriminator, whose last layer follows the network instead of being its end.
    static let studioStyleGAN2Discriminator = TensorNames(
        "StyleGAN2 of StudioGAN", [NameRule("b4.out", "linear1")] + layers, defined: ["resample_filter"])

    /// Rules for layers of both networks: mapping, synthesis, and the discriminator's blocks.
    private static let layers =
        [
            NameRule("synthesis", "synthesis"), NameRule("mapping", "mapping", [.init(ours: "w_avg", theirs: "w_avg")]),
            NameRule("mapping.embed", "mapping.embed", weights),
        ] + (0..<64).map { NameRule("mapping.fc\($0)", "mapping.fc\($0)", weights) }
        + (2..<16).map { NameRule("b\(1 << $0)", "b\(1 << $0)") }

    private static let weights: [NameRule.Ending] = [
        .init(ours: "weight", theirs: "weight"), .init(ours: "bias", theirs: "bias"),
    ]
}
