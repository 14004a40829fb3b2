/// A part of a network: it contains parameters, state and submodules, which it finds by reflection.
///
/// Properties marked `@Parameter` are trained, `@Buffer` is state that is not; both are saved in checkpoints. A property's
/// path is its owner's path and its own name in snake case, `synthesis.b4.conv1.noise_strength`, as in published checkpoints;
/// arrays of modules are numbered, `blocks.0`.
open class Module {
    /// Whether layers are in training mode (batch statistics, noise) or in evaluation mode.
    public package(set) var isTraining = true

    public init() {}

    /// Sets the mode of this module and all its submodules.
    public func setTraining(_ isTraining: Bool) {
        for (_, module) in modules() { module.isTraining = isTraining }
    }

    /// All modules from this one down, with their paths; this one's path is empty.
    public func modules() -> [(path: String, module: Module)] {
        var found: [(String, Module)] = [("", self)]
        for case .module(let name, let child) in members() {
            found += child.modules().map { (join(name, $0.path), $0.module) }
        }
        return found
    }

    /// All parameters from here down, in the order of declaration; a module's own come before its children's.
    public func parameters() -> [(path: String, parameter: Parameter)] {
        modules().flatMap { path, module in
            module.members().compactMap { member in
                if case .parameter(let name, let parameter) = member { (join(path, name), parameter) } else { nil }
            }
        }
    }

    /// All buffers from here down.
    public func buffers() -> [(path: String, buffer: any AnyBuffer)] {
        modules().flatMap { path, module in
            module.members().compactMap { member in
                if case .buffer(let name, let buffer) = member { (join(path, name), buffer) } else { nil }
            }
        }
    }

    /// Freezes every parameter whose path `matches`.
    /// - Returns: the frozen paths.
    @discardableResult
    public func freeze(where matches: (_ path: String) -> Bool = { _ in true }) -> [String] {
        let chosen = parameters().filter { matches($0.path) }
        for (_, parameter) in chosen { parameter.isFrozen = true }
        return chosen.map(\.path)
    }

    /// Makes every parameter whose path `matches` trainable again.
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
    /// The module's own parameters, buffers and modules, superclasses first.
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
        // A wrapped property is stored under its name with a leading underscore.
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

    /// Converts `noiseStrength` to `noise_strength`.
    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { result, character in
            if character.isUppercase && !result.isEmpty { result.append("_") }
            result += character.lowercased()
        }
    }
}
