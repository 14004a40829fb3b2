import Foundation
import GANData
import GANTestSupport
import Testing

/// `ganzoo sweep` writes what its runs say into files.
@Suite struct SweepReferenceTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// The message about an image that is missing had the value of the variable. The first image is there, so that the sweep begins.
    @Test(arguments: [#""\x24{env:MARKER}""#, "'${env:MARKER}'", "'photos-${env:MARKER}'"])
    func filesOfASweepHaveTheReference(_ root: String) throws {
        let image = RasterImage(width: 8, height: 8, channels: 3, pixels: [UInt8](repeating: 90, count: 192))
        let first = place.path("a.png")
        try Data(ImageCodec.encodePNG(image)).write(to: URL(fileURLWithPath: first))
        try place.write("list.txt", "\(first) 0\nb.png 1\n")
        let text = SmallRecipe.text("train: {kimg: 0.008, batch: 8}").replacing(
            "data: {type: shapes, resolution: 8, per_class: 100}",
            with: "data: {type: list_file, path: list.txt, root: \(root), resolution: 8}")
        try place.write("a.yaml", text)
        let program = try Program.run(
            Program.products.appending(path: "ganzoo").path, ["sweep", "a.yaml", "--seeds", "0-1", "--out", "s"],
            environment: ["MARKER": "marker4711", "GANZOO_CACHE": place.path("cache")], in: place.folder)
        #expect(program.status == 1, "\(program.errors)")
        #expect(!program.output.contains("marker4711") && !program.errors.contains("marker4711"))
        let names = try place.names(in: "s").filter { $0.hasSuffix(".log") }
        #expect(names == ["seed=0.log", "seed=1.log"])
        for name in names {
            let text = try String(contentsOfFile: place.path("s/\(name)"), encoding: .utf8)
            #expect(!text.contains("marker4711"), "\(name): \(text)")
            #expect(text.contains("${env:MARKER}"), "\(name): \(text)")
        }
    }
}
