import GANCore
import GANModule

/// A checkpoint whose files were verified.
package struct Checkpoint {
    /// The checkpoint's folder.
    package let path: String
    let state: CheckpointState
    /// Weights and state of all components, under their paths in the recipe, and of the generator's average under
    /// `generator_ema`.
    package let weights: SafetensorsFile
    /// Further training state: the optimizers' moments.
    let trainer: SafetensorsFile

    /// Number of steps at the time of writing.
    package var step: Int { state.position.step }

    /// The identity of the run.
    package var identity: [String: String] { state.identity }

    /// Whether it contains imported weights and no training state.
    package var isImported: Bool { state.identity[Self.importedKey] != nil }

    static let importedKey = "imported"

    /// Reads and verifies all files.
    /// - Throws: `CheckpointDefect`.
    init(_ path: String) throws(CheckpointDefect) {
        try self.init(unread: path)
        try verify()
    }

    /// Reads state.json, and what the other files say of their tensors. No value of a tensor is read.
    private init(unread path: String) throws(CheckpointDefect) {
        self.path = path
        let bytes: [UInt8]
        do throws(UnreadableFile) {
            bytes = try RunContents.read(
                RunPaths.path(of: .state, inCheckpoint: path), limit: RunContents.largestJSON)
        } catch {
            throw CheckpointDefect(problem: "its \(Self.stateName) cannot be read: \(error.reason)")
        }
        // Bytes that are no text must not become letters, which may be those that were written.
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CheckpointDefect(problem: "its \(Self.stateName) is damaged: it is not UTF-8")
        }
        let state = try CheckpointState(text: text)
        self.state = state
        weights = try Self.file(.weights, in: path, state)
        trainer = try Self.file(.trainer, in: path, state)
    }

    private static let stateName = RunPaths.CheckpointFile.state.rawValue

    /// The checkpoint of a position in a run's folder; the folder's name must match the position in the file.
    /// The values of its tensors are not verified yet.
    /// - Throws: `CheckpointDefect`.
    init(unread path: String, at position: StepPosition) throws(CheckpointDefect) {
        try Self.refuseLink(path, "it")
        try self.init(unread: path)
        guard state.position == position else {
            throw CheckpointDefect(
                problem:
                    "its \(Self.stateName) says step \(step), update \(state.position.update), but its folder is named for another position"
            )
        }
    }

    private static func refuseLink(_ path: String, _ name: String) throws(CheckpointDefect) {
        guard (try? SystemFile.statusOfLink(path))?.isLink == true else { return }
        throw CheckpointDefect(
            problem: "\(name) is a symbolic link, and symbolic links below a run's folder are not followed")
    }

    private static func file(
        _ kind: RunPaths.CheckpointFile, in folder: String, _ state: CheckpointState
    ) throws(CheckpointDefect) -> SafetensorsFile {
        let (name, path) = (kind.rawValue, RunPaths.path(of: kind, inCheckpoint: folder))
        try refuseLink(path, name)
        let (file, checksums): (SafetensorsFile, [String: UInt32])
        do { (file, checksums) = (try SafetensorsFile(path: path), state.checksums[name] ?? [:]) } catch {
            throw CheckpointDefect(problem: "\(error)")
        }
        guard file.entries.count == checksums.count else {
            throw CheckpointDefect(
                problem:
                    "\(name) holds \(counted(file.entries.count, "tensor")), but \(checksums.count) were written")
        }
        if let other = file.entries.first(where: { checksums[$0.name] == nil }) {
            throw CheckpointDefect(problem: "\(name) holds `\(other.name)`, which was not written")
        }
        // Whoever trained it had all of it in memory. A file of a few bytes with a hole can state terabytes.
        guard let size = file.entries.last?.byteRange.upperBound, size > SystemFile.physicalMemory else { return file }
        throw CheckpointDefect(
            problem:
                "\(name) has \(grouped(size)) bytes, more than this machine's memory, \(grouped(SystemFile.physicalMemory))"
        )
    }

    /// Compares the values of all tensors with their checksums, and refuses numbers that no run writes.
    /// - Throws: `CheckpointDefect`.
    func verify() throws(CheckpointDefect) {
        for (file, kind) in [(weights, RunPaths.CheckpointFile.weights), (trainer, .trainer)] {
            let name = kind.rawValue
            do {
                for entry in file.entries where try file.checksum(of: entry.name) != state.checksums[name]?[entry.name]
                {
                    throw CheckpointDefect(
                        problem: "\(name) is damaged: the checksum of `\(entry.name)` does not match")
                }
                if let defect = try file.numberDefect { throw CheckpointDefect(problem: "\(name): \(defect)") }
            } catch let defect as CheckpointDefect {
                throw defect
            } catch { throw CheckpointDefect(problem: "\(error)") }
        }
    }
}

extension SafetensorsFile {
    /// The first number that no run writes; nil if there is none.
    fileprivate var numberDefect: String? {
        get throws {
            for entry in entries {
                if let defect = try countDefect(of: entry) ?? finiteDefect(of: entry) { return defect }
            }
            return nil
        }
    }

    /// Single integers are Adam's step counts and `@Buffer`s of components; arithmetic on arbitrary integers could overflow.
    private func countDefect(of entry: SafetensorsEntry) throws -> String? {
        guard entry.type == .int64, entry.shape.isEmpty else { return nil }
        let count = Int(try values(of: entry.name, as: Int64.self)[0])
        return RunNumber.defect(of: count, entry.name.shortened(to: 80))
    }

