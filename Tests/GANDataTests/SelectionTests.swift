import GANCore
import Testing

@testable import GANData

/// Images of one pixel, image i of level i.
private struct Levels: ImageReader {
    func image(at index: Int) -> StoredImage {
        StoredImage(RasterImage(width: 2, height: 1, channels: 1, pixels: [UInt8(index), 255]))
    }
    func place(of index: Int) -> String { "\(index)" }
    var root: String? { nil }
    func contents(of positions: [Int32], _ hashes: FileHashes, _ report: PreparationReport) -> [UInt64] { [] }
}

@Suite struct SelectionTests {
    private func source(
        _ labels: SampleLabels = .classes([0, 1, 2, 0, 1, 2], names: ["a", "b", "c"]),
        _ change: (inout ImageSettings) -> Void
    ) throws -> ImageSource {
        var settings = ImageSettings(channels: .stored)
        change(&settings)
        return try ImageSource(ImageCollection(reader: Levels(), labels: labels), settings)
    }

    @Test func classesAreKeptInTheirNewOrder() throws {
        let source = try source { $0.selection.classes = ["c", "a"] }
        #expect(source.info.classNames == ["c", "a"] && source.info.classCounts == [2, 2])
        let batch = try source.batch(at: [0, 1])
        #expect(batch.labels == [0, 1, 1, 0])
        #expect(batch.images == [-1, 1, Float(2) / 127.5 - 1, 1])
    }

    /// Each sample says which image it is, also a mirrored copy.
    @Test func samplesKnowTheirFiles() throws {
        let source = try source { settings in
            settings.selection.classes = ["c", "a"]
            settings.selection.mirror = .double
        }
        #expect((0..<source.info.count).map(source.place(of:)) == ["0", "2", "3", "5", "0", "2", "3", "5"])
    }

    @Test func subsetsKeepAFewOfEachClass() throws {
        let labels = SampleLabels.classes((0..<40).map { $0 % 4 == 0 ? 1 : 0 }, names: ["a", "b"])
        func levels(_ perClass: Int, seed: Int = 0) throws -> [Float] {
            let source = try source(labels) { settings in
                var subset = SubsetSettings()
                (subset.perClass, subset.seed) = (perClass, seed)
                settings.selection.subset = subset
            }
            #expect(source.info.classCounts == [min(perClass, 30), min(perClass, 10)])
            let images = try source.batch(at: Array(0..<source.info.count)).images
            return stride(from: 0, to: images.count, by: 2).map { images[$0] }
        }
        #expect(try Set(levels(3)).isSubset(of: levels(7)))
        #expect(try levels(20) != levels(20, seed: 1))
        #expect(try levels(20).count == 30)
    }

    /// What takes the last image of a class is named.
    @Test func nothingLeftOfAClassIsBlamedOnItsCause() {
        let labels = SampleLabels.classes([0, 1, 1], names: ["a", "b"])
        let error = #expect(throws: RecipeError.self) {
            _ = try source(labels) { settings in
                settings.selection.subset = SubsetSettings()
                settings.selection.subset?.perClass = 0
            }
        }
        #expect(error?.description == "subset: nothing is left of a, b\n  fix: keep at least one image of each class")
    }

    @Test func doublesWithMirroredCopies() throws {
        let source = try source { $0.selection.mirror = .double }
        #expect(source.info.count == 12 && source.info.classCounts == [4, 4, 4] && !source.flipsInTraining)
        #expect(source.info.copies == 2 && source.info.imageCounts == [2, 2, 2])
        let batch = try source.batch(at: [0, 6])
        #expect(batch.images == [-1, 1, 1, -1] && batch.labels == [1, 0, 0, 1, 0, 0])
    }

    @Test func flipLeavesTheSetAsItIs() throws {
        let source = try source { $0.selection.mirror = .flip }
        #expect(source.info.count == 6 && source.flipsInTraining)
    }

    @Test func labelsCanBeDropped() throws {
        let source = try source { $0.selection.labels = false }
        #expect(source.info.labelKind == .none && source.info.labelSize == 0 && source.info.classCounts.isEmpty)
        #expect(try source.batch(at: [3]).labels.isEmpty)
    }

    @Test func vectorsOfZeroAndOneAreAttributes() throws {
        let attributes = try source(.vectors([[1, 0], [1, 1]])) { _ in }
        #expect(attributes.info.labelKind == .attributes && attributes.info.classCounts == [2, 1])
        let vectors = try source(.vectors([[0.5, 0], [1, 1]])) { _ in }
        #expect(vectors.info.labelKind == .vectors && vectors.info.labelSize == 2)
        #expect(try vectors.batch(at: [1, 0]).labels == [1, 1, 0.5, 0])
    }

    /// Of 100 images all have attribute 0, 40 others attribute 1, and another 40 attribute 2. With a ratio of 10 at most 100, 31 and 10
    /// are kept, so 31 + 10 + 20 images are left. Images without attributes stay.
    @Test func attributesCanHaveALongTail() throws {
        let labels = (0..<100).map { index -> [Float] in
            [1, index % 5 < 2 ? 1 : 0, (2...3).contains(index % 5) ? 1 : 0]
        }
        var longTail = LongTailSettings()
        longTail.ratio = 10
        let kept = try source(.vectors(labels)) { $0.selection.longTail = longTail }
        #expect(kept.info.classCounts == [61, 31, 10] && kept.info.count == 61)
        let again = try source(.vectors(labels)) { $0.selection.longTail = longTail }
        #expect(kept.labels(at: Array(0..<61)) == again.labels(at: Array(0..<61)))
        let plain = try source(.vectors(labels + [[Float]](repeating: [0, 0, 0], count: 7))) {
            $0.selection.longTail = longTail
        }
        #expect(plain.info.classCounts == [61, 31, 10] && plain.info.count == 68)
    }

    @Test func imagesAreReadAgainWhenMemoryIsShort() throws {
        let source = try source { $0.memory = 0 }
        #expect(try source.batch(at: [4]) == source.batch(at: [4]))
    }

    /// Key, problem and fix.
    @Test func saysWhatDoesNotFit() {
        #expect(
            message { _ = try source { $0.selection.classes = ["a", "bb"] } }
                == "classes: there is no class `bb`\n  fix: did you mean `b`?")
        #expect(
            message { _ = try source(.none(count: 3)) { $0.selection.longTail = LongTailSettings() } }
                == "long_tail: it needs classes or attributes, but the data has none\n  fix: remove this key")
        var settings = ImageSettings()
        settings.selection.classes = ["a", "a"]
        #expect(settings.selection.conflicts().map(\.problem) == ["it names `a` twice"])
    }
}
