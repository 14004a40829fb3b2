/// A group of settings under a top-level key of its own, such as `train`. Whoever uses it registers it, so that the reader of
/// recipes knows its keys without knowing its owner.
public protocol RecipeSection: ComponentSettings {
    /// The top-level key.
    static var name: String { get }
    static var summary: String { get }
}
