import GANCore
import GANTensor
import Synchronization

/// The images that a recipe keeps of a collection, brought to one size, each read once as long as memory lasts.
final class ImageSource: SampleSource {
    let facts: DatasetFacts
    let flipsInTraining: Bool
    private let reader: any ImageReader
    private let selection: SampleSelection
    private let fitting: ImageFitting
    private let cache: ImageCache
    /// From 0 ... 255 to -1 ... 1, as StyleGAN2-ADA has it: v / 127.5 - 1.
    private static let levels = (0...255).map { Float($0) / 127.5 - 1 }

    init(_ collection: ImageCollection, _ settings: ImageSettings) throws {
        reader = collection.reader
        selection = try SampleSelection(collection.labels, settings)
        guard let first = selection.positions.first else {
            throw RecipeError(problem: "no image is left", fix: "keep more of the data, or correct their path")
        }
        fitting = ImageFitting(settings, first: try reader.image(at: Int(first)))
        facts = selection.facts(channels: fitting.channels, height: fitting.height, width: fitting.width)
        flipsInTraining = settings.mirror == .flip
        cache = ImageCache(slots: selection.positions.count, byteLimit: settings.memory << 20)
    }

    func labels(at indices: [Int]) -> [Float] {
        indices.reduce(into: []) { selection.appendLabel(of: $1 % selection.positions.count, to: &$0) }
    }

    /// - Parameters:
    ///   - key: the recipe's key that defects of files are reported at.
    ///   - open: finds the images.
    /// - Throws: `RecipeError`.
    convenience init(_ settings: ImageSettings, key: String, open: () throws -> ImageCollection) throws {
        do {
            try self.init(try open(), settings)
        } catch let error as DataError {
            throw error.recipeError(key: key)
        }
    }

    func batch(at indices: [Int]) throws -> SampleBatch {
        let levels = Self.levels
        let shape = Shape([indices.count, facts.channels, facts.height, facts.width])
        var images: [Float] = []
        images.reserveCapacity(shape.count)
        var labels: [Float] = []
        labels.reserveCapacity(indices.count * facts.labelSize)
        for index in indices {
            precondition(facts.count > index && index >= 0, "sample \(index) is outside 0 ..< \(facts.count)")
            let stored = index % selection.positions.count
            let pixels = try image(at: stored)
            images += pixels.lazy.map { levels[Int($0)] }
            selection.appendLabel(of: stored, to: &labels)
            if index != stored { images.mirror((images.count - pixels.count)..<images.count, width: facts.width) }
        }
        return SampleBatch(images: images, shape: shape, labels: labels)
    }

    /// [channels, height, width] of a sample that is not mirrored.
    private func image(at index: Int) throws -> [UInt8] {
        if let known = cache[index] { return known }
        let position = Int(selection.positions[index])
        let pixels = try fitting.fit(try reader.image(at: position), place: reader.place(of: position))
        cache.store(pixels, at: index)
        return pixels
    }

    func prepare(_ progress: @escaping @Sendable (_ done: Int, _ count: Int) -> Void) async throws {
        let count = selection.positions.count
        for start in stride(from: 0, to: count, by: Self.blockSize) {
            let block = start..<min(start + Self.blockSize, count)
            let failures = await withTaskGroup(of: Failure?.self) { group in
                for first in block.prefix(Self.stripes) {
                    group.addTask { self.firstFailure(stride(from: first, to: block.upperBound, by: Self.stripes)) }
                }
                return await group.reduce(into: [Failure]()) { if let failure = $1 { $0.append(failure) } }
            }
            if let first = failures.min(by: { $0.index < $1.index }) { throw first.error }
            try Task.checkCancellation()
            progress(block.upperBound, count)
        }
    }

    private static let blockSize = 512
    private static let stripes = 16

    private struct Failure {
        let index: Int
        let error: any Error
    }

    private func firstFailure(_ indices: StrideTo<Int>) -> Failure? {
        for index in indices {
            do { _ = try image(at: index) } catch { return Failure(index: index, error: error) }
        }
        return nil
    }
}
