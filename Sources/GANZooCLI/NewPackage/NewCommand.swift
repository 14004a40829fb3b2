import ArgumentParser
import Foundation
import GANRun

struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Starts a package of your own.", subcommands: [Regularizer.self])

    struct Regularizer: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes a package with a regularizer that works, its recipe and its tests.")
        @Argument(help: "What recipes will call it, such as logit_range.") var name: String
        @Option(help: "The folder to make (default: the name).") var directory: String?
        @Option(help: "Where GANZoo's package lies (default: where this `ganzoo` was built).") var ganzoo: String?

        func run() throws {
            let names = try ComponentNames(name)
            let folder = URL(fileURLWithPath: directory ?? name).standardizedFileURL
            let zoo = try ZooPackage(ganzoo)
            let files = RegularizerPackage(names: names, zoo: zoo.path(from: folder)).files
            try NewFolder(folder).write(files)
            printLine(files.map { "  \($0.path)" }.joined(separator: "\n"))
            printLine(
                "made \(directory ?? name). Next:\n  cd \(shellQuoted(directory ?? name))\n  swift test\n"
                    + "  swift run -c release \(name)-ganzoo train recipes/\(name).yaml")
        }
    }
}

/// The package that a new one depends on.
struct ZooPackage {
    private let folder: URL
    private let isRelative: Bool

    /// - Throws: `CommandFailure` when there is none.
    init(_ path: String?) throws {
        isRelative = path.map { !$0.hasPrefix("/") } ?? false
        folder = path.map { URL(fileURLWithPath: $0).standardizedFileURL } ?? PluginToolchain.package
        guard FileManager.default.fileExists(atPath: folder.appending(path: "Sources/GANCore").path) else {
            throw CommandFailure.wrong(
                "ganzoo: there is no package of GANZoo at \(folder.path)\n  fix: --ganzoo PATH, the folder of its Package.swift"
            )
        }
    }

    /// As a manifest in `other` says it: relative if it was given so.
    func path(from other: URL) -> String {
        guard isRelative else { return folder.path }
        let (from, to) = (other.pathComponents, folder.pathComponents)
        let shared = zip(from, to).prefix { $0 == $1 }.count
        let steps = Array(repeating: "..", count: from.count - shared) + to.dropFirst(shared)
        return steps.isEmpty ? "." : steps.joined(separator: "/")
    }
}
