import Foundation
import GANModule
import GANPictures
import GANRun
import GANTrain

/// Where a picture goes. What is there already, or comes to be meanwhile, is never replaced.
struct PictureOutput {
    /// Free when this was made.
    let path: String
    /// In the run's folder, where the user named no place: another number will do where this name is taken.
    private let usual: String?

    /// - Parameters:
    ///   - asked: what the user named.
    ///   - folder: the run's.
    ///   - name: in the run's folder where nothing was named: `sheet.png`; `sheet-2.png` where that is taken.
    /// - Throws: `CommandFailure` when it cannot go there.
    init(_ asked: String?, in folder: String, named name: String) throws {
        usual = asked == nil ? try "\(Self.generated(folder))/\(name)" : nil
        path = try asked ?? Self.free("\(Self.generated(folder))/\(name)")
        let ending = URL(fileURLWithPath: name).pathExtension
        if let asked, !ending.isEmpty, URL(fileURLWithPath: asked).pathExtension.lowercased() != ending {
            throw CommandFailure.wrong(
                "ganzoo: \(asked) does not end in .\(ending), which is what is written"
                    + "\n  fix: --out \(shellQuoted("\(URL(fileURLWithPath: asked).deletingPathExtension().relativePath).\(ending)"))"
            )
        }
        guard !Self.isTaken(path) else { throw Self.taken(path) }
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do { try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true) } catch {
            throw CommandFailure.failed("cannot make the folder \(parent): \(error.systemReason)")
        }
    }

    /// In a run's folder, where pictures go that the user named no place for.
    private static func generated(_ folder: String) throws -> String {
        do { return try RunContents(folder).make(.generated) } catch { throw CommandFailure.failed("\(error)") }
    }

    private static func free(_ path: String) throws -> String {
        let url = URL(fileURLWithPath: path)
        let ending = url.pathExtension.isEmpty ? "" : ".\(url.pathExtension)"
        let stem = String(path.dropLast(ending.count))
        for number in 1...9999 {
            let candidate = stem + (number == 1 ? "" : "-\(number)") + ending
            if !isTaken(candidate) { return candidate }
        }
        throw CommandFailure.failed("\(path) and its numbers up to 9999 are taken\n  fix: name a place with --out")
    }

    /// Also by a link that leads nowhere.
    private static func isTaken(_ path: String) -> Bool { (try? SystemFile.statusOfLink(path)) != nil }

    private static func taken(_ path: String) -> CommandFailure {
        .wrong("ganzoo: \(path) is there already and is not replaced\n  fix: name another place with --out")
    }

    /// - Returns: where it was written.
    /// - Throws: `CommandFailure`; nothing stays behind.
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

    /// - Returns: where it was written.
    /// - Throws: `CommandFailure`; nothing stays behind.
    func write(_ sheet: Sheet) throws -> String {
        let bytes: [UInt8]
        do { bytes = try sheet.png() } catch { throw CommandFailure.failed("\(path): \(error)") }
        return try write(bytes)
    }
}
