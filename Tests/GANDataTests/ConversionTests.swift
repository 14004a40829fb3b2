import Foundation
import GANCore
import GANTensor
import Testing

@testable import GANData

/// What is written reads back as it was, and nothing is ever replaced or left half-written.
@Suite struct ConversionTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ path: String) throws -> any SampleSource {
        var settings = ImageArchive.Settings()
        (settings.path, settings.images.channels) = (path, .stored)
        return try ImageArchive(settings, emptyContext).source
    }

    private func convert(_ source: any SampleSource, _ name: String) throws -> any SampleSource {
        try DataConversion(source) { _ in }.write(to: "\(folder.path)/\(name)")
        return try open("\(folder.path)/\(name)")
    }

    /// Three classes with names, the last without images, in 1100 images: more than a folder of the format holds.
    private func shapes() throws -> any SampleSource {
        var settings = Shapes.Settings()
        (settings.classCount, settings.perClass, settings.images.resolution) = (2, 550, 4)
        settings.images.selection.longTail = nil
        return try Shapes(settings, emptyContext).source
    }

    @Test(arguments: ["a.zip", "a"]) func readsBack(_ name: String) throws {
        let source = try shapes()
        let converted = try convert(source, name)
        #expect(converted.info == source.info)
        let all = Array(0..<source.info.count)
        #expect(try converted.batch(at: all) == source.batch(at: all))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
    }

    @Test func theSameContentIsTheSameBytes() throws {
        let source = try shapes()
        for name in ["a.zip", "b.zip"] { try DataConversion(source) { _ in }.write(to: "\(folder.path)/\(name)") }
        #expect(try FileBytes.read(folder.path + "/a.zip") == FileBytes.read(folder.path + "/b.zip"))
    }

    @Test func keepsVectorsAndWhatHasNoLabels() throws {
        try folder.write("in/a.png", pngBytes(7, channels: 1))
        try folder.write("in/b.png", pngBytes(8, channels: 1))
        try folder.write("in/dataset.json", text: #"{"labels": [["a.png", [0.1, -1e-7]], ["b.png", [3, 1]]]}"#)
        let vectors = try convert(open(folder.path + "/in"), "vectors.zip")
        #expect(vectors.info.labelKind == .vectors && vectors.info.channels == 1)
        #expect(vectors.labels(at: [0, 1]) == [0.1, -1e-7, 3, 1])
        try folder.write("in/dataset.json", text: #"{"labels": null}"#)
        let none = try convert(open(folder.path + "/in"), "none")
        #expect(none.info.labelKind == .none)
        #expect(try none.batch(at: [0, 1]).firstLevels == [7, 8])
    }

    /// Names of attributes and components are part of the data, too.
    @Test func keepsNamesOfVectors() throws {
        try folder.write("in/a.png", pngBytes(7, channels: 1))
        for (label, kind) in [("[1, 0]", DatasetInfo.LabelKind.attributes), ("[0.5, 3]", .vectors)] {
            let text = #"{"class_names": ["dark", "size"], "labels": [["a.png", \#(label)]]}"#
            try folder.write("in/dataset.json", text: text)
            let source = try open(folder.path + "/in")
            #expect(source.info.labelKind == kind && source.info.classNames == ["dark", "size"])
            #expect(try convert(source, "\(kind).zip").info.classNames == ["dark", "size"])
        }
    }

    @Test func namesAreQuoted() throws {
        try folder.write("in/a \"\\\u{1}/1.png", pngBytes(1))
        try folder.write("in/b/1.png", pngBytes(2))
        var settings = ImageFolder.Settings()
        settings.path = folder.path + "/in"
        let source = try ImageFolder(settings, emptyContext).source
        #expect(try convert(source, "out").info.classNames == ["a \"\\\u{1}", "b"])
    }

    @Test(arguments: ["a.zip", "a"]) func replacesNothing(_ name: String) throws {
        try folder.write(name, text: "kept")
        let said = message { _ = try convert(try shapes(), name) }.replacing(folder.path, with: "@")
        #expect(said == "@/\(name): it already exists\n  fix: choose another path, or remove it")
        #expect(try FileBytes.read("\(folder.path)/\(name)") == Array("kept".utf8))
    }

    @Test(arguments: ["a.zip", "a"]) func nothingStaysOfWhatFails(_ name: String) throws {
        for index in 0..<300 { try folder.write("in/\(1000 + index).png", pngBytes(1)) }
        try folder.write("in/1290.png", text: "no image")
        var settings = ImageFolder.Settings()
        settings.path = folder.path + "/in"
        let source = try ImageFolder(settings, emptyContext).source
        let said = message { _ = try convert(source, name) }.replacing(folder.path, with: "@")
        #expect(said.hasPrefix("@/in/1290.png: it has the format of no image that is read\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["in"])
    }

    @Test(arguments: ["none/a.zip", "none/a"]) func saysThatItCannotWrite(_ name: String) throws {
        let said = message { _ = try convert(try shapes(), name) }
        #expect(said.contains("No such file or directory") && said.contains("\n  fix: "), "\(said)")
    }

    /// A process that was killed leaves a file of libzip's in our folder.
    @Test(arguments: ["a.zip", "a"]) func theNextAttemptClearsWhatAnInterruptedOneLeft(_ name: String) throws {
        try folder.write(".12-34.partial/archive.zip.x1y2z3", text: "half")
        try DataConversion(try shapes()) { _ in }.write(to: "\(folder.path)/\(name)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
    }

    /// Folders of the user that have the names which earlier versions wrote to were removed.
    @Test(arguments: ["a.zip", "a"]) func whatIsNotOursStays(_ name: String) throws {
        let own = [".\(name).partial/mine", ".1-2.partial.d/mine", "1-2.partial/mine"]
        for file in own { try folder.write(file, text: "precious") }
        try DataConversion(try shapes()) { _ in }.write(to: "\(folder.path)/\(name)")
        for file in own { #expect(try FileBytes.read("\(folder.path)/\(file)") == Array("precious".utf8)) }
    }

    @Test(arguments: [2, 4]) func otherChannelsAreAnError(_ channels: Int) {
        let conversion = DataConversion(PlaneSource(channels: channels)) { _ in }
        let said = message { try conversion.write(to: folder.path + "/a") }
        #expect(
            said == "image 0: it has \(channels) channels, but PNG files are written with 1 or 3\n"
                + "  fix: set channels: rgb or channels: gray")
    }

    @Test func whatIsNotANumberIsBlack() throws {
        #expect(try convert(PlaneSource(channels: 1), "a").batch(at: [0]).firstLevels == [0])
    }

    /// One image of numbers that are none.
    private struct PlaneSource: SampleSource {
        let info: DatasetInfo

        init(channels: Int) {
            info = DatasetInfo(count: 1, channels: channels, height: 2, width: 2, labelKind: .none, labelSize: 0)
        }

        func labels(at indices: [Int]) -> [Float] { [] }
        func batch(at indices: [Int]) -> SampleBatch {
            let shape = Shape([1, info.channels, 2, 2])
            return SampleBatch(images: [Float](repeating: .nan, count: shape.count), shape: shape, labels: [])
        }
    }

    /// An archive that appears while another is written stays.
    @Test func whatAppearsMeanwhileStays() throws {
        let path = folder.path + "/a.zip"
        let conversion = DataConversion(try shapes()) { _ in try Data("kept".utf8).write(to: URL(fileURLWithPath: path))
        }
        #expect(message { try conversion.write(to: path) }.contains("it cannot be written (File exists)"))
        #expect(try FileBytes.read(path) == Array("kept".utf8))
    }
}
