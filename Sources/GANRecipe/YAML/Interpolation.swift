import GANCore

/// Replaces `${env:NAME}`, the only expression that recipe values may contain. `$${` is the escape for `${`.
struct Interpolation {
    let environment: [String: String]
    /// The value of `${recipe_dir}` in the first language; nil if it is an error.
    var recipeFolder: String?
    /// Whether texts stay unchanged.
    var keepsText = false
    /// Whether an expression stays as it is if its variable is not set. A run is opened without the data that its paths name.
    var keepsUnset = false

    /// `text` with all expressions replaced, and whether variables were among them. Inserted text is not expanded again.
    func resolve(_ text: String) throws(InterpolationError) -> (text: String, hasVariables: Bool) {
        guard !keepsText else { return (text, false) }
        var result = String.UnicodeScalarView()
        var hasVariables = false
        var rest = text.unicodeScalars[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            if rest.starts(with: "$${".unicodeScalars) {
                result += "${".unicodeScalars
                rest = rest.dropFirst(3)
            } else if rest.starts(with: "${".unicodeScalars) {
                guard let end = rest.firstIndex(of: "}") else { throw .unclosed }
                let expression = String(rest[..<end].dropFirst(2))
                hasVariables = hasVariables || expression.hasPrefix("env:")
                result += try value(of: expression).unicodeScalars
                rest = rest[end...].dropFirst()
            } else {
                result.append("$")
                rest = rest.dropFirst()
            }
        }
        return (String(result + rest), hasVariables)
    }

    private func value(of expression: String) throws(InterpolationError) -> String {
        if expression == "recipe_dir" {
            guard let recipeFolder else { throw .recipeFolder }
            return recipeFolder
        }
        guard expression.hasPrefix("env:"), expression != "env:" else { throw .unknown(expression) }
        let name = String(expression.dropFirst(4))
        if let value = environment[name] { return value }
        guard keepsUnset else { throw .unset(name) }
        return "${\(expression)}"
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
