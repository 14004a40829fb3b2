import Foundation
import GANCore

/// What the file of a trained classifier says about it.
package struct ClassifierFacts: Codable, Hashable, Sendable {
    /// The data set's name.
    package var data: String
    /// The data set's fingerprint; nil if it has none.
    package var fingerprint: String?
    package var classNames: [String]
    /// Number of training images of each class.
    package var trainingCounts: [Int]
    /// 1 or 3.
    package var channels: Int
    /// Side of the input, in pixels.
    package var side: Int
    /// Number of images that it was tested on, which it was not trained on.
    package var tested: Int
    /// Fraction of tested images that are classified correctly.
    package var accuracy: Double
    /// Mean over classes of the fraction of correctly classified images.
    package var meanClassAccuracy: Double
    package var epochs: Int
    package var seed: Int

    package init(data: String, _ images: DatasetInfo, side: Int) {
        (self.data, self.side, classNames) = (data, side, (0..<images.labelSize).map { images.name(at: $0) })
        trainingCounts = images.counts
        channels = Self.channels(of: images)
        (tested, accuracy, meanClassAccuracy, epochs, seed) = (0, 0, 0, 0, 0)
    }

    /// Number of channels that a classifier of these images sees.
    package static func channels(of images: DatasetInfo) -> Int { images.channels < 3 ? 1 : 3 }

    // MARK: - Metadata of a file

    private static let key = "classifier"

    /// The metadata of a file of weights.
    package func metadata() throws -> [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [
            "network": ClassifierExtractor.name, Self.key: String(decoding: try encoder.encode(self), as: UTF8.self),
        ]
    }

    /// - Throws: `MetricError` if the metadata are not those of a trained classifier.
    package init(metadata: [String: String], path: String) throws {
        let text = metadata[Self.key] ?? ""
        guard let facts = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)), facts.isPlausible else {
            throw MetricError(
                "\(path) does not say which classes it knows, so it was not written by `ganzoo features train` for your data",
                fix: "use a file of that command, or name the extractor that the weights belong to")
        }
        self = facts
    }

    private var isPlausible: Bool {
        [1, 3].contains(channels) && SmallClassifier.sides.contains(side) && (2...100_000).contains(classNames.count)
            && classNames.count == trainingCounts.count && accuracy.isFinite && meanClassAccuracy.isFinite
    }

    /// "trained on mine.yaml (1f2e…), 10 classes, 91.2 % of 500 other images classified correctly".
    package var summary: String {
        let content = fingerprint.map { " (\($0.prefix(8)))" } ?? ""
        let share = (accuracy * 1000).rounded() / 10
        return "trained on \(data)\(content), \(counted(classNames.count, "class")),"
            + " \(share) % of \(counted(tested, "other image")) classified correctly"
    }
}
