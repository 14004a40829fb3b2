import GANTensor

/// A component that stands for another one. Messages name the other one.
package protocol ComponentWrapper: Component {
    var wrapped: any Component { get }
}

/// A part of a data set that is read between steps.
package protocol PartialDataset: Dataset {
    /// Whether training mirrors every image with probability 1/2.
    var flipsInTraining: Bool { get }
    /// A text that changes with the chosen samples, their order and their labels.
    var identity: String { get }
}

extension Dataset {
    /// The part of the data that a recipe selects; the data set itself if the settings select everything.
    /// - Parameter classOrder: see `BuildContext.classOrder`.
    /// - Throws: `RecipeError` if the settings do not fit the data; errors of reading labels.
    func selected(_ settings: SelectionSettings, classOrder: [String]) throws -> any Dataset {
        let info = info
        let isReordered =
            info.labelKind == .classes && info.classNames != classOrder && Set(info.classNames) == Set(classOrder)
        if settings.changesNothing && !isReordered { return self }
        if let streamed = self as? any StreamedDataset {
            return try streamed.selectedStream(settings, classOrder: classOrder)
        }
        let labels = try info.sampleLabels(of: self) { indices in
            try self.labels(at: indices).converted(to: .float32).scalars(as: Float.self)
        }
        return SelectedDataset(self, try SelectedSamples(info, labels, settings, classOrder: classOrder))
    }
}

extension StreamedDataset {
    fileprivate func selectedStream(_ settings: SelectionSettings, classOrder: [String]) throws -> any Dataset {
        let source = source
        let labels = try source.info.sampleLabels(of: self) { source.labels(at: $0) }
        let part = try SelectedSamples(source.info, labels, settings, classOrder: classOrder)
        return SelectedStream(self, SelectedSource(base: source, part: part))
    }
}

/// A part of a data set that is read between steps.
final class SelectedDataset<Base: Dataset>: PartialDataset, ComponentWrapper {
    static var name: String { Base.name }
    static var summary: String { Base.summary }
    private let base: Base
    private let part: SelectedSamples

    init(_ base: Base, _ part: SelectedSamples) { (self.base, self.part) = (base, part) }

    /// All samples of the data set.
    convenience init(_ settings: Base.Settings, _ build: BuildContext) throws {
        let base = try Base(settings, build)
        let labels = try base.info.sampleLabels(of: base) { try base.labels(at: $0).scalars(as: Float.self) }
        self.init(base, try SelectedSamples(base.info, labels, SelectionSettings(), classOrder: []))
    }

    var wrapped: any Component { base }
    var info: DatasetInfo { part.info }
    var flipsInTraining: Bool { part.flipsInTraining }
    var identity: String { part.identity }

    func samples(at indices: [Int]) throws -> Samples {
        let chosen = part.chosen(indices)
        var samples = try base.samples(at: chosen.indices)
        // The check of the first step names the data set.
        guard samples.images.shape.rank == 4, samples.images.shape[0] == indices.count else { return samples }
        samples.labels = try labels(at: indices)
        return samples.mirroring(chosen.mirrored)
    }

    func labels(at indices: [Int]) throws -> Tensor {
        Tensor(part.labels(at: indices), shape: [indices.count, info.labelSize])
    }
}

/// A part of a data set that is read on any task.
final class SelectedStream<Base: StreamedDataset>: StreamedDataset, ComponentWrapper {
    static var name: String { Base.name }
    static var summary: String { Base.summary }
    private let base: Base
    let source: any SampleSource

    init(_ base: Base, _ source: SelectedSource) { (self.base, self.source) = (base, source) }

    /// All samples of the data set.
    init(_ settings: Base.Settings, _ build: BuildContext) throws {
        base = try Base(settings, build)
        source = base.source
    }

    var wrapped: any Component { base }
}

/// A part of a source's samples.
struct SelectedSource: NamedSamples {
    let base: any SampleSource
    let part: SelectedSamples

    var info: DatasetInfo { part.info }
    var flipsInTraining: Bool { part.flipsInTraining || base.flipsInTraining }
    var warnings: [String] { base.warnings + part.warnings }
    var storedImages: StoredImages? { base.storedImages }

    func prepare(_ report: PreparationReport) throws { try base.prepare(report) }

    func fingerprint() throws -> String? { try base.fingerprint().map { "\($0); \(part.identity)" } ?? part.identity }

    func batch(at indices: [Int]) throws -> SampleBatch {
        let chosen = part.chosen(indices)
        var batch = try base.batch(at: chosen.indices)
        // The check of the first step names the data set.
        guard batch.count == indices.count else { return batch }
        batch.labels = labels(at: indices)
        batch.mirror(chosen.mirrored)
        return batch
    }

    func labels(at indices: [Int]) -> [Float] { part.labels(at: indices) }

    func place(of index: Int) -> String? {
        (base as? any NamedSamples)?.place(of: part.chosen([index]).indices[0])
    }
}
