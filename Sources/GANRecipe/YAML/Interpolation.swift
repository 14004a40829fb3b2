import GANCore

/// Replaces `${env:NAME}`, the only expression that recipe values may contain. `$${` is the escape for `${`.
struct Interpolation {
    let environment: [String: String]
    /// The value of `${recipe_dir}` in the first language; nil if it is an error.
    var recipeFolder: String?
    /// Whether texts stay unchanged.
    var keepsText = false

    /// `text` with all expressions replaced. Inserted text is not expanded again.
    func resolve(_ text: String) throws(InterpolationError) -> String {
        guard !keepsText else { return text }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            if rest.starts(with: "$${".unicodeScalars) {
                result += "${".unicodeScalars
                rest = rest.dropFirst(3)
            } else if rest.starts(with: "${".unicodeScalars) {
                guard let end = rest.firstIndex(of: "}") else { throw .unclosed }
                result += try value(of: String(rest[..<end].dropFirst(2))).unicodeScalars
                rest = rest[end...].dropFirst()
            } else {
                result.append("$")
                rest = rest.dropFirst()
            }
        }
        return String(result + rest)
    }

    /// Whether `text` is exactly one `${env:NAME}`.
    static func isAllOf(_ text: String) -> Bool {
        text.hasPrefix("${env:") && text.unicodeScalars.firstIndex(of: "}") == text.unicodeScalars.indices.last
    }

    private func value(of expression: String) throws(InterpolationError) -> String {
        if expression == "recipe_dir" {
            guard let recipeFolder else { throw .recipeFolder }
            return recipeFolder
        }
        guard expression.hasPrefix("env:"), expression != "env:" else { throw .unknown(expression) }
        let name = String(expression.dropFirst(4))
        guard let value = environment[name] else { throw .unset(name) }
        return value
    }
}

enum InterpolationError: Error {
    /// An environment variable's name.
    case unset(String)
    /// The text between the braces.
    case unknown(String)
    case unclosed
    /// `${recipe_dir}` of the first language.
    case recipeFolder

    var message: String {
        switch self {
        case .unset(let name): "the environment variable `\(name.shortened(to: 60))` is not set"
        case .unknown(let expression): "`${\(expression.shortened(to: 60))}` is not a known expression"
        case .unclosed: "`${` has no closing `}`"
        case .recipeFolder: "`${recipe_dir}` belongs to `recipe: 1`"
        }
    }

    var hint: String {
        switch self {
        case .unset(let name): "export \(name.shortened(to: 60))=… before you start"
        case .recipeFolder: "remove it: a path in a recipe is relative to the recipe's file"
        case .unknown, .unclosed: "only `${env:NAME}` is replaced"
        }
    }

    var notes: [String] {
        switch self {
        case .unset, .recipeFolder: []
        case .unknown, .unclosed: ["`$${` is the escape for the two characters `${`"]
        }
    }
}
