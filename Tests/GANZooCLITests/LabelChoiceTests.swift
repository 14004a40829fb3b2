import GANCore
import GANPictures
import GANRun
import GANTensor
import GANTestSupport
import GANTrain
import Testing

@testable import GANZooCLI

@Suite(.onChosenBackend) struct LabelChoiceTests {
    private static let names = ["T-shirt/top", "Trouser", "Coat, long", "sandal", "3"]

    private func choice(_ kind: DatasetInfo.LabelKind = .classes, names: [String] = names) throws -> LabelChoice {
        let labels: TinyDataset.Labels = kind == .none ? .none : .init(rawValue: kind.rawValue) ?? .none
        let composition = try tinyComposition { ($0.labelKind, $0.labelSize, $0.count) = (labels, 5, 64) }
        var info = composition.data.info
        if kind != .vectors, kind != .none { info.classNames = names }
        return LabelChoice(DatasetInfoFile(info, sheet: try SampleSheet(composition: composition)))
    }

    private func names(_ texts: [String], _ kind: DatasetInfo.LabelKind = .classes) throws -> [String] {
        try choice(kind).rows(named: texts, atMost: 3, option: "--classes").map(\.name)
    }

    /// All rows of so many classes took 1.6 GB.
    @Test(.measuresMemory) func oneOfManyClassesTakesLittleMemory() async {
        await #expect(processExitsWith: .success) {
            let info = DatasetInfo(
                count: 0, channels: 1, height: 1, width: 1, labelKind: .classes, labelSize: 20_000)
            let before = try peakMemory(reset: true)
            let choice = LabelChoice(DatasetInfoFile(info))
            let rows = try choice.rows(named: ["19999"], atMost: 1, option: "the classes") + choice.all(atMost: 2)
            #expect(rows.map(\.index) == [19_999, 0, 19_999] && rows[0].label.lastIndex(of: 1) == 19_999)
            let growth = try peakMemory() - before
            #expect(growth < 64 << 20, "\(growth)")
        }
    }

    /// The tiny data have 32, 16, 8, 4 and 4 images of their labels.
    @Test func showsASpreadByDefault() throws {
        #expect(try names([]) == ["T-shirt/top", "Coat, long", "3"])
    }

    @Test func takesNamesNumbersAndRanges() throws {
        #expect(try names(["Trouser,sandal"]) == ["Trouser", "sandal"])
        #expect(try names(["TROUSER"]) == ["Trouser"])
        #expect(try names(["T-shirt/top"]) == ["T-shirt/top"])
        #expect(try names(["Coat, long", "1"]) == ["Coat, long", "Trouser"])
        #expect(try names(["0-2"]) == ["T-shirt/top", "Trouser", "Coat, long"])
        #expect(try names(["4,0"]) == ["3", "T-shirt/top"])
    }

    /// A class that is called 3 is meant by it, not the class of number 3.
    @Test func namesComeBeforeNumbers() throws { #expect(try names(["3"]) == ["3"]) }

    @Test(arguments: [
        ("Trowser", "the run has no class `Trowser`\n  fix: did you mean `Trouser`?"),
        ("shirt", "the run has no class `shirt`\n  fix: did you mean `T-shirt/top`?"),
        (
            "5",
            "the run has no class `5`\n  fix: use numbers in 0 ... 4, or names: T-shirt/top, Trouser, Coat, long, sandal, 3"
        ),
        (
            "3-9",
            "the run has no class `5`\n  fix: use numbers in 0 ... 4, or names: T-shirt/top, Trouser, Coat, long, sandal, 3"
        ),
        (
            "a+b",
            "the run has no class `a+b`\n  fix: use numbers in 0 ... 4, or names: T-shirt/top, Trouser, Coat, long, sandal, 3"
        ),
    ]) func namesTheNearest(_ text: String, _ message: String) throws {
        #expect {
            try names([text])
        } throws: {
            $0 as? RunError == .unfit(message)
        }
    }

    /// Shown ones have a whole label of the data, combined ones what was asked for.
    @Test func attributesCombine() throws {
        let choice = try choice(.attributes)
        let rows = try choice.rows(named: ["Trouser", "Trouser+0", "3+1"], atMost: 3, option: "--classes")
        let data = try tinyComposition { ($0.labelKind, $0.labelSize, $0.count) = (.attributes, 5, 64) }.data
        let labels = try data.labels(at: Array(0..<64)).scalars(as: Float.self)
        let carried = (0..<64).map { Array(labels[5 * $0..<5 * $0 + 5]) }.filter { $0[1] == 1 }
        #expect(carried.contains(rows[0].label))
        #expect(rows.dropFirst().map(\.label) == [[1, 1, 0, 0, 0], [0, 1, 0, 0, 1]])
        #expect {
            try choice.rows(named: ["Trouser+hat"], atMost: 3, option: "--classes")
        } throws: {
            "\($0)".hasPrefix("the run has no attribute `hat`\n")
        }
    }

    @Test func vectorsHaveRowsOfSamples() throws {
        let named = try names(["0,7"], .vectors)
        #expect(Set(named).count == 2 && Set(named).isSubset(of: (0..<64).map { "sample \($0)" }))
        #expect {
            try names(["8"], .vectors)
        } throws: {
            "\($0)" == "the run has no row `8`\n  fix: use numbers in 0 ... 7"
        }
    }

    @Test func dataWithoutLabelsHaveNoClasses() throws {
        #expect(try names([], .none) == [""])
        #expect {
            try names(["1"], .none)
        } throws: {
            "\($0)" == "the run's data have no labels\n  fix: omit --classes"
        }
    }

    /// Names of folders are the labels' as far as they can be, and their order that of the numbers.
    @Test func foldersHaveSafeNames() {
        let names = [
            "T-shirt/top", "T-shirt_top", "..", ".hidden", "", "a\0b\n", String(repeating: "é", count: 300), "7",
            "a\u{202E}b",
        ]
        let rows = names.enumerated().map { LabelRow(name: $1, detail: "", label: [], index: $0) }
        #expect(
            ImageFolderWriter.folderNames(rows, digits: 3) == [
                "T-shirt_top", "T-shirt_top-1", "_..", "_.hidden", "004", "a_b_", String(repeating: "é", count: 100),
                "007", "a_b",
            ])
    }

    @Test func everyFolderHasANameOfItsOwn() {
        let rows = ["a-2", "a", "a", "a-2"].enumerated().map { LabelRow(name: $1, detail: "", label: [], index: $0) }
        #expect(ImageFolderWriter.folderNames(rows, digits: 1) == ["a-2", "a", "a-2-1", "a-2-3"])
    }
}

@Suite struct CapabilityTests {
    private func capabilities() throws -> GeneratorCapabilities {
        GeneratorCapabilities(try tinyComposition().generator, name: "tiny_generator")
    }

    /// The tiny generator has styles, and nothing more.
    @Test func saysWhatIsMissing() throws {
        let capabilities = try capabilities()
        try capabilities.checkStyles("mixing styles")
        try capabilities.check(NoiseMode.const, "noise")
        try capabilities.check(NoiseMode.none, "noise")
        #expect {
            try capabilities.checkTruncation("--truncation")
        } throws: {
            "\($0)"
                == """
                --truncation needs a generator with styles that can be truncated; the run's `tiny_generator` has none
                  fix: omit it, or use a run with such a generator
                """
        }
        #expect {
            try capabilities.check(NoiseMode.random, "--noise random")
        } throws: {
            "\($0)".hasPrefix("--noise random needs a generator with noise; the run's `tiny_generator`")
        }
    }
}
