import ArgumentParser
import GANCore
import GANData
import GANModule
import GANRun
import ImageMetrics

struct FeaturesTrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Trains the small Fashion-MNIST classifier that FD-fmnist uses.",
        discussion:
            "The weights in this project were trained with this command. Scores with other weights are not comparable.")
    @Option(help: "Number of passes over the 60,000 images.") var epochs = 5
    @Option(help: "Seed of the initial weights and of the order of images.") var seed = 0
    @Option(name: .customLong("out"), help: "The file to write.", completion: .file()) var output = "fmnist.safetensors"

    func validate() throws {
        guard (1...1000).contains(epochs) else { throw ValidationError("--epochs \(epochs) is not in 1 ... 1000") }
        guard seed >= 0 else { throw ValidationError("--seed \(seed) is below zero") }
    }

    func run() throws {
        do { try train() } catch let failure as CommandFailure {
            throw failure
        } catch let error as RunError {
            throw error
        } catch {
            throw CommandFailure.failed("\(error)")
        }
    }

    private func train() throws {
        let data = try source(["data.mirror=flip"])
        let loader = try Loader(data, batchSize: ClassifierTraining.batchSize, seed: UInt64(seed))
        let training = ClassifierTraining(data.info, epochs: epochs, seed: UInt64(seed)) {
            Samples(try loader.next().samples)
        }
        let test = try source(["data.split=test"])
        let start = ContinuousClock.now
        try training.run { step, steps, loss in
            let left = (ContinuousClock.now - start) / .seconds(1) / Double(step) * Double(steps - step)
            printLine("step \(step) of \(steps)  loss \(digits(loss))  \(duration(left)) left")
        }
        let accuracy = try ClassifierTraining.accuracy(of: training.classifier, on: test)
        var writer = SafetensorsWriter(metadata: [
            "network": "GANZoo's Fashion-MNIST classifier", "test_accuracy": "\(accuracy)", "epochs": "\(epochs)",
            "seed": "\(seed)",
        ])
        training.classifier.addState(to: &writer)
        try writer.write(to: output)
        printLine("\(output): \(digits(accuracy * 100)) % accuracy on the test images")
    }

    private func source(_ overrides: [String]) throws -> any SampleSource {
        let side = "data.resolution=\(SmallClassifier.side)"
        let recipe = "recipe: 2\ndata: {type: fashion_mnist}\n"
        let data = try ProgressLine.announced {
            try DatasetReference(recipe: recipe, name: "fashion_mnist", overrides: [side] + overrides).open(report: $0)
        }
        guard let source = (data as? any StreamedDataset)?.source else {
            throw CommandFailure.failed("the data set cannot be read image by image")
        }
        return source
    }
}
