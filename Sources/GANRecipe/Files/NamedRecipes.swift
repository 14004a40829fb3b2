/// Recipes that have a name: those of a library.
package struct NamedRecipes: Sendable {
    /// In order.
    package let names: @Sendable () -> [String]
    /// The file of a name; nil where there is no such recipe.
    package let path: @Sendable (_ name: String) -> String?

    package init(names: @escaping @Sendable () -> [String], path: @escaping @Sendable (_ name: String) -> String?) {
        (self.names, self.path) = (names, path)
    }

    package static let none = NamedRecipes(names: { [] }, path: { _ in nil })
}
