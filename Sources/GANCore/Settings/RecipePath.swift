/// The path of a file or folder in a recipe: the value that `@Setting(path:)` reads and writes.
struct RecipePath {
    /// The path from the root or from the working folder of the process. It can be opened without changes.
    let text: String

    init(_ text: String) { self.text = text }

    /// - Parameters:
    ///   - text: absolute, or relative to `folder`.
    ///   - folder: relative to the working folder; `.` is the working folder.
    private init(_ text: String, in folder: String) {
        guard !text.hasPrefix("/"), folder != "." else {
            self.text = text
            return
        }
        let path = PathText.shortened(PathText.joined(folder, text))
        self.text = path.isEmpty ? "." : path
    }
}

extension RecipePath: SettingValue {
    static var settingType: SettingType { .path }

    /// Absolute, so that it has the same meaning in any file.
    var recipeNode: RecipeNode { .scalar(PathText.absolute(text), isQuoted: true) }

    static func read(_ reader: SettingReader) -> RecipePath? {
        guard case .scalar(let text, _) = reader.node.content, !reader.node.isNull, !text.isEmpty else {
            return reader.mismatch(settingType)
        }
        return RecipePath(text, in: reader.node.mark?.source.folder ?? ".")
    }
}

// MARK: - Settings

extension Setting where Value == String {
    /// The path of a file or folder that a recipe must give: `@Setting(path: "table of the classes") var table: String`.
    ///
    /// In a recipe's file, a relative path is relative to the folder of that file. In an override on the command line it is relative
    /// to the working folder. The property holds an absolute path or one relative to the working folder, so that it can be opened.
    public init(path help: String) { self.init(nil, path: help) }

    public init(wrappedValue: String, path help: String) { self.init(wrappedValue, path: help) }

    private init(_ value: String?, path help: String) {
        self.init(value, help, SettingForm(RecipePath.self, to: \.text, from: RecipePath.init))
    }
}

extension Setting where Value == String? {
    /// A setting that holds a path or nil.
    public init(wrappedValue: String?, path help: String) {
        self.init(
            wrappedValue, help,
            SettingForm(RecipePath?.self, to: { $0?.text }, from: { $0.map(RecipePath.init) }))
    }
}

extension Setting where Value == [String] {
    /// A setting that holds a list of paths.
    public init(wrappedValue: [String], path help: String) {
        self.init(
            wrappedValue, help,
            SettingForm([RecipePath].self, to: { $0.map(\.text) }, from: { $0.map(RecipePath.init) }))
    }
}
