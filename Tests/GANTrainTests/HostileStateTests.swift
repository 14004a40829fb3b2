import Foundation
import GANCore
import GANTensor
import GANTestSupport
import Testing

@testable import GANModule
@testable import GANTrain

/// state.json of a stranger: names become files, numbers become indices and arithmetic.
@Suite struct HostileStateTests {
    private static func text() throws -> String {
        var state = CheckpointState()
        state.position = StepPosition(step: 7, update: 2)
        state.unfinished = [.init(name: "loss.generator", value: .nan)]
        state.means.add(StepMetrics([("loss", -.infinity)]))
        _ = state.best.take([Score("fid", 12.5, isBetterWhenLower: true)], step: 3, keeping: 1, measuredBy: "a1")
        state.spread.add(ClassDiversity(latents: [], betweenClasses: nil, images: [1]), kimg: 0.5)
        state.logs = .init(metrics: 123, events: 456, eventFile: RunPaths.eventsName)
        state.secondsOfFormat1 = 0
        return try state.text()
    }

    private static func problem(_ change: (String) -> String) throws -> String? {
        let text = try StateFile.changed(text(), change)
        do throws(CheckpointDefect) { _ = try CheckpointState(text: text) } catch { return error.problem }
        return nil
    }

    @Test func whatARunWritesIsTaken() throws {
        #expect(try Self.problem { $0 } == nil)
        #expect(try Self.problem { $0.replacing(/events\.out[^"]*/, with: "") } == nil)
    }

    @Test(arguments: [
        "../../home/docs/thesis.txt", "/etc/hosts", "thesis.txt", "metrics.jsonl",
        "events.out.tfevents.1/../../thesis.1",
        "events.out.tfevents.1.host.2/thesis", "events.out.tfevents.1.ho st.2", "events.out.tfevents.1.host.2\\n",
        "x/events.out.tfevents.1.host.2", "events.out.tfevents.1.höst.2",
    ]) func onlyAnEventFileIsCut(_ name: String) throws {
        #expect(
            try Self.problem { $0.replacing(/events\.out[^"]*/, with: name.replacingOccurrences(of: "/", with: "\\/")) }
                == "state.json has an invalid value: `logs.eventFile` is `\(name)`, which is not the name of an event file"
        )
    }

    private static let limits = "which is not in 0 ... 9007199254740992"

    @Test(arguments: [
        ("\"step\":7", "\"step\":9223372036854775807", "`position.step` is 9223372036854775807, \(limits)"),
        ("\"step\":7", "\"step\":9007199254740993", "`position.step` is 9007199254740993, \(limits)"),
        ("\"step\":7", "\"step\":-5", "`position.step` is -5, \(limits)"),
        ("\"update\":2", "\"update\":-1", "`position.update` is -1, \(limits)"),
        ("\"update\":2", "\"update\":0", "it has metrics of an update, but the step has no updates"),
        ("\"metrics\":123", "\"metrics\":-1", "`logs.metrics` is -1, \(limits)"),
        ("\"events\":456", "\"events\":-9223372036854775808", "`logs.events` is -9223372036854775808, \(limits)"),
        ("\"step\":3", "\"step\":-3", "`best.step` is -3, \(limits)"),
        ("\"a1\"", "\"\\u001b1\"", "`best.scoring` is `\\u{1B}1`, which is no hash"),
        ("\"fid\"", "\"..\\/fid\"", "`../fid` is not the name of a score"),
        ("\"loss.generator\"", "\"\\u001b]0;owned\"", "`\\u{1B}]0;owned` is not the name of a metric"),
        ("\"loss.generator\"", "\"a\\u202eb\"", "`a\\u{202E}b` is not the name of a metric"),
        ("\"loss\"", "\"\"", "`` is not the name of a metric"),
        ("\"count\":1", "\"count\":0", "`means.count` is 0"),
        ("\"count\":1", "\"count\":-9223372036854775808", "`means.count` is -9223372036854775808, \(limits)"),
        ("\"stride\":1", "\"stride\":0", "`spread.stride` is 0, which is not in 1 ... 9007199254740992"),
        ("\"ticks\":1", "\"ticks\":-1", "`spread.ticks` is -1, \(limits)"),
        ("\"kimg\":0.5", "\"kimg\":1e300", "`spread.kimg` is not ascending in 0 ... 9007199254740992"),
        ("\"kimg\":0.5", "\"kimg\":\"nan\"", "`spread.kimg` is not ascending in 0 ... 9007199254740992"),
        ("\"seconds\":0", "\"seconds\":-1", "`seconds` is -1.0, which is not a duration"),
        ("\"arithmetic\":6", "\"arithmetic\":0", "`arithmetic` is 0, which is not above 0"),
    ]) func numbersAndNamesAreThoseOfARun(_ old: String, _ new: String, _ problem: String) throws {
        #expect(try Self.text().contains(old))
        #expect(
            try Self.problem { $0.replacingOccurrences(of: old, with: new) }
                == "state.json has an invalid value: \(problem)")
    }

    @Test func aStateWithoutANumberIsOfTheFirstArithmetic() throws {
        let old = try StateFile.changed(Self.text(), StateFile.withoutArithmetic)
        #expect(try CheckpointState(text: old).arithmetic == 1)
        #expect(try CheckpointState(text: Self.text()).arithmetic == Arithmetic.current)
    }
}

/// What fits no composition, though each number for itself could be.
@Suite(.onChosenBackend) struct HostileCheckpointTests {
    private let folder: TemporaryFolder
    private let store: CheckpointStore

