import GANData
import GANModule

extension RasterImage {
    /// As a PNG file.
    package func png() throws -> [UInt8] { try ImageCodec.encodePNG(self) }
}

/// Files of pictures, written whole or not at all.
package enum PictureFile {
    /// Puts `bytes` in the place of what is at `path`.
    /// - Throws: `PictureError`; what was there is then unchanged.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(PictureError) {
        try written(path) { try AtomicFile.replace(path) { file in try file.write(bytes) } }
    }

    /// A new file.
    /// - Returns: false where something is at `path`, which is then unchanged.
    /// - Throws: `PictureError`; nothing stays behind.
    package static func create(_ path: String, with bytes: [UInt8]) throws(PictureError) -> Bool {
        var isNew = true
        try written(path) {
            do { try AtomicFile.create(path) { file in try file.write(bytes) } } catch let error as SystemError {
                guard error.isExistingFile else { throw error }
                isNew = false
            }
        }
        return isNew
    }

    private static func written(_ path: String, _ write: () throws -> Void) throws(PictureError) {
        do { try write() } catch let error as SystemError {
            throw PictureError(path: path, problem: "cannot be written: \(error.reason)", fix: room)
        } catch let defect as SafetensorsDefect {
            throw PictureError(path: path, defect)
        } catch {
            throw PictureError(path: path, problem: "cannot be written: \(error)", fix: room)
        }
    }

    fileprivate static let room = "free some space or choose another folder; what was there is unchanged"
}

/// A picture that could not be made or written.
package struct PictureError: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    /// In one line, without a full stop: it goes on from the path.
    package let problem: String
    package let fix: String

    package init(path: String, problem: String, fix: String) {
        (self.path, self.problem, self.fix) = (path, problem, fix)
    }

    fileprivate init(path: String, _ defect: SafetensorsDefect) {
        self.path = path
        switch defect {
        case .notRegularFile(let kind):
            (problem, fix) = ("is a \(kind), where a file was expected", "name another file")
        case .cannotWrite(let action, let reason):
            (problem, fix) = ("cannot be written, \(action): \(reason)", PictureFile.room)
        case .notDurable(let reason):
            (problem, fix) = ("is written, but the disk has not noted its name: \(reason)", "write it again")
        default: (problem, fix) = ("cannot be written: \(defect)", PictureFile.room)
        }
    }

    package var description: String { "\(path): \(problem)\n  fix: \(fix)" }
}
