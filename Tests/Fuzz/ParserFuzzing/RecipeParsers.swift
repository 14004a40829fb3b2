import GANCore
import GANRecipe

extension FuzzedParser {
    static let recipes = [
        FuzzedParser("recipe") { _ in readRecipe },
        FuzzedParser("override") { _ in readOverride },
        FuzzedParser("recipe-keys") { folder in
            let loader = RecipeLoader(.linked)
            return { input in
                let text = String(decoding: input, as: UTF8.self)
                _ = try loader.check(text: text, name: "r.yaml", folder: folder)
            }
        },
        FuzzedParser("upgrade") { _ in
            { input in
                let files = MemoryRecipeFiles(["r.yaml": input])
                _ = try RecipeUpgrade(.linked, environment: ["NAME": "value"], files: files).upgrade("r.yaml")
            }
        },
    ]
}

/// One input: parts separated by U+0001, which no YAML text may hold. The first is the recipe, those that begin with `=` are
/// overrides without it, the others are the files `a.yaml`, `b.yaml` … that it may extend.
private func readRecipe(_ input: [UInt8]) throws {
    let parts = input.split(separator: 1, maxSplits: 8, omittingEmptySubsequences: false).map { Array($0) }
    let overrides = parts.dropFirst().filter { $0.first == UInt8(ascii: "=") }
    let parents = parts.dropFirst().filter { $0.first != UInt8(ascii: "=") }
    var files = ["r.yaml": parts.first ?? []]
    for (name, parent) in zip("abcdefgh", parents) { files["\(name).yaml"] = parent }
    try read(files, overrides.map { String(decoding: $0.dropFirst(), as: UTF8.self) })
}

/// One input: an override.
private func readOverride(_ input: [UInt8]) throws {
    let recipe = "recipe: 2\nseed: 0\nloss: logistic\nregularizers: {r1: {weight: 1, every: 16}}\nlist: [a, {b: c}]\n"
    try read(["r.yaml": Array(recipe.utf8)], [String(decoding: input, as: UTF8.self)])
}

private func read(_ files: [String: [UInt8]], _ overrides: [String]) throws {
    let reader = RecipeReader(environment: environment, files: MemoryRecipeFiles(files))
    let recipe = reader.read(path: "r.yaml", overrides: overrides)
    check(recipe)
    guard recipe.problems.isEmpty else { throw Refusal(description: "\(recipe.errors)") }
}

/// Values of it stay references in what is written.
private let environment = ["NAME": "value ${x}"]

/// What must hold for every input.
private func check(_ recipe: ReadRecipe) {
    guard recipe.errors.description.utf8.count < 1 << 20 else { fatalError("endless messages") }
    guard recipe.root != nil || !recipe.problems.isEmpty else { fatalError("nothing read, and no word about it") }
    // An override can set the first language, which no file may have.
    guard let root = recipe.root, root["recipe"]?.inlineText != "1" else { return }
    let text = RecipeWriter(showsOrigins: true).text(root)
    let layout = RecipeLayout(components: [], componentMaps: [])
    let reader = RecipeReader(environment: environment, layout: layout, files: MemoryRecipeFiles([:]))
    let again = reader.read(text: text, name: "w.yaml")
    guard text.utf8.count <= RecipeLimits.fileSize, !root.entries.isEmpty else { return }
    guard let copy = again.root else {
        fatalError("cannot read back\n\(text)\n\(again.errors)")
    }
    guard RecipeWriter().text(copy) == RecipeWriter().text(root) else {
        fatalError("reads back as something else\n\(text)")
    }
}
