import GANCore
import GANModule
import GANTensor

/// Weights and state of a component that `Module` does not find, so that no optimizer trains and no checkpoint saves them.
///
/// A module finds its `@Parameter`s, `@Buffer`s, submodules and arrays of submodules, each in a property of its own.
struct HiddenState {
    /// What the search finds, in whatever property: another property may refer to it, too.
    private let found: Set<ObjectIdentifier>

    private static func identities(in module: Module) -> Set<ObjectIdentifier> {
        Set(
            module.modules().map { ObjectIdentifier($0.module) }
                + module.parameters().map { ObjectIdentifier($0.parameter) }
                + module.buffers().map { ObjectIdentifier($0.buffer) })
    }

    /// Look before the component is attached to others: afterwards it may refer to their weights.
    static func faults(of component: any Component) -> [String] {
        guard let module = component as? Module else {
            return component is any AdversarialLoss ? faults(ofPlain: component) : []
        }
        let state = HiddenState(found: identities(in: module))
        return module.modules().flatMap { path, module in
            properties(of: module).compactMap { name, value in state.fault(path, name, value) }
        }
    }

    /// Weights that a property declared `lazy` made in the meantime.
    static func faultsOfLazyTensors(in component: any Component) -> [String] {
        guard let module = component as? Module else { return [] }
        return module.modules().flatMap { path, module in
            properties(of: module).compactMap { name, value in
                guard let lazy = lazyName(name), let tensor = unwrapped(value) as? Tensor, tensor.requiresGradient
                else {
                    return nil
                }
                return hidden(join(path, lazy), "is a lazy tensor that requires gradients", parameterFix)
            }
        }
    }

    // MARK: Properties

    /// The stored properties of a class that is no module.
    private static func faults(ofPlain component: any Component) -> [String] {
        Mirror(reflecting: component).children.compactMap { name, value in
            HiddenState(found: []).contents(value, depth: 0).map { found in
                hidden(
                    shown(name ?? ""), "holds \(found), but \(type(of: component)) is no Module",
                    "make it a subclass of Module")
            }
        }
    }

    /// A module's own properties, with those of its superclasses.
    private static func properties(of module: Module) -> [(name: String, value: Any)] {
        var all: [(String, Any)] = []
        var next: Mirror? = Mirror(reflecting: module)
        while let mirror = next, mirror.subjectType != Module.self {
            all += mirror.children.compactMap { child in child.label.map { ($0, child.value) } }
            next = mirror.superclassMirror
        }
        return all
    }

    /// - Parameter path: of the module that has the property `name`.
    private func fault(_ path: String, _ name: String, _ value: Any) -> String? {
        if let lazy = Self.lazyName(name) {
            guard Self.isOfModules(value) else { return nil }
            return Self.hidden(
                Self.join(path, lazy), "is lazy, so it does not exist when training begins",
                "declare it with `let`, and make it in init")
        }
        if Self.isFound(value) { return nil }
        guard let found = contents(value, depth: 0) else { return nil }
        let place = Self.join(path, Self.shown(name))
        if value is Tensor { return Self.hidden(place, "is \(found)", Self.parameterFix) }
        return Self.hidden(
            place, "is \(Self.kind(of: value)) that holds \(found)",
            "give each its own property; an array of modules is found, too")
    }

    private static func hidden(_ path: String, _ what: String, _ fix: String) -> String {
        "`\(path)` \(what): it is neither trained nor saved\n  fix: \(fix)"
    }

    private static let parameterFix = "declare it with @Parameter if it is trained, with @Buffer if it is only saved"

    /// Whether `Module` finds everything in it.
    private static func isFound(_ value: Any) -> Bool {
        switch unwrapped(value) {
        case is Parameter, is any AnyBuffer, is any AnyModuleList, is Module, is [Module]: true
        default: false
        }
    }

    // MARK: Values

    /// What a value holds that should be trained or saved, in words; nil if there is nothing.
    private func contents(_ value: Any, depth: Int) -> String? {
        switch value {
        case let object as AnyObject where type(of: value) is AnyClass && found.contains(ObjectIdentifier(object)):
            return nil
        case is Parameter: return "a Parameter"
        case is any AnyBuffer: return "a Buffer"
        case let module as Module: return "\(type(of: module))"
        case let tensor as Tensor: return tensor.requiresGradient ? "a tensor that requires gradients" : nil
        default: break
        }
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle != .class, depth < 4 else { return nil }
        return mirror.children.prefix(64).lazy.compactMap { contents($0.value, depth: depth + 1) }.first
    }

    private static func kind(of value: Any) -> String {
        switch Mirror(reflecting: unwrapped(value)).displayStyle {
        case .dictionary: "a dictionary"
        case .tuple: "a tuple"
        case .set: "a set"
        case .collection: value is [[Module]] ? "an array of arrays" : "an array"
        default: "\(type(of: unwrapped(value)))"
        }
    }

    private static func unwrapped(_ value: Any) -> Any {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .optional else { return value }
        return mirror.children.first.map { unwrapped($0.value) } ?? value
    }

    // MARK: Lazy properties

    private static let lazyMark = "$__lazy_storage_$_"

    /// The name of a lazy property; nil for others.
    private static func lazyName(_ label: String) -> String? {
        label.hasPrefix(lazyMark) ? String(label.dropFirst(lazyMark.count)) : nil
    }

    /// Whether the type of a lazy property, which may have no value yet, is one that `Module` looks for.
    private static func isOfModules(_ value: Any) -> Bool {
        guard let wrapped = (type(of: value) as? any OptionalType.Type)?.wrapped else { return false }
        let element = (wrapped as? any ArrayType.Type)?.element ?? wrapped
        return element is Module.Type || element is Parameter.Type
    }

    private static func shown(_ label: String) -> String { label.hasPrefix("_") ? String(label.dropFirst()) : label }

    private static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}

private protocol OptionalType { static var wrapped: Any.Type { get } }

extension Optional: OptionalType { fileprivate static var wrapped: Any.Type { Wrapped.self } }

private protocol ArrayType { static var element: Any.Type { get } }

extension Array: ArrayType { fileprivate static var element: Any.Type { Element.self } }
