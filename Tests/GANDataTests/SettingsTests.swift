import GANCore
import Testing

@testable import GANData

@Suite struct SettingsTests {
    private static let common = [
        "resolution", "fit", "resize", "channels", "background", "mirror", "classes", "subset", "labels", "long_tail",
        "on_bad_image", "memory", "disk_cache",
    ]
    private static let names = [
        "cifar10", "cifar100", "fashion_mnist", "idx", "image_archive", "image_folder", "list_file", "shapes",
    ]

    @Test(arguments: names) func everyDataSetHasTheCommonKeys(_ name: String) throws {
        let entry = try #require(ComponentCatalog.linked.entry(.dataset, name))
        #expect(entry.settings.map(\.name).suffix(Self.common.count) == Self.common[...])
    }

    /// What does not fit among the common keys is found wherever they are lent.
    @Test(
        arguments: [
            ("classes", ["a", "a"], "`data.classes`: it names `a` twice"),
            ("background", ["0", "0"], "`data.background`: it has 2 numbers, but a color has 3"),
            ("background", ["0", "0", "256"], "`data.background` is 256"),
            ("background", ["0", "0", "white"], "`data.background[2]` is `white`"),
        ]) func conflictsOfCommonKeysAreReported(_ key: String, _ values: [String], _ message: String) throws
    {
        let list = RecipeNode(.list(values.map { .scalar($0) }))
        let node = RecipeNode(
            .map([
                RecipeNode.Entry(key: "path", keyMark: nil, value: .scalar("images")),
                RecipeNode.Entry(key: key, keyMark: nil, value: list),
            ]))
        let problems = ProblemCollector()
        let reader = SettingReader(node, path: "data", catalog: .linked, problems: problems)
        _ = try #require(ComponentCatalog.linked.entry(.dataset, "image_folder")).choose(node.entries, reader)
        #expect(problems.problems.map(\.message) == [message])
    }
}
