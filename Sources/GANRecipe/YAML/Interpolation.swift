import GANCore

/// Puts in what a recipe's values may take from outside: `${env:NAME}`. `$${` stands for the two characters themselves.
struct Interpolation {
    let environment: [String: String]
    /// What `${recipe_dir}` of the first language stands for; nil where it is an error.
    var recipeFolder: String?
    /// Whether texts stay as they are written.
    var keepsText = false

    /// `text` with everything put in; what was put in is not looked at again.
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

    /// Whether `text` is one `${env:NAME}` and nothing else.
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
    /// What stands between the braces.
    case unknown(String)
    case unclosed
    /// `${recipe_dir}`, which the first language had.
    case recipeFolder

    var message: String {
        switch self {
        case .unset(let name): "the environment variable `\(name.shortened(to: 60))` is not set"
        case .unknown(let expression): "`${\(expression.shortened(to: 60))}` is not known"
        case .unclosed: "`${` without its `}`"
        case .recipeFolder: "`${recipe_dir}` is of `recipe: 1`"
        }
    }

    var hint: String {
        switch self {
        case .unset(let name): "export \(name.shortened(to: 60))=… before the run"
        case .recipeFolder: "remove it: a path in a recipe is relative to the recipe's file"
        case .unknown, .unclosed: "only `${env:NAME}` is replaced"
        }
    }

    var notes: [String] {
        switch self {
        case .unset, .recipeFolder: []
        case .unknown, .unclosed: ["`$${` stands for the two characters themselves"]
        }
    }
}
