extension PublishedNames {
    /// NVlabs' stylegan2-ada-pytorch, whose names are ours. StudioGAN's generator bears them, too.
    static let stylegan2 = PublishedNames(
        "StyleGAN2 of NVlabs", [NameRule("", "")], defined: ["resample_filter"])

    /// StudioGAN's discriminator, whose last layer follows the network instead of ending it.
    static let studioStyleGAN2Discriminator = PublishedNames(
        "StyleGAN2 of StudioGAN", [NameRule("b4.out", "linear1"), NameRule("", "")], defined: ["resample_filter"])
}
