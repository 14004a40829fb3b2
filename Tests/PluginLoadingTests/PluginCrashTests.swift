import GANTestSupport
import Testing

/// A trap in a plugin's code ends the program. What it prints fits on a screen, names the component, and has the line.
@Suite struct PluginCrashTests {
    private static let source = """
        import GANCore
        import GANModule
        import GANTensor

        public final class Trap: Module, Regularizer {
            public static let name = "trap"
            public static let summary = "adds tensors of different shapes"

            public init(_ settings: NoSettings, _ build: BuildContext) {}

            public func requiredInputs(in phase: Phase) -> RequiredInputs? {
                phase == .discriminator ? .realLogits : nil
            }

            public func penalty(_ step: StepView) throws -> Tensor {
                let logits = try step.real().logits
                return (logits + Tensor.zeros([3])).mean()
            }
        }

        @section("ganzoo_components") @used
        private let record: ComponentRecord = { ComponentCatalog.register(Trap.self) }

        """

    @Test func namesComponentAndLineOnOneScreen() throws {
        let folder = try Workplace()
        try folder.write("Trap.swift", Self.source)
        let built = try Program.run("plugin", "build", "Trap.swift", in: folder.folder)
        try #require(built.status == 0, "\(built.errors)")
        try folder.write("trap.yaml", SmallRecipe.text("regularizers: {trap: {}}", "train: {kimg: 0.008, batch: 4}"))
        let run = try Program.run("train", "trap.yaml", "--plugin", "Trap.so", in: folder.folder)
        #expect(run.status != 0)
        let lines = run.errors.split(separator: "\n", omittingEmptySubsequences: false)
        let place = "`regularizers.trap`, discriminator's phase, step 0"
        let named = lines.firstIndex { $0 == "ganzoo: the program crashed in \(place)" }
        #expect(lines[0].hasSuffix("\(place): +: [4] and [3] do not broadcast: axis -1 has sizes 4 and 3"))
        let line = lines.firstIndex { $0.contains("Trap.penalty(_:)") && $0.contains("Trap.swift:17") }
        #expect(try #require(named) < #require(line), "\(run.errors)")
        #expect(lines.count <= 30, "\(run.errors)")
    }
}
