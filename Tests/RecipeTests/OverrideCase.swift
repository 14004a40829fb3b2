import Testing

/// A wrong override of `Bad/base.yaml`, and what is said of it.
struct OverrideCase: Sendable, CustomTestStringConvertible {
    let overrides: [String]
    let expected: String

    init(_ overrides: String..., expected: String) { (self.overrides, self.expected) = (overrides, expected) }

    var testDescription: String { overrides.joined(separator: " ") }

    static let all: [OverrideCase] = []
}
