import CGANSupport

/// The place of the component whose code runs: for the messages of operations that end the process, and for the components
/// within it.
package struct CallPlace: Sendable, CustomStringConvertible {
    /// Nil outside components.
    @TaskLocal package static var current: CallPlace?

    /// In the recipe: `regularizers.mine`.
    package let path: String
    /// Nil outside a phase.
    package let phase: String?
    /// Nil outside a step.
    package let step: Int?
    /// Whether checks look at values and at the graph, not at shapes alone.
    package let isThorough: Bool
    /// "`regularizers.mine`, generator's phase, step 3".
    package let description: String

    package init(path: String, phase: String?, step: Int?, isThorough: Bool) {
        (self.path, self.phase, self.step, self.isThorough) = (path, phase, step, isThorough)
        let parts = ["`\(path)`", phase.map { "\($0)'s phase" }, step.map { "step \($0)" }]
        description = parts.compactMap(\.self).joined(separator: ", ")
    }

    /// A place that no recipe has, such as "the importer `mine`".
    package init(named name: String) { (path, phase, step, isThorough, description) = (name, nil, nil, false, name) }

    /// Runs `body` at this place.
    package func run<Result>(_ body: () throws -> Result) rethrows -> Result {
        let outer = Self.current
        unsafe ganzoo_set_place(description)
        defer { unsafe ganzoo_set_place(outer?.description ?? "") }
        return try Self.$current.withValue(self, operation: body)
    }
}
