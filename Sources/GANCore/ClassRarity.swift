import Glibc

extension DatasetInfo {
    /// Weights of the classes or attributes, larger for rarer ones, with mean 1 over those that have images: K / E, where E = (1 - β^n) / (1 - β) is the
    /// effective number of n images (Cui et al. 2019, arXiv:1901.05555; METHODS §6.1). Mirrored copies are no further images.
    ///
    /// A class without images has the largest factor of the others. This is our choice: the published code would divide by zero.
    /// - Parameter beta: in 0 ..< 1; at 0 all weights are 1.
    public func rarityFactors(beta: Double) -> [Double] {
        scaledOverClassesWithImages(imageCounts.map { (1 - beta) / (1 - pow(beta, Double(max($0, 1)))) })
    }

    /// Weights of the classes or attributes, divided by their mean over those that have images. A class without images is not seen in training,
    /// so it must not change the weights of the others; it gets the largest of them at most.
    func scaledOverClassesWithImages(_ weights: [Double]) -> [Double] {
        let present = zip(weights, classCounts).filter { $1 > 0 }.map(\.0)
        guard let largest = present.max(), case let sum = present.reduce(0, +), sum > 0 else {
            return weights.normalized
        }
        let mean = sum / Double(present.count)
        return weights.map { min($0, largest) / mean }
    }
}
