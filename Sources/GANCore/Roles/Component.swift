/// Anything that a recipe can name. One type, one file, and one record that puts it into the catalog:
///
///     @section("ganzoo_components") @used
///     private let record: ComponentRecord = { ComponentCatalog.register(Drift.self) }
///
/// Components that hold weights or state are modules: a `@Parameter` trains, a `@Buffer` is saved.
public protocol Component: AnyObject, SendableMetatype {
    associatedtype Settings: ComponentSettings
    /// The word after `type:`; lower case with underscores.
    static var name: String { get }
    /// What it is or does, in one line.
    static var summary: String { get }
    /// The paper or code it follows; nothing where there is none.
    static var source: String? { get }
    /// - Throws: `RecipeError` when the settings do not fit the data or each other.
    init(_ settings: Settings, _ build: BuildContext) throws
}

extension Component {
    public static var source: String? { nil }
}
