/// A type that recipes can use by name: one type, one file, and one record that registers it in the catalog:
///
///     @section("ganzoo_components") @used
///     private let record: ComponentRecord = { ComponentCatalog.register(Drift.self) }
///
/// Components with weights or state are modules: a `@Parameter` is trained, a `@Buffer` is only saved.
public protocol Component: AnyObject, SendableMetatype {
    associatedtype Settings: ComponentSettings
    /// The value of `type:`: lower-case letters, digits and underscores.
    static var name: String { get }
    /// A line that says what the component is or does.
    static var summary: String { get }
    /// The paper or code that it implements; nil if there is none.
    static var source: String? { get }
    /// - Throws: `RecipeError` if the settings do not fit the data or each other.
    init(_ settings: Settings, _ build: BuildContext) throws
}

extension Component {
    public static var source: String? { nil }
}
