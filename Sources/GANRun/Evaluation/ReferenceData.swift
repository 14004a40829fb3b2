import GANCore
import GANData
import GANMetrics
import GANTrain

/// Real images that others are compared with.
package struct ReferenceData {
    package let data: any Dataset
    package let described: EvaluationSettings.Reference

    /// The data that a recipe names, or a part of them.
    /// - Parameters:
    ///   - classOrder: names of the generator's classes, in its order.
    ///   - source: makes the recipe's data, with changes of it.
    ///   - report: hears how far reading all images has come.
    /// - Throws: `RunError` where they have no such part; what `report` throws.
    init(
        _ split: ReferenceSplit, classOrder: [String], of source: ([String]) throws -> DatasetReference,
        _ report: @escaping PreparationReport
    ) throws {
        let chosen = try Self.choose(split, of: source)
        try self.init(chosen.open(classOrder: classOrder, report: report), name: chosen.type, split, report)
    }

    /// A part of a recipe's data, not opened yet.
    /// - Parameter data: makes those of the recipe, with changes of it.
    /// - Throws: `RunError` where they have no such part; what `data` throws.
    package static func choose(
        _ split: ReferenceSplit, of data: (_ overrides: [String]) throws -> DatasetReference
    ) throws -> DatasetReference {
        let node = try data([]).node
        // Mirrored copies are no further images.
        var overrides = node["mirror"] == nil ? [] : ["data.mirror=none"]
        if split == .test {
            guard node["split"] != nil else {
                throw RunError.unfit(
                    "the run's data have no test part",
                    fixes: [.other("compare with the training part"), .otherReference])
            }
            overrides.append("data.split=test")
            overrides += ["long_tail", "subset"].filter { node[$0] != nil }.map { "data.\($0)=null" }
        }
        return try data(overrides)
    }

    /// Opens the data that a path or a recipe names.
    /// - Parameter classOrder: names of the classes of what is compared with it, in their order.
    package init(
        at path: String, overrides: [String], classOrder: [String] = [], _ report: @escaping PreparationReport
    ) throws {
        let data = try DatasetReference(path, overrides: overrides).open(classOrder: classOrder, report: report)
        try self.init(data, name: path, nil, report)
    }

    private init(
        _ data: any Dataset, name: String, _ split: ReferenceSplit?, _ report: @escaping PreparationReport
    ) throws {
        self.data = data
        let (content, images): (String?, MeasuredForm)
        do {
            try data.withSource { try $0.prepare(report) }
            (content, images) = (try data.withSource { try $0.fingerprint() } ?? nil, try MeasuredForm(data))
        } catch let error as DataError { throw RunError.failed("\(error)") }
        var described = EvaluationSettings.Reference(
            name: name, content: content, count: data.info.count, split: split)
        described.images = images
        self.described = described
    }

    /// The features of all images, from the cache if they were computed before.
    /// - Parameter compute: computes them otherwise.
    package func features(
        _ extractor: LoadedExtractor, _ compute: (any MeasuredImages) throws -> Features
    ) throws -> Features {
        let images = DataImages(data)
        return try ReferenceCache(extractor, content: described.content, count: images.count).features {
            try compute(images)
        }
    }

    package func features(_ extractor: LoadedExtractor, _ report: PreparationReport) throws -> Features {
        try features(extractor) { images in
            try images.features(extractor.network) { done in
                try report(PreparationStep("extracting features of real images", done: done, count: images.count))
            }
        }
    }
}

extension ReferenceData {
    /// A line, without a full stop, that says that the test part has changed since a run's first report against it; nil if it has not, or
    /// if there is no such report. Nothing else of a run says what its test part was.
    func changeOfTestPart(sinceReportsOf folder: String) -> String? {
        for path in ((try? EvaluationFile.paths(in: folder)) ?? []).reversed() {
            let before = (try? EvaluationFile.read(path))?.measuredBy.reference
            guard let before, before.split == .test, before.name == described.name, let content = before.content,
                let now = described.content
            else { continue }
            guard content != now else { return nil }
            return "the test part has changed since \(path) was measured: it was \(counted(before.count, "image"))"
                + " with the fingerprint \(content), and is \(counted(described.count, "image")) with \(now)"
        }
        return nil
    }
}

extension DatasetInfo {
    /// The name of every class; its number if it has none.
    package var namesOfClasses: [String] {
        guard labelKind == .classes else { return [] }
        return classNames.isEmpty ? (0..<labelSize).map { "\($0)" } : classNames
    }

    /// Whether its classes, attributes or components have names, and not numbers alone.
    package var namesClasses: Bool { !classNames.isEmpty && classNames != (0..<labelSize).map { "\($0)" } }
}
