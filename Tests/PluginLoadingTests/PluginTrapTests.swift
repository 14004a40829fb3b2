import Foundation
import GANTestSupport
import Testing

/// Components that end the process of their check.
@Suite struct PluginTrapTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// An augmenter with the body of its call, which begins in line 13.
    private static func augmenter(_ name: String, _ body: String) -> String {
        """
        import Foundation
        import GANCore
        import GANModule
        import GANTensor

        public final class \(name): Module, Augmenter {
            public static let name = "\(name.lowercased())"
            public static let summary = "an augmenter for tests"

            public init(_ settings: NoSettings, _ build: BuildContext) {}

            public func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor {
                \(body)
            }
        }

        @section("ganzoo_components") @used
        private let record: ComponentRecord = { ComponentCatalog.register(\(name).self) }

        """
    }

    /// Builds the components, checks them, and gives the report of each by its name in lower case.
    private func reports(of bodies: [(name: String, body: String)]) throws -> [String: String] {
        for (name, body) in bodies { try place.write("\(name).swift", Self.augmenter(name, body)) }
        let ganzoo = Program.products.appending(path: "ganzoo").path
        let built = try Program.run(
            ganzoo, ["plugin", "build", "-o", "Mine.so"] + bodies.map { "\($0.name).swift" }, in: place.folder)
        try #require(built.status == 0, "\(built.errors)")
        let checked = try Program.run(ganzoo, ["plugin", "check", "Mine.so"], in: place.folder)
        #expect(checked.status == 1)
        let parts = checked.output.split(separator: "augmenter ").map(String.init)
        return Dictionary(uniqueKeysWithValues: parts.map { (String($0.prefix { $0 != " " }), $0) })
    }

    private static let fix =
        "\n                  fix: correct that line, or throw an error before it if the input does not fit\n"

    /// Each of them ends its own process; the components after it are checked.
    @Test func checksTheComponentsAfterOne() throws {
        let reports = try reports(of: [
            ("Quits", "exit(7)"), ("Shapes", "return images + Tensor.zeros([3, 5])"),
            ("Sound", "print(\"seen\"); return images"),
        ])
        let quits = try #require(reports["quits"])
        #expect(
            quits.contains(
                "FAILED: it ended the process with exit code 7\n                  fix: throw an error instead of calling exit"
            ),
            "\(quits)")
        #expect(quits.contains("\n  repetition    not checked: `training` ended the process\n"), "\(quits)")
        let shapes = try #require(reports["shapes"])
        #expect(shapes.contains("ended the process: `augment`"), "\(shapes)")
        #expect(shapes.contains("\n                  at Shapes.swift:13\(Self.fix)"), "\(shapes)")
        let sound = try #require(reports["sound"])
        #expect(sound.hasPrefix("sound  [Mine]\n  settings      ok\n") && !sound.contains("not"), "\(sound)")
    }

    /// What the runtime says of a trap, and the author's line, also where the trap lies in the standard library.
    @Test func saysWhatTrappedAndWhere() throws {
        try checkReports(of: [
            "Bounds": ("return images * Double([1, 2][images.shape[0]])", "Index out of range"),
            "Gone": ("fatalError(\"no way\")", "no way"),
        ])
    }

    /// Each takes seconds, for the place in a large program.
    @Test(.enabled(if: LongTests.run, "\(LongTests.absence)")) func saysWhatTrappedInOtherWays() throws {
        try checkReports(of: [
            "Promise": (
                "precondition(images.shape[0] == 99, \"there must be 99\"); return images",
                "Precondition failed: there must be 99"
            ),
            "Absent": (
                "return images + [1: images][images.shape[0]]!",
                "Unexpectedly found nil while unwrapping an Optional value"
            ),
            "Narrow": (
                "return images * Double(Int8(images.shape[0] * 100))", "Not enough bits to represent the passed value"
            ),
            "Large": ("return images * Double(Int.max / images.shape[1] * images.shape[0])", "arithmetic overflow"),
        ])
    }

    /// - Parameter traps: bodies of augmenters, and what the runtime says of them.
    private func checkReports(of traps: KeyValuePairs<String, (String, String)>) throws {
        let found = try reports(of: traps.map { ($0.key, $0.value.0) })
        for (name, trap) in traps {
            let report = try #require(found[name.lowercased()])
            #expect(
                report.contains(
                    "  training      FAILED: it ended the process: \(trap.1)\n                  at \(name).swift:13\(Self.fix)"
                ),
                "\(report)")
        }
    }
}
