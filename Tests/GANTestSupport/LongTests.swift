import Foundation

/// What takes minutes, or repeats in further cases what a shorter test shows.
package enum LongTests {
    /// Whether it runs: `make long` sets GANZOO_LONG_TESTS.
    package static let run = ProcessInfo.processInfo.environment["GANZOO_LONG_TESTS"] != nil
    /// Why a test was skipped.
    package static let absence = "run by `make long`"
}
