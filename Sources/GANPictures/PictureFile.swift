import GANData
import GANModule

extension RasterImage {
    /// The bytes of the picture as a PNG file.
    package func png() throws -> [UInt8] { try ImageCodec.encodePNG(self) }
}

/// Image files, written completely or not at all.
package enum PictureFile {
    /// Writes `bytes` to `path`; replaces an existing file.
    /// - Throws: `PictureError`; an existing file is then unchanged.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(PictureError) {
        try written(path) { try AtomicFile.replace(path) { file in try file.write(bytes) } }
    }

    /// Creates a file.
    /// - Returns: false if `path` exists; the existing file is unchanged.
    /// - Throws: `PictureError`; no file is left.
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

    fileprivate static let room = "free some space or choose another folder; an existing file is unchanged"
}

/// An error of making or writing an image.
package struct PictureError: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    /// What is wrong, on one line, without a full stop. It follows the path.
    package let problem: String
    package let fix: String

    package init(path: String, problem: String, fix: String) {
        (self.path, self.problem, self.fix) = (path, problem, fix)
    }

    fileprivate init(path: String, _ defect: SafetensorsDefect) {
        self.path = path
        switch defect {
        case .notRegularFile(let kind):
            (problem, fix) = ("is a \(kind), but a file was expected", "choose another file")
        case .cannotWrite(let action, let reason):
            (problem, fix) = ("cannot be written (\(action)): \(reason)", PictureFile.room)
        case .notDurable(let reason):
            (problem, fix) = ("was written, but its folder could not be flushed to disk: \(reason)", "write it again")
        default: (problem, fix) = ("cannot be written: \(defect)", PictureFile.room)
        }
    }

    package var description: String { "\(path): \(problem)\n  fix: \(fix)" }
}
