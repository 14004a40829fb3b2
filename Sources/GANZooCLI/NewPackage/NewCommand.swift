import ArgumentParser
import Foundation
import GANRun

struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Creates a package for a component of your own.", subcommands: [Regularizer.self])

    struct Regularizer: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Creates a package with a working regularizer, a recipe and tests.")
        @Argument(help: "The regularizer's name in recipes, such as logit_range.") var name: String
        @Option(help: "The folder to create (default: the name).") var directory: String?
        @Option(help: "The folder of GANZoo's package (default: where this `ganzoo` was built).") var ganzoo: String?

        func run() throws {
            let names = try ComponentNames(name)
            let folder = URL(fileURLWithPath: directory ?? name).standardizedFileURL
            let zoo = try ZooPackage(ganzoo)
            let files = RegularizerPackage(names: names, zoo: zoo.path(from: folder)).files
            try NewFolder(folder).write(files)
            printLine(files.map { "  \($0.path)" }.joined(separator: "\n"))
            printLine(
                "created \(directory ?? name). Next:\n  cd \(shellQuoted(directory ?? name))\n  swift test\n"
                    + "  swift run -c release \(name)-ganzoo train recipes/\(name).yaml")
        }
    }
}

/// GANZoo's package, which the new one depends on.
struct ZooPackage {
    private let folder: URL
    private let isRelative: Bool

    /// - Throws: `CommandFailure` if there is no such package.
    init(_ path: String?) throws {
        isRelative = path.map { !$0.hasPrefix("/") } ?? false
        guard let found = path.map({ URL(fileURLWithPath: $0).standardizedFileURL }) ?? Installation.current.checkout
        else {
            throw CommandFailure.wrong(
                "ganzoo: this program does not lie in a checkout of GANZoo\n  fix: give the folder of its Package.swift with --ganzoo PATH"
            )
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
