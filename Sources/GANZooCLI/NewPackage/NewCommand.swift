import ArgumentParser
import Foundation
import GANCore
import GANRun

struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Writes a recipe for your images, or a package with a component of your own.",
        usage: "ganzoo new recipe IMAGES [--for TIME] [--out FILE]\nganzoo new ROLE NAME [--out FOLDER]",
        discussion: "ROLE is one of: \(ComponentRole.allCases.map(\.rawValue).joined(separator: ", ")).",
        subcommands: [NewRecipeCommand.self, NewComponentCommand.self], defaultSubcommand: NewComponentCommand.self)
}

struct NewComponentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "component",
        abstract: "Creates a package with a working component of your own, its test and a recipe.",
        usage: "ganzoo new ROLE NAME [--out FOLDER]",
        discussion: "`ganzoo plugin interface ROLE` prints what the role promises.")
    @Argument(help: "What the component is.") var role: ComponentRole
    @Argument(help: "The component's name in recipes, such as logit_range.") var name: String
    @Option(
        name: [.customShort("o"), .customLong("out")], help: "The folder to create (default: the name).",
        completion: .directory)
    var output: String?
    @Option(help: "The folder of GANZoo's package (default: where this `ganzoo` was built).") var ganzoo: String?

    func run() throws {
        let names = try ComponentNames(name)
        let folder = URL(fileURLWithPath: output ?? name).standardizedFileURL
        let zoo = try ZooPackage(ganzoo)
        let template = try PackageTemplate(role, in: zoo)
        try names.checkFree(as: role, words: template.words())
        let files = try template.files(names, zoo: zoo.path(from: folder))
        try NewFolder(folder).write(files)
        for file in files { printLine("  \(file.path)") }
        printMessage(
            "created \(output ?? name). Next:\n  cd \(shellQuoted(output ?? name))\n  swift test\n"
                + "  ganzoo plugin build Sources/\(names.type)/*.swift -o \(names.type).so")
    }
}

/// GANZoo's package, which the new one depends on.
struct ZooPackage {
    let folder: URL
    private let isRelative: Bool

    /// - Throws: `CommandFailure` if there is no such package.
    init(_ path: String?) throws {
        isRelative = path.map { !$0.hasPrefix("/") } ?? false
        let installation = Installation.current
        guard let found = path.map({ URL(fileURLWithPath: $0).standardizedFileURL }) ?? installation.checkout else {
            let reason = installation.refusal.map { "\n  \($0.text)" } ?? ""
            throw CommandFailure.wrong(
                "ganzoo: this program does not lie in a checkout of GANZoo\(reason)"
                    + "\n  fix: give the folder of its Package.swift with --ganzoo PATH")
        }
        folder = found
        guard FileManager.default.fileExists(atPath: folder.appending(path: "Sources/GANCore").path) else {
            throw CommandFailure.wrong(
                "ganzoo: GANZoo's package was not found at \(folder.path)\n  fix: give the folder of its Package.swift with --ganzoo PATH"
            )
        }
    }

    /// The path for a manifest in `other`: relative if the user gave a relative path.
    func path(from other: URL) -> String {
        guard isRelative else { return folder.path }
        let (from, to) = (other.pathComponents, folder.pathComponents)
        let shared = zip(from, to).prefix { $0 == $1 }.count
        let steps = Array(repeating: "..", count: from.count - shared) + to.dropFirst(shared)
        return steps.isEmpty ? "." : steps.joined(separator: "/")
    }
}
