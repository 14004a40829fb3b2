import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Testing

@testable import GANTransfer

@Suite(.onChosenBackend) struct TransferTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    @Test func whatFitsIsTakenOver() throws {
        let source = try SourceRun(Study(), in: place)
        let target = try Study(seed: 2).composition()
        let report = try #require(try Transfer.apply(settings(source.path), to: target))
        #expect(target.generator.parameterBits == source.trainer.average?.parameterBits)
        #expect(target.generator.parameterBits != source.composition.generator.parameterBits)
        #expect(target.discriminator.parameterBits == source.composition.discriminator.parameterBits)
        // The average begins where the generator does.
        #expect(try Trainer(target).average?.parameterBits == target.generator.parameterBits)
        let count = target.generator.parameters().count + target.generator.buffers().count
        #expect(report.lines[0] == "transfer from \(source.path)/checkpoints/000002")
        let parameters = target.generator.parameters().reduce(0) { $0 + $1.parameter.shape.count }
        #expect(
            report.lines[1].hasPrefix("  generator: loaded \(count) tensors (\(grouped(parameters)) parameters and "))
        #expect(report.lines.count == 3)
    }

    @Test func theTrainedWeightsCanBeHadToo() throws {
        let source = try SourceRun(Study(), in: place)
        let target = try Study(seed: 2).composition()
        _ = try Transfer.apply(settings("\(source.path)/checkpoints/000002") { $0.weights = .trained }, to: target)
        #expect(target.generator.parameterBits == source.composition.generator.parameterBits)
    }

    @Test func oneNetworkAlone() throws {
        let source = try SourceRun(Study(), in: place)
        let target = try Study(seed: 2).composition()
        let before = target.generator.parameterBits
        let file = "\(source.path)/checkpoints/000002/weights.safetensors"
        _ = try Transfer.apply(settings(file) { $0.networks = [.discriminator] }, to: target)
        #expect(target.generator.parameterBits == before)
        #expect(target.discriminator.parameterBits == source.composition.discriminator.parameterBits)
    }

    /// As the recipe of cross-domain correspondence begins: a head beside the source's own layer.
    @Test func patchesJoinAPlainDiscriminator() throws {
        let source = try SourceRun(Study(labels: false, conditioner: "~"), in: place)
        let target = try Study(
            labels: false, conditioner: "~", head: "{type: anchored_patch, resolution: 4}", seed: 2,
            more: "regularizers: {cross_domain_correspondence: {weight: 1000, anchors: 3}}"
        ).composition()
        #expect(throws: TransferError.self) { try Transfer.apply(settings(source.path), to: target) }
        let patches = ["discriminator.patches.*", "discriminator.step"]
        _ = try Transfer.apply(settings(source.path) { $0.reinitialize = patches }, to: target)
        let own = source.composition.discriminator
        #expect(!own.parameters().isEmpty)
        for (path, parameter) in own.parameters() {
            #expect(target.discriminator.tensor(path).map(bits) == bits(parameter.wrappedValue), "\(path)")
        }
    }

    /// What both heads have is taken over, what belongs to the transition stays behind.
    @Test(arguments: [true, false]) func aTransitionalRunIsASource(_ isLabeled: Bool) throws {
        let times = "from_kimg: 0.008, until_kimg: 0.016"
        let source = try SourceRun(
            Study(
                conditioner: "{type: transitional_embedding, \(times)}",
                head: "{type: transitional, mapping_layers: 1, \(times)}"), in: place)
        let target = try Study(labels: isLabeled, conditioner: isLabeled ? "embedding" : "~", seed: 2).composition()
        #expect(throws: TransferError.self) { try Transfer.apply(settings(source.path), to: target) }
        _ = try Transfer.apply(settings(source.path) { $0.condition = .reinitialize }, to: target)
        let own = source.composition.discriminator
        for path in ["b8.conv0.weight", "b4.fc.weight"] {
            #expect(target.discriminator.tensor(path).map(bits) == own.tensor(path).map(bits), "\(path)")
        }
    }

    // MARK: What does not fit

    @Test func whatSaysNothingIsAnError() throws {
        let source = try SourceRun(Study(), in: place)
        let target = try Study(seed: 2).composition()
        func words(_ from: String, _ change: (inout TransferSettings) -> Void) throws -> String {
            let error = #expect(throws: TransferError.self) { try Transfer.apply(settings(from, change), to: target) }
            return "\(try #require(error))"
        }
        let misspelt = try words(source.path) { $0.reinitialize = ["generator.maping.*"] }
        #expect(misspelt.hasPrefix("transfer.reinitialize: `generator.maping.*` matches nothing in these"))
        let ignored = try words(source.path) { $0.ignore = ["mapping.*"] }
        #expect(ignored.hasPrefix("transfer.ignore: `mapping.*` matches nothing in the source; no weights were"))
        let text = place.path("plain.txt")
        try Data("no tensors at all".utf8).write(to: URL(fileURLWithPath: text))
        #expect(try words(text) { _ in }.contains("fix: set transfer.from to the folder of a run"))
        let one = try words("\(source.path)/checkpoints/000002") { $0.checkpoint = "best" }
        #expect(one.hasPrefix("transfer.checkpoint is best, but \(source.path)/checkpoints/000002 is not a run"))
        let policies = settings(source.path) { ($0.classes, $0.otherClasses) = (.average, .reinitialize) }
        #expect(policies.conflicts().map(\.key) == ["other_classes"])
    }

    @Test func whatDoesNotFitChangesNothing() throws {
        let source = try SourceRun(Study(), in: place)
        let target = try Study(
            classes: "[red circle, green square, blue triangle, yellow cross]", resolution: 16, mappingLayers: 2,
            seed: 2
        )
        .composition()
        let before = target.modules.map { $0.module.parameterBits }
        let error = #expect(throws: TransferError.self) { try Transfer.apply(settings(source.path), to: target) }
        #expect(target.modules.map { $0.module.parameterBits } == before)
        let text = "\(try #require(error))"
        #expect(
            text.hasPrefix("the weights of \(source.path)/checkpoints/000002 do not fit these networks; no weights"))
        for line in [
            "    missing: synthesis.b16.conv0.weight", "    missing: mapping.fc1.weight",
            "    different: mapping.embed.weight: the source has the classes red circle, green square, blue triangle, but the data has the "
                + "classes red circle, green square, blue triangle, yellow cross", "    unused: b8.fromrgb.weight",
            "  fix: set transfer.resolution: match", "  fix: set transfer.mapping_depth: match",
            "  fix: set transfer.classes to by_name, by_order, average, nearest or reinitialize",
        ] { #expect(text.contains(line + "\n") || text.hasSuffix(line), "\(line) in \(text)") }
        guard case .mismatch = error else {
            Issue.record("no mismatch")
            return
        }
    }

    /// The same recipe with policies.
    @Test func policiesCoverWhatDoesNotFit() throws {
        let source = try SourceRun(Study(), in: place)
        let target = try Study(
            classes: "[red circle, green square, blue triangle, yellow cross]", resolution: 16, mappingLayers: 2,
            seed: 2
        )
        .composition()
        let drawn = target.generator.tensor("synthesis.b16.conv0.weight").map(bits)
        let policies = settings(source.path) {
            ($0.classes, $0.otherClasses, $0.resolution, $0.mappingDepth) = (.byName, .average, .match, .match)
        }
        let report = try #require(try Transfer.apply(policies, to: target))
        let average = try #require(source.trainer.average)
        for path in ["mapping.fc0.weight", "synthesis.b4.const", "synthesis.b8.torgb.weight"] {
            #expect(target.generator.tensor(path).map(bits) == average.tensor(path).map(bits), "\(path)")
        }
        #expect(target.generator.tensor("synthesis.b16.conv0.weight").map(bits) == drawn)
        #expect(report.lines.contains("    reinitialized: synthesis.b16.conv0.weight: the source has no such layer"))
        for _ in 0..<2 { try Trainer(target).advance() }
    }

    /// Layers of equal number are taken over, whatever the shape of the images. What has the size of the start begins anew.
    @Test func anotherShapeKeepsTheLayers() throws {
        let source = try SourceRun(Study(), in: place)
        let target = try Study(resolution: ImageSize(width: 24, height: 16), seed: 2).composition()
        let error = #expect(throws: TransferError.self) { try Transfer.apply(settings(source.path), to: target) }
        let text = "\(try #require(error))"
        for line in [
            "    different: synthesis.b4.const: [4, 4, 4] in the source, [4, 4, 6] here, by the size of the images\n",
            "    different: b4.fc.weight: [4, 64] in the source, [4, 96] here, by the size of the images\n",
            "  fix: set transfer.resolution: match",
        ] { #expect(text.contains(line), "\(line) in \(text)") }
        let drawn = target.generator.tensor("synthesis.b4.const").map(bits)
        let report = try #require(
            try Transfer.apply(settings(source.path) { $0.resolution = .match }, to: target))
        let average = try #require(source.trainer.average)
        for path in ["mapping.fc0.weight", "synthesis.b4.conv1.weight", "synthesis.b8.conv0.weight"] {
            #expect(target.generator.tensor(path).map(bits) == average.tensor(path).map(bits), "\(path)")
        }
        let judge = source.composition.discriminator
        for path in ["b8.conv1.weight", "b4.conv.weight", "b4.fc.bias"] {
            #expect(target.discriminator.tensor(path).map(bits) == judge.tensor(path).map(bits), "\(path)")
        }
        #expect(target.generator.tensor("synthesis.b4.const").map(bits) == drawn)
        #expect(
            report.lines.contains(
                "    reinitialized: synthesis.b4.const: its shape depends on the size of the images"))
        for _ in 0..<2 { try Trainer(target).advance() }
    }

    /// Shapes alone would let one class pass for another.
    @Test func classesOfOtherNamesDoNotFit() throws {
        let source = try SourceRun(Study(), in: place)
        let target = try Study(classes: "[red circle, blue triangle, green square]", seed: 2).composition()
        #expect(throws: TransferError.self) { try Transfer.apply(settings(source.path), to: target) }
        _ = try Transfer.apply(settings(source.path) { $0.classes = .byName }, to: target)
        let new = try #require(target.generator.tensor("mapping.embed.weight"))
        let old = try #require(source.trainer.average?.tensor("mapping.embed.weight"))
        for (place, before) in [(0, 0), (1, 2), (2, 1)] {
            #expect(distance(new.sliced(1, place..<place + 1), old.sliced(1, before..<before + 1)) == 0)
        }
    }

    @Test func sourcesThatAreNone() throws {
        let target = try Study().composition()
        for (from, words) in [("nowhere", "there is no run"), ("folder", "there is no run"), ("file", "file")] {
            if from == "folder" {
                try FileManager.default.createDirectory(atPath: place.path(from), withIntermediateDirectories: true)
            }
            if from == "file" { try place.write(from, "no safetensors") }
            let error = #expect(throws: TransferError.self) {
                try Transfer.apply(settings(place.path(from)), to: target)
            }
            #expect("\(try #require(error))".contains(words))
            guard case .unreadable = error else {
                Issue.record("\(from) is readable")
                continue
            }
        }
    }

    @Test func patternsSayWhatBeginsAnewAndWhatIsLeft() throws {
        let source = try SourceRun(Study(), in: place)
        let target = try Study(mappingLayers: 2, seed: 2).composition()
        let drawn = target.discriminator.tensor("b4.out.weight").map(bits)
        let named = settings(source.path) {
            $0.reinitialize = ["generator.mapping.fc*", "discriminator.b4.out.weight"]
        }
        #expect(try Transfer.apply(named, to: target) != nil)
        #expect(target.discriminator.tensor("b4.out.weight").map(bits) == drawn)
        let deep = try SourceRun(Study(mappingLayers: 2), in: place, "deep")
        let shallow = try Study(seed: 2).composition()
        #expect(throws: TransferError.self) { try Transfer.apply(settings(deep.path), to: shallow) }
        let ignoring = settings(deep.path) { $0.ignore = ["generator.mapping.fc1.*"] }
        #expect(try Transfer.apply(ignoring, to: shallow) != nil)
    }
}
