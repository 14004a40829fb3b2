/// A group of settings under a top-level key of its own, such as `train`. Whoever uses it registers it, so that the reader of
/// recipes knows its keys without knowing its owner.
public protocol RecipeSection: ComponentSettings {
    /// The top-level key.
    static var name: String { get }
    static var summary: String { get }
    /// Keys that a recipe must give where it has the section, though they have a default for a recipe without it.
    static var requiredKeys: [String] { get }
    /// Checks itself against the components once all are made.
    /// - Throws: `RecipeError` that names one of the section's keys.
    func check(_ composition: Composition) throws
    /// Changes what was composed, once everything fits and before anything is made of it, such as which parameters train.
    /// - Throws: `RecipeError` that names one of the section's keys.
    func apply(to composition: Composition) throws
}

extension RecipeSection {
    public static var requiredKeys: [String] { [] }
    public func check(_ composition: Composition) throws {}
    public func apply(to composition: Composition) throws {}
}
