import Foundation
import GANTestSupport
import Testing

@testable import GANData

/// `ganzoo generate` with whole labels.
@Suite struct GenerateLabelTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private func generate(_ arguments: String...) throws -> Program {
        try Program.run(Program.products.appending(path: "ganzoo").path, ["generate"] + arguments)
    }

    private func image(_ path: String) throws -> RasterImage {
        try ImageCodec.decode(Array(try bytes(path))).over(.white)
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    /// A run of one step.
    private func trained(_ changes: String...) throws -> String {
        let run = place.path("run")
        let program = try Program.run(
            Program.products.appending(path: "ganzoo").path,
            ["train", Recipes.tiny, "train.kimg=0.008"] + changes + ["--run", run])
        try #require(program.status == 0, "\(program.errors)")
        return run
    }

    /// A run with label vectors: 12 images with an angle of 0 … 11 and a size of 1 or 2.
    private func vectorRun() throws -> String {
        for index in 0..<12 {
            let image = Data("P5 16 16 255\n".utf8) + Data((0..<256).map { UInt8(($0 * 7 + index * 31) % 256) })
            try image.write(to: place.folder.appending(path: "\(index).pgm"))
        }
        let labels = (0..<12).map { "[\"\($0).pgm\", [\($0), \(1 + $0 % 2)]]" }.joined(separator: ",")
        _ = try place.write("dataset.json", #"{"class_names": ["angle", "size"], "labels": [\#(labels)]}"#)
        return try trained(
            "conditioner=embedding", "~regularizers.noisy_twins",
            "data={type: image_archive, path: '\(place.folder.path)', resolution: 16, channels: gray}")
    }

    /// Nearly every image would have a mean of its own.
    @Test func vectorsHaveNoClassToTruncateTowards() throws {
        let scored = try Program.run(
            Program.products.appending(path: "ganzoo").path,
            [
                "evaluate", "--run", try vectorRun(), "--metrics", "fid", "--samples", "4", "--truncation", "0.5",
                "--truncation-center", "class",
            ])
        #expect(scored.status == 2)
        #expect(
            scored.errors
                == "ganzoo: the run's labels are vectors, which have no classes to truncate towards\n"
                + "  fix: truncate towards the mean of all\n", "\(scored.errors)")
    }

    /// Without labels it is the sheet that the run drew. A label is a row, and its images stay data with that label.
    @Test func vectorsAreAskedForByValue() throws {
        let run = try vectorRun()
        let (sheet, rows, folder) = (place.path("sheet.png"), place.path("rows.png"), place.path("images"))
        let drawn = try generate("--run", run, "--out", sheet)
        #expect(drawn.output.hasSuffix("\n\(sheet): 8 × 10 images\n"), "\(drawn.output) \(drawn.errors)")
        let (ours, runs) = (try image(sheet), try image("\(run)/samples/fakes-000001.png"))
        #expect(Array(ours.pixels.suffix(runs.width * 480)) == Array(runs.pixels.suffix(runs.width * 480)))
        let asked = try generate(
            "--run", run, "--out", rows, "--label", "angle=0:22:3", "--label", "3,1", "--seeds", "0-1")
        #expect(asked.output.hasPrefix("note: angle 22 is outside the training range 0 ... 11\n"), "\(asked.output)")
        #expect(asked.output.hasSuffix("\n\(rows): 4 × 2 images\n"), "\(asked.output)")
        _ = try place.write("asked.csv", "size,angle\n2,0\n,7.5\n")
        let made = try generate(
            "images", "--run", run, "--out", folder, "--label-file", place.path("asked.csv"), "--per-class", "2")
        #expect(made.output.hasSuffix("\n\(folder): 2 × 2 images\n"), "\(made.output) \(made.errors)")
        #expect(
            String(decoding: try bytes("\(folder)/dataset.json"), as: UTF8.self) == """
                {"class_names": ["angle", "size"],
                "labels": [
                ["angle=0,size=2/seed000000.png", [0.0, 2.0]],
                ["angle=0,size=2/seed000001.png", [0.0, 2.0]],
                ["angle=7.5/seed000000.png", [7.5, 1.0]],
                ["angle=7.5/seed000001.png", [7.5, 1.0]]
                ]}

                """)
        let wrong = try generate("--run", run, "--label", "angel=3")
        #expect(wrong.status != 0)
        #expect(
            wrong.errors.contains(
                "the run has no component `angel`; it has: angle, size\n  fix: did you mean `angle`?; write for example `angle=5`"
            ))
        let mixing = try generate("mixing", "--run", run, "--label", "angle=1:2:2")
        #expect(mixing.errors.contains("ganzoo: --label needs one label; `angle=1:2:2` names 2"))
    }
}
