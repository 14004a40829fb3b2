import Foundation
import GANTestSupport
import Testing

@testable import GANModule

/// Errors of Foundation are no words for people, and are said in the system's.
@Suite struct SystemReasonTests {
    private struct OwnError: Error, CustomStringConvertible {
        let description = "an error of its own"
    }

    @Test func ownErrorsDescribeThemselves() {
        #expect(OwnError().words == "an error of its own")
        #expect(SystemError(code: ENOSPC).words == "No space left on device")
    }

    @Test func foundationsErrorsSayPathAndReason() {
        let full = CocoaError(
            .fileWriteOutOfSpace,
            userInfo: [NSFilePathErrorKey: "/full/file", NSUnderlyingErrorKey: POSIXError(.ENOSPC)])
        #expect(full.words == "/full/file: No space left on device")
        #expect(POSIXError(.EDQUOT).words == SystemError(code: EDQUOT).reason)
        #expect(CocoaError(.coderInvalidValue).words == "the system refused it (NSCocoaErrorDomain 4866)")
    }

    /// A folder below a file, as the system says it.
    @Test func aRealErrorIsInWords() throws {
        let place = try Workplace()
        let file = try place.write("file", "")
        let error = #expect(throws: (any Error).self) {
            try FileManager.default.createDirectory(atPath: "\(file)/folder", withIntermediateDirectories: true)
        }
        let words = try #require(error).words
        #expect(words.contains("Not a directory") && !words.contains("Domain"), "\(words)")
    }
}
