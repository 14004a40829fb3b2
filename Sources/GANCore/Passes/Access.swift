/// The inputs that one reader, a regularizer or a hook, declared and therefore may read.
package struct Access {
    package let phase: Phase
    package let declared: RequiredInputs

    package init(phase: Phase, declared: RequiredInputs) { (self.phase, self.declared) = (phase, declared) }

    /// Access to everything, for the trainer and observers.
    package static func all(in phase: Phase) -> Access { Access(phase: phase, declared: .all) }

    func read<Value>(_ value: Value?, _ what: String, anyOf options: RequiredInputs) throws -> Value {
        guard !declared.isDisjoint(with: options) else { throw undeclared(what, options) }
        guard let value else {
            throw RecipeError(
                problem: "it needs \(what), which these networks do not provide",
                fix: "use other networks, or remove this component")
        }
        return value
    }

    /// If several options declare an input, the error names the first.
    func undeclared(_ what: String, _ options: RequiredInputs) -> UndeclaredRead {
        let first = RequiredInputs.names.first { options.contains($0.0) }?.0 ?? options
        return UndeclaredRead(read: what, required: first, declared: declared, phase: phase)
    }
}
