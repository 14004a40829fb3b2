import GANCore
import GANRecipe

/// The seeds of a sweep, and the recipe keys that get the seed of each run.
package struct SweepSeeds: Hashable, Sendable {
    package let numbers: [Int]
    /// Keys besides `seed`, such as `data.long_tail.seed`.
    package let keys: [String]

    /// - Parameter keys: may contain `seed`, which gets the seed in any case.
    package init(_ numbers: [Int], keys: [String] = []) {
        self.numbers = numbers
        self.keys = keys.filter { $0 != "seed" }
    }

    /// Overrides of a recipe, for the run with this seed.
    func overrides(_ seed: Int) -> [String] { (keys + ["seed"]).map { "\($0)=\(seed)" } }

    /// - Throws: `RunError` if the grid changes a key that gets the seed, or a key is named twice.
    func check(_ grid: SweepGrid) throws {
        for (index, key) in keys.enumerated() {
            if keys[..<index].contains(key) {
                throw RunError.unfit("`\(key)` is named twice to get the seed\n  fix: name it once")
            }
            if grid.axes.contains(where: { $0.key == key }) {
                throw RunError.unfit(
                    "`\(key)` gets the seed of each run, so the grid cannot change it\n  fix: remove it from one of them"
                )
            }
        }
    }

    /// Checks that the recipe has the keys. To set one of them anyway would turn on what it belongs to: a long tail, for example.
    /// - Parameter overrides: of the recipe, without those of the seed.
    /// - Throws: `RunError`.
    func check(_ recipe: String, _ overrides: [String]) throws {
        guard !keys.isEmpty else { return }
        let root = try Recipe(recipe, overrides: overrides).checked.resolved
        for key in keys {
            let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            let value = parts.reduce(RecipeNode?.some(root)) { node, part in node?[part] }
            guard let value, value.entries.isEmpty else {
                throw RunError.unfit(
                    "`\(key)` cannot get the seed: the recipe has no such number\n  fix: correct the key, or remove it")
            }
        }
    }
}
