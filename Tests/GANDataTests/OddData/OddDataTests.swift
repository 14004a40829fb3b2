import GANCore
import GANTensor
import Testing

@testable import GANData

/// Data of other people, one odd thing a row: opened as a recipe would, and looked at as `ganzoo data check` does.
@Suite struct OddDataTests {
    @Test(arguments: OddCase.all) func isReadRightOrRefusedInWords(_ odd: OddCase) throws { try Self.check(odd) }

    static func check(_ odd: OddCase) throws {
        let folder = try TemporaryFolder()
        for file in odd.laid { try file.lay(in: folder.path) }
        switch odd.expected {
        case .refused(let text):
            let said = message { _ = try Self.read(Self.choice(odd, folder.path)) }
            #expect(matches(said.replacing(folder.path, with: "@"), text))
        case .read(let labels, let pixels, let notes):
            let choice = try Self.choice(odd, folder.path)
            let data = try Self.read(choice)
            Self.compare(data, with: labels)
            try Self.compare(data, with: pixels)
            let settings = try #require(choice.settings as? any ImageDatasetSettings)
            let inspection = try ImageInspection(try settings.labeledCollection(), settings.images) { _ in }
            #expect(inspection.notes.map { $0.text.replacing(folder.path, with: "@") } == notes)
        }
    }

    /// `*` in the expected text stands for the words of a library, which differ between its versions.
    private static func matches(_ said: String, _ text: String) -> Bool {
        guard let star = text.firstIndex(of: "*") else { return said == text }
        return said.hasPrefix(text[..<star]) && said.hasSuffix(text[text.index(after: star)...])
            && said.count >= text.count
    }

    @Test func everyRowHasItsOwnName() {
        let names = OddCase.all.map(\.testDescription)
        #expect(Set(names).count == names.count && names.count >= 80)
    }

    /// The data set that the row's path and keys name.
    private static func choice(_ odd: OddCase, _ folder: String) throws -> ComponentChoice {
        var keys = odd.keys.mapValues { $0.replacing("@", with: folder) }
        let path = odd.given.isEmpty ? folder : "\(folder)/\(odd.given)"
        let found = try keys["type"] == nil ? DetectedDataset(at: path) : nil
        let type = keys.removeValue(forKey: "type") ?? found?.type ?? ""
        keys.merge(found?.keys ?? ["path": path]) { own, _ in own }
        let entries = keys.sorted { $0.key < $1.key }.map {
            RecipeNode.Entry(key: $0.key, keyMark: nil, value: node($0.value))
        }
        let problems = ProblemCollector()
        let reader = SettingReader(
            RecipeNode(.map(entries)), path: "data", catalog: .linked, problems: problems)
        let choice = try #require(ComponentCatalog.linked.entry(.dataset, type)).choose(entries, reader)
        #expect(problems.problems.map(\.message) == [])
        return choice
    }

    private static func node(_ text: String) -> RecipeNode {
        guard text.hasPrefix("[") else { return .scalar(text) }
        return RecipeNode(.list(text.dropFirst().dropLast().split(separator: ", ").map { .scalar(String($0)) }))
    }

    private struct Read {
        let info: DatasetInfo
        /// [count, labelSize], row-major.
        let labels: [Float]
        let images: [SampleBatch]
    }

    private static func read(_ choice: ComponentChoice) throws -> Read {
        let data = try #require(try choice.make(emptyContext) as? any StreamedDataset)
        let indices = Array(0..<data.info.count)
        return Read(
            info: data.info, labels: data.source.labels(at: indices),
            images: try indices.map { try data.source.batch(at: [$0]) })
    }

    private static func compare(_ data: Read, with labels: OddLabels) {
        switch labels {
        case .none: #expect(data.info.labelKind == .none && data.labels.isEmpty)
        case .classes(let classes, let names):
            #expect(data.info.labelKind == .classes && data.info.classNames == names)
            #expect(data.labels == classes.flatMap { own in names.indices.map { $0 == own ? 1 : 0 } })
        case .vectors(let vectors):
            #expect(data.info.labelSize == vectors.first?.count && data.labels == vectors.flatMap(\.self))
        }
    }

    private static func compare(_ data: Read, with pixels: OddPixels) throws {
        switch pixels {
        case .levels(let levels):
            #expect(data.images.map { Set($0.images.map(level)) } == levels.map { [$0] })
        case .fixtures(let names): compare(data, with: try names.map(Fixtures.portable))
        case .images(let images): compare(data, with: images)
        case .near(let images, let tolerance): compare(data, with: images, tolerance)
        }
    }

    /// - Parameter tolerance: the largest difference in levels.
    private static func compare(_ data: Read, with images: [RasterImage], _ tolerance: Int = 0) {
        #expect(data.images.count == images.count)
        for (image, right) in zip(data.images, images) {
            #expect(image.shape == [1, right.channels, right.height, right.width])
            #expect(zip(image.images.map(level), right.planes).map { abs($0 - $1) }.max() ?? 0 <= tolerance)
        }
    }

    /// 0 ... 255 of -1 ... 1.
    private static func level(_ value: Float) -> Int { Int(((value + 1) * 127.5).rounded()) }
}

extension RasterImage {
    /// [channels, height, width].
    fileprivate var planes: [Int] {
        (0..<channels).flatMap { channel in
            stride(from: channel, to: pixels.count, by: channels).map { Int(pixels[$0]) }
        }
    }
}
