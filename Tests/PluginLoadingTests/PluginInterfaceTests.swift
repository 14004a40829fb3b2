import Foundation
import GANCore
import GANTestSupport
import Synchronization
import Testing

/// `ganzoo plugin interface` prints what a role promises.
@Suite struct PluginInterfaceTests {
    /// What the program prints, once for all tests.
    private static let whole = Printed { ["plugin", "interface", $0.rawValue, "--all"] }
    private static let short = Printed { ["plugin", "interface", $0.rawValue] }

    private final class Printed: Sendable {
        private let arguments: @Sendable (ComponentRole) -> [String]
        private let texts = Mutex<[ComponentRole: String]>([:])

        init(_ arguments: @escaping @Sendable (ComponentRole) -> [String]) { self.arguments = arguments }

        func text(_ role: ComponentRole) throws -> String {
            if let text = texts.withLock({ $0[role] }) { return text }
            let printed = try Program.run(Program.products.appending(path: "ganzoo").path, arguments(role))
            #expect(printed.errors == "")
            texts.withLock { $0[role] = printed.output }
            return printed.output
        }
    }

    /// With all types.
    private func interface(_ role: ComponentRole) throws -> String { try Self.whole.text(role) }

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

    /// Compared with the sources, which another reader reads here: every public type that the printed signatures name is printed, too,
    /// unless it is another role's protocol, which has an interface of its own.
    @Test(arguments: ComponentRole.allCases) func printsAllTypesThatItsSignaturesName(_ role: ComponentRole) throws {
        let types = try Self.types.get()
        let text = try interface(role)
        let printed = Self.declared(in: text)
        let others = Set(text.matches(of: /\/\/ (\w+): ganzoo plugin interface/).map { String($0.1) })
        let ends: Set = ["Composition", "Module"]
        var current = ""
        for line in text.split(separator: "\n") where !line.drop(while: \.isWhitespace).hasPrefix("//") {
            if let head = line.firstMatch(of: Self.head) { current = String(head.1) }
            guard !ends.contains(current), types[current] != "GANModule" else { continue }
            for word in line.matches(of: /\b[A-Z]\w+/).map({ String($0.0) }) where types[word] != nil {
                #expect(printed.contains(word) || others.contains(word), "\(role.rawValue): \(word) of \(current)")
            }
        }
        for other in others { #expect(types[other] != nil && !printed.contains(other)) }
    }

    private static var head: Regex<(Substring, Substring)> {
        /^(?:@\w+ |public |open |final |indirect )*(?:protocol|struct|class|enum|extension|typealias) (\w+)/
    }

    private static func declared(in text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").compactMap { line in
                line.firstMatch(
                    of: /^(?:@\w+ |public |open |final |indirect )+(?:protocol|struct|class|enum|typealias) (\w+)/)
            }.map { String($0.1) })
    }

    private static let types = Result { try publicTypes() }

    /// The module of each public type at the outermost level.
    private static func publicTypes() throws -> [String: String] {
        var types: [String: String] = [:]
        for module in ["GANCore", "GANModule"] {
            let folder = core.deletingLastPathComponent().appending(path: module)
            for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where path.hasSuffix(".swift")
            {
                let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
                for name in declared(in: text) { types[name] = module }
            }
        }
        return types
    }

    /// What authors asked for and did not find.
    @Test(arguments: [
        (ComponentRole.head, ["NetworkLayers", "VectorMap", "MapSize", "ObjectiveTerm"]),
        (.metric, ["MeasuredImages", "ScoreDirection", "MetricError", "MeasuredGenerator"]),
        (.hook, ["MetricSource", "StepObserver", "RequiredInputs", "TrainingRecord"]),
        (.regularizer, ["ObjectiveTerm", "StepView", "RecipeError", "SettingValue", "ComponentReference"]),
        (.dataset, ["SampleSource", "ImageFiles", "ImageFileDecoder", "DataError", "StoredImages"]),
        (
            .importer,
            ["ForeignNetwork", "TensorNames", "NameRule", "ImportDefect", "ForeignShapes", "ForeignArguments"]
        ),
        (.sampler, ["DataRandom", "SampleOrder"]), (.dataset, ["DataRandom", "DataSplit"]),
        (.regularizer, ["RegularizerSlot"]), (.discriminator, ["TransferableModule"]),
        (
            .generator,
            ["TruncatingGenerator", "LeveledGenerator", "FeatureGenerator", "NoiseGenerator", "TransferableModule"]
        ),
    ]) func printsTypes(_ role: ComponentRole, _ names: [String]) throws {
        #expect(Set(names).subtracting(Self.declared(in: try interface(role))) == [])
    }

    /// The short form has the protocols with their comments, and the names of all types that the long form prints besides.
    @Test(arguments: ComponentRole.allCases) func theShortFormNamesTheTypes(_ role: ComponentRole) throws {
        let (short, whole) = (try Self.short.text(role), try interface(role))
        let head = try #require(short.ranges(of: "\n\n// Types: ").first)
        #expect(whole.hasPrefix(short[..<head.lowerBound]))
        #expect(short.split(separator: "\n").count < 250)
        let list = short[head.upperBound...].split(separator: "\n").filter { $0.hasPrefix("//   ") }
        let named = list.flatMap { $0.dropFirst(5).split { ", ".contains($0) }.map(String.init) }
        let printed = Self.declared(in: String(short[..<head.lowerBound]))
        #expect(Set(named) == Self.declared(in: whole).subtracting(printed))
        #expect(list.allSatisfy { $0.count <= 110 })
    }

    @Test func printsOneType() throws {
        let one = try Program.run("plugin", "interface", "DataRandom")
        #expect(one.output.contains("\npublic struct DataRandom: Sendable {\n") && one.errors == "")
        #expect(Self.declared(in: one.output) == ["DataRandom"])
        let unknown = try Program.run("plugin", "interface", "DataRandon")
        #expect(unknown.status == 2)
        #expect(
            unknown.errors
                == "ganzoo: no type `DataRandon` is part of what plugins use\n  fix: did you mean `DataRandom`?\n")
        let all = try Program.run("plugin", "interface", "DataRandom", "--all")
        #expect(all.errors.contains("--all goes with a role, such as `regularizer --all`"))
    }

    /// Protocols of the library that plugins cannot use.
    @Test func hidesWhatIsNotPublic() throws {
        for role in [ComponentRole.regularizer, .metric, .hook] {
            #expect(!(try interface(role)).contains("LocatedError"))
        }
    }

    @Test func printsWhatMayThrowAndWhatHasADefault() throws {
        #expect(try interface(.hook).contains("\n    public var images: Tensor { get throws }\n"))
        // In the sources these are on one line.
        #expect(try interface(.regularizer).contains("\n    public var logits: Tensor { get throws }\n"))
        #expect(try interface(.regularizer).contains("\n    public var mapped: Tensor { get throws }\n"))
        #expect(
            try interface(.dataset).contains(
                "extension SampleSource {\n    public var flipsInTraining: Bool { false }\n"))
    }

    @Test func printsTheOperationsOfTensors() throws {
        let printed = try Program.run("plugin", "interface", "tensor")
        #expect(printed.errors == "")
        #expect(printed.output.hasPrefix("/// An n-dimensional array of numbers with value semantics."))
        #expect(
            printed.output.contains(
                "/// Concatenates `parts` along `axis`; their other axes must be equal.\npublic func concatenate("))
        #expect(printed.output.contains("    public static func + (x: Tensor, value: Double) -> Tensor\n"))
        for name in ["squared", "permuted", "reshaped", "logSumExp", "padded", "sliced"] {
            #expect(printed.output.contains("    public func \(name)("), "\(name)")
        }
        #expect(!printed.output.contains("package func") && !printed.output.contains("private "))
    }

    @Test func printsLayersAndTheRulesOfBuffers() throws {
        let printed = try Program.run("plugin", "interface", "module")
        #expect(printed.errors == "")
        for name in ["class Linear", "class Convolution", "class BatchNormalization", "struct Buffer", "MergeRule"] {
            #expect(printed.output.contains(name), "\(name)")
        }
        for rule in ["sumOfChanges", "anySlice", "firstSlice"] { #expect(printed.output.contains(rule), "\(rule)") }
        #expect(!printed.output.contains("package func") && !printed.output.contains("private "))
        let tensor = try Program.run("plugin", "interface", "tensor").output
        for name in ["struct ConvolutionStep", "struct Margins", "enum Activation"] {
            #expect(tensor.contains(name), "\(name)")
        }
    }

    @Test func namesAMisspeltRole() throws {
        let printed = try Program.run("plugin", "interface", "losss")
        #expect(printed.status == 64 || printed.status == 2)
        #expect(printed.errors.contains("there is no role `losss`; did you mean `loss`?"), "\(printed.errors)")
    }

    @Test func explainsThePenalty() throws {
        let text = try interface(.regularizer)
        #expect(
            text.contains(
                """
                    /// The scalar penalty, without the slot's weight and interval: one element, of shape [] or [1].
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
        #expect(lines.count == ComponentRole.allCases.count + 2)
        #expect(
            lines.suffix(2) == [
                "tensor         operations of tensors", "module         layers, parameters, buffers and their rules",
            ])
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
        for module in ["GANCore", "GANModule"] {
            try FileManager.default.copyItem(
                at: Self.core.deletingLastPathComponent().appending(path: module),
                to: place.folder.appending(path: module))
        }
        let installed = try Program.run(
            copy, ["plugin", "interface", "loss"], environment: ["GANZOO_HOME": place.folder.path])
        #expect(installed.output.contains("public protocol AdversarialLoss: Component {"), "\(installed.errors)")
    }

    private static let core = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/GANCore")
}
