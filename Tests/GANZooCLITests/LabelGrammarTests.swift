import Foundation
import GANCore
import GANPictures
import GANTestSupport
import GANTrain
import Testing

@testable import GANRun

@Suite struct LabelGrammarTests {
    private static func attributes(_ names: [String] = ["round", "red", "a+b"]) -> LabelGrammar {
        LabelGrammar(
            DatasetInfo(
                count: 9, channels: 1, height: 4, width: 4, labelKind: .attributes, labelSize: 3, classNames: names),
            axes: [])
    }

    /// The medians are 10 and 0.5.
    private static func vectors(_ names: [String] = ["angle", "size"]) -> LabelGrammar {
        LabelGrammar(
            DatasetInfo(
                count: 3, channels: 1, height: 4, width: 4, labelKind: .vectors, labelSize: 2, classNames: names),
            axes: [LabelAxis([0, 10, 20]), LabelAxis([0.25, 0.5, 1])])
    }

    private func problem(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return "no error"
    }

    // MARK: Attributes

    @Test(
        arguments: [
            ("round", [1, 0, 0]), ("round+red", [1, 1, 0]), ("RED", [0, 1, 0]), ("2+0", [1, 0, 1]), ("a+b", [0, 0, 1]),
            ("none", [0, 0, 0]), (" round + red ", [1, 1, 0]),
        ] as [(String, [Float])]) func attributesAreJoined(_ text: String, _ label: [Float]) throws
    {
        #expect(try Self.attributes().rows(text).map(\.label) == [label])
    }

