import GANCore
import GANRun

/// What components compute with.
enum InterfaceLibrary: String, CaseIterable {
    case tensor, module

    /// In the list of subjects.
    var summary: String {
        switch self {
        case .tensor: "operations of tensors"
        case .module: "layers, parameters, buffers and their rules"
        }
    }

    fileprivate var source: String {
        switch self {
        case .tensor: "GANTensor"
        case .module: "GANModule"
        }
    }
}

/// The public types and functions of a library that components compute with.
struct LibraryInterface {
    private let library: InterfaceLibrary
    private let sources: InterfaceSources

    /// - Throws: `CommandFailure` if there are no sources.
    init(_ library: InterfaceLibrary, _ installation: Installation = .current) throws {
        self.library = library
        sources = try InterfaceSources([.init(module: library.source)], installation)
    }

    /// The types, their members, and the functions.
    var text: String {
        let types = types.flatMap { [$0] + sources.extensions(of: $0) }
        let functions = sources.declarations.filter {
            $0.isPublic && $0.type == nil && (library == .module || $0.mentions("Tensor"))
        }
        return (types + functions).map { $0.interface(keepsDefaults: false).joined(separator: "\n") }.joined(
            separator: "\n\n")
    }

    private var types: [SourceDeclaration] {
        switch library {
        case .tensor: sources.all(named: Self.tensorTypes)
        case .module: sources.declarations.filter { $0.isPublic && $0.type != nil && $0.type?.kind != "extension" }
        }
    }

    private static let tensorTypes = [
        "Tensor", "Shape", "ElementType", "RandomStream", "Activation", "ConvolutionStep", "PoolWindow", "Margins",
        "ResampleFilter", "Resampling",
    ]
}
