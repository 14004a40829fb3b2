import GANTensor

extension Adam {
    /// Adds the moments of every parameter and its step count: `<path>.first_moment`, `<path>.second_moment`,
    /// `<path>.steps`, with `prefix`.
    public func addState(to writer: inout SafetensorsWriter, prefix: String = "") {
        for slot in slots(prefix) { slot.value.addState(named: slot.name, to: &writer) }
    }

    /// Loads the moments and step counts from `file`, where their names start with `prefix`.
    ///
    /// Nothing changes unless the whole file fits.
    /// - Throws: `StateMismatch` with everything that is missing, unexpected or of another shape; `DamagedState`;
    ///   `SafetensorsError`.
    public func loadState(from file: SafetensorsFile, prefix: String = "") throws {
        try StateMismatch.check(file, slots(prefix), prefix)
        let names = parameters.members.map { prefix + $0.path }
        func moment(_ kind: String) throws -> Tensor {
            concatenate(try names.map { try file.tensor("\($0).\(kind)").reshaped(-1) }, axis: 0)
        }
        for name in names.map({ "\($0).\(Self.secondName)" }) {
            guard let problem = try file.tensor(name).defect(outside: 0...(.infinity)) else { continue }
            throw DamagedState(path: file.path, name: name, problem: problem)
        }
        let (first, second) = (try moment(Self.firstName), try moment(Self.secondName))
        let counts = try names.map { Int(try file.values(of: "\($0).\(Self.countName)", as: Int64.self)[0]) }
        (firstMoment, secondMoment, stepCounts) = (first, second, counts)
        // Weights that were loaded lie as after a step: on PyTorch's CPU device their places decide the rounding.
        parameters.refresh()
    }

    private static var firstName: String { "first_moment" }
    private static var secondName: String { "second_moment" }
    private static var countName: String { "steps" }

    private func slots(_ prefix: String) -> [StateSlot] {
        zip(parameters.members, zip(parameters.bounds, stepCounts)).flatMap { member, place in
            let (shape, start) = (member.parameter.shape, place.0)
            func part(_ moment: Tensor) -> Tensor { moment.rows(start..<start + shape.count).reshaped(to: shape) }
            let values: [(String, any BufferValue)] = [
                (Self.firstName, part(firstMoment)), (Self.secondName, part(secondMoment)), (Self.countName, place.1),
            ]
            return values.map { StateSlot(name: "\(prefix)\(member.path).\($0)", value: $1) { _ in } }
        }
    }
}