    init() throws {
        folder = try TemporaryFolder()
        store = CheckpointStore("\(folder.path)/checkpoints")
        let trainer = try Trainer(try trainable())
        for _ in 0..<2 {
            try trainer.advance()
            var state = CheckpointState()
            state.identity = ["data": "of this test"]
            _ = try store.write(trainer, state)
        }
    }

    private func refusal(_ change: (String) -> String) throws -> String {
        try StateFile.change("\(store.folder)/000002/state.json", change)
        let checkpoint = try Checkpoint("\(store.folder)/000002")
        let listener = NoListener()
        do {
            _ = try TrainingRun(
                try Trainer(try trainable()), in: try RunFolder("\(folder.path)/new"), from: checkpoint, identity: [:],
                listener)
        } catch { return "\(error)" }
        return "no error"
    }

    private final class NoListener: RunListener {
        func note(_ line: String) {}
        func stepped(to step: Int) {}
        func ticked(_ tick: MetricsRecord) {}
    }

    /// 2⁵³ steps of eight images each are more than 2⁵³ images.
    @Test func stepsWhoseImagesCannotBeCounted() throws {
        #expect(
            try refusal { $0.replacingOccurrences(of: "\"step\":2", with: "\"step\":9007199254740992") }
                == "\(store.folder)/000002: its step is 9007199254740992, but this recipe has at most 1125899906842624 steps\n"
                + "  fix: use another checkpoint")
    }

