import Foundation
import GANCore

/// The files of a package with one component.
///
/// The package `Examples/OwnRoles` has a component of every role, `OwnLoss` with the name `own_loss`, which CI compiles, tests and
/// trains. A new package is that one with the files of one role, under other names. `Examples/LogitRange` is the output for
/// `new regularizer logit_range`: a test compares them.
struct PackageTemplate {
    let role: ComponentRole
    private let folder: URL

    /// - Throws: `CommandFailure` if GANZoo's package has no such files.
    init(_ role: ComponentRole, in zoo: ZooPackage) throws {
        self.role = role
        folder = zoo.folder.appending(path: "Examples/OwnRoles")
        guard FileManager.default.fileExists(atPath: folder.appending(path: source).path) else {
            throw CommandFailure.wrong(
                "ganzoo: the GANZoo package at \(zoo.folder.path) has no template for \(role.article) \(role.rawValue)"
                    + "\n  fix: give the folder of another version with --ganzoo PATH")
        }
    }

    /// `OwnLoss` and `own_loss`.
    private var type: String { "Own" + role.rawValue.prefix(1).uppercased() + role.rawValue.dropFirst() }
    private var name: String { "own_\(role.rawValue)" }

    private var source: String { "Sources/OwnRoles/\(type).swift" }
    private var test: String { "Tests/OwnRolesTests/\(type)Tests.swift" }
    private var program: String { "Program/Package.swift" }

    /// The files of the package of a component with these names.
    /// - Parameter zoo: the path from the package to GANZoo's, for its manifest.
    func files(_ names: ComponentNames, zoo: String) throws -> [(path: String, text: String)] {
        let copied = ["Package.swift", source, test, "recipes/\(name).yaml", program, "Program/Sources/main.swift"]
        let files = try (copied + [".gitignore"]).map { path in
            let written = renamed(try text(path), names)
                .replacing(manifestPath(path, of: "../.."), with: manifestPath(path, of: zoo))
            return (path: renamed(path, names), text: written)
        }
        return files + [(path: "README.md", text: PackageReadme(role: role, names: names).text)]
    }

    /// The dependency's path in the manifest at `path`.
    private func manifestPath(_ path: String, of zoo: String) -> String {
        "path: \"\(path == program && !zoo.hasPrefix("/") ? "../\(zoo)" : zoo)\""
    }

    /// Over characters that no file has, since a new name may contain an old one: `my_own_loss`.
    private func renamed(_ text: String, _ names: ComponentNames) -> String {
        let (typeMark, nameMark) = ("\u{E000}", "\u{E001}")
        return text.replacing("OwnRoles", with: typeMark).replacing(type, with: typeMark)
            .replacing("own_roles", with: nameMark).replacing(name, with: nameMark)
            .replacing(typeMark, with: names.type).replacing(nameMark, with: names.name)
    }

    /// The words of the source and its test, without comments and strings: a type of such a name would hide what they mean.
    func words() throws -> Set<String> {
        let code = try [source, test].map(text).joined(separator: "\n")
            .replacing(/\/\/[^\n]*|"[^"\n]*"/, with: "")
        return Set(code.matches(of: /\b[A-Z]\w*/).map { String($0.0) }).subtracting([type, "\(type)Tests", "OwnRoles"])
    }

    private func text(_ path: String) throws -> String {
        do { return try String(contentsOf: folder.appending(path: path), encoding: .utf8) } catch {
            throw CommandFailure.failed("cannot read \(path) in \(folder.path): \(error.localizedDescription)")
        }
    }
}
