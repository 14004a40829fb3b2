/// A module, or an optional one, whose tensors are named like its owner's own: published checkpoints contain
/// `conv0.noise_strength`, not `conv0.noise.strength`.
@propertyWrapper public final class Inlined<Value>: AnyModuleList {
    public let wrappedValue: Value

    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

    package var names: [String] { modules.map { _ in "" } }
    package var modules: [Module] { (wrappedValue as? Module).map { [$0] } ?? [] }
}
