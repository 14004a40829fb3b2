import GANCore
import GANImport
import GANModule
import Testing

/// What several importers find in the same file.
@Suite struct ImporterRoleTests {
    private struct File: ForeignCheckpoint {
        let path = "model.safetensors"
        let format = "safetensors"
        let names: [String]
        let sources: [String] = []

        func layout(of name: String) -> (type: SafetensorsType, shape: [Int])? { (.float32, [1]) }
        func bytes(of name: String) -> [UInt8] { [0, 0, 0, 0] }
        func values(at path: String) -> [String: ForeignValue]? { nil }
    }

    private class Finder: Importer {
        class var name: String { "first" }
        static let summary = "for tests"
        let prefixes: [String]

        init(_ prefixes: [String]) { self.prefixes = prefixes }
        required init(_ settings: NoSettings, _ build: BuildContext) { prefixes = [] }

        func networks(in checkpoint: any ForeignCheckpoint) throws -> [ForeignNetwork] {
            prefixes.map { .generator(TensorNames("Tests", []), in: checkpoint, prefix: $0) }
        }

        func architecture(of network: ForeignNetwork) throws -> ForeignArchitecture {
            throw ImportDefect(problem: "it is unknown")
        }
    }

    private final class OtherFinder: Finder {
        override class var name: String { "second" }
    }

    private func error(_ importers: [any Importer]) throws -> ImportError {
        let file = File(names: ["a.weight", "b.weight"])
        let error = #expect(throws: ImportError.self) {
            try RecognizedNetwork.checkRoles(RecognizedNetwork.all(in: file, importers))
        }
        return try #require(error)
    }

    /// Two importers that take one file for theirs are named; the file is not at fault.
    @Test func twoImportersOfOneNetworkAreNamed() throws {
        let found = try error([Finder(["a"]), OtherFinder(["a"])])
        #expect(found.problem == "the importers `first` and `second` both recognize its generator")
        #expect(found.fix.hasPrefix("import without the plugin of one of them; "))
    }

    @Test func twoNetworksOfOneImporterAreNamed() throws {
        #expect(try error([Finder(["a", "b"])]).problem == "the files contain more than one generator: `a` and `b`")
    }
}
