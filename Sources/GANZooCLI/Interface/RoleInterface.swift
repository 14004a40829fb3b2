import Foundation
import GANCore
import GANRun

/// What a role promises, as the core's source says it.
struct RoleInterface {
    private let declarations: [SourceDeclaration]

    /// - Parameter folder: the sources of GANCore.
    /// - Throws: `CommandFailure` if there are none.
    init(_ installation: Installation = .current) throws {
        guard let folder = installation.core,
            let paths = try? FileManager.default.subpathsOfDirectory(atPath: folder.path), !paths.isEmpty
        else {
            throw CommandFailure.failed(
                "the interfaces of the roles do not lie beside this program\n  fix: install it with `make install`, or run it in its build folder"
            )
        }
        declarations = try paths.filter { $0.hasSuffix(".swift") }.sorted().flatMap { path in
            let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            return SourceDeclaration.all(in: text.components(separatedBy: "\n"))
        }
    }

    /// The role's protocol, those that it refines, its capabilities, and the types that their calls name or that these have.
    func text(_ role: ComponentRole) throws -> String {
        guard let own = declaration(role.protocolName) else {
            throw CommandFailure.failed("the core's sources do not declare \(role.protocolName)")
        }
        let capabilities = declarations.filter { other in
            other.isPublic && other.type?.kind == "protocol" && other.refined.contains { $0 == role.protocolName }
        }
        let protocols = [own] + refinements(of: own) + capabilities
        let named = types(in: protocols, without: protocols)
        let inner = types(in: named.filter(Self.isTelling), without: protocols + named)
            .filter { $0.type?.kind != "protocol" }
        let parts = protocols.flatMap { [$0] + defaults(of: $0) } + named + inner
        return parts.map { $0.interface().joined(separator: "\n") }.joined(separator: "\n\n")
    }

    /// Not a type that every role has, whose parts would make each text long.
    private static func isTelling(_ declaration: SourceDeclaration) -> Bool {
        !["BuildContext", "Composition", "ComponentSettings"].contains(declaration.type?.name)
            && declaration.type?.kind != "protocol"
    }

    private func declaration(_ name: Substring) -> SourceDeclaration? {
        declarations.first { $0.isPublic && $0.type?.name == name && $0.type?.kind != "extension" }
    }

    private func declaration(_ name: String) -> SourceDeclaration? { declaration(name[...]) }

    /// The core's protocols that a protocol refines.
    private func refinements(of declaration: SourceDeclaration) -> [SourceDeclaration] {
        declaration.refined.compactMap { self.declaration($0) }.filter { $0.type?.kind == "protocol" }
            .flatMap { [$0] + refinements(of: $0) }
    }

    /// The public parts of the extensions of a protocol: members with a default, and helpers.
    private func defaults(of declaration: SourceDeclaration) -> [SourceDeclaration] {
        declarations.filter { other in
            other.type?.kind == "extension" && other.type?.name == declaration.type?.name
                && other.interface().contains { $0.contains("public ") }
        }
    }

    /// The core's public types that declarations name outside comments, each once.
    private func types(
        in declarations: [SourceDeclaration], without known: [SourceDeclaration]
    ) -> [SourceDeclaration] {
        let code = declarations.flatMap { $0.interface() }.filter { !SourceDeclaration.isComment($0) }
            .joined(separator: "\n")
        var seen = Set(known.compactMap { $0.type?.name })
        return code.matches(of: /\b[A-Z]\w+/).compactMap { match in
            seen.insert(match.0).inserted ? declaration(match.0) : nil
        }
    }
}

extension ComponentRole {
    /// `AdversarialLoss`.
    var protocolName: String { String("\(protocolType)".split(separator: " ").last ?? "") }
}
