import GANCore
import GANData
import GANMetrics

/// Real images that others are compared with.
struct ReferenceData {
    let data: any Dataset
    let described: EvaluationProtocol.Reference

    /// The data that a recipe names, or a part of them.
    /// - Throws: `CommandFailure` where they have no such part.
    init(recipe path: String, _ split: ReferenceSplit) throws {
        let node = try ChosenData(path, overrides: []).node
        var overrides: [String] = []
        // Mirrored copies are no further images.
        if node["mirror"] != nil { overrides.append("data.mirror=none") }
        if split == .test {
            guard node["split"] != nil else {
                throw CommandFailure.wrong(
                    "ganzoo: the run's data have no test part"
                        + "\n  fix: measure against train, or give other images with --reference")
            }
            overrides.append("data.split=test")
            overrides += ["long_tail", "subset"].filter { node[$0] != nil }.map { "data.\($0)=null" }
        }
        let chosen = try ChosenData(path, overrides: overrides)
        try self.init(chosen.open(), name: chosen.type, split)
    }

    /// What a path or a recipe names.
    init(at path: String, overrides: [String]) throws {
        try self.init(ChosenData(path, overrides: overrides).open(), name: path, nil)
    }

    private init(_ data: any Dataset, name: String, _ split: ReferenceSplit?) throws {
        self.data = data
        let content: String?
        do { content = try (data as? any StreamedDataset)?.source.fingerprint() } catch {
            throw CommandFailure.failed("\(error)")
        }
        described = EvaluationProtocol.Reference(
            name: name, content: content, count: data.facts.count, split: split)
    }

    /// Of all images, from the cache where they have been seen before.
    func features(_ extractor: any FeatureExtractor, _ report: PreparationReport) throws -> Features {
        let images = DataImages(data)
        return try ReferenceCache(extractor, content: described.content).features {
            try images.features(extractor) { done in
                try report(PreparationStep("looking at real images", done: done, count: images.count))
            }
        }
    }
}

extension DatasetFacts {
    /// Of every class, a number where there is no name.
    var namesOfClasses: [String] {
        guard labelKind == .classes else { return [] }
        return classNames.isEmpty ? (0..<labelSize).map { "\($0)" } : classNames
    }

    /// Whether its classes have names, and not numbers alone.
    var namesClasses: Bool { !classNames.isEmpty && classNames != (0..<labelSize).map { "\($0)" } }
}
