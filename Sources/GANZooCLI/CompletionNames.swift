import ArgumentParser
import GANRun

extension CompletionKind {
    /// The library's recipes. Files are left out: see `names`.
    static var recipe: CompletionKind { .names { _ in RecipeLibrary().names } }

    /// Names that the program offers, given the words typed so far. Every list of completions is built here.
    ///
    /// The bash script of ArgumentParser passes a list to `compgen -W`, which expands each word as if it had been typed: a recipe
    /// named `$(command).yaml` would run the command. So only plain names are offered, and never file names. The shell
    /// completes file names itself (`.file()` and `.directory`).
    static func names(_ names: @escaping @Sendable ([String]) -> [String]) -> CompletionKind {
        .custom { words, _, _ in names(words).filter(isPlainName) }
    }

    /// Whether no shell changes a name: its parts between slashes have only ASCII letters, digits, `_`, `-` and `.`, and none begins
    /// with `-` or `.`.
    static func isPlainName(_ name: String) -> Bool {
        name.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9_.\-]*(\/[A-Za-z0-9_][A-Za-z0-9_.\-]*)*/) != nil
    }
}
