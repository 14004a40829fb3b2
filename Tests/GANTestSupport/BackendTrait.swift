import Foundation
import GANTensor
import Testing

/// Runs a suite on the backend that GANZOO_TEST_BACKEND names: `plain` (the default) or `poisoning`. All suites that compute have this
/// trait, and `make test` runs them on both backends.
package struct BackendTrait: SuiteTrait, TestTrait, TestScoping {
    package let isRecursive = true

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil || !test.isSuite else { return try await function() }
        try await Backends.with(Self.chosen) { try await function() }
    }

    private static let chosen: any Backend = {
        switch ProcessInfo.processInfo.environment["GANZOO_TEST_BACKEND"] ?? "plain" {
        case "poisoning": return poisoningBackend(poisonedProcessor(threads: 2))
        case "plain": return CPUBackend(threads: 2)
        case let other: fatalError("GANZOO_TEST_BACKEND is '\(other)': expected 'plain' or 'poisoning'")
        }
    }()
}

extension Trait where Self == BackendTrait {
    package static var onChosenBackend: BackendTrait { BackendTrait() }
}
