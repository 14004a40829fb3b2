/// A part of a network: it holds parameters, state and further modules, and finds them by itself.
///
/// Properties marked `@Parameter` train, `@Buffer` is state that does not; both go into checkpoints. A property's path is
/// its owner's path and its own name in snake case, `synthesis.b4.conv1.noise_strength`, which is how published checkpoints
/// name things; arrays of modules are numbered, `blocks.0`.
open class Module {
    /// Whether layers behave as in training (batch statistics, noise) or as in use.
    public private(set) var isTraining = true

    public init() {}

    /// Switches this module and everything in it.
    public func setTraining(_ isTraining: Bool) {
        for (_, module) in modules() { module.isTraining = isTraining }
    }

    /// Every module from this one down, with its path; this one's is empty.
    public func modules() -> [(path: String, module: Module)] {
        var found: [(String, Module)] = [("", self)]
        for case .module(let name, let child) in members() {
            found += child.modules().map { (join(name, $0.path), $0.module) }
        }
        return found
    }

    /// Every parameter from here down, in the order of declaration, a module's own before its children's.
    public func parameters() -> [(path: String, parameter: Parameter)] {
        modules().flatMap { path, module in
            module.members().compactMap { member in
                if case .parameter(let name, let parameter) = member { (join(path, name), parameter) } else { nil }
            }
        }
    }

    /// Every buffer from here down.
    public func buffers() -> [(path: String, buffer: any AnyBuffer)] {
        modules().flatMap { path, module in
            module.members().compactMap { member in
                if case .buffer(let name, let buffer) = member { (join(path, name), buffer) } else { nil }
            }
        }
    }

    /// Keeps every parameter whose path `matches` from training.
    /// - Returns: the paths frozen.
    @discardableResult
    public func freeze(where matches: (_ path: String) -> Bool = { _ in true }) -> [String] {
        let chosen = parameters().filter { matches($0.path) }
        for (_, parameter) in chosen { parameter.isFrozen = true }
        return chosen.map(\.path)
    }

    /// Lets every parameter whose path `matches` train again.
    public func unfreeze(where matches: (_ path: String) -> Bool = { _ in true }) {
        for (path, parameter) in parameters() where matches(path) { parameter.isFrozen = false }
    }
}

private func join(_ path: String, _ name: String) -> String {
    if path.isEmpty { return name }
    return name.isEmpty ? path : "\(path).\(name)"
}

// MARK: - What a module holds

private enum Member {
    case parameter(String, Parameter)
    case buffer(String, any AnyBuffer)
    case module(String, Module)
}

extension Module {
    /// The module's own properties that matter, superclasses first.
    fileprivate func members() -> [Member] {
        var mirrors: [Mirror] = []
        var next: Mirror? = Mirror(reflecting: self)
        while let mirror = next, mirror.subjectType != Module.self {
            mirrors.append(mirror)
            next = mirror.superclassMirror
        }
        return mirrors.reversed().flatMap { mirror in
            mirror.children.flatMap { child in child.label.map { Self.members($0, child.value) } ?? [] }
        }
    }

    private static func members(_ label: String, _ value: Any) -> [Member] {
        // A wrapped property is stored under its name with an underscore in front.
        let name = snakeCase(label.hasPrefix("_") ? String(label.dropFirst()) : label)
        switch value {
        case let parameter as Parameter: return [.parameter(parameter.name ?? name, parameter)]
        case let buffer as any AnyBuffer: return [.buffer(buffer.name ?? name, buffer)]
        case let series as any AnyModuleList: return zip(series.names, series.modules).map { .module($0, $1) }
        case let module as Module: return [.module(name, module)]
        case let modules as [Module]: return modules.enumerated().map { .module("\(name).\($0)", $1) }
        default:
            let mirror = Mirror(reflecting: value)
            guard mirror.displayStyle == .optional, let wrapped = mirror.children.first else { return [] }
            return members(label, wrapped.value)
        }
    }

    /// `noiseStrength` as `noise_strength`.
    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { result, character in
            if character.isUppercase && !result.isEmpty { result.append("_") }
            result += character.lowercased()
        }
    }
}
