import CGANSupport
import GANTensor
import Synchronization

/// The type of a component's registration function. Each component's file stores one in the linker section
/// `ganzoo_components`. It is called when the catalog is first read or the plugin is loaded.
public typealias ComponentRecord = @convention(c) () -> Void

extension ComponentCatalog {
    /// All components linked into this process or loaded since.
    public static var linked: ComponentCatalog {
        linkedRecords
        return registry.withLock { $0.catalog }
    }

    /// Registers a component. The entries of the linker section call it.
    public static func register<C: Component>(_ type: C.Type) {
        CallPlace(named: "the registration of `\(C.name)`").run {
            registry.withLock { registry in
                registry.noting { catalog throws(RegistrationProblem) in try catalog.insert(type) }
            }
        }
    }

    /// Registers a section of recipes. The entries of the linker section call it.
    public static func register<S: RecipeSection>(section type: S.Type) {
        registry.withLock { registry in
            registry.noting { catalog throws(RegistrationProblem) in try catalog.insert(section: type) }
        }
    }

    /// Registers the records of a library that was just loaded: all of them or none.
    /// - Returns: the number of new components and sections.
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
        // These conflicts are fixed when the program is linked; its user cannot resolve them.
        if !problems.isEmpty {
            fatalError("the components of this program cannot be registered: \(RegistrationProblems(problems))")
        }
    }()
}

/// The components registered so far, and the problems of those that could not be.
private struct Registry {
    var catalog = ComponentCatalog()
    var problems: [RegistrationProblem] = []

    mutating func noting(_ add: (inout ComponentCatalog) throws(RegistrationProblem) -> Void) {
        do { try add(&catalog) } catch { problems.append(error) }
    }
}

/// The problems that prevented a library's components from being registered.
package struct RegistrationProblems: Error, CustomStringConvertible {
    package let problems: [RegistrationProblem]

    init(_ problems: [RegistrationProblem]) { self.problems = problems }

    package var description: String {
        let fixes = problems.map(\.fix).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return problems.map(\.problem).joined(separator: "; ") + "\n  fix: " + fixes.joined(separator: "; ")
    }
}
