import Foundation
import GANCore
import GANData
import GANRecipe

/// A data set that a recipe or a path names, not opened yet.
package struct DatasetReference {
    /// As the user named it.
    package let name: String
    private let choice: ComponentChoice
    /// Keys of the recipe that nobody wrote: a path on the command line stands for them.
    private let foundKeys: Set<String>
    /// What the recipe says of it, defaults left out.
    package let node: RecipeNode

    /// - Parameters:
    ///   - source: a recipe, or where images lie.
    ///   - overrides: `data.resolution=64`.
    /// - Throws: `RunError` with everything that is wrong.
    package init(_ source: String, overrides: [String]) throws {
        name = source
        let read: ReadRecipe
        if Self.isRecipe(source) {
            let path = try Self.recipe(source)
            read = Self.reader.read(path: path, overrides: overrides)
            foundKeys = []
        } else {
            let found: DetectedDataset
            do { found = try DetectedDataset(at: source) } catch { throw RunError.failed("\(error)") }
            read = Self.reader.read(text: found.recipe, name: source, folder: ".", overrides: overrides)
            foundKeys = Set(found.keys.keys)
        }
        (choice, node) = try Self.choose(read)
    }

    /// - Parameters:
    ///   - recipe: the text of one.
    ///   - name: for messages.
    /// - Throws: `RunError` with everything that is wrong.
    package init(recipe: String, name: String, overrides: [String]) throws {
        self.name = name
        foundKeys = []
        (choice, node) = try Self.choose(Self.reader.read(text: recipe, name: name, overrides: overrides))
    }

    /// What ends in .yaml, and what is no file or folder at all.
    private static func isRecipe(_ source: String) -> Bool {
        source.hasSuffix(".yaml") || source.hasSuffix(".yml") || !FileManager.default.fileExists(atPath: source)
    }

    private static func recipe(_ source: String) throws -> String {
        do { return try RecipeLibrary().file(for: source) } catch {
            throw RunError.failed(
                "\(source): there is no such file or folder, and no recipe of that name"
                    + "\n  fix: correct the path; `ganzoo recipe list` names the recipes")
        }
    }

    private static var reader: RecipeReader {
        RecipeReader(
            environment: ProcessInfo.processInfo.environment, layout: RecipeLayout(.linked), library: .library)
    }

    private static func choose(_ read: ReadRecipe) throws -> (ComponentChoice, RecipeNode) {
        let problems = ProblemCollector()
        for problem in read.problems { problems.add(problem) }
        guard let root = read.root, problems.count == 0 else {
            throw RunError.recipe(RecipeErrors(problems.problems).description)
        }
        let reader = SettingReader(root, path: "", catalog: .linked, problems: problems)
        reader.reportUnknownKeys(root.entries, known: RecipeChecker(.linked).topLevelKeys)
        guard let data = root["data"] else { throw RunError.unfit("the recipe has no `data`") }
        let choice = reader.child("data", data).component(.dataset)
        guard let choice, problems.count == 0 else {
            throw RunError.recipe(RecipeErrors(problems.problems).description)
        }
        return (choice, data)
    }

    /// In recipes.
    package var type: String { choice.name }

    /// Its settings, for a set of images that can be looked at one by one; plugins may bring others.
    package var imageSettings: (any ImageDatasetSettings)? { choice.settings as? any ImageDatasetSettings }

    /// What opening the data threw, with the key of the recipe that it is about, if somebody wrote one.
    package func failure(_ error: any Error) -> RunError {
        guard let error = error as? RecipeError else { return .failed("\(error)") }
        let place =
            foundKeys.contains(error.key) ? "" : ["data", error.key].filter { !$0.isEmpty }.joined(separator: ".")
        return .failed((place.isEmpty ? "" : "\(place): ") + "\(error.problem)\n  fix: \(error.fix)")
    }

    /// The data set as training would have it.
    /// - Parameters:
    ///   - classOrder: names of a run's classes, in its order; data of the same classes keep to it.
    ///   - warns: whether warnings go to the log.
    ///   - report: hears how far the work on the data has come.
    /// - Throws: `RunError`.
    package func open(
        classOrder: [String] = [], warns: Bool = true, report: @escaping PreparationReport
    ) throws -> any Dataset {
        let data: (any Component)
        do {
            let facts = DatasetInfo(count: 0, channels: 0, height: 0, width: 0, labelKind: .none, labelSize: 0)
            data = try choice.make(
                BuildContext(path: "data", data: facts, seed: 0, classOrder: classOrder, report: report))
        } catch { throw failure(error) }
        guard let data = data as? any Dataset else {
            throw RunError.failed("`\(choice.name)` is no data set")
        }
        if warns { for line in DataWarnings(data).lines { Log.warning(line) } }
        return data
    }
}

extension DetectedDataset {
    /// A recipe that names nothing else.
    fileprivate var recipe: String {
        func entry(_ key: String, _ value: RecipeNode) -> RecipeNode.Entry {
            RecipeNode.Entry(key: key, keyMark: nil, value: value)
        }
        let own = keys.sorted { $0.key < $1.key }.map { entry($0.key, .scalar($0.value, isQuoted: true)) }
        let data = RecipeNode(.map([entry("type", .scalar(type))] + own))
        return RecipeWriter().text(RecipeNode(.map([entry("recipe", .scalar("2")), entry("data", data)])))
    }
}
