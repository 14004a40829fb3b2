import Glibc

extension DatasetInfo {
    /// Weights of the classes or attributes, larger for rarer ones, with mean 1: K / E, where E = (1 - β^n) / (1 - β) is the
    /// effective number of n images (Cui et al. 2019, arXiv:1901.05555; METHODS §6.1).
    ///
    /// A class without images counts as one image. This is our choice: the published code would divide by zero.
    /// - Parameter beta: in 0 ..< 1; at 0 all weights are 1.
    public func rarityFactors(beta: Double) -> [Double] {
        let inverse = classCounts.map { (1 - beta) / (1 - pow(beta, Double(max($0, 1)))) }
        let mean = inverse.reduce(0, +) / Double(inverse.count)
        return inverse.map { $0 / mean }
    }
}
