import GANCore
import Testing

@Suite struct PathPatternTests {
    @Test(arguments: [
        ("a.b", "a.b", true), ("a.b", "a.bc", false), ("a.*", "a.b.c", true), ("a.*", "a", false),
        ("*.weight", "b4.conv.weight", true), ("*.weight", "b4.conv.weights", false), ("*", "", true),
        ("a*b*c", "a1b2b3c", true), ("a*b*c", "abc", true), ("a*b*c", "ac", false), ("ab*ba", "aba", false),
        ("*b8*conv*", "synthesis.b8.conv0.weight", true), ("*b8*conv*", "synthesis.conv0.b8.weight", false),
    ]) func matches(_ pattern: String, _ path: String, _ expected: Bool) {
        #expect(PathPattern(pattern).matches(path) == expected)
    }
}
