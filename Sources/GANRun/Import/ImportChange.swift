/// A value that the user gives where no tensor shows one: `generator.conv_clamp=256`.
package struct ImportChange: Hashable, Sendable {
    package let key: String
    package let value: String

    package init(key: String, value: String) { (self.key, self.value) = (key, value) }
}
