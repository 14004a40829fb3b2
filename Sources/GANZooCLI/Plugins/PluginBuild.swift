import Foundation
import GANCore
import GANModule

/// Builds a plugin. The library is moved to its path only after it is complete.
struct PluginBuild {
    let sources: [String]
    let output: String
    private let toolchain: PluginToolchain

    /// - Throws: `CommandFailure` if a source or the output path cannot be used.
    init(sources: [String], output: String?, toolchain: PluginToolchain) throws {
        self.sources = sources
        self.output = output ?? "\(Self.stem(sources.first ?? "")).so"
        self.toolchain = toolchain
        for source in sources { try Self.checkSource(source) }
        try checkOutput()
    }

    /// - Returns: the components of the library, which this process has loaded.
    /// - Throws: `CommandFailure`; then a library from before is left as it is.
    func run() throws -> [ComponentEntry] {
        try PluginImports.check(sources, isOfProgram)
        let target = URL(fileURLWithPath: output).standardizedFileURL
        let made: ScratchFolder
        do { made = try ScratchFolder(in: target.deletingLastPathComponent().path, isPrivate: true) } catch {
            throw CommandFailure.failed("\(output) cannot be written: \(error.reason)")
        }
        defer { withExtendedLifetime(made) {} }
        let scratch = URL(fileURLWithPath: made.path)
        let (entry, library) = (scratch.appending(path: "PluginEntry.swift"), scratch.appending(path: "plugin.so"))
        try PluginEntry.source.write(to: entry, atomically: false, encoding: .utf8)
        let files = sources.map { URL(fileURLWithPath: $0).standardizedFileURL }
        try toolchain.compile(
            files.map(\.path) + [entry.path], in: [scratch.path, Self.commonFolder(of: files)], module: moduleName,
            to: library.path)
        // The process's mask may let a group write.
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: library.path)
        let built = try Data(contentsOf: library)
        guard PluginLibrary.fingerprint(of: .core, in: built) == .own, PluginLibrary.foreignPart(in: built) == nil
        else {
            throw CommandFailure.failed(
                "the compiled modules beside this program belong to another build, so it could not load the plugin"
                    + "\n  fix: run `swift build` again, then build the plugin again")
        }
        let entries: [ComponentEntry]
        do { entries = try PluginLibrary.load(output, at: library.path) } catch {
            throw CommandFailure.failed(error.description)
        }
        guard unsafe rename(library.path, target.path) == 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw CommandFailure.failed("\(output) cannot be written: \(reason)")
        }
        return entries
    }

    // MARK: Checks

    private static func checkSource(_ path: String) throws {
        guard path.hasSuffix(".swift") else {
            throw CommandFailure.wrong("ganzoo: `\(path)` is not a Swift file\n  fix: give files that end in .swift")
        }
        guard let type = fileType(path) else { throw CommandFailure.wrong("ganzoo: the file \(path) does not exist") }
        guard type != .typeDirectory else { throw CommandFailure.wrong("ganzoo: \(path) is a folder") }
    }

    private func checkOutput() throws {
        let folder = URL(fileURLWithPath: output).standardizedFileURL.deletingLastPathComponent().path
        if let problem = PluginAccess.problem(ofFolder: folder) {
            throw CommandFailure.wrong(
                "ganzoo: the plugin \(output) would not be loaded: \(problem.text)\n  fix: name a file in another folder with --out"
            )
        }
        guard let type = Self.fileType(output) else { return }
        guard type == .typeRegular else {
            throw CommandFailure.wrong(
                "ganzoo: \(output) exists and is not a regular file, so it is not replaced\n  fix: name another file with --out"
            )
        }
    }

    /// Nil if the file does not exist. A link is not followed.
    private static func fileType(_ path: String) -> FileAttributeType? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
    }

    // MARK: Names

    /// The innermost folder that all files lie in.
    private static func commonFolder(of files: [URL]) -> String {
        let folders = files.map { $0.deletingLastPathComponent().pathComponents }
        let shared = folders.dropFirst().reduce(folders.first ?? []) { shared, other in
            zip(shared, other).prefix { $0 == $1 }.map(\.0)
        }
        return NSString.path(withComponents: shared)
    }

    private static func stem(_ path: String) -> String {
        URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    }

    /// The plugin's name as an identifier; recipes name it in `requires`.
    private var moduleName: String {
        let stem = Self.stem(output)
        let name = String(stem.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        let isFree = name.first?.isNumber == false && !Self.taken.contains(name) && !isOfProgram(name)
        return isFree ? name : "_\(name)"
    }

    /// Whether the program has a module of that name: one with components, or one of its libraries. Beside these lie modules of
    /// packages that were built in the same folder, such as the plugin's own.
    private func isOfProgram(_ name: String) -> Bool {
        let entries = ComponentRole.allCases.lazy.flatMap { ComponentCatalog.linked.entries($0) }
        return entries.contains { $0.module == name } || name.hasPrefix("GAN") && toolchain.hasModule(name)
    }

    /// Names that the compiler refuses: its own modules, and the words of the language.
    private static let taken: Set<String> = [
        "Swift", "main", "Foundation", "Any", "Self", "as", "associatedtype", "break", "case", "catch", "class",
        "continue",
        "default", "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for",
        "func",
        "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup",
        "private", "protocol", "public", "repeat", "rethrows", "return", "self", "static", "struct", "subscript",
        "super",
        "switch", "throw", "throws", "true", "try", "typealias", "var", "where", "while",
    ]
}
