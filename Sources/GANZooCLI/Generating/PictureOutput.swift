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

    /// - Parameters:
    ///   - asked: the path that the user named.
    ///   - folder: the run's folder.
    ///   - name: the default name in the run's folder: `sheet.png`, or `sheet-2.png` if that exists.
    /// - Throws: `CommandFailure` if the path cannot be used.
    init(_ asked: String?, in folder: String, named name: String) throws {
        usual = asked == nil ? try "\(Self.generated(folder))/\(name)" : nil
        path = try asked ?? Self.free("\(Self.generated(folder))/\(name)")
        let ending = URL(fileURLWithPath: name).pathExtension
        if let asked, !ending.isEmpty, URL(fileURLWithPath: asked).pathExtension.lowercased() != ending {
            throw CommandFailure.wrong(
                "ganzoo: \(asked) must end in .\(ending), the format that is written"
                    + "\n  fix: --out \(shellQuoted("\(URL(fileURLWithPath: asked).deletingPathExtension().relativePath).\(ending)"))"
            )
        }
        guard !Self.isTaken(path) else { throw Self.taken(path) }
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do { try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true) } catch {
            throw CommandFailure.failed("cannot make the folder \(parent): \(error.systemReason)")
        }
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

    private static func taken(_ path: String) -> CommandFailure {
        .wrong("ganzoo: \(path) already exists and is not replaced\n  fix: name another path with --out")
    }

    /// - Returns: the path that was written.
    /// - Throws: `CommandFailure`; no partial file is left.
    func write(_ bytes: [UInt8]) throws -> String {
        var place = path
        do {
            while try !PictureFile.create(place, with: bytes) {
                guard let usual else { throw Self.taken(path) }
                place = try Self.free(usual)
            }
        } catch let error as PictureError { throw CommandFailure.failed(error.description) }
        return place
    }

    /// - Returns: the path that was written.
    /// - Throws: `CommandFailure`; no partial file is left.
    func write(_ sheet: Sheet) throws -> String {
        let bytes: [UInt8]
        do { bytes = try sheet.png() } catch { throw CommandFailure.failed("\(path): \(error)") }
        return try write(bytes)
    }
}
