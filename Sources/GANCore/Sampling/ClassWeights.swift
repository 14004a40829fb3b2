import GANTensor

/// Weights of classes that a setting names by a sampler: `weights: {type: NAME}`.
public enum ClassWeights {
    /// Makes the sampler that a setting names, to weight classes with.
    /// `key` is that of the setting.
    /// - Throws: `RecipeError` if it does not state weights, or the data does not fit.
    public static func sampler(
        _ reference: ComponentReference<any Sampler>, _ key: String, _ build: BuildContext
    ) throws -> any ClassWeightingSampler {
        let sampler = try build.component(reference, key)
        guard let weighting = sampler as? any ClassWeightingSampler else {
            throw RecipeError(
                key: key, problem: "`\(type(of: sampler).name)` does not say how often it draws each class",
                fix: "use another sampler, such as shuffled")
        }
        do { _ = try weighting.classWeights(of: build.data, at: .start) } catch let error as RecipeError {
            throw RecipeError(
                key: error.key.isEmpty ? key : "\(key).\(error.key)", problem: error.problem, fix: error.fix)
        }
        return weighting
    }
}

extension DatasetInfo {
    /// The weight of each image by its label: that of its class, or the largest of its attributes' weights. An image without
    /// attributes has the smallest weight of all.
    /// - Parameters:
    ///   - labels: [N, labelSize].
    ///   - classWeights: one for each class or attribute.
    /// - Returns: [N] in float32.
    public func imageWeights(of labels: Tensor, _ classWeights: [Double]) -> Tensor {
        precondition(labels.shape == [labels.shape[0], labelSize], "labels are [N, labelSize]")
        let values = labels.converted(to: .float32).scalars(as: Float.self)
        let smallest = classWeights.min() ?? 1
        let weights = (0..<labels.shape[0]).map { row in
            let own = classWeights.indices.filter { values[row * labelSize + $0] > 0 }.map { classWeights[$0] }
            return Float(own.max() ?? smallest)
        }
        return Tensor(weights, shape: [labels.shape[0]])
    }
}

extension ClassWeightingSampler {
    /// The weights of classes or attributes for a loss, scaled to a mean of 1 over the classes that have images (Cui et al. 2019,
    /// arXiv:1901.05555, section 4).
    /// - Throws: `RecipeError` if the data does not fit.
    public func lossWeights(of data: DatasetInfo, at position: TrainingPosition) throws -> [Double] {
        data.scaledOverClassesWithImages(try classWeights(of: data, at: position))
    }
}
