import Foundation
import GANCore
import GANData
import GANPictures
import GANTrain

/// The sheets of generated images that a run drew during training, each below the number of training images that the networks had seen.
package struct TrainingFilm {
    private let frames: [RasterImage]
    /// Of the frames, in thousands of training images.
    package let kimg: [Double]
    /// Lines about what is left out.
    package let notes: [String]

    /// Most pixels of all frames.
    private static let mostPixels = 400_000_000

    /// - Parameter folder: the run's.
    /// - Throws: `RunError` if the run has fewer than two sheets, or its log or a sheet cannot be read.
    package init(run folder: String) throws {
        let paths = try RunContents.checked(folder).paths
        let kimgPerStep = try Self.kimgPerStep(folder)
        let all = Self.steps(in: paths.path(of: .samples))
        guard all.count > 1, let last = all.last else {
            throw RunError.unfit(
                "\(folder) has \(counted(all.count, "sheet")) of generated images, but a film needs two"
                    + "\n  fix: train longer, or lower train.sample_kimg")
        }
        func sheet(_ step: Int) throws -> RasterImage { try Self.sheet(paths.sheet("fakes-\(numbered(step))")) }
        let newest = try sheet(last)
        let most = max(Self.mostPixels / (newest.width * newest.height), 2)
        let steps = ClassFrequencyOrder.spread(all, atMost: most)
        var (frames, kimg) = ([RasterImage](), [Double]())
        for step in steps {
            let sheet = try step == last ? newest : sheet(step)
            // Another version of the program may have drawn it.
            guard (sheet.width, sheet.height, sheet.channels) == (newest.width, newest.height, newest.channels) else {
                continue
            }
            kimg.append((1000 * Double(step) * kimgPerStep).rounded() / 1000)
            frames.append(try sheet.captioned("\(plainNumber(kimg[kimg.count - 1])) kimg"))
        }
        (self.frames, self.kimg) = (frames, kimg)
        notes = Self.notes(all: all.count, shown: steps.count, frames: frames.count)
    }

    private static func notes(all: Int, shown: Int, frames: Int) -> [String] {
        let thinned = "of \(all) sheets, \(shown) are shown, evenly spaced: a film has at most 400 million pixels"
        let (odd, be) = (counted(shown - frames, "sheet"), shown - frames == 1 ? "is" : "are")
        return (shown < all ? [thinned] : [])
            + (frames < shown ? ["\(odd) of another size than the newest one \(be) left out"] : [])
    }

    private static func steps(in folder: String) -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name in
            (name.wholeMatch(of: /fakes-(\d{6,18})\.png/)?.1).flatMap { Int($0) }
        }.sorted()
    }

    private static func kimgPerStep(_ folder: String) throws -> Double {
        let history = try MetricHistory(run: folder)
        let points = zip(history.values("step"), history.kimg)
        return points.compactMap { step, kimg in step.flatMap { $0 > 0 ? kimg / $0 : nil } }.last ?? 0
    }

    private static func sheet(_ path: String) throws -> RasterImage {
        let bytes: [UInt8]
        do throws(UnreadableFile) { bytes = try RunContents.read(path) } catch {
            throw RunError.failed("\(path): it cannot be read: \(error.reason)")
        }
        do { return try RasterImage(decoding: bytes, of: path) } catch { throw RunError.failed("\(error)") }
    }

    /// The film, whose last frame stays for two seconds.
    package func animation(framesPerSecond: Double) -> Animation {
        Animation(frames: frames, framesPerSecond: framesPerSecond).resting(seconds: 2)
    }
}
