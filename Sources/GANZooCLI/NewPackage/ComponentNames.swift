import GANCore

/// The names of a new component in recipes and in Swift.
struct ComponentNames {
    /// `logit_range`.
    let name: String

    /// - Throws: `CommandFailure` if the name is not valid.
    init(_ name: String) throws {
        self.name = name
        let words = name.split(separator: "_", omittingEmptySubsequences: false)
        guard words.allSatisfy(Self.isWord), name.first?.isNumber == false else {
            let proposal = Self.snakeCase(name)
            let hint = proposal.first?.isLetter == true ? ", such as `\(proposal)`" : ""
            throw CommandFailure.wrong(
                "ganzoo: `\(name)` is not a valid name of a component\n  fix: use lower-case words with single underscores between them\(hint)"
            )
        }
    }

    /// - Parameter words: names that the package's files use for other things.
    /// - Throws: `CommandFailure` if the name is in use.
    func checkFree(as role: ComponentRole, words: Set<String>) throws {
        if let other = ComponentCatalog.linked.entry(role, name) {
            throw CommandFailure.wrong(
                "ganzoo: the module \(other.module) already has \(role.article) \(role.rawValue) named `\(name)`\n  fix: choose another name"
            )
        }
        if Self.taken.union(words).contains(type) || Self.modules.contains(type) {
            throw CommandFailure.wrong(
                "ganzoo: the type and module for `\(name)` would be `\(type)`, which already exists\n  fix: choose another name"
            )
        }
    }

    /// `LogitRange`: the type and its module.
    var type: String { name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() }

    private static func isWord(_ word: Substring) -> Bool {
        !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber) }
    }

    /// `LogitRange`, `logit-range` and `Logit range` as `logit_range`.
    private static func snakeCase(_ text: String) -> String {
        let spaced = text.flatMap { character -> String in
            if character.isUppercase { return "_\(character.lowercased())" }
            return character.isASCII && (character.isLetter || character.isNumber) ? String(character) : "_"
        }
        return String(spaced).split(separator: "_").joined(separator: "_")
    }

    /// Modules of the linked components.
    private static var modules: Set<String> {
        Set(ComponentRole.allCases.flatMap { ComponentCatalog.linked.entries($0) }.map(\.module))
    }

    /// Words of the language, and its modules.
    private static let taken: Set<String> = [
        "Swift", "Foundation", "Self", "Type", "Any", "Protocol", "String", "Never",
    ]
}
