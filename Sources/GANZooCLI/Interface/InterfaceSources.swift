import Foundation
import GANRun

/// The public declarations of modules that plugins import, read from their sources.
struct InterfaceSources {
    /// All declarations, in the order of the files.
    let declarations: [SourceDeclaration]
    private let types: [Substring: SourceDeclaration]
    /// Names of types that are shown, but whose own members lead to no further ones.
    private(set) var ends: Set<Substring> = []
    private let publicExtensions: [Substring: [SourceDeclaration]]

    /// Files of a module that are read.
    struct Part {
        let module: String
        /// The beginnings of their paths in the module; empty for all files.
        var beginnings: [String] = []
        /// Whether its types lead to no further ones.
        var isEnd = false
    }

    /// - Throws: `CommandFailure` if a module's sources are missing.
    init(_ parts: [Part], _ installation: Installation) throws {
        let found = try parts.map { (part: $0, declarations: try Self.declarations(of: $0, installation)) }
        declarations = found.flatMap(\.declarations)
        var (types, extensions) = ([Substring: SourceDeclaration](), [Substring: [SourceDeclaration]]())
        for declaration in declarations {
            guard let type = declaration.type else { continue }
            if type.kind == "extension" {
                if declaration.hasPublicMember { extensions[type.name, default: []].append(declaration) }
            } else if declaration.isPublic, types[type.name] == nil {
                types[type.name] = declaration
            }
        }
        (self.types, publicExtensions) = (types, extensions)
        hidden = Set(declarations.filter { !$0.isPublic && $0.type?.kind == "protocol" }.compactMap(\.type?.name))
        ends = Set(found.filter(\.part.isEnd).flatMap(\.declarations).compactMap(\.type?.name))
    }

    private static func declarations(of part: Part, _ installation: Installation) throws -> [SourceDeclaration] {
        guard let folder = installation.sources(of: part.module),
            let paths = try? FileManager.default.subpathsOfDirectory(atPath: folder.path), !paths.isEmpty
        else {
            throw CommandFailure.failed(
                "the interfaces of the roles do not lie beside this program"
                    + (installation.refusal?.lines
                        ?? "\n  fix: install it with `make install`, or run it in its build folder")
            )
        }
        let wanted = paths.sorted().filter { path in
            path.hasSuffix(".swift") && (part.beginnings.isEmpty || part.beginnings.contains(where: path.hasPrefix))
        }
        return try wanted.flatMap { path in
            let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            return SourceDeclaration.all(in: text.components(separatedBy: "\n"))
        }
    }

    /// The type, protocol or typealias of that name.
    func declaration(_ name: Substring) -> SourceDeclaration? { types[name] }

    func all(named names: [String]) -> [SourceDeclaration] { names.compactMap { types[$0[...]] } }

    /// The protocols that a protocol refines, and those that these refine.
    func refinements(of declaration: SourceDeclaration) -> [SourceDeclaration] {
        declaration.refined.compactMap { types[$0] }.filter { $0.type?.kind == "protocol" }
            .flatMap { [$0] + refinements(of: $0) }
    }

    /// The protocols that refine a protocol, and those that refine these.
    func capabilities(of declaration: SourceDeclaration) -> [SourceDeclaration] {
        guard let name = declaration.type?.name else { return [] }
        let direct = declarations.filter { $0.isPublic && $0.type?.kind == "protocol" && $0.refined.contains(name) }
        return direct.flatMap { [$0] + capabilities(of: $0) }
    }

    /// Names of all types and protocols that are public.
    var publicNames: [String] { types.keys.map(String.init).sorted() }

    /// Names of types and protocols that are not public, but that public ones conform to.
    private(set) var hidden: Set<Substring> = []

    /// What others see of a declaration and of its extensions.
    func text(of declaration: SourceDeclaration) -> String {
        ([declaration] + extensions(of: declaration)).map { $0.interface(without: hidden).joined(separator: "\n") }
            .joined(separator: "\n\n")
    }

    /// The public parts of the extensions of a type: members of a protocol with a default, and helpers.
    func extensions(of declaration: SourceDeclaration) -> [SourceDeclaration] {
        guard let type = declaration.type, type.kind != "typealias" else { return [] }
        return publicExtensions[type.name] ?? []
    }
}
