import GANRun

/// The operations of tensors, with their comments.
struct TensorInterface {
    private let sources: InterfaceSources

    /// - Throws: `CommandFailure` if there are no sources.
    init(_ installation: Installation = .current) throws {
        sources = try InterfaceSources([.init(module: "GANTensor")], installation)
    }

    /// The types, their members, and the functions of tensors.
    var text: String {
        let types = sources.all(named: Self.types).flatMap { [$0] + sources.extensions(of: $0) }
        let functions = sources.declarations.filter { $0.isPublic && $0.type == nil && $0.mentions("Tensor") }
        return (types + functions).map { $0.interface(keepsDefaults: false).joined(separator: "\n") }.joined(
            separator: "\n\n")
    }

    private static let types = ["Tensor", "Shape", "ElementType", "RandomStream"]
}