    @Test func anUnknownAttributeIsNamed() {
        #expect(
            problem { _ = try Self.attributes().rows("round+reed") }
                == "the run has no attribute `reed`; it has: round, red, a+b\n  fix: did you mean `red`?; join attributes as in `round+red`"
        )
        #expect(
            problem { _ = try Self.attributes().rows("3") }
                == "the run has no attribute `3`; it has: round, red, a+b\n  fix: join attributes as in `round+red`")
        #expect(
            problem { _ = try Self.attributes([]).rows("0,1") }
                == "the run has no attribute `0,1`; it has: numbers in 0 ... 2\n  fix: join attributes as in `0+1`")
    }

    // MARK: Vectors

    @Test(
        arguments: [
            ("angle=30,size=0.75", [[30, 0.75]]), ("30,0.75", [[30, 0.75]]), ("size=2", [[10, 2]]),
            ("0=-1.5", [[-1.5, 0.5]]),
            ("angle=0:360:3", [[0, 0.5], [180, 0.5], [360, 0.5]]), ("Angle=1, SIZE=1", [[1, 1]]),
            ("1:2:2,3:4:2", [[1, 3], [1, 4], [2, 3], [2, 4]]), ("angle=5:9:1", [[5, 0.5]]),
        ] as [(String, [[Float]])]) func vectorsHaveNamesPlacesAndRanges(_ text: String, _ labels: [[Float]]) throws
    {
        #expect(try Self.vectors().rows(text).map(\.label) == labels)
    }

    @Test func rowsAreNamedByWhatWasAsked() throws {
        #expect(try Self.vectors().rows("angle=0:1:3").map(\.name) == ["angle=0", "angle=0.5", "angle=1"])
        #expect(try Self.vectors([]).rows("0.1,2").map(\.name) == ["0.1,2"])
    }

    @Test(arguments: [
        (
            "angel=3",
            "the run has no component `angel`; it has: angle, size\n  fix: did you mean `angle`?; write for example `angle=10`"
        ),
        ("1,2,3", "`1,2,3` has 3 numbers, but labels of this run have 2\n  fix: give all 2, or name some: angle=10"),
        ("angle=1,2", "`2` has no name, but another component has one\n  fix: name all of them: angle=10"),
        ("angle=1,0=2", "`0` has two values\n  fix: give each component one value or range"),
        (
            "angle=red",
            "`red` is neither a number nor a range\n  fix: write a number, or first:last:count such as 0:1:5"
        ),
        (
            "angle=0:1",
            "`0:1` is neither a number nor a range\n  fix: write a number, or first:last:count such as 0:1:5"
        ),
        (
            "angle=nan",
            "`nan` is neither a number nor a range\n  fix: write a number, or first:last:count such as 0:1:5"
        ),
        (
            "angle=0:1:0",
            "`0:1:0` is neither a number nor a range\n  fix: write a number, or first:last:count such as 0:1:5"
        ),
        ("0:1:200,0:1:200", "`0:1:200,0:1:200` gives more than 10,000 labels\n  fix: use smaller ranges"),
    ]) func whatIsWrongIsSaid(_ text: String, _ words: String) {
        #expect(problem { _ = try Self.vectors().rows(text) } == words)
    }

    /// A run of an earlier version stores no medians.
    @Test func withoutMediansAllNumbersAreNeeded() throws {
        let info = DatasetInfo(count: 3, channels: 1, height: 4, width: 4, labelKind: .vectors, labelSize: 2)
        let grammar = LabelGrammar(info, axes: [])
        #expect(try grammar.rows("1=4,0=3").map(\.label) == [[3, 4]])
        #expect(
            problem { _ = try grammar.rows("1=4") }
                == "`1=4` gives no value of 0, and the run stores no median of it\n  fix: give all 2 numbers")
    }

    // MARK: Files

    private func choice(_ grammarKind: DatasetInfo.LabelKind) throws -> LabelChoice {
        let labels: TinyDataset.Labels = .init(rawValue: grammarKind.rawValue) ?? .none
        let composition = try tinyComposition { ($0.labelKind, $0.labelSize, $0.count) = (labels, 2, 64) }
        var info = composition.data.info
        info.classNames = ["round", "red"]
        return LabelChoice(DatasetInfoFile(info, sheet: try SampleSheet(composition: composition)))
    }

    private func labels(_ kind: DatasetInfo.LabelKind, _ name: String, _ text: String) throws -> [[Float]] {
        let place = try Workplace()
        let file = try place.write(name, text)
        do {
            return try choice(kind).rows(AskedLabels(file: file), atMost: 1, option: "--classes").map(\.label)
        } catch { throw RunError.unfit("\(error)".replacingOccurrences(of: place.folder.path + "/", with: "")) }
    }

    @Test func filesHaveALabelInEachLineOrATable() throws {
        #expect(try labels(.attributes, "a.txt", "round+red\r\n\r\nnone\n") == [[1, 1], [0, 0]])
        #expect(
            try labels(.attributes, "a.csv", "\u{FEFF}red,\"round\"\n1,0\n1,1\n0,\n") == [[0, 1], [1, 1], [0, 0]])
        #expect(try labels(.vectors, "v.txt", "round=1,red=-2\n0:1:2,5\n") == [[1, -2], [0, 5], [1, 5]])
        #expect(try labels(.vectors, "v.CSV", "red,round\n-2, 1\n3,4\n") == [[1, -2], [4, 3]])
        #expect(try labels(.classes, "c.txt", "red\n0\n") == [[0, 1], [1, 0]])
    }

    @Test(arguments: [
        (
            "attributes", "a.csv", "round,blue\n1,1\n",
            "a.csv, line 2: the run has no attribute `blue`; it has: round, red\n  fix: join attributes as in `round+red`"
        ),
        (
            "attributes", "a.csv", "round\n\n0.5\n",
            "a.csv, line 3: `0.5` of round is neither 0 nor 1\n  fix: use 1 for attributes that the image has"
        ),
        (
            "vectors", "v.csv", "round,red\n1\n",
            "v.csv, line 2: it has 1 cell, but the header has 2\n  fix: give each line as many cells as the header"
        ),
        (
            "vectors", "v.csv", "round,red\n1,0:1:3\n",
            "v.csv, line 2: a cell is a range\n  fix: give each cell one number"
        ),
        (
            "vectors", "v.csv", "round,red\n",
            "v.csv: it has no label\n  fix: write a label in each line, below a header"
        ),
        (
            "classes", "c.csv", "a\nred\n",
            "c.csv: classes have no table\n  fix: write the name of a class in each line of a text file"
        ),
        ("none", "c.txt", "red\n", "the run's data have no labels\n  fix: omit the labels"),
    ]) func wrongLinesAreNamed(_ kind: String, _ name: String, _ text: String, _ words: String) throws {
        let kind = try #require(DatasetInfo.LabelKind(rawValue: kind))
        #expect(problem { _ = try labels(kind, name, text) } == words)
    }

    // MARK: Notes

    @Test func whatTrainingDidNotShowIsNoted() throws {
        let vectors = try choice(.vectors)
        let range = vectors.axes[0].range
        let inside = try vectors.rows(AskedLabels(labels: ["round=0"]), atMost: 1, option: "")
        #expect(vectors.notes(about: inside) == [])
        let outside = try vectors.rows(AskedLabels(labels: ["round=90:91:2"]), atMost: 1, option: "")
        #expect(
            vectors.notes(about: outside) == [
                "round 90, 91 is outside the training range \(shortNumber(range.lowerBound)) ... \(shortNumber(range.upperBound))"
            ])
        let info = DatasetInfo(
            count: 4, channels: 1, height: 4, width: 4, labelKind: .attributes, labelSize: 2, classCounts: [4, 0],
            classNames: ["round", "red"])
        let attributes = LabelChoice(DatasetInfoFile(info))
        let rows = try attributes.rows(AskedLabels(labels: ["round", "round+red"]), atMost: 1, option: "")
        #expect(attributes.notes(about: rows) == ["no training image has the attribute red"])
        #expect(attributes.notes(about: [rows[0]]) == [])
    }
}
