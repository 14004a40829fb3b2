import Foundation
import Testing

/// The most memory that this process has had in use, in bytes.
/// - Parameter reset: whether it counts from here on.
package func peakMemory(reset: Bool = false) throws -> Int {
    if reset { try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8) }
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line.flatMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first }.flatMap { Int($0) }
    return try #require(kibibytes) * 1024
}

extension Trait where Self == ConditionTrait {
    /// Skips a test of how much memory the program takes where a sanitizer is linked: it keeps what was freed, and a shadow of all memory.
    package static var measuresMemory: ConditionTrait {
        .enabled(if: !isSanitized, "the memory of a sanitizer counts, too")
    }
}

/// Whether this process has the address sanitizer or the thread sanitizer.
private let isSanitized = ["__asan_init", "__tsan_init"].contains { (name: String) in dlsym(nil, name) != nil }
