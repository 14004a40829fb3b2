import Foundation
import GANCore
import GANTestSupport
import Testing

/// `ganzoo plugin interface` prints what a role promises.
@Suite struct PluginInterfaceTests {
    private func interface(_ role: ComponentRole) throws -> String {
        let printed = try Program.run("plugin", "interface", role.rawValue)
        #expect(printed.errors == "")
        return printed.output
    }

    @Test(arguments: ComponentRole.allCases) func printsTheProtocolOfEachRole(_ role: ComponentRole) throws {
        let text = try interface(role)
        let first = try #require(text.split(separator: "\n").first { !$0.hasPrefix("///") })
        #expect(first.hasPrefix("public protocol ") && (first.hasSuffix(" {") || first.hasSuffix(" {}")), "\(first)")
        #expect(text.hasPrefix("/// "))
        #expect(text.contains("public protocol Component: AnyObject, SendableMetatype {"))
        #expect(text.contains("static var summary: String { get }"))
        let code = text.split(separator: "\n").filter { !$0.drop(while: \.isWhitespace).hasPrefix("//") }
        for word in ["package ", "private ", "import "] {
            #expect(!code.contains { $0.contains(word) }, "\(word)")
        }
        for pair in ["{}", "()", "[]"] {
            let counts = pair.map { bracket in code.joined().filter { $0 == bracket }.count }
            #expect(counts[0] == counts[1], "\(pair) of \(role.rawValue)")
        }
    }

    @Test func explainsThePenalty() throws {
        let text = try interface(.regularizer)
        #expect(
            text.contains(
                """
                    /// The scalar penalty, without the slot's weight and interval.
                    /// - Throws: `UndeclaredRead` if it reads an input that `requiredInputs` did not declare.
                    func penalty(_ step: StepView) throws -> Tensor

                """))
        // A member with a default, and what the step offers.
        #expect(text.contains("    public var arrangesBeforeStart: Bool { false }\n"))
        #expect(text.contains("    public func real() throws -> DiscriminatorPass\n"))
        #expect(text.contains("    public static let realLogits = RequiredInputs("))
        #expect(
            text.contains(
                """
                    public func discriminate(_ images: Tensor, _ labels: Tensor, through augmenter: (any Augmenter)? = nil)
                        throws -> DiscriminatorOutput

                """))
        #expect(
            text.contains(
                "/// Images and the discriminator's output for them, as one reader may read them.\npublic struct"))
    }

    @Test func showsCapabilities() throws {
        #expect(try interface(.conditioner).contains("public protocol JoiningConditioner: Conditioner {"))
        #expect(try interface(.generator).contains("public protocol StyleGenerator: Generator {"))
        #expect(try interface(.metric).contains("public struct MetricNeeds"))
    }

    @Test func listsAllRoles() throws {
        let lines = try Program.run("plugin", "interface").output.split(separator: "\n")
        #expect(lines.count == ComponentRole.allCases.count)
        #expect(lines.contains("loss           AdversarialLoss"))
        #expect(lines.contains("hook           TrainingHook"))
    }

    @Test func saysWhereTheInterfacesAre() throws {
        let place = try Workplace()
        let copy = place.path("ganzoo")
        try Program.link("ganzoo", at: copy)
        let moved = try Program.run(copy, ["plugin", "interface", "loss"])
        #expect(moved.status == 1)
        #expect(
            moved.errors == """
                ganzoo: the interfaces of the roles do not lie beside this program
                  fix: install it with `make install`, or run it in its build folder

                """)
        // As `make install` puts them.
        let core = try FileManager.default.subpathsOfDirectory(atPath: Self.core.path).filter {
            $0.hasSuffix("Loss.swift")
        }
        let shared = place.folder.appending(path: "GANCore")
        try FileManager.default.createDirectory(at: shared, withIntermediateDirectories: true)
        for file in core {
            try FileManager.default.copyItem(
                at: Self.core.appending(path: file),
                to: shared.appending(path: URL(fileURLWithPath: file).lastPathComponent))
        }
        let installed = try Program.run(
            copy, ["plugin", "interface", "loss"], environment: ["GANZOO_HOME": place.folder.path])
        #expect(installed.output.contains("public protocol AdversarialLoss: Component {"), "\(installed.errors)")
    }

    private static let core = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/GANCore")
}
