import Foundation

@testable import GANData

/// Files of images that Tests/Reference/odd_images.py made, each alone in a folder under a name that says nothing.
extension OddCase {
    static let images = OddImage.all.map { image in
        OddCase(
            "image: \(image.name)", laid: [.bytes("1.png", Array(image.file))],
            keys: image.background.map { ["background": "\($0)", "channels": image.channels ?? "stored"] } ?? [:],
            expected: image.outcome)
    }
}

struct OddImage: Decodable {
    let name: String
    let file: Data
    /// Of an image that is refused.
    let problem: String?
    let fix: String?
    /// Of an image that is read.
    let background: [Int]?
    let channels: String?
    let transparent: Bool?
    private let right: Pixels?

    private struct Pixels: Decodable {
        let width: Int
        let height: Int
        let channels: Int
        let pixels: Data
    }

    /// Empty where the file cannot be read, which a test of their number would tell.
    static let all = (try? JSONDecoder().decode([OddImage].self, from: Data(Fixtures.bytes("odd-images.json")))) ?? []

    /// Of that name; `OddCase.images` would be empty where there is none.
    static func bytes(_ name: String) -> [UInt8] { all.first { $0.name == name }.map { Array($0.file) } ?? [] }

    fileprivate var outcome: OddCase.Outcome {
        guard let right, let background else {
            return .refused("path: @/1.png: \(problem ?? "")\n  fix: \(fix ?? "")")
        }
        let image = RasterImage(
            width: right.width, height: right.height, channels: right.channels, pixels: Array(right.pixels))
        let note = "1 image is transparent in places, and composited over data.background: \(background)"
        return .read(.none, .images([image]), notes: transparent == true ? [note] : [])
    }
}
