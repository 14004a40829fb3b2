import Foundation
import GANModule
import GANTestSupport
import Testing

/// The headline of a crash names the component wherever the program called it: also in an initializer, in the order of a sampler, on
/// the threads that read data, and in an importer.
@Suite struct TrapPlaceTests {
    private static let source = """
        import GANCore
        import GANModule
        import GANTensor

        private func trap(_ numbers: [Int] = []) -> Int { numbers[numbers.count] }

        public final class TrapTerm: Module, Regularizer {
            public static let name = "trap_term"
            public static let summary = "traps when it is made"
            private let number: Int

            public init(_ settings: NoSettings, _ build: BuildContext) { number = trap() }

            public func requiredInputs(in phase: Phase) -> RequiredInputs? { nil }
            public func penalty(_ step: StepView) throws -> Tensor { Tensor(0) }
        }

        public final class TrapSampler: Sampler {
            struct Order: SampleOrder {
                func samples(at places: Range<Int>) throws -> [Int] {
                    places.map { $0 < 4 ? $0 : trap() }
                }
            }

            public static let name = "trap_sampler"
            public static let summary = "traps at the second step"

            public init(_ settings: NoSettings, _ build: BuildContext) {}

            public func order(of data: any Dataset, seed: UInt64) throws -> any SampleOrder { Order() }
            public func fakeLabels(
                _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
            ) throws -> Tensor { try data.labels(at: Array(0..<count)) }
        }

        public final class TrapData: StreamedDataset {
            public struct Settings: ComponentSettings {
                @Setting("the call that traps") public var call = "fingerprint"
                public init() {}
            }

            struct Source: SampleSource {
                let call: String
                let info = DatasetInfo(
                    count: 64, channels: 3, height: 8, width: 8, labelKind: .classes, labelSize: 2,
                    classCounts: [32, 32])

                func fingerprint() throws -> String? { call == "fingerprint" ? "\\(trap())" : nil }

                func batch(at indices: [Int]) throws -> SampleBatch {
                    if call == "batch", indices.count == 4 { _ = trap() }
                    return SampleBatch(
                        images: Array(repeating: 0, count: indices.count * 192), shape: [indices.count, 3, 8, 8],
                        labels: labels(at: indices))
                }

                func labels(at indices: [Int]) -> [Float] { indices.flatMap { [Float($0 % 2), Float(1 - $0 % 2)] } }
            }

            public static let name = "trap_data"
            public static let summary = "traps when it is read"
            public let source: any SampleSource

            public init(_ settings: Settings, _ build: BuildContext) { source = Source(call: settings.call) }
        }

        public final class TrapImporter: Importer {
            public static let name = "trap_importer"
            public static let summary = "traps"

            public init(_ settings: NoSettings, _ build: BuildContext) {}

            public func networks(in checkpoint: any ForeignCheckpoint) throws -> [ForeignNetwork] {
                if checkpoint.has("trap") { _ = trap() }
                return []
            }

            public func architecture(of network: ForeignNetwork) throws -> ForeignArchitecture {
                throw ImportDefect(problem: "it is unknown")
            }
        }

        @section("ganzoo_components") @used
        private let record: ComponentRecord = {
            ComponentCatalog.register(TrapTerm.self)
            ComponentCatalog.register(TrapSampler.self)
            ComponentCatalog.register(TrapData.self)
            ComponentCatalog.register(TrapImporter.self)
        }

        """

    @Test func headlineNamesTheComponent() throws {
        let place = try Workplace()
        try place.write("Traps.swift", Self.source)
        let built = try Program.run("plugin", "build", "Traps.swift", in: place.folder)
        try #require(built.status == 0, "\(built.errors)")
        try place.write("small.yaml", SmallRecipe.text("train: {kimg: 0.032, batch: 4}"))
        var writer = SafetensorsWriter()
        writer.add("trap", shape: []) { [1 as Float] }
        try writer.write(to: place.path("trap.safetensors"))
        let training = ["train", "small.yaml"]
        let runs: [(arguments: [String], place: String)] = [
            (training + ["regularizers={trap_term: {}}"], "`regularizers.trap_term`"),
            (training + ["train.sampler=trap_sampler"], "`train.sampler`, step 1"),
            (training + ["data={type: trap_data}"], "`data`"),
            (training + ["data={type: trap_data, call: batch}"], "`data`, step "),
            (["import", "trap.safetensors", "--out", "imported"], "the importer `trap_importer`"),
        ]
        for (index, run) in runs.enumerated() {
            let folder = run.arguments[0] == "train" ? ["--run", "run\(index)"] : []
            // A backtrace would take seconds.
            let program = try Program.run(
                Program.products.appending(path: "ganzoo").path, run.arguments + folder + ["--plugin", "Traps.so"],
                environment: ["SWIFT_BACKTRACE": "enable=no"], in: place.folder)
            #expect(program.status != 0)
            let headline = "ganzoo: the program crashed in \(run.place)"
            let lines = program.errors.split(separator: "\n")
            let isWhole = !run.place.hasSuffix(" ")
            #expect(
                lines.contains { isWhole ? $0 == headline : $0.hasPrefix(headline) }, "\(run.place): \(program.errors)")
        }
    }
}
