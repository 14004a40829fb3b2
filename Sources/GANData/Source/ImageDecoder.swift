import Foundation
import GANCore

/// Decodes and fits the images of a selection.
struct ImageDecoder: Sendable {
    let reader: any ImageReader
    /// The index of image i in the collection.
    let positions: [Int32]
    let fitting: ImageFitting

    var form: ImageForm {
        ImageForm(count: positions.count, channels: fitting.channels, height: fitting.height, width: fitting.width)
    }

    /// [channels, height, width].
    /// - Throws: `DataError`.
    func image(at index: Int) throws -> [UInt8] {
        switch outcome(of: index) {
        case .image(let pixels, _): return pixels
        case .damaged(let damage): throw error(damage)
        case .unfit(let error): throw error
        }
    }

    /// The error, with the file's name.
    func error(_ damage: ImageDamage) -> DataError {
        DataError(place(of: damage.index), damage.problem, fix: damage.fix)
    }

    func place(of index: Int) -> String { reader.place(of: Int(positions[index])) }

    // MARK: All of them

    /// The result for one image.
    enum Outcome: Sendable {
        case image([UInt8], StoredFacts)
        /// The image cannot be decoded.
        case damaged(ImageDamage)
        /// The image can be decoded, but the settings do not define how to fit it; or a library is missing that reads it.
        case unfit(any Error)
    }

    func outcome(of index: Int) -> Outcome {
        let position = Int(positions[index])
        do {
            let stored = try stored(at: position)
            return .image(try fitting.fit(stored, place: reader.place(of: position)), StoredFacts(stored))
        } catch let damage as Damage {
            return .damaged(ImageDamage(damage.error, index: index))
        } catch { return .unfit(error) }
    }

    private struct Damage: Error { let error: DataError }

    func stored(at position: Int) throws -> StoredImage {
        do { return try reader.image(at: position) } catch let error as DataError where !error.isOfLibrary {
            throw Damage(error: error)
        }
    }

    /// Decodes all images, block by block.
    /// - Parameter body: called on this thread with each block's first index and its results.
    func forEachBlock(_ report: PreparationReport, _ body: (Int, [Outcome]) throws -> Void) throws {
        let size = min(max(Self.blockBytes / form.size, Self.smallestBlock), Self.largestBlock)
        for start in stride(from: 0, to: positions.count, by: size) {
            let count = min(size, positions.count - start)
            try body(start, concurrentMap(count) { outcome(of: start + $0) })
            try report(PreparationStep("decoding images", done: start + count, count: positions.count))
        }
    }

    private static let blockBytes = 32 << 20
    /// A larger block would only take memory.
    private static let smallestBlock = ProcessInfo.processInfo.activeProcessorCount
    private static let largestBlock = 512
}
