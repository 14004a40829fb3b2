import GANTensor

extension Module {
    /// Adds every parameter and buffer under its path, with `prefix`.
    public func addState(to writer: inout SafetensorsWriter, prefix: String = "") {
        for slot in slots(prefix) { slot.value.addState(named: slot.name, to: &writer) }
    }

    /// Loads every parameter and buffer from `file`, where their names start with `prefix`.
    ///
    /// Nothing changes unless the whole file fits.
    /// - Throws: `StateMismatch` with everything that is missing, unexpected or of another shape; `DamagedState`;
    ///   `SafetensorsError`.
    public func loadState(from file: SafetensorsFile, prefix: String = "") throws {
        let slots = slots(prefix)
        try StateMismatch.check(file, slots, prefix)
        let values = try slots.map { try $0.reading(from: file) }
        for (slot, value) in zip(slots, values) { slot.store(value) }
    }

    /// Compares names, types and shapes as `loadState` does; no value is read.
    /// - Throws: `StateMismatch`.
    package func checkState(of file: SafetensorsFile, prefix: String = "") throws {
        try StateMismatch.check(file, slots(prefix), prefix)
    }

    private func slots(_ prefix: String) -> [StateSlot] {
        let parameters = parameters().map { path, parameter in
            StateSlot(name: prefix + path, value: parameter.stored.detached()) { value in
                if let tensor = value as? Tensor { parameter.wrappedValue = tensor }
            }
        }
        let buffers = buffers().map { path, buffer in
            StateSlot(name: prefix + path, value: buffer.value, defect: buffer.defect) { _ = buffer.setValue($0) }
        }
        return parameters + buffers
    }
}

/// A parameter or buffer: its name in a file, its value, and a function that changes the value.
struct StateSlot {
    let name: String
    let value: any BufferValue
    /// Says what is wrong with a value from a file; nil if it is valid.
    var defect: (any BufferValue) -> String? = { _ in nil }
    let store: (any BufferValue) -> Void

    /// - Throws: `DamagedState`, `SafetensorsError`.
    fileprivate func reading(from file: SafetensorsFile) throws -> any BufferValue {
        do {
            let read = try value.reading(named: name, from: file)
            if let problem = defect(read) { throw DamagedState(path: file.path, name: name, problem: problem) }
            return read
        } catch let error as ShapeError {
            throw DamagedState(path: file.path, name: name, problem: "is not a \(error)")
        }
    }
}

/// A file with a value that no training produces.
public struct DamagedState: Error, Hashable, CustomStringConvertible {
    public let path: String
    /// Name of the parameter or buffer in the file.
    public let name: String
    /// A phrase that follows the name.
    public let problem: String

    public var description: String {
        "\(path) is damaged: `\(printable(name))` \(problem)\n  fix: restore it from a copy, or use another checkpoint"
    }
}

/// A file without the state of a module.
public struct StateMismatch: Error, CustomStringConvertible {
    public let path: String
    /// Names that only the module has.
    public private(set) var missing: [String] = []
    /// Names that only the file has.
    public private(set) var unexpected: [String] = []
    /// Names of tensors whose type or shape differs, each with both.
    public private(set) var different: [String] = []

    /// - Throws: `StateMismatch` unless `file` has all slots and, under `prefix`, nothing else.
    static func check(_ file: SafetensorsFile, _ slots: [StateSlot], _ prefix: String) throws {
        let mismatch = StateMismatch(file, slots, prefix)
        if !mismatch.isEmpty { throw mismatch }
    }

    private init(_ file: SafetensorsFile, _ slots: [StateSlot], _ prefix: String) {
        path = file.path
        for slot in slots {
            guard let entry = file.entry(named: slot.name) else {
                missing.append(slot.name)
                continue
            }
            let (type, shape) = (slot.value.stateType, slot.value.stateShape)
            if !slot.value.takes(entry.type, entry.shape) {
                different.append(
                    "\(slot.name): \(entry.type.rawValue) \(entry.shape) in the file, \(type.rawValue) \(shape) in the network"
                )
            }
        }
        let known = Set(slots.map(\.name))
        unexpected = file.entries.map(\.name).filter { $0.hasPrefix(prefix) && !known.contains($0) }
    }

    private var isEmpty: Bool { missing.isEmpty && unexpected.isEmpty && different.isEmpty }

    public var description: String {
        let lists = [("missing", missing), ("unexpected", unexpected), ("different", different)]
        let lines = lists.filter { !$1.isEmpty }.map { title, names in
            let shown = names.prefix(10).map(printable).joined(separator: "\n    ")
            return "  \(title) (\(names.count)):\n    \(shown)" + (names.count > 10 ? "\n    …" : "")
        }
        return "\(path) does not hold the state of this network\n" + lines.joined(separator: "\n")
            + "\n  nothing was loaded; use the recipe that made the file"
    }
}
