import Foundation
import GANTestSupport
import Testing

/// What `evaluate` in a recipe needs, looked at before training.
@Suite struct EvaluationCheckTests {
    private let place: ScoringPlace

    init() throws { place = try ScoringPlace() }

    @Test(arguments: [["recipe", "check"], ["train", "--run", "RUN"]])
    func aTestPartThatIsNotThereIsRefusedFirst(_ command: [String]) throws {
        let command = command.map { $0 == "RUN" ? place.path("run") : $0 }
        let refused = try place.ganzoo(command + [Recipes.tiny, "evaluate.metrics=[fid]", "evaluate.reference=test"])
        #expect(refused.status == 2)
        #expect(
            refused.errors.hasSuffix(
                "evaluate.reference is test, but the data (`shapes`) have no test part\n  fix: set evaluate.reference to train\n"
            ),
            "\(refused.errors)")
        #expect(!FileManager.default.fileExists(atPath: place.path("run")))
    }

    /// Writes a part of CIFAR-10.
    private func cifar(_ file: String, _ classes: Range<UInt8>) throws {
        let folder = place.path("cifar")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let records = classes.reduce(into: [UInt8]()) { $0 += [$1] + [UInt8](repeating: 128, count: 3072) }
        try Data(records).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
    }

    private func trainOnCIFAR(_ keys: String = "") throws -> Program {
        for part in 1...5 { try cifar("data_batch_\(part).bin", 0..<3) }
        return try place.ganzoo(
            "train", Recipes.tiny, "--run", place.path("run"),
            "data={type: cifar10, path: \(place.path("cifar"))\(keys)}", "evaluate.metrics=[fid]",
            "evaluate.reference=test")
    }

    /// The folder lacks test_batch.bin.
    @Test func aTestPartThatCannotBeReadIsRefusedFirst() throws {
        let refused = try trainOnCIFAR()
        #expect(refused.status == 1)
        #expect(refused.errors.contains("cifar/test_batch.bin: there is no such file"), "\(refused.errors)")
        #expect(!FileManager.default.fileExists(atPath: place.path("run")))
    }

    /// No image of the test part is a bird, and compact labels leave out classes without images.
    @Test func aTestPartOfOtherClassesIsRefusedFirst() throws {
        try cifar("test_batch.bin", 0..<2)
        let refused = try trainOnCIFAR(", labels: compact")
        #expect(refused.status == 1)
        #expect(
            refused.errors == """
                ganzoo: the test part has the classes airplane, automobile, but the training data have the classes \
                airplane, automobile, bird
                  fix: set evaluate.reference to train

                """)
        #expect(!FileManager.default.fileExists(atPath: place.path("run")))
    }

    /// The recipe composes all the same: it can be trained without scores.
    @Test func missingWeightsAreAWarningOfTheCheck() throws {
        let changes = [Recipes.tiny, "evaluate.metrics=[fid]", "evaluate.features=inception"]
        let checked = try place.ganzoo(["recipe", "check"] + changes)
        #expect(checked.status == 0, "\(checked.errors)")
        #expect(checked.output.contains("\nwarning: the weights of `inception` were not found in \(place.folder)"))
        #expect(checked.output.contains("\n  fix: or train without scores: evaluate.metrics=[]\nnot measured "))
        let refused = try place.ganzoo(["train"] + changes + ["--run", place.path("run")])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("ganzoo: the weights of `inception` were not found in \(place.folder)"))
    }
}
