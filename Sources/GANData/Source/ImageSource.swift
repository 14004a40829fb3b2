import GANCore
import GANTensor

/// The images that a recipe selects from a collection, brought to one form.
final class ImageSource: NamedSamples {
    let info: DatasetInfo
    let flipsInTraining: Bool
    private let store: ImageStore
    private let selection: SampleSelection
    private let damage: [ImageDamage]
    /// Notes on how the files were read.
    private let notes: [DataNote]
    /// Maps 0 ... 255 to -1 ... 1 as in StyleGAN2-ADA: v / 127.5 - 1.
    static let levels = (0...255).map { Float($0) / 127.5 - 1 }

    /// - Throws: `RecipeError`.
    convenience init(_ settings: some ImageDatasetSettings, _ build: BuildContext) throws {
        do {
            let collection = try settings.labeledCollection(classOrder: build.classOrder)
            if let fault = collection.faults.first { throw fault.first(of: collection.faults.count) }
            try self.init(collection, settings.images, build.report)
        } catch let error as DataError {
            throw error.recipeError(key: "path")
        }
    }

    /// - Throws: `RecipeError`, or `DataError` about a file.
    init(_ collection: ImageCollection, _ settings: ImageSettings, _ report: PreparationReport = { _ in }) throws {
        notes = collection.notes
        var selection = try SampleSelection(collection.labels, settings.selection)
        let opened = try ImageOpening(
            ImageRequest(collection.reader, selection.positions, settings), settings, report)
        (store, damage) = (opened.store, opened.damage)
        try selection.leaveOut(damage) { [store] in store.error($0) }
        self.selection = selection
        var info = selection.info(channels: store.form.channels, height: store.form.height, width: store.form.width)
        if case .vectors = selection.labels { info.classNames = collection.vectorNames ?? [] }
        self.info = info
        flipsInTraining = settings.selection.mirror == .flip
    }

    var warnings: [String] {
        notes.filter(\.isWarning).map(\.text)
            + damage.map { "\(store.error($0).words); the image is skipped" } + selection.warnings + store.notes
    }

    func labels(at indices: [Int]) -> [Float] {
        indices.reduce(into: []) { selection.appendLabel(of: $1 % selection.rows.count, to: &$0) }
    }

    func batch(at indices: [Int]) throws -> SampleBatch {
        let levels = Self.levels
        let shape = Shape([indices.count, info.channels, info.height, info.width])
        var images: [Float] = []
        images.reserveCapacity(shape.count)
        var labels: [Float] = []
        labels.reserveCapacity(indices.count * info.labelSize)
        for index in indices {
            precondition(info.count > index && index >= 0, "sample \(index) is outside 0 ..< \(info.count)")
            let sample = index % selection.rows.count
            let pixels = try store.image(at: Int(selection.rows[sample]))
            images += pixels.lazy.map { levels[Int($0)] }
            selection.appendLabel(of: sample, to: &labels)
            if index != sample { images.mirror((images.count - pixels.count)..<images.count, width: info.width) }
        }
        return SampleBatch(images: images, shape: shape, labels: labels)
    }

    func place(of index: Int) -> String? {
        store.place(of: Int(selection.rows[index % selection.rows.count]))
    }

    var storedImages: StoredImages? { store.storedImages }

    func prepare(_ report: PreparationReport) throws { try store.prepare(.stops, report) }

    func fingerprint() throws -> String? {
        let key = try store.key { _ in }
        return ContentHash(key.words + selection.words + (try store.storedFacts().decodingWords)).text
    }
}
