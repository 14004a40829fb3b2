import Foundation
import GANDashboard
import GANTestSupport

extension Dashboard {
    /// The live page over a new folder `runs`, without a token.
    convenience init(newFolderIn place: Workplace, _ turns: Turns = .ofPages) throws {
        try FileManager.default.createDirectory(atPath: place.path("runs"), withIntermediateDirectories: true)
        try self.init(place.path("runs"), ServerAccess(token: nil), turns)
    }
}

/// All bytes that are sent after the head: the body, or the file's.
func sent(_ response: HTTPResponse) -> Data { response.file.map(bytes) ?? response.body }

func bytes(_ file: SentFile) -> Data {
    var all = Data()
    while all.count < file.size {
        let block = file.block(at: all.count)
        guard !block.isEmpty else { break }
        all += block
    }
    return all
}

/// The body of an answer.
func text(_ response: HTTPResponse) -> String { String(decoding: response.body, as: UTF8.self) }
