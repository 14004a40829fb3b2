import GANCore
import GANRun

/// What a role promises, as the sources say it: its protocol, and every public type that its calls lead to.
struct RoleInterface {
    private let sources: InterfaceSources
    private let role: ComponentRole

    /// - Throws: `CommandFailure` if there are no sources.
    init(_ role: ComponentRole, _ installation: Installation = .current) throws {
        self.role = role
        let parts = [
            InterfaceSources.Part(module: "GANCore"), InterfaceSources.Part(module: "GANModule", isEnd: true),
        ]
        sources = try InterfaceSources(parts + (role == .dataset ? [.imageFiles] : []), installation)
    }

    /// The role's protocol, those that it refines, and its capabilities. The end names the types that their calls and these types lead to,
    /// and the protocols of other roles.
    /// - Parameter all: whether the types are printed, too.
    func text(all: Bool) throws -> String {
        let (protocols, types, otherRoles) = try parts()
        let shown = all ? protocols + types : protocols
        return shown.map(sources.text).joined(separator: "\n\n") + (all ? "" : reference(to: types))
            + Self.reference(to: otherRoles)
    }

    /// The protocols, the types that they lead to, and other roles.
    private func parts() throws -> (protocols: [SourceDeclaration], types: [SourceDeclaration], [ComponentRole]) {
        guard let own = sources.declaration(role.protocolName[...]) else {
            throw CommandFailure.failed("the core's sources do not declare \(role.protocolName)")
        }
        var names: Set<Substring> = []
        let protocols = ([own] + sources.refinements(of: own) + sources.capabilities(of: own)).filter {
            names.insert($0.type?.name ?? "").inserted
        }
        let first =
            protocols
            + sources.all(named: role.relatedTypes).filter { other in
                !protocols.contains { $0.type?.name == other.type?.name }
            }
        var reached = Set(first.compactMap(\.type?.name))
        var (shown, otherRoles) = (first, [ComponentRole]())
        var next = 0
        while next < shown.count {
            let declaration = shown[next]
            next += 1
            for name in self.names(in: declaration) where !reached.contains(name) {
                guard let found = sources.declaration(name) else { continue }
                reached.insert(name)
                let owner = ComponentRole.allCases.first { $0.protocolName == name }
                if let owner { otherRoles.append(owner) } else { shown.append(found) }
            }
        }
        return (protocols, Array(shown.dropFirst(protocols.count)), otherRoles)
    }

    /// Names in the declaration and its extensions, and those of types that its comments set in code.
    private func names(in declaration: SourceDeclaration) -> [Substring] {
        // It holds all components of a run; each role has an interface of its own.
        guard let name = declaration.type?.name, name != "Composition", !sources.ends.contains(name) else { return [] }
        let lines = ([declaration] + sources.extensions(of: declaration)).flatMap { $0.interface() }
        let code = lines.filter { !SourceDeclaration.isComment($0) }.joined(separator: "\n")
        let comments = lines.filter(SourceDeclaration.isComment).joined(separator: "\n")
        return code.matches(of: /\b[A-Z]\w+/).map(\.0) + comments.matches(of: /`@?([A-Z]\w+)/).map(\.1)
    }

    /// A comment with the names of types, in lines of a width that terminals have.
    private func reference(to types: [SourceDeclaration]) -> String {
        let names = types.compactMap(\.type?.name).map(String.init).sorted()
        guard !names.isEmpty else { return "" }
        var lines = [
            "// Types: `ganzoo plugin interface NAME` prints one, `ganzoo plugin interface \(role.rawValue) --all` all of them:"
        ]
        for name in names {
            let longer = "\(lines[lines.count - 1]), \(name)"
            if lines.count > 1, longer.count <= 100 {
                lines[lines.count - 1] = longer
            } else {
                if lines.count > 1 { lines[lines.count - 1] += "," }
                lines.append("//   \(name)")
            }
        }
        return "\n\n" + lines.joined(separator: "\n")
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

    /// Types that no signature of the protocol leads to, but that its authors need.
    fileprivate var relatedTypes: [String] {
        // Capabilities of every component that takes part in training and is a `Module`.
        let ofModules = hasModules ? ["StepObserver", "MetricSource"] : []
        let own: [String] =
            switch self {
            case .dataset: ["ImageFiles", "ImageFileDecoder", "DataError", "DataRandom", "DataSplit"]
            case .sampler: ["DataRandom"]
            case .importer: ["ForeignShapes", "ForeignArguments"]
            case .generator, .discriminator, .conditioner, .head: ["TransferableModule"]
            case .regularizer, .hook: ["RegularizerSlot"]
            case .augmenter, .loss, .metric, .extractor, .optimizer, .schedule: []
            }
        return own + ofModules
    }

    /// Whether its components are, or may be, modules that training uses.
    fileprivate var hasModules: Bool {
        switch self {
        case .generator, .discriminator, .conditioner, .augmenter, .loss, .regularizer, .head, .hook: true
        case .dataset, .importer, .metric, .extractor, .optimizer, .schedule, .sampler: false
        }
    }
}