    @Test func updatesThatTheStepDoesNotHave() throws {
        #expect(
            try refusal { $0.replacingOccurrences(of: "\"update\":0", with: "\"update\":9") }
                == "\(store.folder)/000002: 9 updates of its step are made, but a step has 2\n  fix: use another checkpoint"
        )
    }

    /// A warning reads them by the classes' numbers.
    @Test func aHistoryOfOtherClasses() throws {
        let point = "{\"kimg\":0.1,\"spread\":{\"images\":[1],\"latents\":[]}}"
        #expect(
            try refusal { $0.replacingOccurrences(of: "\"points\":[]", with: "\"points\":[\(point)]") }
                == "\(store.folder)/000002: `spread` in state.json does not have values of the 3 classes that are monitored\n"
                + "  fix: use another checkpoint")
    }

    private static let hostileCounts = [Int.max, Int.min, -1, 1 << 53 + 1]
    private static let limits = "which is not in 0 ... 9007199254740992"

    /// Adam adds to it and takes a power of it: the largest would trap, and -1 would make every weight NaN.
    @Test(arguments: hostileCounts) func stepsOfAdamThatNoRunMakes(_ count: Int) throws {
        let trainer = try Trainer(try trainable())
        for _ in 0..<3 { try trainer.advance() }
        let adam = try #require(trainer.optimizers[.generator]?.adam)
        adam.stepCounts[0] = count
        _ = try store.write(trainer, CheckpointState())
        let name = "optimizer.generator.\(adam.parameters.members[0].path).steps"
        #expect(store.newest().checkpoint?.step == 2)
        #expect(
            store.newest().problems == [
                "\(store.folder)/000003 is skipped: trainer.safetensors: `\(name)` is \(count), \(Self.limits)"
            ])
    }

    @Test(arguments: hostileCounts) func countsOfComponentsThatNoRunHas(_ count: Int) throws {
        let term = CountingTerm()
        let trainer = try Trainer(try trainable([slot(term)]))
        for _ in 0..<3 { try trainer.advance() }
        term.count = 1 << 53
        _ = try store.write(trainer, CheckpointState())
        #expect(store.newest().checkpoint?.step == 3)
        term.count = count
        _ = try store.write(trainer, CheckpointState())
        #expect(
            store.newest().problems == [
                "\(store.folder)/000003 is skipped: weights.safetensors: `regularizers.closure.count` is \(count),"
                    + " \(Self.limits)"
            ])
    }

    private static let noNumbers: [Float] = [.nan, .infinity, -.infinity]

    /// All that is computed of it would be NaN.
    @Test(arguments: noNumbers) func weightsThatAreNoNumbers(_ wrong: Float) throws {
        let trainer = try Trainer(try trainable())
        for _ in 0..<3 { try trainer.advance() }
        let (path, parameter) = try #require(trainer.composition.generator.parameters().last)
        let values = parameter.wrappedValue.scalars(as: Float.self)
        parameter.wrappedValue = Tensor(values.dropLast() + [wrong], shape: parameter.shape)
        _ = try store.write(trainer, CheckpointState())
        #expect(store.newest().checkpoint?.step == 2)
        #expect(
            store.newest().problems == [
                "\(store.folder)/000003 is skipped: weights.safetensors: `generator.\(path)` holds \(Double(wrong)),"
                    + " which is not a finite number"
            ])
    }

    @Test(arguments: noNumbers) func momentsThatAreNoNumbers(_ wrong: Float) throws {
        let trainer = try Trainer(try trainable())
        for _ in 0..<3 { try trainer.advance() }
        let adam = try #require(trainer.optimizers[.generator]?.adam)
        let values = adam.firstMoment.scalars(as: Float.self)
        adam.firstMoment = Tensor([wrong] + values.dropFirst(), shape: adam.firstMoment.shape)
        _ = try store.write(trainer, CheckpointState())
        let name = "optimizer.generator.\(adam.parameters.members[0].path).first_moment"
        #expect(store.newest().checkpoint?.step == 2)
        #expect(
            store.newest().problems == [
                "\(store.folder)/000003 is skipped: trainer.safetensors: `\(name)` holds \(Double(wrong)), which is not"
                    + " a finite number"
            ])
    }

    @Test(arguments: [Double.nan, -.infinity]) func numbersOfComponentsThatAreNoNumbers(_ wrong: Double) throws {
        let term = CountingTerm()
        let trainer = try Trainer(try trainable([slot(term)]))
        for _ in 0..<3 { try trainer.advance() }
        term.level = wrong
        _ = try store.write(trainer, CheckpointState())
        #expect(
            store.newest().problems == [
                "\(store.folder)/000003 is skipped: weights.safetensors: `regularizers.closure.level` holds \(wrong),"
                    + " which is not a finite number"
            ])
    }

    /// Nearly nothing on the disk, and more than the machine has memory. Its values were read before anything was compared.
    @Test func weightsThatNoMachineHolds() throws {
        let path = "\(store.folder)/000002/weights.safetensors"
        let size = SystemFile.physicalMemory + 1
        let header = Array("{\"a\":{\"dtype\":\"U8\",\"shape\":[\(size)],\"data_offsets\":[0,\(size)]}}".utf8)
        SystemFile.remove(path)
        let file = try SystemFile.creating(path)
        try file.write((0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header)
        try file.truncate(to: 8 + header.count + size)
        try StateFile.change("\(store.folder)/000002/state.json") {
            $0.replacing(/"weights.safetensors":\{[^}]*\}/, with: "\"weights.safetensors\":{\"a\":0}")
        }
        #expect(store.newest().checkpoint?.step == 1)
        #expect(
            store.newest().problems == [
                "\(store.folder)/000002 is skipped: weights.safetensors has \(grouped(size)) bytes, more than this machine's memory,"
                    + " \(grouped(size - 1))"
            ])
    }

    /// The network may be asked before a value is read.
    @Test func namesAndShapesAreComparedFirst() throws {
        struct Unfit: Error {}
        let path = "\(store.folder)/000002/weights.safetensors"
        var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[bytes.count - 1] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(throws: Unfit.self) { _ = try store.newest(fitting: { _ in throw Unfit() }) }
        #expect(throws: Unfit.self) { _ = try store.checkpoint(ofStep: 2, fitting: { _ in throw Unfit() }) }
        #expect(store.newest().checkpoint?.step == 1)
        #expect(throws: CheckpointError.self) { try store.checkpoint(ofStep: 2) }
    }

    @Test func aTensorThatWasNotWritten() throws {
        try StateFile.change("\(store.folder)/000002/state.json") { state in
            guard let name = state.firstMatch(of: /"weights.safetensors":\{"([^"]*)"/)?.1 else { return state }
            return state.replacing("\"\(name)\":", with: "\"other\":")
        }
        #expect(
            store.newest().problems.first?.hasSuffix("`, which was not written") == true, "\(store.newest().problems)")
    }

    /// A checkpoint that lies under the name of another step.
    @Test func aStateOfAnotherStepIsPassedOver() throws {
        try StateFile.change("\(store.folder)/000002/state.json") {
            $0.replacingOccurrences(of: "\"step\":2", with: "\"step\":5")
        }
        let (newest, problems) = store.newest()
        #expect(newest?.step == 1)
        #expect(
            problems == [
                "\(store.folder)/000002 is skipped: its state.json says step 5, update 0, but its folder is named for another position"
            ])
    }

    @Test func namesThatNoCheckpointHas() throws {
        for name in ["000003+-1", "000003+0", "000003+02", "000003+", "+000003", "9223372036854775807", "0000003"] {
            try FileManager.default.copyItem(atPath: "\(store.folder)/000002", toPath: "\(store.folder)/\(name)")
        }
        #expect(store.newest().checkpoint?.step == 2)
        #expect(store.newest().problems.isEmpty)
    }

    /// Neither its folder nor a file in it.
    @Test func aCheckpointBehindALinkIsPassedOver() throws {
        let elsewhere = "\(folder.path)/elsewhere"
        try FileManager.default.moveItem(atPath: "\(store.folder)/000002", toPath: elsewhere)
        try FileManager.default.createSymbolicLink(atPath: "\(store.folder)/000002", withDestinationPath: elsewhere)
        let words = "is a symbolic link, and symbolic links below a run's folder are not followed"
        #expect(store.newest().problems == ["\(store.folder)/000002 is skipped: it \(words)"])
        for (file, what) in [
            ("state.json", "its state.json cannot be read: it is a symbolic link"),
            ("trainer.safetensors", "trainer.safetensors \(words)"),
        ] {
            let path = "\(store.folder)/000001/\(file)"
            try FileManager.default.moveItem(atPath: path, toPath: "\(path).moved")
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(path).moved")
            #expect(store.newest().problems.last == "\(store.folder)/000001 is skipped: \(what)")
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.moveItem(atPath: "\(path).moved", toPath: path)
        }
        #expect(store.newest().checkpoint?.step == 1)
    }
}

/// A term with a counter and a number.
private final class CountingTerm: Module, Regularizer {
    static let name = "counting"
    static let summary = "a regularizer for tests"
    @Buffer(.same) var count = 0
    @Buffer(.same) var level = 0.5

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .discriminator ? .realLogits : nil }
    func penalty(_ step: StepView) throws -> Tensor { try step.real().logits.mean() }
}
