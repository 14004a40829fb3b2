import Foundation
import GANCore
import GANRecipe

extension NamedRecipes {
    /// The recipe library, for `extends`.
    package static var library: NamedRecipes {
        let library = RecipeLibrary()
        return NamedRecipes(
            names: { library.names }, path: { library.names.contains($0) ? library.path(ofName: $0) : nil })
    }
}

/// The recipes that come with GANZoo.
package struct RecipeLibrary {
    /// The folder; nil if none was found.
    package let folder: URL?
    /// Why recipes that were found are not used; nil if that is not why there are none.
    package let refusal: Installation.Refusal?

    /// `GANZOO_RECIPES`, else the recipes of the installation.
    package init(
        _ installation: Installation = .current,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        if let named = environment["GANZOO_RECIPES"], !named.isEmpty {
            folder = URL(fileURLWithPath: named, isDirectory: true)
            refusal = nil
        } else {
            folder = installation.recipes.flatMap { FileManager.default.fileExists(atPath: $0.path) ? $0 : nil }
            refusal = installation.homeRefusal
        }
    }

    /// Sorted names without `.yaml`: `fashion_mnist_lt/noisy_twins`.
    package var names: [String] {
        guard let folder, let found = FileManager.default.enumerator(atPath: folder.path) else { return [] }
        return found.compactMap { $0 as? String }.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
            .sorted()
    }

    package func path(ofName name: String) -> String? { folder?.appendingPathComponent(name + ".yaml").path }

    /// The file of a recipe that is named by its path or by its name in the library. A name of the library means its recipe, as in `extends`,
    /// also if the working folder has a file of that name, which a stranger may have put there.
    package func file(for argument: String) throws -> String {
        let names = names
        if !argument.isFileOfRecipe, names.contains(argument), let path = path(ofName: argument) { return path }
        if FileManager.default.fileExists(atPath: argument) { return argument }
        let name = argument.hasSuffix(".yaml") ? String(argument.dropLast(5)) : argument
        if names.contains(name), let path = path(ofName: name) { return path }
        let sameEnding = names.filter { $0.split(separator: "/").last.map(String.init) == name }
        if sameEnding.count == 1, let path = path(ofName: sameEnding[0]) { return path }
        let meant = sameEnding.isEmpty ? nearestNames(to: name, among: names) : sameEnding
        let hint = meant.isEmpty ? "" : "; did you mean \(meant.map { "`\($0)`" }.joined(separator: " or "))?"
        throw RunError.unfit(
            "no file and no recipe of the library is named `\(argument)`\(hint)"
                + (refusal?.lines ?? "\n  `ganzoo recipe list` lists the recipes of the library"))
    }
}
