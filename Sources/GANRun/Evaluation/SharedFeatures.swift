import GANCore
import GANMetrics
import GANTensor
import GANTrain

/// Features whose batches several processes compute in turn: of `count` batches in a row, each computes one. Images depend on their
/// numbers alone, so the features do not depend on the number of processes.
struct SharedFeatures {
    let ranks: any Collective
    let extractor: any FeatureExtractor

    /// The features of all images, on process 0, while the others assist.
    /// - Parameters:
    ///   - set: which images; the others have the same.
    ///   - report: receives the number of finished images; its errors stop the work.
    /// - Throws: the error of any process.
    func compute(
        _ images: any MeasuredImages, of set: MeasuredSet, _ report: (Int) throws -> Void
    ) throws -> Features {
        guard ranks.count > 1 else { return try images.features(extractor, report) }
        try ranks.assign(SharedTask(set, images.count).text)
        var round: [BatchFeatures] = []
        func ofBatch(_ number: Int) throws -> BatchFeatures {
            if number % ranks.count == 0 {
                round = try share(number, of: images.batchCount) {
                    try report(number * type(of: images).batchSize)
                    return images
                }
                if number + ranks.count >= images.batchCount { try report(images.count) }
            }
            return round[number % ranks.count]
        }
        return try images.features({ _ in }, ofBatch: ofBatch)
    }

    /// Computes this process's batches of a task that process 0 assigned.
    /// - Parameter images: those of a set. Its error becomes that of process 0.
    func assist(_ task: String, _ images: (MeasuredSet) throws -> any MeasuredImages) throws {
        guard let task = SharedTask(task) else { throw CollectiveError.unreadableMessage }
        let found = Result { () throws -> any MeasuredImages in
            let images = try images(task.set)
            guard images.count == task.count else {
                throw RunError.failed(
                    "process 0 has \(counted(task.count, "image")) (\(task.set.rawValue)), but process \(ranks.rank) has \(images.count)",
                    fixes: [.other("give all processes the same data")])
            }
            return images
        }
        let batches = (task.count + GeneratedImages.batchSize - 1) / GeneratedImages.batchSize
        for first in stride(from: 0, to: batches, by: ranks.count) { _ = try share(first, of: batches, found.get) }
    }

    /// The outputs for the batches from `first` on, one of each process.
    private func share(
        _ first: Int, of batches: Int, _ images: () throws -> any MeasuredImages
    ) throws -> [BatchFeatures] {
        var messages = try ranks.gathering { writer in
            let images = try images()
            guard first + ranks.rank < batches else { return }
            let own = try images.features(ofBatch: first + ranks.rank, extractor)
            writer.add(own.rows)
            writer.add(own.probabilities == nil ? 0 : 1)
            if let probabilities = own.probabilities { writer.add(probabilities) }
            writer.add(own.classes)
        }
        return try messages.indices.prefix(batches - first).map { index in
            BatchFeatures(
                rows: try messages[index].tensor(),
                probabilities: try messages[index].number() == 0 ? nil : try messages[index].tensor(),
                classes: try messages[index].array(of: Int.self))
        }
    }
}

/// Which features the processes compute, as a text.
private struct SharedTask {
    let set: MeasuredSet
    let count: Int

    init(_ set: MeasuredSet, _ count: Int) { (self.set, self.count) = (set, count) }

    init?(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1)
        guard words.count == 2, let count = Int(words[0]), let set = MeasuredSet(rawValue: String(words[1])) else {
            return nil
        }
        self.init(set, count)
    }

    var text: String { "\(count) \(set.rawValue)" }
}
