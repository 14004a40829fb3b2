import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

@Suite(.onChosenBackend) struct CheckpointTests {
    /// A network of everything that has state: momentum, a lazy term, an average, a buffer.
    private func composition() throws -> Composition {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: .realLogits]
        term.body = { try $0.real().logits.squared().mean() }
        return try trainable([slot(term, every: 2)]) { settings in
            (settings.generatorOptimizer, settings.discriminatorOptimizer) = (
                .adam(0.01, beta1: 0.5), .adam(0.01, beta1: 0.5)
            )
        }
    }

    @Test func trainingGoesOnToTheSameBits() throws {
        let folder = try TemporaryFolder()
        let store = CheckpointStore(folder.path)
        let (whole, resumed) = (try composition(), try composition())
        let trainer = try Trainer(whole)
        for _ in 0..<3 { try trainer.advance() }
        _ = try store.write(trainer, CheckpointState())
        let other = try Trainer(resumed)
        try other.load(try #require(store.newest().checkpoint))
        #expect(other.step == 3)
        for _ in 0..<3 {
            try trainer.advance()
            try other.advance()
        }
        #expect(whole.weightBits == resumed.weightBits)
        let averages = [trainer, other].map { $0.average.map { bits($0.parameters()[0].parameter.wrappedValue) } }
        #expect(averages[0] != nil && averages[0] == averages[1])
    }

    @Test func theStateReadsBackAsItWasWritten() throws {
        var state = CheckpointState()
        state.position = StepPosition(step: 7, update: 2)
        state.unfinished = [.init(name: "loss", value: 0.1), .init(name: "odd", value: .nan)]
        state.means.add(StepMetrics([("a", 1.0 / 3), ("b", -.infinity)]))
        _ = state.best.take([Score("fid", 12.5, isBetterWhenLower: true)], step: 3, keeping: 1, measuredBy: "a1")
        state.logs = .init(metrics: 123, events: 456, eventFile: RunPaths.eventsName)
        (state.identity, state.checksums) = (["data": "x\n\"y\""], ["file": ["tensor": .max]])
        let text = try state.text()
        let read = try CheckpointState(text: text)
        #expect(try read.text() == text)
        #expect(read.position == state.position)
        #expect(read.best == state.best)
    }

    // MARK: Full disks

    /// Played by the limit on the size of a file, which the weights do not reach. In a process of its own, for the limit holds for all
    /// of it.
    @Test func aStateThatHasNoRoomIsNamed() async {
        await #expect(processExitsWith: .success) {
            signal(SIGXFSZ, SIG_IGN)
            let folder = try TemporaryFolder()
            var state = CheckpointState()
            state.identity = ["data": String(repeating: "x", count: 1000)]
            var limits = rlimit(rlim_cur: 1000, rlim_max: 1000)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limits) == 0)
            let error = #expect(throws: RunFolderError.self) {
                try state.write(SafetensorsWriter(), SafetensorsWriter(), into: folder.path)
            }
            #expect(
                error == .refused(path: folder.path + "/state.json", action: "writing it", reason: "File too large"))
        }
    }

    // MARK: Formats

    /// A number that this program does not know is named, and so are those that it reads.
    @Test(arguments: [0, 3, 99]) func anotherFormatIsNamed(_ format: Int) throws {
        let text = try StateFile.changed(CheckpointState().text()) {
            $0.replacing(#""format":2"#, with: "\"format\":\(format)")
        }
        let problem = "its format is \(format), but this version reads formats 1 to 2"
        #expect(throws: CheckpointDefect(problem: problem)) { try CheckpointState(text: text) }
    }

    /// Format 1 has the training time; what is written again has format 2 and no time.
    @Test func theFirstFormatIsMigrated() throws {
        let text = try StateFile.changed(CheckpointState().text()) {
            $0.replacing(#""format":2"#, with: #""format":1,"seconds":12.5"#)
        }
        var state = try CheckpointState(text: text)
        #expect(state.format == 2 && state.secondsOfFormat1 == 12.5)
        state.secondsOfFormat1 = nil
        #expect(try state.text() == CheckpointState().text())
        let without = try StateFile.changed(CheckpointState().text()) {
            $0.replacing(#""format":2"#, with: #""format":1"#)
        }
        #expect(throws: CheckpointDefect(problem: "state.json has no `seconds`")) {
            try CheckpointState(text: without)
        }
    }

    /// Every byte of it counts.
    @Test func aDamagedStateIsNoState() throws {
        var state = CheckpointState()
        state.position = StepPosition(step: 1234)
        let bytes = Array(try state.text().utf8)
        for place in stride(from: 0, to: bytes.count - 1, by: 7) {
            var damaged = bytes
            damaged[place] ^= 1
            #expect(throws: CheckpointDefect.self, "byte \(place)") {
                try CheckpointState(text: String(decoding: damaged, as: UTF8.self))
            }
        }
        #expect(throws: CheckpointDefect.self) {
            try CheckpointState(text: String(decoding: bytes.prefix(bytes.count / 2), as: UTF8.self))
        }
    }

    /// What stands around the state is compared, too.
    @Test(arguments: ["x", " ", "\n", "\0", "\r", "\u{301}"]) func nothingMayStandBesideAState(_ more: String) throws {
        let text = try CheckpointState().text()
        let lines = text.split(separator: "\n").map(String.init)
        let changed = [
            text + more, more + text, lines[0] + more + "\n" + lines[1] + "\n",
            lines[0] + "\n" + more + lines[1] + "\n",
        ]
        for (place, text) in changed.enumerated() {
            #expect(throws: CheckpointDefect.self, "place \(place)") { try CheckpointState(text: text) }
        }
        #expect(throws: CheckpointDefect.self) { try CheckpointState(text: String(text.dropLast())) }
    }

    // MARK: Which one counts

    private func store(_ folder: TemporaryFolder, steps: Int) throws -> (CheckpointStore, Trainer) {
        let (store, trainer) = (CheckpointStore("\(folder.path)/checkpoints"), try Trainer(try composition()))
        for _ in 0..<steps {
            try trainer.advance()
            _ = try store.write(trainer, CheckpointState())
        }
        return (store, trainer)
    }

    @Test(arguments: ["weights.safetensors", "trainer.safetensors", "state.json"])
    func aDamagedOneIsPassedOverByName(_ file: String) throws {
        let folder = try TemporaryFolder()
        let (store, _) = try store(folder, steps: 2)
        let path = URL(fileURLWithPath: "\(store.folder)/000002/\(file)")
        var bytes = try Data(contentsOf: path)
        bytes[bytes.count - 9] ^= 4
        try bytes.write(to: path)
        let (newest, problems) = store.newest()
        #expect(newest?.step == 1)
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("\(store.folder)/000002 is skipped: ") == true)
    }

    @Test func aMissingFileMakesItDamaged() throws {
        let folder = try TemporaryFolder()
        let (store, _) = try store(folder, steps: 2)
        try FileManager.default.removeItem(atPath: "\(store.folder)/000002/trainer.safetensors")
        #expect(store.newest().checkpoint?.step == 1)
    }

    /// What a killed process leaves has names that nothing reads, and goes with the next checkpoint. Files of others stay.
    @Test func leftoversAreNoCheckpoints() throws {
        let folder = try TemporaryFolder()
        let (store, trainer) = try store(folder, steps: 1)
        for name in [".1-2.partial", ".1-2.removed", ".000002.partial", "000003x", "notes", "-00001"] {
            try FileManager.default.createDirectory(
                atPath: "\(store.folder)/\(name)", withIntermediateDirectories: false)
        }
        #expect(store.newest().checkpoint?.step == 1)
        #expect(store.newest().problems.isEmpty)
        try trainer.advance()
        _ = try store.write(trainer, CheckpointState())
        #expect(store.newest().checkpoint?.step == 2)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: store.folder).sorted() == [
                "-00001", ".000002.partial", "000001", "000002", "000003x", "notes",
            ])
    }

    @Test func theOldestGoAndTheBestStays() throws {
        let folder = try TemporaryFolder()
        let (store, _) = try store(folder, steps: 5)
        #expect(try names(store, pruned: 2, and: [2], written: 5) == ["000002", "000004", "000005"])
    }

    /// What is left after pruning, which knows of no checkpoint that it is whole.
    private func names(
        _ store: CheckpointStore, pruned count: Int, and steps: Set<Int> = [], written: Int
    ) throws -> [String] {
        var whole: Set<String> = []
        store.prune(
            keeping: count, written: "\(store.folder)/\(numbered(written))", whole: &whole, and: steps.contains)
        return try FileManager.default.contentsOfDirectory(atPath: store.folder).sorted()
    }

    private func damage(_ store: CheckpointStore, step: Int) throws {
        let file = "\(store.folder)/\(numbered(step))/state.json"
        try Data("[".utf8).write(to: URL(fileURLWithPath: file))
    }

    /// A run that went on from an older checkpoint, since newer ones are damaged.
    @Test func theOneWrittenStaysWhereDamagedOnesAreNewer() throws {
        let folder = try TemporaryFolder()
        let (store, _) = try store(folder, steps: 5)
        for step in [4, 5] { try damage(store, step: step) }
        #expect(try names(store, pruned: 1, written: 3) == ["000003", "000004", "000005"])
    }

    @Test func wholeOnesDoNotMakeRoomForDamagedOnes() throws {
        let folder = try TemporaryFolder()
        let (store, _) = try store(folder, steps: 5)
        try damage(store, step: 4)
        #expect(try names(store, pruned: 2, written: 5) == ["000003", "000004", "000005"])
    }

    /// Copies a checkpoint as if it had been written after an update of the next step.
    private func abandon(afterStep step: Int, _ store: CheckpointStore) throws {
        let path = "\(store.folder)/\(numbered(step))"
        try FileManager.default.copyItem(atPath: path, toPath: "\(path)+1")
        var state = try Checkpoint.at(path).state
        state.position = StepPosition(step: step, update: 1)
        try Data(try state.text().utf8).write(to: URL(fileURLWithPath: "\(path)+1/state.json"))
    }

    /// `000002+1` has weights of the next step. It is no checkpoint of step 2 as long as that is there, and never the best one.
    @Test func aStepIsNotOneWithUpdatesOfTheNext() throws {
        let folder = try TemporaryFolder()
        let (store, trainer) = try store(folder, steps: 2)
        try abandon(afterStep: 2, store)
        try trainer.advance()
        var state = CheckpointState()
        _ = state.best.take([Score("distance", 1, isBetterWhenLower: true)], step: 2, keeping: 1, measuredBy: "a")
        _ = try store.write(trainer, state)
        #expect(try store.checkpoint(ofStep: 2).path == "\(store.folder)/000002")
        #expect(try store.best().path == "\(store.folder)/000002")
        try FileManager.default.removeItem(atPath: "\(store.folder)/000002")
        #expect(try store.checkpoint(ofStep: 2).path == "\(store.folder)/000002+1")
        let error = #expect(throws: CheckpointError.self) { try store.best() }
        #expect(error == .none(step: 2, folder: store.folder, there: [1, 2, 3]))
    }

    @Test func onlyTheCheckpointOfTheBestStepStays() throws {
        let folder = try TemporaryFolder()
        let (store, _) = try store(folder, steps: 3)
        for step in [1, 2] { try abandon(afterStep: step, store) }
        #expect(try names(store, pruned: 1, and: [1, 2], written: 3) == ["000001", "000002", "000003"])
    }

    @Test func aStepThatIsNotThereIsNamedWithThoseThatAre() throws {
        let folder = try TemporaryFolder()
        let (store, _) = try store(folder, steps: 2)
        #expect(try store.checkpoint(ofStep: 2).step == 2)
        let error = #expect(throws: CheckpointError.self) { try store.checkpoint(ofStep: 9) }
        #expect(error == .none(step: 9, folder: store.folder, there: [1, 2]))
    }

    /// Nothing of another network is taken over.
    @Test func anotherNetworkIsRefused() throws {
        let folder = try TemporaryFolder()
        let (store, _) = try store(folder, steps: 1)
        let checkpoint = try #require(store.newest().checkpoint)
        let other = try Trainer(try tinyComposition())
        #expect(throws: StateMismatch.self) { try other.load(checkpoint) }
    }
}
