import Foundation
import GANCore
import GANData
import GANRun

/// A shared library with components. None of its code runs before its fingerprint was compared with this program.
package struct PluginLibrary {
    /// The path as the user named it.
    private let path: String
    /// The file to load, behind all links.
    private let file: String

    private init(_ path: String, at file: String? = nil) {
        (self.path, self.file) = (path, PathText.withoutLinks(file ?? path))
    }

    /// Loads all libraries in this order.
    /// - Parameter paths: each of another file.
    /// - Returns: the components that they registered.
    @discardableResult static func load(_ paths: [String]) throws(PluginProblem) -> [ComponentEntry] {
        var entries: [ComponentEntry] = []
        for path in paths { entries += try PluginLibrary(path).load() }
        return entries
    }

    /// Loads a library that is not at its path yet.
    /// - Parameter path: in errors.
    static func load(_ path: String, at file: String) throws(PluginProblem) -> [ComponentEntry] {
        try PluginLibrary(path, at: file).load()
    }

    /// The paths without those of a file that an earlier one names too, by another spelling or through a link.
    static func distinct(_ paths: [String]) -> [String] {
        var seen: Set<String> = []
        return paths.filter { seen.insert(identity(ofFile: $0)).inserted }
    }

    /// Device and inode; the path if the file does not exist.
    private static func identity(ofFile path: String) -> String {
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let attributes = (try? FileManager.default.attributesOfItem(atPath: file)) ?? [:]
        guard let device = attributes[.systemNumber] as? Int, let inode = attributes[.systemFileNumber] as? Int else {
            return file
        }
        return "\(device):\(inode)"
    }

    /// - Returns: the components that it registered.
    private func load() throws(PluginProblem) -> [ComponentEntry] {
        // First: a folder is no plugin, whoever may write to it.
        try checkKind()
        if let open = PluginAccess.problem(of: file) { throw .openToOthers(path, open) }
        try checkFingerprint()
        guard LoadedLibrary.programDefines(Self.coreSymbol) else { throw .closedProgram(path) }
        let library = try open()
        guard !library.defines(Self.coreSymbol) else { throw .bringsCore(path) }
        guard let register = library.function(PluginEntry.register) else { throw .withoutFingerprint(path) }
        let before = ComponentCatalog.linked
        let count: Int
        do { count = try ComponentCatalog.registering(register) } catch { throw .rejected(path, error) }
        if count == 0 { throw .empty(path) }
        let (entries, sections) = ComponentCatalog.linked.additions(to: before)
        PluginFile.noteLoaded(path, names: entries.flatMap { [$0.name, $0.module] } + sections)
        return entries
    }

    /// A function of the core. A plugin must not define it.
    private static let coreSymbol = "ganzoo_pool_create"

    private func open() throws(PluginProblem) -> LoadedLibrary {
        let file = URL(fileURLWithPath: file).path
        do { return try LoadedLibrary(path: file) } catch {
            if let symbol = error.reason.components(separatedBy: "undefined symbol: ").dropFirst().last {
                throw .undefinedSymbol(path, symbol: String(symbol.prefix { $0 != "," && $0 != " " }))
            }
            throw .notLoaded(path, reason: error.reason.replacingOccurrences(of: "\(file): ", with: ""))
        }
    }

    // MARK: Checks before loading

    /// The first bytes of this program; empty if they cannot be read.
    private static let programHeader: Data = {
        let file = try? FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/self/exe"))
        return (try? file?.read(upToCount: 64)) ?? Data()
    }()

    /// Compares the core and the GANData that the plugin was compiled against with those of this program.
    private func checkFingerprint() throws(PluginProblem) {
        let bytes = try contents()
        guard bytes.starts(with: ELFLayout.mark) else { throw .notALibrary(path) }
        guard ELFLayout.isSameMachine(bytes, Self.programHeader) else { throw .otherMachine(path) }
        let size = ELFLayout.size(of: bytes)
        guard size <= bytes.count else { throw .incomplete(path, bytes: bytes.count, expected: size) }
        guard Self.fingerprint(of: .core, in: bytes) != nil else { throw .withoutFingerprint(path) }
        if let found = Self.foreignPart(in: bytes) { throw .otherVersion(path, its: found.its, own: found.own) }
    }

    private func checkKind() throws(PluginProblem) {
        let file = URL(fileURLWithPath: file).resolvingSymlinksInPath()
        let isFile = try reading { try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile }
        guard isFile == true else { throw .notAFile(path) }
    }

    private func contents() throws(PluginProblem) -> Data {
        try reading { try Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe) }
    }

    private func reading<Value>(_ read: () throws -> Value) throws(PluginProblem) -> Value {
        do { return try read() } catch {
            if !FileManager.default.fileExists(atPath: file) { throw .missing(path) }
            throw .unreadable(path, reason: error.localizedDescription)
        }
    }

    /// The first part that the library was compiled against in another version than this program's. A library that does not
    /// use GANData has no fingerprint of it.
    package static func foreignPart(in bytes: Data) -> (its: ABIFingerprint, own: ABIFingerprint)? {
        for own in [ABIFingerprint.own, .ownData] {
            if let its = fingerprint(of: own.part, in: bytes), its != own { return (its, own) }
        }
        return nil
    }

    /// The fingerprint that the compiler emitted into the library; nil if there is none.
    package static func fingerprint(of part: ABIFingerprint.Part, in bytes: Data) -> ABIFingerprint? {
        let mark = Data(part.mark.utf8)
        var rest = bytes[...]
        while let found = rest.range(of: mark) {
            let text = String(decoding: rest[found.lowerBound...].prefix(256), as: UTF8.self)
            if let fingerprint = ABIFingerprint(text: text) { return fingerprint }
            rest = rest[found.upperBound...]
        }
        return nil
    }
}

extension ComponentCatalog {
    /// The components and sections that an earlier catalog has not.
    fileprivate func additions(to before: ComponentCatalog) -> (entries: [ComponentEntry], sections: [String]) {
        let entries = ComponentRole.allCases.flatMap { role in
            self.entries(role).filter { before.entry(role, $0.name) == nil }
        }
        return (entries, sections.keys.filter { before.sections[$0] == nil }.sorted())
    }
}
