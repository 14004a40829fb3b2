import GANCore
import GANImport
import GANModule
import GANTensor
import Testing

/// What several importers find in the same file.
@Suite struct ImporterRoleTests {
    private struct File: ForeignCheckpoint {
        var path = "model.safetensors"
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

    // MARK: The average

    /// The word `ema` in the file's name counts if no name in the file has it, whether the names have a prefix or not.
    @Test(arguments: [
        ("model.pt", ["conv.weight"], "", ForeignNetwork.Role.generator),
        ("G_ema.pt", ["conv.weight"], "", .average), ("G_ema.pt", ["gen.conv.weight"], "gen.", .average),
        ("G_ema.pt", ["state_dict.conv.weight"], "state_dict.", .average),
        ("model.pt", ["G_ema.conv.weight"], "G_ema.", .average),
        ("ema.pt", ["G.conv.weight", "G_ema.conv.weight"], "G.", .generator),
        ("ema.pt", ["G.conv.weight", "G_ema.conv.weight"], "G_ema.", .average),
        ("cinema.pt", ["gen.conv.weight"], "gen.", .generator),
    ]) func namesTellTheAverage(_ file: String, _ names: [String], _ prefix: String, _ role: ForeignNetwork.Role) {
        let checkpoint = File(path: file, names: names)
        #expect(ForeignNetwork.generator(TensorNames("Tests", []), in: checkpoint, prefix: prefix).role == role)
    }

    // MARK: A generator alone

    private class Judge: Module, Discriminator {
        class var name: String { "judge" }
        static let summary = "for tests"
        var conditioner: (any Conditioner)? { nil }
        var layerOrder: [String] { [] }

        override init() {}
        required init(_ settings: NoSettings, _ build: BuildContext) {}

        func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
            DiscriminatorOutput(logits: images.mean(1, 2, 3))
        }
    }

    private final class Mine: Judge {
        override class var name: String { "mine" }
    }

    /// Sorted before the others by its name, but it has a setting without a default.
    private final class Demanding: Module, Discriminator {
        struct Settings: ComponentSettings {
            @Setting("how much") var amount: Int

            init() {}
        }

        static let name = "demanding"
        static let summary = "for tests"
        var conditioner: (any Conditioner)? { nil }
        var layerOrder: [String] { [] }

        init(_ settings: Settings, _ build: BuildContext) {}

        func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
            DiscriminatorOutput(logits: images.mean(1, 2, 3))
        }
    }

    /// The recipe must name a discriminator that the program has: that of the same name, or any that needs no settings.
    @Test func aGeneratorNeedsNoDiscriminatorOfItsName() throws {
        let mine = ForeignArchitecture(
            type: "mine", settings: [], images: .init(resolution: 8, channels: 3),
            labels: .init(size: 0, conditioner: "embedding"), loss: "logistic")
        var catalog = ComponentCatalog()
        for type in [Demanding.self, Judge.self] as [any Component.Type] { catalog.add(type) }
        func text(_ catalog: ComponentCatalog) throws -> String {
            try ImportedRecipe([mine], nil, sources: ["model.pt"], in: catalog).text
        }
        #expect(try text(catalog).contains("\ndiscriminator:  # not in the file\n  type: judge\n"))
        catalog.add(Mine.self)
        #expect(try text(catalog).contains("\ndiscriminator:  # not in the file\n  type: mine\n"))
    }
}
