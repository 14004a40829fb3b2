import GANCore
import GANModule
import GANTensor

/// Values that a component keeps outside of parameters and buffers, such as counters and tensors in a dictionary: no checkpoint has them.
///
/// Looks into tuples, structs, enums, collections and classes of the component's own module. Objects of other modules, such as
/// networks that a hook observes, have their state elsewhere.
struct KeptValues {
    struct Value: Equatable {
        /// `means[cat]`, below the component.
        let path: String
        /// A number, a text, or the bits of a tensor.
        let text: String
    }

    private let module: Substring
    private var values: [Value] = []
    private var seen: Set<ObjectIdentifier> = []

    private init(of component: any Component) { module = Self.module(of: type(of: component)) }

    /// In the order of declaration.
    static func all(in component: any Component) -> [Value] {
        var kept = KeptValues(of: component)
        guard let module = component as? Module else {
            kept.addProperties(of: component, "", depth: 0)
            return kept.values
        }
        for (path, part) in module.modules() { kept.addProperties(of: part, path, depth: 0) }
        return kept.values
    }

    /// The paths of values that differ, in the order of declaration.
    static func differences(_ some: [Value], _ others: [Value]) -> [String] {
        let (first, second) = (byPath(some), byPath(others))
        var seen: Set<String> = []
        return (some + others).map(\.path).filter { first[$0] != second[$0] && seen.insert($0).inserted }
    }

    private static func byPath(_ values: [Value]) -> [String: String] {
        Dictionary(values.map { ($0.path, $0.text) }) { first, _ in first }
    }

    // MARK: Walking

    private static let deepest = 6
    private static let widest = 256

    private static func module(of type: Any.Type) -> Substring { String(reflecting: type).prefix { $0 != "." } }

    private mutating func addProperties(of object: Any, _ path: String, depth: Int) {
        var next: Mirror? = Mirror(reflecting: object)
        while let mirror = next, mirror.subjectType != Module.self {
            for child in mirror.children.prefix(Self.widest) {
                add(child.value, join(path, Self.shown(child.label)), depth: depth + 1)
            }
            next = mirror.superclassMirror
        }
    }

    private mutating func add(_ value: Any, _ path: String, depth: Int) {
        switch value {
        case is Parameter, is any AnyBuffer, is Module, is any AnyModuleList: return
        case let tensor as Tensor: return note(path, bits(tensor).map { String($0, radix: 36) }.joined(separator: ","))
        case let number as any Numeric: return note(path, "\(number)")
        case let text as String: return note(path, text)
        case let flag as Bool: return note(path, "\(flag)")
        default: break
        }
        guard depth < Self.deepest else { return }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .class: addObject(value, path, depth)
        case .optional:
            note(path, mirror.children.isEmpty ? "nil" : "some")
            for child in mirror.children { add(child.value, path, depth: depth) }
        case .enum:
            note(path, "\(mirror.children.first?.label ?? "\(value)")")
            for child in mirror.children { add(child.value, path, depth: depth + 1) }
        case .dictionary: addEntries(of: mirror, path, depth)
        case .collection, .set:
            note("\(path).count", "\(mirror.children.count)")
            for (index, child) in mirror.children.prefix(Self.widest).enumerated() where mirror.displayStyle != .set {
                add(child.value, "\(path)[\(index)]", depth: depth + 1)
            }
        default: addProperties(of: value, path, depth: depth)
        }
    }

    private mutating func addObject(_ value: Any, _ path: String, _ depth: Int) {
        guard Self.module(of: type(of: value)) == module, type(of: value) is AnyClass,
            seen.insert(ObjectIdentifier(value as AnyObject)).inserted
        else { return }
        addProperties(of: value, path, depth: depth)
    }

    private mutating func addEntries(of mirror: Mirror, _ path: String, _ depth: Int) {
        for child in mirror.children.prefix(Self.widest) {
            let pair = Array(Mirror(reflecting: child.value).children)
            guard pair.count == 2 else { continue }
            add(pair[1].value, "\(path)[\(pair[0].value)]", depth: depth + 1)
        }
    }

    private mutating func note(_ path: String, _ text: String) { values.append(Value(path: path, text: text)) }

    // MARK: Paths

    private static let lazyMark = "$__lazy_storage_$_"

    private static func shown(_ label: String?) -> String {
        let label = label ?? ""
        return label.hasPrefix(lazyMark) ? String(label.dropFirst(lazyMark.count)) : label
    }

    private func join(_ path: String, _ name: String) -> String {
        name.isEmpty ? path : path.isEmpty ? name : "\(path).\(name)"
    }
}
