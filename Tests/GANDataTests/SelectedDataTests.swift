import GANCore
import GANTensor
import Testing

@testable import GANData

/// All images of `shapes`, as a plugin's data set could return them: it knows nothing of selections.
private final class PluginStream: StreamedDataset {
    static let name = "plugin_stream"
    static let summary = "a data set for tests"
    let source: any SampleSource

    init(_ settings: NoSettings, _ build: BuildContext) throws { source = PluginSource(base: try allShapes()) }
}

/// The same images, read between steps.
private final class PluginData: Dataset {
    static let name = "plugin_data"
    static let summary = "a data set for tests"
    private let base: any SampleSource
    let info: DatasetInfo

    init(_ settings: NoSettings, _ build: BuildContext) throws {
        base = try allShapes()
        info = base.info
    }

    func samples(at indices: [Int]) throws -> Samples { Samples(try base.batch(at: indices)) }
    func labels(at indices: [Int]) -> Tensor {
        Tensor(base.labels(at: indices), shape: [indices.count, info.labelSize])
    }
}

private struct PluginSource: NamedSamples {
    let base: any SampleSource
    var info: DatasetInfo { base.info }
    func fingerprint() -> String? { "shapes" }
    func batch(at indices: [Int]) throws -> SampleBatch { try base.batch(at: indices) }
    func labels(at indices: [Int]) -> [Float] { base.labels(at: indices) }
    func place(of index: Int) -> String? { (base as? any NamedSamples)?.place(of: index) }
}

/// Data of another kind of label than classes, or with other labels than it announces.
private final class MislabeledData: Dataset {
    struct Settings: ComponentSettings {
        @Setting("kind of the labels") var kind = "attributes"
    }
    static let name = "odd_labels"
    static let summary = "a data set for tests"
    let info: DatasetInfo

    init(_ settings: Settings, _ build: BuildContext) {
        let kind = DatasetInfo.LabelKind(rawValue: settings.kind) ?? .none
        info = DatasetInfo(
            count: 4, channels: 1, height: 2, width: 2, labelKind: kind, labelSize: kind == .none ? 0 : 2,
            classCounts: kind == .attributes ? [4, 2] : [])
    }

    func samples(at indices: [Int]) -> Samples {
        Samples(images: .zeros([indices.count, 1, 2, 2]), labels: labels(at: indices))
    }
    func labels(at indices: [Int]) -> Tensor {
        Tensor(indices.flatMap { [1, Float($0 % 2)] }, shape: [indices.count, info.labelSize])
    }
}

private func allShapes() throws -> any SampleSource {
    var settings = Shapes.Settings()
    (settings.perClass, settings.images.resolution, settings.images.selection.longTail) = (30, 8, nil)
    return try Shapes(settings, emptyContext).source
}

/// Keys of a recipe's `data` block.
private struct Keys: CustomTestStringConvertible, Sendable {
    let entries: [(key: String, value: RecipeNode)]

    init(_ entries: (String, RecipeNode)...) { self.entries = entries.map { (key: $0.0, value: $0.1) } }

    var testDescription: String { entries.map { "\($0.key): \($0.value.inline)" }.joined(separator: ", ") }

    static func map(_ entries: (String, String)...) -> RecipeNode {
        RecipeNode(.map(entries.map { RecipeNode.Entry(key: $0.0, keyMark: nil, value: .scalar($0.1)) }))
    }
    static func list(_ values: String...) -> RecipeNode { RecipeNode(.list(values.map { .scalar($0) })) }
}

extension RecipeNode {
    fileprivate var inline: String {
        switch content {
        case .scalar(let text, _): text
        case .list(let nodes): "\(nodes.map(\.inline))"
        case .map(let entries): "\(entries.map { "\($0.key): \($0.value.inline)" })"
        }
    }
}

