import ArgumentParser
import Testing

@testable import GANZooCLI

/// Which names are offered at Tab.
@Suite struct CompletionNameTests {
    @Test(arguments: [
        "debug/tiny", "cifar10_lt/noisy_twins", "a", "biggan_128", "v1.0-b", "r1",
    ]) func plainNamesAreOffered(_ name: String) { #expect(isPlain(name)) }

    /// Blanks, quotes and everything that a shell expands, splits at or takes for an option.
    @Test(arguments: [
        "$(touch pwned)", "`touch pwned`", "$HOME", "a b", "a'b", "a\"b", "a;b", "a|b", "a&b", "a<b", "a>b", "a*", "a?",
        "[a]",
        "{a,b}", "~", "~root/a", "a\\b", "a\nb", "a\tb", "-rf", "a/-b", "a:b", "é", "", "/etc", "a//b", "a/", "../a",
        ".a", "a=b",
        "a#b", "a!b", "a%b", "a\u{7F}",
    ]) func othersAreNot(_ name: String) { #expect(!isPlain(name)) }

    private func isPlain(_ name: String) -> Bool { CompletionKind.isPlainName(name) }
}
