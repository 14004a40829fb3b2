import CGANSupport
import Synchronization

/// The one constant that a component's file leaves in the linker section `ganzoo_components`.
public typealias ComponentRecord = @convention(c) () -> Void

extension ComponentCatalog {
    /// Every component linked into this process or loaded since.
    public static var linked: ComponentCatalog {
        linkedRecords
        return registry.withLock { $0.catalog }
    }

    /// For records.
    public static func register<C: Component>(_ type: C.Type) {
        registry.withLock { registry in
            registry.noting { catalog throws(RegistrationProblem) in try catalog.insert(type) }
        }
    }

    /// For records.
    public static func register<S: RecipeSection>(section type: S.Type) {
        registry.withLock { registry in
            registry.noting { catalog throws(RegistrationProblem) in try catalog.insert(section: type) }
        }
    }

    /// Takes what the records of a library register that was loaded just now, all of it or nothing.
    /// - Returns: how many components and sections arrived.
    /// - Throws: `RegistrationProblems`.
    package static func registering(_ callRecords: () -> Void) throws(RegistrationProblems) -> Int {
        let before = linked
        callRecords()
        return try registry.withLock { registry throws(RegistrationProblems) in
            defer { registry.problems = [] }
            guard registry.problems.isEmpty else {
                registry.catalog = before
                throw RegistrationProblems(registry.problems)
            }
            return registry.catalog.size - before.size
        }
    }

    private static let registry = Mutex(Registry())

    private static let linkedRecords: Void = {
        ganzoo_call_component_records()
        let problems = registry.withLock { $0.problems }
        // Known when the program is linked, and nothing that its user could change.
        if !problems.isEmpty { fatalError("this program is put together wrongly: \(RegistrationProblems(problems))") }
    }()
}

/// What is registered so far, and what could not be.
private struct Registry {
    var catalog = ComponentCatalog()
    var problems: [RegistrationProblem] = []

    mutating func noting(_ add: (inout ComponentCatalog) throws(RegistrationProblem) -> Void) {
        do { try add(&catalog) } catch { problems.append(error) }
    }
}

/// Everything that kept the components of a library out.
package struct RegistrationProblems: Error, CustomStringConvertible {
    package let problems: [RegistrationProblem]

    init(_ problems: [RegistrationProblem]) { self.problems = problems }

    package var description: String { problems.map(\.description).joined(separator: "; ") }
}
