import GANCore
import GANTensor

/// CAS: the accuracy on real images of a classifier that is trained only on generated ones (Ravuri & Vinyals 2019,
/// arXiv:1905.10887). It is low if the generator misses parts of a class or confuses classes.
///
/// The published score uses a ResNet-50; with `SmallClassifier` the scale differs.
package struct ClassificationAccuracy: Hashable, Sendable {
    package struct Class: Hashable, Sendable {
        package let name: String
        /// Number of training images of the class; nil if unknown.
        package let trainingImages: Int?
        package let reals: Int
        /// Nil if there is no real image of the class.
        package let accuracy: Double?
    }

    /// Over all images.
    package let accuracy: Double
    package let classes: [Class]
    /// Mean accuracy of the classes with many, medium and few training images, for groups that exist.
    package let groups: [TailGroup: Double]

    /// - Parameters:
    /// - named: the predicted classes.
    /// - real: the true classes of the images.
    /// - names: class names, in the order of their numbers.
    /// - trainingCounts: number of training images per class; empty if unknown.
    package init(named: [Int], real: [Int], names: [String], trainingCounts: [Int]) {
        var (right, reals) = ([Int](repeating: 0, count: names.count), [Int](repeating: 0, count: names.count))
        for (guess, own) in zip(named, real) {
            reals[own] += 1
            if guess == own { right[own] += 1 }
        }
        accuracy = Double(right.reduce(0, +)) / Double(max(real.count, 1))
        classes = names.indices.map { number in
            Class(
                name: names[number], trainingImages: trainingCounts.isEmpty ? nil : trainingCounts[number],
                reals: reals[number],
                accuracy: reals[number] == 0 ? nil : Double(right[number]) / Double(reals[number]))
        }
        groups = Self.groups(classes)
    }

    /// The mean accuracy of the classes that have real images.
    package var meanOfClasses: Double {
        let values = classes.compactMap(\.accuracy)
        return values.reduce(0, +) / Double(max(values.count, 1))
    }

    private static func groups(_ classes: [Class]) -> [TailGroup: Double] {
        var values: [TailGroup: [Double]] = [:]
        for own in classes {
            guard let accuracy = own.accuracy, let count = own.trainingImages else { continue }
            values[TailGroup(trainingImages: count), default: []].append(accuracy)
        }
        return values.mapValues { $0.reduce(0, +) / Double($0.count) }
    }
}

// MARK: - Measuring

extension ClassificationAccuracy {
    /// - Parameters:
    /// - fake: generated images of all classes for training.
    /// - real: images to classify.
    ///   - epochs: of training.
    /// - report: receives the activity, the amount done and the total.
    /// - Throws: `MetricError` if images have no classes.
    package init(
        real: any MeasuredImages, fake: any MeasuredImages, _ facts: ClassFacts, epochs: Int,
        _ report: (String, Int, Int) throws -> Void
    ) throws {
        let size = facts.names.count
        let (images, classes) = try Self.prepared(fake, facts.channels) {
            try report("generating training images", $0, fake.count)
        }
        guard !classes.isEmpty else {
            throw MetricError(
                "the generated images have no classes, so no classifier can be trained", fix: "remove the metric cas")
        }
        let numbers = Tensor(classes.map { Int32($0) }, shape: [classes.count])
        let training = ClassifierTraining(
            images: images, labels: numbers.oneHot(classes: size), epochs: epochs, seed: facts.seed)
        try training.run { done, steps, _ in try report("training the classifier", done, steps) }
        var (named, own): ([Int], [Int]) = ([], [])
        try Self.batches(real, facts.channels) { images, classes in
            named += training.classifier.classes(of: images)
            own += classes
            try report("classifying real images", own.count, real.count)
        }
        guard own.count == named.count else {
            throw MetricError(
                "the real images have no classes, so no classifier can be tested", fix: "remove the metric cas")
        }
        self.init(named: named, real: own, names: facts.names, trainingCounts: facts.trainingCounts)
    }

    /// The properties of the classes.
    package struct ClassFacts {
        package let names: [String]
        package let trainingCounts: [Int]
        /// The number of channels of the images.
        package let channels: Int
        /// Seed of the classifier's initial weights and of the order of images.
        package let seed: UInt64

        package init(names: [String], trainingCounts: [Int], channels: Int, seed: UInt64) {
            (self.names, self.trainingCounts, self.channels, self.seed) = (names, trainingCounts, channels, seed)
        }
    }

    private static func prepared(
        _ set: any MeasuredImages, _ channels: Int, _ report: (Int) throws -> Void
    ) throws -> (Tensor, [Int]) {
        var stack = RowStack(set.count)
        var (all, done) = ([Int](), 0)
        try batches(set, channels) { images, classes in
            stack.append(images)
            all += classes
            done += images.shape[0]
            try report(done)
        }
        guard let images = stack.tensor() else { throw MetricError.noImage(set.name) }
        return (images, all)
    }

    private static func batches(
        _ set: any MeasuredImages, _ channels: Int, _ body: (Tensor, [Int]) throws -> Void
    ) throws {
        let preparation = ImagePreparation.smallClassifier(channels: channels < 3 ? 1 : 3)
        try set.forEachBatch { levels, classes in try body(withoutGradients { preparation(levels) }, classes) }
    }
}
