import GANCore
import GANRun

/// What a role promises, as the sources say it: its protocol, and every public type that its calls lead to.
struct RoleInterface {
    private let sources: InterfaceSources
    private let role: ComponentRole

    /// - Throws: `CommandFailure` if there are no sources.
    init(_ role: ComponentRole, _ installation: Installation = .current) throws {
        self.role = role
        let ofImages = InterfaceSources.Part(module: "GANData", beginnings: ["Contract/", "DataError.swift"])
        let parts = [
            InterfaceSources.Part(module: "GANCore"), InterfaceSources.Part(module: "GANModule", isEnd: true),
        ]
        sources = try InterfaceSources(parts + (role == .dataset ? [ofImages] : []), installation)
    }

    /// The role's protocol, those that it refines, its capabilities, and all types that their calls and these types lead to. Protocols of
    /// other roles are named at the end.
    func text() throws -> String {
        guard let own = sources.declaration(role.protocolName[...]) else {
            throw CommandFailure.failed("the core's sources do not declare \(role.protocolName)")
        }
        let protocols = [own] + sources.refinements(of: own) + sources.capabilities(of: own)
        let others = (role == .dataset ? Self.imageFiles : []) + (role.hasModules ? Self.ofModules : [])
        let first =
            protocols
            + sources.all(named: others).filter { other in
                !protocols.contains { $0.type?.name == other.type?.name }
            }
        var reached = Set(first.compactMap(\.type?.name))
        var (shown, otherRoles) = (first, [ComponentRole]())
        var next = 0
        while next < shown.count {
            let declaration = shown[next]
            next += 1
            for name in names(in: declaration) where !reached.contains(name) {
                guard let found = sources.declaration(name) else { continue }
                reached.insert(name)
                let owner = ComponentRole.allCases.first { $0.protocolName == name }
                if let owner { otherRoles.append(owner) } else { shown.append(found) }
            }
        }
        let parts = shown.flatMap { [$0] + sources.extensions(of: $0) }
        let text = parts.map { $0.interface().joined(separator: "\n") }.joined(separator: "\n\n")
        return text + Self.reference(to: otherRoles)
    }

    /// Capabilities of every component that takes part in training and is a `Module`.
    private static let ofModules = ["StepObserver", "MetricSource"]

    /// For reading image files.
    private static let imageFiles = ["ImageFiles", "ImageFileDecoder", "DataError"]

    /// Names in the declaration and its extensions, and those of types that its comments set in code.
    private func names(in declaration: SourceDeclaration) -> [Substring] {
        // It holds all components of a run; each role has an interface of its own.
        guard let name = declaration.type?.name, name != "Composition", !sources.ends.contains(name) else { return [] }
        let lines = ([declaration] + sources.extensions(of: declaration)).flatMap { $0.interface() }
        let code = lines.filter { !SourceDeclaration.isComment($0) }.joined(separator: "\n")
        let comments = lines.filter(SourceDeclaration.isComment).joined(separator: "\n")
        return code.matches(of: /\b[A-Z]\w+/).map(\.0) + comments.matches(of: /`@?([A-Z]\w+)/).map(\.1)
    }

    private static func reference(to roles: [ComponentRole]) -> String {
        guard !roles.isEmpty else { return "" }
        let lines = roles.sorted { $0.rawValue < $1.rawValue }.map {
            "// \($0.protocolName): ganzoo plugin interface \($0.rawValue)"
        }
        return "\n\n" + lines.joined(separator: "\n")
    }
}

extension ComponentRole {
    /// `AdversarialLoss`.
    var protocolName: String { String("\(protocolType)".split(separator: " ").last ?? "") }

    /// Whether its components are, or may be, modules that training uses.
    fileprivate var hasModules: Bool {
        switch self {
        case .generator, .discriminator, .conditioner, .augmenter, .loss, .regularizer, .head, .hook: true
        case .dataset, .importer, .metric, .extractor, .optimizer, .schedule, .sampler: false
        }
    }
}
