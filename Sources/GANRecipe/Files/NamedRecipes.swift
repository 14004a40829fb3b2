/// Recipes with names: those of a library.
package struct NamedRecipes: Sendable {
    /// Sorted.
    package let names: @Sendable () -> [String]
    /// The file of a recipe; nil if there is no recipe of that name.
    package let path: @Sendable (_ name: String) -> String?

    package init(names: @escaping @Sendable () -> [String], path: @escaping @Sendable (_ name: String) -> String?) {
        (self.names, self.path) = (names, path)
    }

    package static let none = NamedRecipes(names: { [] }, path: { _ in nil })
}
