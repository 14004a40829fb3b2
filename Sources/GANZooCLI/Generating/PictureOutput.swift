import Foundation
import GANCore
import GANModule
import GANPictures
import GANRun
import GANTrain

/// The output path of a picture. An existing file is never replaced, even one that appears meanwhile.
struct PictureOutput {
    /// Did not exist when this value was made.
    let path: String
    /// The default path, if the user named none: if it exists, another number is appended.
    private let usual: String?
    private let option: String

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
        self.option = option
        usual = asked == nil ? try "\(Self.generated(folder))/\(name)" : nil
        path = try asked ?? Self.free("\(Self.generated(folder))/\(name)")
        if let asked { try Self.checkEnding(of: asked, endings ?? [URL(fileURLWithPath: name).pathExtension], option) }
        guard !Self.isTaken(path) else { throw Self.taken(path, option) }
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do { try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true) } catch {
            throw CommandFailure.failed("cannot make the folder \(parent): \(error.systemReason)")
        }
    }

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
        do { return try RunContents(folder).make(.generated) } catch { throw CommandFailure(RunError(error)) }
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

    /// - Returns: the path that was written.
    /// - Throws: `CommandFailure`; no partial file is left.
    func write(_ bytes: [UInt8]) throws -> String {
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
        do { return try AtomicFolder.create(path, orAt: { try usual.map(Self.free) }, content: content) } catch {
            guard let error = error as? FolderError else { throw error }
            throw error.isTaken ? Self.taken(path, option) : CommandFailure.failed("\(error)")
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