/// Which samples are used is the library's matter: every data set gives the same images, order and labels for the same keys.
@Suite struct SelectedDataTests {
    private static let catalog: ComponentCatalog = {
        var catalog = ComponentCatalog()
        catalog.add(Shapes.self)
        catalog.add(PluginStream.self)
        catalog.add(PluginData.self)
        catalog.add(MislabeledData.self)
        return catalog
    }()

    /// - Throws: the messages of the recipe's problems, or the error of opening.
    private func open(_ type: String, _ keys: Keys, order: [String] = []) throws -> any Dataset {
        var given = keys.entries
        if type == "shapes" {
            given += [("per_class", .scalar("30")), ("resolution", .scalar("8"))]
            if !given.contains(where: { $0.key == "long_tail" }) { given.append(("long_tail", .scalar("null"))) }
        }
        let entries = given.map { RecipeNode.Entry(key: $0.key, keyMark: nil, value: $0.value) }
        let problems = ProblemCollector()
        let node = RecipeNode(.map([.init(key: "type", keyMark: nil, value: .scalar(type))] + entries))
        let choice = SettingReader(node, path: "data", catalog: Self.catalog, problems: problems).component(.dataset)
        guard let choice, problems.count == 0 else {
            throw Refusal(words: problems.problems.map { "\($0.message) \($0.hint ?? "")" })
        }
        let info = emptyContext.data
        let made = try choice.make(BuildContext(path: "data", data: info, seed: 0, classOrder: order))
        return try #require(made as? any Dataset)
    }

    private struct Refusal: Error { let words: [String] }

    @Test(arguments: [
        Keys(), Keys(("mirror", .scalar("double"))), Keys(("mirror", .scalar("flip"))),
        Keys(("classes", Keys.list("white ring", "red circle"))),
        Keys(("subset", Keys.map(("per_class", "7"), ("seed", "3")))),
        Keys(("long_tail", Keys.map(("ratio", "10")))),
        Keys(("long_tail", Keys.map(("profile", "step"), ("ratio", "5"), ("seed", "1")))),
        Keys(("labels", .scalar("false"))), Keys(("labels", .scalar("compact"))),
        Keys(
            ("classes", Keys.list("white ring", "red circle")), ("subset", Keys.map(("per_class", "20"))),
            ("long_tail", Keys.map(("ratio", "4"))), ("mirror", .scalar("double"))),
        Keys(("long_tail", Keys.map(("ratio", "10"))), ("labels", .scalar("false"))),
    ]) fileprivate func everyDataSetSelectsAlike(_ keys: Keys) throws {
        let own = try #require(open("shapes", keys) as? any StreamedDataset).source
        let all = Array(0..<own.info.count)
        let expected = try own.batch(at: all)
        let stream = try #require(open("plugin_stream", keys) as? any StreamedDataset).source
        #expect(stream.info == own.info && stream.flipsInTraining == own.flipsInTraining)
        #expect(try stream.batch(at: all) == expected && stream.labels(at: all) == expected.labels)
        #expect(stream.warnings == own.warnings)
        func places(_ source: any SampleSource) -> [String?] {
            all.map { (source as? any NamedSamples)?.place(of: $0) }
        }
        #expect(places(stream) == places(own) && places(own).allSatisfy { $0 != nil })
        let plain = try open("plugin_data", keys)
        #expect(plain.info == own.info)
        let samples = try plain.samples(at: all)
        #expect(samples.images.scalars() == expected.images && samples.labels.scalars() == expected.labels)
        #expect(try plain.labels(at: all).scalars() == expected.labels)
        #expect((plain as? any PartialDataset)?.flipsInTraining ?? false == own.flipsInTraining)
    }

