/// What a component returned where its role promises something else.
public struct ContractViolation: Error, Hashable, CustomStringConvertible {
    /// "`mine` of module Mine".
    public let component: String
    /// "returned logits of shape [16, 1]".
    public let found: String
    /// "[16]: one logit for each image"; nil if `found` says it.
    public let expected: String?
    /// What the component's author can do.
    public let fix: String

    package init(_ component: any Component, _ found: String, expected: String? = nil, fix: String) {
        self.init(describing: Self.name(component), found, expected: expected, fix: fix)
    }

    package init(describing component: String, _ found: String, expected: String? = nil, fix: String) {
        (self.component, self.found, self.expected, self.fix) = (component, found, expected, fix)
    }

    package static func name(_ component: any Component) -> String {
        let type = type(of: (component as? any ComponentWrapper)?.wrapped ?? component)
        return "`\(type.name)` of module \(String(reflecting: type).prefix { $0 != "." })"
    }

    public var description: String {
        "\(component) \(found)" + (expected.map { "; expected \($0)" } ?? "") + "\n  fix: \(fix)"
    }
}
