import GANCore
import GANTensor

/// Two samplers, of which the second one takes over during a run.
struct SamplerPair {
    let first: any Sampler
    let second: any Sampler
    let keys: (first: String, second: String)

    /// - Throws: `RecipeError` if one of them pairs generated images with real ones: both would have to be of one sampler.
    init(first: any Sampler, second: any Sampler, keys: (first: String, second: String)) throws {
        (self.first, self.second, self.keys) = (first, second, keys)
        for (key, sampler) in [(keys.first, first), (keys.second, second)] where sampler is any PairingSampler {
            throw RecipeError(
                key: key,
                problem:
                    "`\(type(of: sampler).name)` gives generated images the labels of the real ones beside them, for the whole run",
                fix: "use shuffled here")
        }
    }

    func validate(for data: DatasetInfo) throws {
        for (key, sampler) in [(keys.first, first), (keys.second, second)] {
            do { try sampler.validate(for: data) } catch let error as RecipeError {
                let inner = error.key.isEmpty ? key : "\(key).\(error.key)"
                throw RecipeError(key: inner, problem: error.problem, fix: error.fix)
            }
        }
    }

    /// The samplers' weights and priors are mixed.
    /// - Parameters:
    ///   - share: of the second sampler.
    ///   - value: the weights or the prior of a sampler.
    func mixed(
        _ share: Double, _ data: DatasetInfo, _ value: (any ClassWeightingSampler) throws -> [Double]
    ) throws -> [Double] {
        let (a, b) = (try values(first, keys.first, value), try values(second, keys.second, value))
        return zip(a, b).map { (1 - share) * $0 + share * $1 }
    }

    private func values(
        _ sampler: any Sampler, _ key: String, _ value: (any ClassWeightingSampler) throws -> [Double]
    ) throws -> [Double] {
        guard let sampler = sampler as? any ClassWeightingSampler else {
            throw RecipeError(
                key: key, problem: "`\(type(of: sampler).name)` does not say how often it draws each class",
                fix: "use another sampler, such as square_root")
        }
        return try value(sampler)
    }
}

extension DatasetInfo {
    /// Weights of samples, scaled so that their mean over all samples is 1.
    func scaled(_ weights: [Double]) -> [Double] {
        let counts = counts.map(Double.init)
        let mean = zip(counts, weights).reduce(0) { $0 + $1.0 * $1.1 } / max(counts.reduce(0, +), 1)
        return mean > 0 ? weights.map { $0 / mean } : weights
    }
}
