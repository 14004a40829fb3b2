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

/// The body of an answer.
func text(_ response: HTTPResponse) -> String { String(decoding: response.body, as: UTF8.self) }
