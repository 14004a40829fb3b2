import GANTensor

/// Noise and cutout (METHODS §3.5).
enum Corruption {
    /// Each image has its own strength.
    static func noised(_ images: Tensor, _ draws: AugmentationDraws) -> Tensor {
        let strengths = draws.parameter(.halfNormal, identity: 0) { $0 * 0.1 }
        let noise = draws.random.normal(images.shape, dtype: images.dtype)
        return images + noise * Tensor(strengths, shape: [draws.count, 1, 1, 1]).converted(to: images.dtype)
    }

    /// A hole with half the side of the image; it may extend past the edges.
    static func cutOut(_ images: Tensor, _ draws: AugmentationDraws) -> Tensor {
        let sizes = draws.parameter(.uniform, identity: 0) { _ in 0.5 }
        let middles = draws.parameters(2, .uniform, identity: 0, chance: 1) { $0 }
        /// 1 inside the hole, for each sample's rows or columns.
        func inside(_ length: Int, _ middle: [Double]) -> [Double] {
            zip(middle, sizes).flatMap { middle, size in
                (0..<length).map { abs((Double($0) + 0.5) / Double(length) - middle) < size / 2 ? 1 : 0 }
            }
        }
        let (count, height, width) = (images.shape[0], images.shape[2], images.shape[3])
        let columns = Tensor(inside(width, middles[0]), shape: [count, 1, 1, width])
        let rows = Tensor(inside(height, middles[1]), shape: [count, 1, height, 1])
        return images * (1 - columns * rows).converted(to: images.dtype)
    }
}
