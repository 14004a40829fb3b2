import GANCore

extension TrainSettings {
    /// - Throws: `RecipeError` if a network keeps all activations although the recipe wants some to be computed again.
    func checkRecomputation(_ composition: Composition) throws {
        switch recompute {
        case .none: return
        case .blocks:
            for (place, network) in composition.networks where !(network is any RecomputingNetwork) {
                throw RecipeError(
                    key: "recompute",
                    problem: "`\(place)`: \(type(of: network).name) cannot compute its blocks again",
                    fix: "set train.recompute: none; train.microbatch saves memory, too")
            }
        }
    }
}

extension Composition {
    /// The two networks, each with the name of its section.
    var networks: [(place: String, network: any Component)] {
        [("generator", generator), ("discriminator", discriminator)]
    }
}
