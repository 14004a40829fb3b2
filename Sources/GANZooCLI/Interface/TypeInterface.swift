import GANCore
import GANRun

/// A public type or protocol of the modules that plugins may import.
struct TypeInterface {
    private let sources: InterfaceSources
    private let declaration: SourceDeclaration

    /// - Throws: `CommandFailure` if there are no sources, or no type of that name.
    init(_ name: String, _ installation: Installation = .current) throws {
        let modules = ["GANCore", "GANModule", "GANTensor"].map { InterfaceSources.Part(module: $0) }
        sources = try InterfaceSources(modules + [.imageFiles], installation)
        guard let found = sources.declaration(name[...]) else {
            throw CommandFailure.wrong(
                "ganzoo: no type `\(name.shortened(to: 60))` is part of what plugins use\n  fix: "
                    + (suggestion(for: name, among: sources.publicNames)
                        ?? "use a name that `ganzoo plugin interface ROLE` lists"))
        }
        declaration = found
    }

    /// Its declaration with comments, and its extensions.
    var text: String { sources.text(of: declaration) }
}

extension InterfaceSources.Part {
    /// What data sets of plugins may use of GANData.
    static let imageFiles = Self(module: "GANData", beginnings: ["Contract/", "DataError.swift"])
}
