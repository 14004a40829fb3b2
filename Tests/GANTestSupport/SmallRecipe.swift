/// A StyleGAN2 recipe with very short steps: procedural images of 8 × 8 pixels and the narrowest possible networks.
package enum SmallRecipe {
    /// - Parameters:
    ///   - data: more keys of `data`.
    ///   - rest: more lines, such as `train: {kimg: 0.032, batch: 4}`.
    package static func text(data: String = "per_class: 100", _ rest: String...) -> String {
        let network = "{type: stylegan2, mapping_layers: 1, channel_base: 32, channel_max: 4"
        let lines = [
            "recipe: 2", "data: {type: shapes, resolution: 8, \(data)}", "generator: \(network), z_dim: 4, w_dim: 4}",
            "discriminator: \(network)}", "conditioner: embedding", "loss: logistic",
        ]
        return (lines + rest).joined(separator: "\n") + "\n"
    }
}
