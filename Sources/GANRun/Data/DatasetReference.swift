import Foundation
import GANCore
import GANData
import GANModule
import GANRecipe
import GANTrain

/// A data set that a recipe or a path names. It is not opened yet.
package struct DatasetReference {
    /// The name that the user gave.
    package let name: String
    private let choice: ComponentChoice
    /// Keys that come from a path on the command line and not from a recipe. Messages do not name them.
    private let foundKeys: Set<String>
    /// The recipe's `data` block, without defaults.
    package let node: RecipeNode
    private let overrides: [String]

    /// - Parameters:
    ///   - source: a recipe, or a path of images.
    ///   - overrides: such as `data.resolution=64`.
    /// - Throws: `RunError` with all problems.
    package init(_ source: String, overrides: [String]) throws {
        (name, self.overrides) = (source, overrides)
        let read: ReadRecipe
        if Self.isRecipe(source) {
            let path = try Self.recipe(source)
            read = Self.reader.read(path: path, overrides: overrides)
            foundKeys = []
        } else {
            let found: DetectedDataset
            do { found = try DetectedDataset(at: source) } catch { throw RunError.failed(error.words) }
            read = Self.reader.read(text: found.recipe, name: source, folder: ".", overrides: overrides)
            foundKeys = Set(found.keys.keys)
        }
        (choice, node) = try Self.choose(read)
    }

    /// - Parameters:
    ///   - recipe: the text of a recipe.
    ///   - name: the recipe's name in messages.
    /// - Throws: `RunError` with all problems.
    package init(recipe: String, name: String, overrides: [String]) throws {
        (self.name, self.overrides) = (name, overrides)
        foundKeys = []
        (choice, node) = try Self.choose(Self.reader.read(text: recipe, name: name, overrides: overrides))
    }

    /// Data of a run that a stranger may have trained: neither files that its recipe extends are read, nor variables of the environment.
    /// - Parameters:
    ///   - recipe: the text of the recipe.
    ///   - name: the path of its file.
    /// - Throws: `RunError` with all problems.
    init(alone recipe: String, name: String, overrides: [String]) throws {
        (self.name, self.overrides) = (name, overrides)
        foundKeys = []
        (choice, node) = try Self.choose(RecipeLoader(.linked).read(alone: recipe, name: name, overrides: overrides))
    }

    /// Whether the source is a recipe: it ends in .yaml, or no file or folder has that name.
    package static func isRecipe(_ source: String) -> Bool {
        source.hasSuffix(".yaml") || source.hasSuffix(".yml") || !FileManager.default.fileExists(atPath: source)
    }

    private static func recipe(_ source: String) throws -> String {
        do { return try RecipeLibrary().file(for: source) } catch {
            throw RunError.failed(
                "\(source): no file, folder or recipe has this name"
                    + "\n  fix: correct the path; `ganzoo recipe list` lists the recipes")
        }
    }

    private static var reader: RecipeReader {
        RecipeReader(
            environment: ProcessInfo.processInfo.environment, layout: RecipeLayout(.linked), library: .library)
    }

    private static func choose(_ read: ReadRecipe) throws -> (ComponentChoice, RecipeNode) {
        let problems = ProblemCollector(read.found)
        guard let root = read.root, problems.count == 0 else {
            throw RunError(problems.errors)
        }
        let reader = SettingReader(root, path: "", catalog: .linked, problems: problems)
        reader.reportUnknownKeys(root.entries, known: RecipeChecker(.linked).topLevelKeys)
        guard let data = root["data"] else { throw RunError.unfit("the recipe has no `data`") }
        let choice = reader.child("data", data).component(.dataset)
        guard let choice, problems.count == 0 else {
            throw RunError(problems.errors)
        }
        return (choice, data)
    }

    /// The data set's type in recipes.
    package var type: String { choice.name }

    /// Whether it is the training part of data that have a test part, too.
    package var hasTestPart: Bool {
        guard case .scalar(let part, _)? = choice.node["split"]?.content else { return false }
        return part == DataSplit.train.rawValue
    }

    /// The other splits of the same data, by name: of a published data set, or folders and files beside the data's own with
    /// names such as `train` and `test`. Those that cannot be read are left out.
    package func otherSplits() -> [(name: String, data: DatasetReference)] {
        let changed = { try DatasetReference(name, overrides: overrides + $0) }
        guard case .scalar(let part, _)? = choice.node["split"]?.content else {
            return siblings.compactMap { sibling in
                let data =
                    Self.isRecipe(name)
                    ? try? changed(["data.path=" + RecipeWriter.value(sibling.path)])
                    : try? DatasetReference(sibling.path, overrides: overrides)
                return data.map { (sibling.name, $0) }
            }
        }
        let other = part == DataSplit.train.rawValue ? DataSplit.test : .train
        let whole = ["long_tail", "subset"].filter { node[$0] != nil }.map { "data.\($0)=null" }
        return (try? changed(["data.split=\(other.rawValue)"] + whole)).map { [(other.rawValue, $0)] } ?? []
    }

    private var siblings: [SplitSibling] {
        guard case .scalar(let path, _)? = choice.node["path"]?.content else { return [] }
        return SplitSibling.all(beside: Self.isRecipe(name) ? path : name)
    }

    /// The settings of a data set with single images; nil for other kinds, which plugins may define.
    package var imageSettings: (any ImageDatasetSettings)? { choice.settings as? any ImageDatasetSettings }

    /// An error of opening the data, with the recipe key that it is about, if the recipe has that key.
    package func failure(_ error: any Error) -> RunError {
        guard let error = error as? RecipeError else { return .failed("\(error)") }
        let place =
            foundKeys.contains(error.key) ? "" : ["data", error.key].filter { !$0.isEmpty }.joined(separator: ".")
        return .failed((place.isEmpty ? "" : "\(place): ") + "\(error.problem)\n  fix: \(error.fix)")
    }

    /// Opens the data set as training does.
    /// - Parameters:
    ///   - classOrder: class names of an existing run; data with the same classes use this order.
    ///   - warns: whether warnings are logged.
    ///   - report: called with the progress of reading the data.
    /// - Throws: `RunError`.
    package func open(
        classOrder: [String] = [], warns: Bool = true, report: @escaping PreparationReport
    ) throws -> any Dataset {
        let data: (any Component)
        do {
            let info = DatasetInfo(count: 0, channels: 0, height: 0, width: 0, labelKind: .none, labelSize: 0)
            data = try choice.make(
                BuildContext(path: "data", data: info, seed: 0, classOrder: classOrder, report: report))
        } catch { throw error.isFromOutside ? error : failure(error) }
        guard let data = data as? any Dataset else {
            throw RunError.failed("`\(choice.name)` is not a data set")
        }
        if warns { for line in DataWarnings(data).lines { Log.warning(line) } }
        return data
    }
}

extension DetectedDataset {
    /// A recipe with these data and nothing else.
    fileprivate var recipe: String {
        func entry(_ key: String, _ value: RecipeNode) -> RecipeNode.Entry {
            RecipeNode.Entry(key: key, keyMark: nil, value: value)
        }
        let own = keys.sorted { $0.key < $1.key }.map { entry($0.key, .scalar($0.value, isQuoted: true)) }
        let data = RecipeNode(.map([entry("type", .scalar(type))] + own))
        return RecipeWriter().text(RecipeNode(.map([entry("recipe", .scalar("2")), entry("data", data)])))
    }
}
