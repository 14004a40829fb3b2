import Foundation
import GANCore
import GANTensor
import Testing

@testable import GANMetrics

/// Two images of 2 × 1 pixels; the second channel of the last pixel is `green` above the others.
private final class TwoImages: Dataset {
    static let name = "two"
    static let summary = "two images"
    let info = DatasetInfo(count: 2, channels: 3, height: 1, width: 2, labelKind: .none, labelSize: 0)
    private let green: Float

    init(green: Float) { self.green = green }

    init(_ settings: NoSettings, _ build: BuildContext) { preconditionFailure("made by hand") }

    func samples(at indices: [Int]) throws -> Samples {
        let all: [[Float]] = [[0, 1, 0, 1, 0, 1], [0.5, 0, 0.5, green, 0.5, 0]]
        return Samples(
            images: Tensor(indices.flatMap { all[$0] }, shape: [indices.count, 3, 1, 2]),
            labels: try labels(at: indices))
    }

    func labels(at indices: [Int]) throws -> Tensor { .zeros([indices.count, 0]) }
}

@Suite struct MeasuredFormTests {
    private static let gray = ImagePreparation(side: 32, .cleanLanczos, clips: true, centers: [127.5], scales: [127.5])
    private static let color = ImagePreparation(
        side: 299, .legacyBilinear, clips: false, centers: [128, 128, 128], scales: [128, 128, 128])

    private static func form(
        _ width: Int, _ height: Int, _ channels: Int = 1, stored: (ImageSize, ImageSize, [String])? = nil
    ) -> MeasuredForm {
        let info = DatasetInfo(
            count: 1, channels: channels, height: height, width: width, labelKind: .none, labelSize: 0)
        return MeasuredForm(info, stored.map { StoredImages(smallest: $0.0, largest: $0.1, changes: $0.2) })
    }

    private static func size(_ width: Int, _ height: Int) -> ImageSize { ImageSize(width: width, height: height) }

    private static let resized = form(
        32, 32, stored: (size(48, 32), size(640, 480), ["cropped to the central square", "resized by lanczos"]))

    /// Sizes of both sides, what the data set did, and what the network's preparation does.
    @Test(arguments: [
        (form(32, 32), form(32, 32), []),
        // Generated images next to the larger photographs that the run trained on.
        (form(32, 32), resized, []),
        (
            form(64, 64), form(32, 32),
            [
                "sizes differ: the images are 64×64, and fmnist gets them resized by clean_lanczos to 32×32; those of the"
                    + " reference are 32×32, used unchanged"
            ]
        ),
        (
            form(48, 32), form(32, 32),
            [
                "sizes differ: the images are 48×32, and fmnist gets them resized by clean_lanczos to 32×32, out of"
                    + " proportion; those of the reference are 32×32, used unchanged"
            ]
        ),
        (
            resized, form(32, 32, stored: (size(32, 32), size(32, 32), [])),
            [
                "sizes differ: the images are 48×32 to 640×480, cropped to the central square and resized by lanczos to"
                    + " 32×32, and fmnist gets them unchanged; those of the reference are 32×32, used unchanged"
            ]
        ),
    ]) func sizesAreNamedWhereTheyDiffer(_ images: MeasuredForm, _ reference: MeasuredForm, _ expected: [String]) {
        #expect(MeasuredForm.caveats(images, against: reference, by: "fmnist", Self.gray) == expected)
    }

    @Test(arguments: [
        (1, 1, gray, []), (3, 3, color, []),
        (3, 3, gray, ["color: fmnist converts images to gray, so differences in color are ignored"]),
        (1, 3, gray, ["color: fmnist converts images to gray, so differences in color are ignored"]),
        (
            1, 3, color,
            [
                "color: the images are in gray, the reference in color; gray ones get three equal channels"
            ]
        ),
    ]) func colorThatIsNotSeenIsNamed(
        _ images: Int, _ reference: Int, _ preparation: ImagePreparation, _ expected: [String]
    ) {
        #expect(
            MeasuredForm.caveats(
                Self.form(32, 32, images), against: Self.form(32, 32, reference), by: "fmnist", preparation)
                == expected)
    }

    @Test func croppingIsNamed() {
        let cropping = ImagePreparation(
            side: 336, .pillowBicubic, clips: true, centers: [0, 0, 0], scales: [1, 1, 1], crops: true)
        let caveats = MeasuredForm.caveats(
            Self.form(48, 32, 3), against: Self.form(32, 32, 3), by: "clip_vitl14_336", cropping)
        #expect(
            caveats == [
                "sizes differ: the images are 48×32, and clip_vitl14_336 gets them cropped to the central square and"
                    + " resized by pillow_bicubic to 336×336; those of the reference are 32×32, used resized by"
                    + " pillow_bicubic to 336×336"
            ])
    }

    /// Three equal channels are no color, and what a generator learned from them has none.
    @Test func colorsAreLookedFor() throws {
        let (gray, color) = (try MeasuredForm(TwoImages(green: 0)), try MeasuredForm(TwoImages(green: 1 / 127.5)))
        #expect(gray.text == "2×1 in gray" && color.text == "2×1 in color")
        let made = MeasuredForm(generated: TwoImages(green: 0).info, training: gray)
        let unseen = "color: fmnist converts images to gray, so differences in color are ignored"
        for (images, reference, caveats) in [
            (gray, gray, []), (made, gray, []), (color, gray, [unseen]), (gray, color, [unseen]),
            (MeasuredForm(generated: TwoImages(green: 0).info, training: color), color, [unseen]),
        ] {
            #expect(
                MeasuredForm.caveats(images, against: reference, by: "fmnist", Self.gray).filter {
                    $0.hasPrefix("color")
                } == caveats)
        }
    }

    /// As reports hold it.
    @Test func isJSON() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(Self.resized), as: UTF8.self)
        #expect(
            text == """
                {"changes":["cropped to the central square","resized by lanczos"],"channels":1,"height":32,\
                "stored":"48×32 to 640×480","width":32}
                """)
    }
}
