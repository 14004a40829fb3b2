import Foundation
import GANTestSupport
import Testing

/// `ganzoo train` with `transfer`, as a person meets it.
@Suite struct TransferredRunTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write(
            "target.yaml",
            Study(
                classes: "[yellow cross, red circle]", conditioner: "noisy_embedding", seed: 2,
                more: """
                    regularizers: {r1: {every: 2}}
                    hooks: {freeze: {discriminator_layers: 2}}
                    transfer: {from: \(place.path("source")), classes: average}
                    """
            ).text)
        try TrainedRun.copy(of: Study().text, to: place.path("source"))
    }

    private func train(_ run: String, _ changes: String...) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path,
            ["train", place.path("target.yaml"), "--run", place.path(run)] + changes)
    }

    private func check(_ changes: String...) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path, ["recipe", "check", place.path("target.yaml")] + changes)
    }

    /// Whether a source is there, and fits, is known before training.
    @Test func checkingOpensTheSource() throws {
        let fits = try check()
        #expect(fits.status == 0 && fits.output.contains("    reshaped: mapping.embed.weight: the mean of"))
        #expect(!fits.output.contains("note:"))
        #expect(try check("transfer.classes=strict").errors.contains("do not fit these networks"))
        #expect(try check("transfer.from=\(place.path("nowhere"))").status == 1)
    }

    @Test func whatHoldsOnToDrawnWeightsIsToldOf() throws {
        let found = try check("~transfer", "regularizers.elastic_weight_consolidation={weight: 1, samples: 2}")
        let note = "note: `transfer` names no source, so training begins with random weights, and"
        #expect(found.status == 0)
        #expect(found.output.contains("\(note) `elastic_weight_consolidation` keeps the network close to them\n"))
        #expect(found.output.contains("\(note) `freeze` keeps some of them\n"))
    }

    private func weights(_ run: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: place.path("\(run)/checkpoints/000006/weights.safetensors")))
    }

    @Test func aResumedRunNeedsNoSourceAndEndsWithTheSameBytes() throws {
        let whole = try train("whole")
        #expect(whole.status == 0, "\(whole.errors)")
        #expect(whole.output.contains("transfer from \(place.path("source/checkpoints/000006"))\n  generator: loaded "))
        #expect(whole.output.contains("    reshaped: mapping.embed.weight: the mean of the source's classes\n"))
        #expect(try train("pieces", "train.kimg=0.012").status == 0)
        try FileManager.default.removeItem(atPath: place.path("source"))
        let resumed = try train("pieces", "--resume", "auto")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(!resumed.output.contains("transfer from"))
        #expect(try weights("whole") == weights("pieces"))
    }

    @Test func whatDoesNotFitLeavesNothing() throws {
        let refused = try train("refused", "transfer.classes=strict")
        #expect(refused.status == 2)
        #expect(refused.errors.contains("do not fit these networks; no weights were transferred\n  generator: loaded "))
        #expect(
            refused.errors.contains(
                "  fix: set transfer.classes to by_name, by_order, average, nearest or reinitialize\n"))
        let absent = try train("refused", "transfer.from=\(place.path("nowhere"))")
        #expect(absent.status == 1)
        #expect(try !place.names.contains("refused"))
    }
}
