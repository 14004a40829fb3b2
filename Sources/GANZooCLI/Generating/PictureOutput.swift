import Foundation
import GANCore
import GANModule
import GANPictures
import GANRun
import GANTrain

/// The output path of a picture, or of a folder of pictures. What exists is never replaced, even if it appears meanwhile. Folders above it
/// are made when something is written.
struct PictureOutput {
    /// Did not exist when this value was made.
    let path: String
    /// The default path, if the user named none: if it exists, another number is appended.
    private let usual: String?
    private let option: String
    /// The run's folder.
    private let run: String

    /// - Parameters:
    ///   - asked: the path that the user named.
    ///   - folder: the run's folder.
    ///   - name: the default name in the run's folder: `sheet.png`, or `sheet-2.png` if that exists.
    ///   - endings: those that the user may choose from; nil for that of `name` alone.
    ///   - option: the one that named the path.
    /// - Throws: `CommandFailure` if the path cannot be used.
    init(
        _ asked: String?, in folder: String, named name: String, endings: [String]? = nil, option: String = "--out"
    ) throws {
        (self.option, run) = (option, folder)
        usual = asked == nil ? try "\(Self.generated(folder))/\(name)" : nil
        path = try asked ?? Self.free("\(Self.generated(folder))/\(name)")
        if let asked { try Self.checkEnding(of: asked, endings ?? [URL(fileURLWithPath: name).pathExtension], option) }
        guard !Self.isTaken(path) else { throw Self.taken(path, option) }
        try checkParent()
    }

    // MARK: Folders

    private var parent: String { URL(fileURLWithPath: path).deletingLastPathComponent().path }

    /// The folders above the path that do not exist, the innermost first.
    private var missingFolders: [String] {
        var (missing, folder) = ([String](), URL(fileURLWithPath: parent))
        while (try? SystemFile.statusOfLink(folder.path)) == nil, folder.path != "/" {
            missing.append(folder.path)
            folder.deleteLastPathComponent()
        }
        return missing
    }

    /// Before a long computation: whether the folders can be made, and written to.
    private func checkParent() throws {
        let first = missingFolders.last.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path } ?? parent
        guard (try? SystemFile.status(of: first))?.isFolder == true else {
            throw CommandFailure.failed("cannot make the folder \(parent): \(SystemError(code: ENOTDIR).reason)")
        }
        guard FileManager.default.isWritableFile(atPath: first) else {
            throw CommandFailure.failed("cannot write into the folder \(first): \(SystemError(code: EACCES).reason)")
        }
    }

    /// Makes the folders above the path for what `write` writes. If it fails, those that are empty again are removed.
    private func inFolders<Result>(_ write: () throws -> Result) throws -> Result {
        let missing = missingFolders
        do {
            try makeFolders()
            return try write()
        } catch {
            for folder in missing { SystemFile.removeEmptyFolder(folder) }
            throw error
        }
    }

    private func makeFolders() throws {
        if usual != nil {
            do { try RunContents(run).make(.generated) } catch { throw CommandFailure(RunError(error)) }
        }
        do { try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true) } catch {
            throw CommandFailure.failed("cannot make the folder \(parent): \(error.systemReason)")
        }
    }

    // MARK: Names

    /// - Parameter endings: the first one is advised; an empty one allows every path.
    private static func checkEnding(of path: String, _ endings: [String], _ option: String) throws {
        let url = URL(fileURLWithPath: path)
        guard let first = endings.first, !first.isEmpty, !endings.contains(url.pathExtension.lowercased())
        else { return }
        let choice =
            endings.count == 1
            ? ".\(first), the format that is written"
            : endings.dropLast().map { ".\($0)" }.joined(separator: ", ")
                + " or .\(endings[endings.count - 1]), the formats that are written"
        let advised = "\(url.deletingPathExtension().relativePath).\(first)"
        throw CommandFailure.wrong(
            "ganzoo: \(path) must end in \(choice)\n  fix: \(option) \(shellQuoted(advised))")
    }

    /// The folder in the run for pictures without --out.
    private static func generated(_ folder: String) throws -> String {
        do { return try RunContents(folder).paths.path(of: .generated) } catch { throw CommandFailure(RunError(error)) }
    }

    private static func free(_ path: String) throws -> String {
        let url = URL(fileURLWithPath: path)
        let ending = url.pathExtension.isEmpty ? "" : ".\(url.pathExtension)"
        let stem = String(path.dropLast(ending.count))
        for number in 1...9999 {
            let candidate = stem + (number == 1 ? "" : "-\(number)") + ending
            if !isTaken(candidate) { return candidate }
        }
        throw CommandFailure.failed("\(path) and its numbers up to 9999 exist\n  fix: name another path with --out")
    }

    /// Whether something exists at the path, including a broken link.
    private static func isTaken(_ path: String) -> Bool { (try? SystemFile.statusOfLink(path)) != nil }

    private static func taken(_ path: String, _ option: String) -> CommandFailure {
        .wrong("ganzoo: \(path) already exists and is not replaced\n  fix: name another path with \(option)")
    }

    // MARK: Files

    /// - Returns: the path that was written.
    /// - Throws: `CommandFailure`; no partial file is left.
    func write(_ bytes: [UInt8]) throws -> String { try inFolders { try writeFile(bytes) } }

    private func writeFile(_ bytes: [UInt8]) throws -> String {
        var place = path
        do {
            while try !PictureFile.create(place, with: bytes) {
                guard let usual else { throw Self.taken(path, option) }
                place = try Self.free(usual)
            }
        } catch let error as PictureError { throw CommandFailure.failed(error.description) }
        return place
    }

    /// Writes a folder, which `content` fills.
    /// - Returns: the path that was written.
    /// - Throws: `CommandFailure`, and what `content` throws; no partial folder is left.
    func writeFolder(_ content: (_ partial: String) throws -> Void) throws -> String {
        try inFolders {
            do { return try AtomicFolder.create(path, orAt: { try usual.map(Self.free) }, content: content) } catch {
                guard let error = error as? FolderError else { throw error }
                throw error.isTaken ? Self.taken(path, option) : CommandFailure.failed("\(error)")
            }
        }
    }

    /// - Returns: the path that was written.
    /// - Throws: `CommandFailure`; no partial file is left.
    func write(_ sheet: Sheet) throws -> String {
        warn(about: sheet.missingGlyphs.warning)
        let bytes: [UInt8]
        do { bytes = try sheet.png() } catch { throw CommandFailure.failed("\(path): \(error)") }
        return try write(bytes)
    }

    /// Writes a figure in the format that the path ends in.
    /// - Returns: the path that was written.
    /// - Throws: `CommandFailure`; no partial file is left.
    func write(_ figure: Figure, _ theme: Figure.Theme = .light) throws -> String {
        warn(about: figure.fontWarning)
        let bytes: [UInt8]
        do { bytes = try figure.bytes(Figure.Format(path: path) ?? .png, theme) } catch {
            throw CommandFailure.failed("\(path): \(error)")
        }
        return try write(bytes)
    }

    func warn(about missing: String?) {
        if let missing { printError("warning: \(path): \(missing)") }
    }
}