    /// Training stops before a non-finite number enters a network. Everything computed from such a number would be NaN.
    private func finiteDefect(of entry: SafetensorsEntry) throws -> String? {
        let wrong: Double? =
            switch entry.type {
            case .float32: try firstNonFinite(of: entry, as: Float.self).map(Double.init)
            case .float64: try firstNonFinite(of: entry, as: Double.self)
            case .float16: try firstNonFinite(of: entry, as: Float16.self).map(Double.init)
            case .bfloat16: try firstNonFiniteBrainFloat(of: entry).map(Double.init)
            case .float8E4M3, .float8E5M2: nil  // raw bytes
            case .uint64, .int64, .uint32, .int32, .uint16, .int16, .uint8, .int8, .bool: nil
            }
        return wrong.map { "`\(entry.name.shortened(to: 80))` holds \($0), which is not a finite number" }
    }

    private func firstNonFiniteBrainFloat(of entry: SafetensorsEntry) throws -> Float? {
        var wrong: Float?
        try forEachBlock(of: entry.name) { bytes in
            let values = stride(from: 0, to: bytes.count, by: 2).lazy.map {
                Float(bfloat16: UInt16(bytes[$0 + 1]) << 8 | UInt16(bytes[$0]))
            }
            wrong = wrong ?? values.first { !$0.isFinite }
        }
        return wrong
    }

    /// Reads the values in blocks.
    private func firstNonFinite<Scalar: SafetensorsScalar & BitwiseCopyable & BinaryFloatingPoint>(
        of entry: SafetensorsEntry, as: Scalar.Type
    ) throws -> Scalar? {
        let (count, atOnce) = (entry.shape.reduce(1, *), 1 << 20)
        for start in stride(from: 0, to: count, by: atOnce) {
            let values = try values(of: entry.name, as: Scalar.self, in: start..<min(start + atOnce, count))
            if let wrong = values.first(where: { !$0.isFinite }) { return wrong }
        }
        return nil
    }
}

extension Trainer {
    /// All components with their paths, and the generator's average.
    private var savedModules: [(path: String, module: Module)] {
        composition.modules + (average.map { [(Self.averagePath, $0)] } ?? [])
    }

    /// The path of the generator's average in a checkpoint.
    package static var averagePath: String { "generator_ema" }

    /// Writes the state that makes a resumed run bit-identical to an uninterrupted one.
    /// - Parameter partial: an empty folder.
    /// - Throws: `ComponentError` for a buffer that could not be loaded; errors of writing.
    func save(_ state: CheckpointState, into partial: String) throws {
        try bufferShapes.check(step: step - 1)
        var weights = SafetensorsWriter(metadata: ["ganzoo.step": "\(step)"])
        for (path, module) in savedModules {
            ComponentError.marking(path) { module.addState(to: &weights, prefix: "\(path).") }
        }
        var moments = SafetensorsWriter()
        for (phase, optimizer) in optimizers {
            ComponentError.marking(NetworkOptimizer.path(of: phase)) {
                optimizer.optimizer?.addState(to: &moments, prefix: "optimizer.\(phase.rawValue).")
            }
        }
        var state = state
        (state.position, state.unfinished) = (position, unfinished.values.map { .init(name: $0.name, value: $0.value) })
        try state.write(weights, moments, into: partial)
    }

    /// Loads a checkpoint.
    /// - Throws: `StateMismatch` if it belongs to other networks, `CheckpointError` if its position is impossible.
    package func load(_ checkpoint: Checkpoint) throws {
        if let problem = defect(of: checkpoint.state.position) {
            throw CheckpointError.damaged(path: checkpoint.path, problem: problem)
        }
        let weights = checkpoint.weights.renamed(composition.currentName)
        for (path, module) in savedModules {
            try ComponentError.marking(path) { try module.loadState(from: weights, prefix: "\(path).") }
        }
        let moments = checkpoint.trainer.renamed(composition.currentName)
        for (phase, optimizer) in optimizers {
            try ComponentError.marking(NetworkOptimizer.path(of: phase)) {
                try optimizer.optimizer?.loadState(from: moments, prefix: "optimizer.\(phase.rawValue).")
            }
        }
        position = checkpoint.state.position
        unfinished = StepMetrics(checkpoint.state.unfinished.map { ($0.name, $0.value) })
    }

    /// Checks that training can stop at this position. Numbers of images are computed from the step.
    private func defect(of position: StepPosition) -> String? {
        let most = RunNumber.range.upperBound / settings.imagesPerStep
        guard position.step <= most else {
            return "its step is \(position.step), but this recipe has at most \(most) steps"
        }
        let updates = updateCount(at: position.step)
        guard position.update < updates else {
            return
                "\(counted(position.update, "update")) of its step \(position.update == 1 ? "is" : "are") made, but a step has \(updates)"
        }
        return nil
    }
}

extension Composition {
    /// The name of a tensor of a checkpoint that may have been written when some hooks were regularizers.
    func currentName(_ name: String) -> String {
        for slot in hooks where slot.randomPath != slot.path && !regularizers.contains(where: { $0.name == slot.name })
        {
            for prefix in [""] + Phase.allCases.map({ "optimizer.\($0.rawValue)." }) {
                let old = "\(prefix)\(slot.randomPath)."
                if name.hasPrefix(old) { return "\(prefix)\(slot.path).\(name.dropFirst(old.count))" }
            }
        }
        return name
    }
}
