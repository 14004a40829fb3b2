import GANTensor

/// CAS: how many real images a classifier names right that has seen generated ones alone (Ravuri & Vinyals 2019,
/// arXiv:1905.10887). What a generator leaves out of a class, or mixes up, is missing here.
///
/// The published one is a ResNet-50; `SmallClassifier` gives another scale.
package struct ClassificationAccuracy: Codable, Hashable, Sendable {
    package struct Class: Codable, Hashable, Sendable {
        package let name: String
        /// Images of it that the generator was trained on; nothing where that is not known.
        package let trainingImages: Int?
        package let reals: Int
        /// Nothing where there is no real image of it.
        package let accuracy: Double?
    }

    /// Over all images.
    package let accuracy: Double
    package let classes: [Class]
    /// Mean accuracy of classes with many, medium and few training images, of those that there are.
    package let groups: [TailGroup: Double]

    /// - Parameters:
    ///   - named: the classes that the classifier names.
    ///   - real: those that the images are of.
    ///   - names: of the classes, in the order of their numbers.
    ///   - trainingCounts: images of each that the generator was trained on; empty where that is not known.
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
    /// How long the classifier learns.
    static let epochs = 5
    /// For protocols.
    package static let classifier =
        "SmallClassifier: three convolutions at \(SmallClassifier.side) × \(SmallClassifier.side), Adam, \(epochs) epochs"

    /// - Parameters:
    ///   - fake: images of all classes to learn from.
    ///   - real: images to name.
    ///   - channels: of either.
    ///   - report: what is being done, how much of it is done, and how much there is.
    /// - Throws: `MetricError` where images have no classes.
    package init(
        real: any MeasuredImages, fake: any MeasuredImages, _ facts: ClassFacts,
        _ report: (String, Int, Int) throws -> Void
    ) throws {
        let size = facts.names.count
        let (images, classes) = try Self.prepared(fake, facts.channels) {
            try report("making images to learn from", $0, fake.count)
        }
        guard !classes.isEmpty else {
            throw MetricError("images without classes teach no classifier", fix: "leave out the metric cas")
        }
        let numbers = Tensor(classes.map { Int32($0) }, shape: [classes.count])
        let training = ClassifierTraining(
            images: images, labels: numbers.oneHot(classes: size), epochs: Self.epochs, seed: facts.seed)
        try training.run { done, steps, _ in try report("teaching a classifier", done, steps) }
        var (named, own): ([Int], [Int]) = ([], [])
        try Self.batches(real, facts.channels) { images, classes in
            named += training.classifier.classes(of: images)
            own += classes
            try report("naming real images", own.count, real.count)
        }
        guard own.count == named.count else {
            throw MetricError("images without classes test no classifier", fix: "leave out the metric cas")
        }
        self.init(named: named, real: own, names: facts.names, trainingCounts: facts.trainingCounts)
    }

    /// What is known of the classes.
    package struct ClassFacts {
        package let names: [String]
        package let trainingCounts: [Int]
        /// Of the images.
        package let channels: Int
        /// Of the classifier's first weights and of the order of images.
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
        guard let images = stack.tensor() else {
            throw MetricError("there is no \(set.name) image", fix: "give images, or measure more")
        }
        return (images, all)
    }

    private static func batches(
        _ set: any MeasuredImages, _ channels: Int, _ body: (Tensor, [Int]) throws -> Void
    ) throws {
        let preparation = ImagePreparation.smallClassifier(channels: channels < 3 ? 1 : 3)
        let size = DataImages.batchSize
        for start in stride(from: 0, to: set.count, by: size) {
            let (levels, classes) = try set.batch(start..<min(start + size, set.count))
            try body(withoutGradients { preparation(levels) }, classes)
        }
    }
}
