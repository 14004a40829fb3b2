import GANCore
import GANTrain
import Testing

/// A mistake of a component's author, and the error that names it.
package struct Mistake: CustomTestStringConvertible, Sendable {
    package let testDescription: String
    /// The first line of the error.
    package let expected: String
    private let make: @Sendable () throws -> Composition

    package init(_ name: String, _ expected: String, _ make: @escaping @Sendable () throws -> Composition) {
        (testDescription, self.expected, self.make) = (name, expected, make)
    }

    /// The error that ends the first step.
    package func error() throws -> any Error {
        let error = #expect(throws: (any Error).self) { try Trainer(try make()).advance() }
        return try #require(error)
    }

    /// The first line of that error.
    package func message() throws -> String { firstLine(try error()) }
}

/// The first line of an error's description.
package func firstLine(_ error: any Error) -> String {
    "\(error)".split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
}
