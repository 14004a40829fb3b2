/// An array of modules with individual names among their owner's properties, as published checkpoints name
/// blocks by resolution: `b4`, `b8`.
@propertyWrapper public final class ModuleList<Element: Module>: AnyModuleList {
    public let wrappedValue: [Element]
    package let names: [String]

    /// - Precondition: one name per module.
    public init(wrappedValue: [Element], names: [String]) {
        precondition(wrappedValue.count == names.count, "\(wrappedValue.count) modules and \(names.count) names")
        self.wrappedValue = wrappedValue
        self.names = names
    }

    /// Numbered after `prefix`: `fc0`, `fc1`.
    public convenience init(wrappedValue: [Element], prefix: String) {
        self.init(wrappedValue: wrappedValue, names: wrappedValue.indices.map { "\(prefix)\($0)" })
    }

    package var modules: [Module] { wrappedValue }
}

package protocol AnyModuleList {
    var names: [String] { get }
    var modules: [Module] { get }
}
