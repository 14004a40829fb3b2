import Foundation

@testable import GANData

/// Files of images that Tests/Reference/odd_images.py made, each alone in a folder under a name that says nothing.
extension OddCase {
    static let images = OddImage.all.filter { $0.library == nil }.map(OddCase.init) + imagesElsewhere

    init(_ image: OddImage) {
        self.init(
            "image: \(image.name)", laid: [.bytes("1.png", Array(image.file))],
            keys: image.background.map { ["background": "\($0)", "channels": image.channels ?? "stored"] } ?? [:],
            expected: image.outcome())
    }

    /// Archives and lists are read by the same decoder.
    private static let imagesElsewhere = ["RGBA", "eXIf, LONG 6", "JPEG, LONG 6"].flatMap { name in
        OddImage.all.filter { $0.name == name }.flatMap { image in
            let file = OddFile.bytes("1.png", Array(image.file))
            let labels = OddFile.text("dataset.json", #"{"labels": [["1.png", 0]]}"#)
            return [
                OddCase(
                    "image in an archive: \(name)", laid: [.zip("a.zip", [file, labels])], given: "a.zip",
                    keys: ["channels": "stored"], expected: image.outcome(.classes([0], names: ["0"]))),
                OddCase(
                    "image of a list: \(name)", laid: [file, .text("list.txt", "1.png 0\n")], given: "list.txt",
                    keys: ["channels": "stored"],
                    expected: image.outcome(.classes([0], names: ["0"]), notes: ["columns: path, class by number"])),
            ]
        }
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
    /// Of `ImageTraits`, those that are told.
    let traits: [String]?
    /// The library that it needs, as `ImageLibrary` calls it; nil if it needs none.
    let library: String?
    /// In levels; nil for none.
    private let tolerance: Int?
    /// The name of the profile that is converted.
    private let profile: String?
    private let right: Pixels?

    private struct Pixels: Decodable {
        let width: Int
        let height: Int
        let channels: Int
        let pixels: Data
    }

    /// Empty where the file cannot be read, which a test of their number would tell.
    static let all = read("odd-images.json") + read("odd-formats.json")

    private static func read(_ name: String) -> [OddImage] {
        (try? JSONDecoder().decode([OddImage].self, from: Data(Fixtures.bytes(name)))) ?? []
    }

    /// Of that name; `OddCase.images` would be empty where there is none.
    static func bytes(_ name: String) -> [UInt8] { all.first { $0.name == name }.map { Array($0.file) } ?? [] }

    /// - Parameter notes: said before those of the image.
    fileprivate func outcome(_ labels: OddLabels = .none, notes: [String] = []) -> OddCase.Outcome {
        guard let right, let background else {
            return .refused("path: @/1.png: \(problem ?? "")\n  fix: \(fix ?? "")")
        }
        let image = RasterImage(
            width: right.width, height: right.height, channels: right.channels, pixels: Array(right.pixels))
        let own = (traits ?? []).map { trait in
            switch trait {
            case "transparent": "1 image is partly transparent and composited over data.background: \(background)"
            case "unusable":
                "1 image has a color profile that is damaged or made for other channels, which is not applied"
            case "pages": "only the first page of 1 file with several pages is used"
            case "several": "only the main image of 1 file with several images is used"
            default: "only the first image of 1 file with an animation is used"
            }
        }
        let converted = profile.map { ["1 image is converted to sRGB from its color profile: \($0) (1)"] } ?? []
        return .read(labels, .near([image], tolerance ?? 0), notes: notes + own + converted)
    }
}
