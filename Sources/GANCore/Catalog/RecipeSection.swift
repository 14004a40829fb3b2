/// A group of settings under its own top-level key, such as `train`. The module that uses the section registers it, so that
/// the recipe reader knows its keys without depending on that module.
public protocol RecipeSection: ComponentSettings {
    /// The top-level key.
    static var name: String { get }
    static var summary: String { get }
    /// Keys that are required if a recipe has the section, although they have defaults for recipes without it.
    static var requiredKeys: [String] { get }
    /// Keys that belong to the component of another key of the section, which is the value here. A recipe that names another
    /// type of the component does not inherit them.
    static var keysOfComponents: [String: String] { get }
    /// Validates the section against the components after all are made.
    /// - Throws: `RecipeError` with the key that is wrong.
    func validate(_ composition: Composition) throws
    /// Changes the composition after validation and before training, for example which parameters are trained.
    /// - Throws: `RecipeError` with the key that is wrong.
    func apply(to composition: Composition) throws
}

extension RecipeSection {
    public static var requiredKeys: [String] { [] }
    public static var keysOfComponents: [String: String] { [:] }
    public func validate(_ composition: Composition) throws {}
    public func apply(to composition: Composition) throws {}
}
