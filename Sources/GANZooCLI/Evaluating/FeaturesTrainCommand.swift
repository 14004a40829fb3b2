import ArgumentParser
import GANCore
import GANData
import GANModule
import GANRun
import ImageMetrics

struct FeaturesTrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Trains a small classifier, whose features metrics can use.",
        discussion: """
            With --data, it learns the classes of your images, of any size and with any number of images per class. `evaluate`, `nearest` \
            and the others take the file with --features FILE. Scores with different files are not comparable.

            Without --data, it trains the Fashion-MNIST classifier that FD-fmnist uses. The weights in this project were trained so.
            """)
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var threads: ThreadsOption
    @Option(help: "Images with classes: a folder, a zip file or a recipe.", completion: .file()) var data: String?
    @Option(
        help:
            "Images to test the classifier on (default: the test part of --data if it has one, otherwise images that are held out).",
        completion: .file())
    var test: String?
    @Option(help: "Fraction of each class that is held out (default: 0.1).") var holdOut: Double?
    @Option(help: "Side of the classifier's input: 32, 64 or 128 (default: 32).") var side: Int?
    @Option(
        help:
            "Number of passes over the images (default: 5; with --data, as many as make 2,000 updates, and at least 5)."
    )
    var epochs: Int?
    @Option(help: "Seed of the initial weights, of the order of images, and of those that are held out.") var seed = 0
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "The file to write (default: classifier.safetensors, or fmnist.safetensors).",
        completion: .file())
    var output: String?
    @Argument(help: "Overrides of --data, such as data.long_tail=null.") var overrides: [String] = []

    func validate() throws {
        if let epochs, !(1...1000).contains(epochs) {
            throw ValidationError("--epochs \(epochs) is not in 1 ... 1000")
        }
        guard seed >= 0 else { throw ValidationError("--seed \(seed) is below zero") }
        if let holdOut, !(holdOut > 0 && holdOut < 1) {
            throw ValidationError("--hold-out \(holdOut) is not between 0 and 1")
        }
        if let side, !SmallClassifier.sides.contains(side) {
            throw ValidationError("--side \(side) is not 32, 64 or 128")
        }
        let needing =
            [("--test", test != nil), ("--hold-out", holdOut != nil), ("--side", side != nil)]
            + overrides.map { ("`\($0)`", true) }
        if data == nil, let first = needing.first(where: \.1) {
            throw ValidationError("\(first.0) has no effect without --data")
        }
        if test != nil, holdOut != nil { throw ValidationError("give --test or --hold-out, not both") }
    }

    func run() throws {
        do {
            try threads.use()
            try plugins.load()
            if let data { try trainOwn(data) } else { try trainFashion() }
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as RunError {
            throw error
        } catch {
            throw CommandFailure.failed(error.words)
        }
    }

    private func trainOwn(_ data: String) throws {
        let images = try ClassifierData(
            data, overrides: overrides, test: test, holdOut: holdOut ?? 0.1, seed: UInt64(seed))
        var facts = ClassifierFacts(data: data, images.training.info, side: side ?? SmallClassifier.side)
        let updates = max(images.training.info.count / ClassifierTraining.batchSize, 1)
        (facts.epochs, facts.seed) = (epochs ?? max(5, (2000 + updates - 1) / updates), seed)
        facts.fingerprint = images.fingerprint
        let loader = try Loader(images.training, batchSize: ClassifierTraining.batchSize, seed: UInt64(seed))
        let training = ClassifierTraining(longTailed: facts, epochs: facts.epochs, seed: UInt64(seed)) {
            Samples(try loader.next().samples)
        }
        try run(training)
        let (real, named) = try ClassifierTraining.classes(
            of: images.test, by: training.classifier,
            .smallClassifier(channels: facts.channels, side: facts.side))
        let found = ClassificationAccuracy(
            named: named, real: real, names: facts.classNames, trainingCounts: facts.trainingCounts)
        (facts.tested, facts.accuracy, facts.meanClassAccuracy) = (real.count, found.accuracy, found.meanOfClasses)
        let path = output ?? "classifier.safetensors"
        try write(training.classifier, facts.metadata(), to: path)
        for line in ClassifierText(found, images.origin).lines { printLine(line) }
        printLine("\(path): \(facts.summary)")
    }

    private func run(_ training: ClassifierTraining) throws {
        let start = ContinuousClock.now
        try training.run { step, steps, loss in
            let left = (ContinuousClock.now - start) / .seconds(1) / Double(step) * Double(steps - step)
            printLine("step \(step) of \(steps)  loss \(digits(loss))  \(duration(left)) left")
        }
    }

    /// An interrupted command leaves no incomplete file.
    private func write(_ classifier: SmallClassifier, _ metadata: [String: String], to path: String) throws {
        var writer = SafetensorsWriter(metadata: metadata)
        classifier.addState(to: &writer)
        try writer.write(to: path)
    }

    // MARK: - Fashion-MNIST

    private func trainFashion() throws {
        let (epochs, path) = (epochs ?? 5, output ?? "fmnist.safetensors")
        let data = try fashion(["data.mirror=flip"])
        let loader = try Loader(data, batchSize: ClassifierTraining.batchSize, seed: UInt64(seed))
        let training = ClassifierTraining(data.info, epochs: epochs, seed: UInt64(seed)) {
            Samples(try loader.next().samples)
        }
        let test = try fashion(["data.split=test"])
        try run(training)
        let accuracy = try ClassifierTraining.accuracy(of: training.classifier, on: test)
        let facts = [
            "network": "GANZoo's Fashion-MNIST classifier", "test_accuracy": "\(accuracy)", "epochs": "\(epochs)",
            "seed": "\(seed)",
        ]
        try write(training.classifier, facts, to: path)
        printLine("\(path): \(digits(accuracy * 100)) % accuracy on the test images")
    }

    private func fashion(_ overrides: [String]) throws -> any SampleSource {
        let side = "data.resolution=\(SmallClassifier.side)"
        let recipe = "recipe: 2\ndata: {type: fashion_mnist}\n"
        return try ClassifierData.source(
            DatasetReference(recipe: recipe, name: "fashion_mnist", overrides: [side] + overrides))
    }
}
