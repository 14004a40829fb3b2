import GANCore

/// How a batch is cut into slices, so that no more than one is in memory at a time. Every slice has its part of the reals and of
/// the latents, each latent with all of its views.
struct Slicing {
    /// How many slices there are.
    let count: Int
    private let reals: Int?
    private let plan: BatchLayout?

    /// - Parameters:
    ///   - reals: rows of real images; nil for none.
    ///   - plan: of the generated images; nil for none.
    ///   - size: rows of a slice, at most.
    init(reals: Int?, _ plan: BatchLayout?, size: Int) {
        (self.reals, self.plan) = (reals, plan)
        let rows = max(reals ?? 0, plan?.count ?? 0)
        count = max(min((rows + size - 1) / size, reals ?? .max, plan.map { $0.count / $0.views } ?? .max), 1)
    }

    /// The rows of a slice among `whole`.
    func range(_ index: Int, of whole: Int) -> Range<Int> { whole * index / count..<whole * (index + 1) / count }

    /// Real images of each slice; nil for none.
    func reals(_ index: Int) -> Int? { reals.map { range(index, of: $0).count } }

    /// Generated images of each slice; nil for none.
    func plan(_ index: Int) -> BatchLayout? {
        plan.map { BatchLayout(count: range(index, of: $0.count / $0.views).count * $0.views, views: $0.views) }
    }
}
