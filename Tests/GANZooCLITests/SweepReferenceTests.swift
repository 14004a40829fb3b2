import Foundation
import GANData
import GANTestSupport
import Testing

/// `ganzoo sweep` writes what its runs say into files.
@Suite struct SweepReferenceTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// The message about an image that is missing had the value of the variable. The first image is there, so that the sweep begins.
    @Test(arguments: [
        #""\x24{env:MARKER}""#, "'${env:MARKER}'", "'photos-${env:MARKER}'", #""photos-${env:MARKER}\u0301""#,
        #""\u0D4E${env:MARKER}""#,
    ]) func filesOfASweepHaveTheReference(_ root: String) throws {
        try writeImages("a.png")
        try place.write("list.txt", "\(place.path("a.png")) 0\nb.png 1\n")
        let program = try sweep(root)
        #expect(program.status == 1, "\(program.errors)")
        for text in [program.output, program.errors] {
            #expect(Data(text.utf8).range(of: Data("marker4711".utf8)) == nil, "\(text)")
        }
        try expectReferences()
    }

    /// A note to standard output, which goes into the log, had the value, too.
    @Test func notesHaveTheReference() throws {
        try writeImages("a.png", "c.png")
        try place.write("list.txt", "\(place.path("a.png")) 0\n\(place.path("c.png")) 1\nb.png 1\n")
        _ = try sweep("'${env:MARKER}'", "on_bad_image: skip")
        try expectReferences()
    }

    private func writeImages(_ names: String...) throws {
        let image = RasterImage(width: 8, height: 8, channels: 3, pixels: [UInt8](repeating: 90, count: 192))
        for name in names { try Data(ImageCodec.encodePNG(image)).write(to: URL(fileURLWithPath: place.path(name))) }
    }

    private func sweep(_ root: String, _ settings: String...) throws -> Program {
        let data = ["type: list_file", "path: list.txt", "root: \(root)", "resolution: 8"] + settings
        let text = SmallRecipe.text("train: {kimg: 0.008, batch: 8}").replacing(
            "data: {type: shapes, resolution: 8, per_class: 100}", with: "data: {\(data.joined(separator: ", "))}")
        try place.write("a.yaml", text)
        return try Program.run(
            Program.products.appending(path: "ganzoo").path, ["sweep", "a.yaml", "--seeds", "0-1", "--out", "s"],
            environment: ["MARKER": "marker4711", "GANZOO_CACHE": place.path("cache")], in: place.folder)
    }

    /// Bytes are compared: a combining character behind a text makes another character of its last one.
    private func expectReferences() throws {
        let names = try place.names(in: "s").filter { $0.hasSuffix(".log") }
        #expect(names == ["seed=0.log", "seed=1.log"])
        for name in names {
            let log = try Data(contentsOf: URL(fileURLWithPath: place.path("s/\(name)")))
            let text = String(decoding: log, as: UTF8.self)
            #expect(log.range(of: Data("marker4711".utf8)) == nil, "\(name): \(text)")
            #expect(log.range(of: Data("${env:MARKER}".utf8)) != nil, "\(name): \(text)")
        }
    }
}
