import GANCore

/// Splits a batch into micro-batches, so that only one is in memory at a time. Each has its part of the real images and of
/// the latents, each latent with all its views.
struct Slicing {
    /// Number of micro-batches.
    let count: Int
    private let reals: Int?
    private let layout: BatchLayout?

    /// - Parameters:
    /// - reals: number of real images; nil for none.
    /// - layout: layout of the generated images; nil for none.
    /// - size: maximum number of rows per micro-batch.
    init(reals: Int?, _ layout: BatchLayout?, size: Int) {
        (self.reals, self.layout) = (reals, layout)
        let rows = max(reals ?? 0, layout?.count ?? 0)
        count = max(min((rows + size - 1) / size, reals ?? .max, layout.map { $0.count / $0.views } ?? .max), 1)
    }

    /// The rows of a micro-batch among `whole`.
    func range(_ index: Int, of whole: Int) -> Range<Int> { whole * index / count..<whole * (index + 1) / count }

    /// Real images per micro-batch; nil for none.
    func reals(_ index: Int) -> Int? { reals.map { range(index, of: $0).count } }

    /// Generated images per micro-batch; nil for none.
    func layout(_ index: Int) -> BatchLayout? {
        layout.map { BatchLayout(count: range(index, of: $0.count / $0.views).count * $0.views, views: $0.views) }
    }
}