    @Test(arguments: [
        Keys(("classes", Keys.list("red circel"))), Keys(("classes", Keys.list("red circle", "red circle"))),
        Keys(("classes", RecipeNode(.list([])))), Keys(("long_tail", Keys.map(("ratio", "1000")))),
        Keys(("long_tail", Keys.map(("ratio", "0.5")))), Keys(("labels", .scalar("folders"))),
        Keys(("labels", .scalar("one_hot"))), Keys(("mirror", .scalar("both"))), Keys(("mirrors", .scalar("flip"))),
        Keys(("subset", Keys.map(("per_class", "0")))),
    ]) fileprivate func everyDataSetRefusesAlike(_ keys: Keys) throws {
        func words(_ type: String) throws -> String {
            let error = try #require(throws: (any Error).self) { try open(type, keys) }
            return "\(error)".replacing(type, with: "TYPE")
        }
        let own = try words("shapes")
        #expect(try words("plugin_stream") == own)
        #expect(try words("plugin_data") == own)
    }

    /// A resumed run keeps its classes' order, with a note.
    @Test(arguments: ["plugin_stream", "plugin_data"]) func classesKeepTheOrderOfARun(_ type: String) throws {
        let order = Array(try allShapes().info.classNames.reversed())
        let own = try open("shapes", Keys(), order: order)
        let data = try open(type, Keys(), order: order)
        #expect(data.info == own.info && data.info.classNames == order)
        #expect(try data.labels(at: [0, 299]).scalars(as: Float.self) == own.labels(at: [0, 299]).scalars())
        if let stream = data as? any StreamedDataset {
            #expect(
                stream.source.warnings.first?.hasPrefix("the classes have the order of the run: white ring") == true)
        }
    }

    /// A run is not resumed with another part of the data.
    @Test func everyPartHasItsOwnFingerprint() throws {
        let parts = [
            Keys(), Keys(("mirror", .scalar("double"))), Keys(("long_tail", Keys.map(("ratio", "10")))),
            Keys(("long_tail", Keys.map(("ratio", "10"), ("seed", "1")))), Keys(("labels", .scalar("false"))),
        ]
        let streams = try parts.map { try #require(open("plugin_stream", $0) as? any StreamedDataset).source }
        #expect(try Set(streams.map { try $0.fingerprint() }).count == parts.count)
        #expect(try streams[0].fingerprint() == "shapes")
        let plain = try parts.dropFirst().map { try #require(open("plugin_data", $0) as? any PartialDataset) }
        #expect(Set(plain.map(\.identity)).count == parts.count - 1)
    }

    @Test func labelsThatAreNoClassesAreNotSelected() throws {
        func words(_ kind: String, _ key: String, _ value: RecipeNode) -> String {
            message { _ = try open("odd_labels", Keys(("kind", .scalar(kind)), (key, value))) }
        }
        #expect(
            words("attributes", "subset", Keys.map(("seed", "1")))
                == "subset: it needs classes, but the data has none\n  fix: remove this key")
        // Two of the four images have the second attribute, and at a ratio of 100 none may be left.
        #expect(
            words("attributes", "long_tail", Keys.map(("seed", "1")))
                == "long_tail: nothing is left of attribute number 1\n  fix: use a lower ratio")
        #expect(
            words("classes", "mirror", .scalar("double"))
                == "`data`: `odd_labels` of module GANDataTests returned labels that are not one-hot; expected a single 1 in each row, as for classes\n  fix: use oneHot(classes:), or announce another labelKind"
        )
        let doubled = try open("odd_labels", Keys(("kind", .scalar("attributes")), ("mirror", .scalar("double"))))
        #expect(doubled.info.labelKind == .attributes && doubled.info.classCounts == [8, 4])
        #expect(doubled.info.imageCounts == [4, 2])
        let classes = message {
            _ = try open("odd_labels", Keys(("kind", .scalar("attributes")), ("labels", .scalar("one_hot"))))
        }
        #expect(classes.hasPrefix("labels: the label of image 1 is not one-hot"))
    }

    /// Recipes, the schema and completion take their keys from the catalog.
    @Test func everyDataSetHasTheKeys() throws {
        let keys = ["mirror", "classes", "subset", "labels", "long_tail"]
        for name in ["plugin_stream", "plugin_data", "shapes"] {
            let entry = try #require(Self.catalog.entry(.dataset, name))
            #expect(entry.settings.map(\.name).filter(keys.contains) == keys)
        }
    }
}
