import Foundation
import GANTestSupport
import Testing

/// `ganzoo plugin check` as an author uses it.
@Suite struct PluginCheckTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private func check(_ arguments: String..., environment: [String: String] = [:]) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path, ["plugin", "check"] + arguments, environment: environment,
            in: place.folder)
    }

    /// An augmenter that draws from the system's random numbers, and needs a value.
    private static let shaky = """
        import GANCore
        import GANModule
        import GANTensor

        public final class Shaky: Module, Augmenter {
            public struct Settings: ComponentSettings {
                @Setting("how strongly", in: 0...1) public var strength: Double

                public init() {}
            }

            public static let name = "shaky"
            public static let summary = "scales images"
            private let strength: Double

            public init(_ settings: Settings, _ build: BuildContext) { strength = settings.strength }

            public func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor {
                images * Double.random(in: 1 - strength...1)
            }
        }

        @section("ganzoo_components") @used
        private let record: ComponentRecord = { ComponentCatalog.register(Shaky.self) }

        """

    @Test func checksEachComponentOfAPlugin() throws {
        try place.write("LogitRange.swift", PluginSource.regularizer("logit_range"))
        try place.write("Shaky.swift", Self.shaky)
        let built = try Program.run(
            "plugin", "build", "LogitRange.swift", "Shaky.swift", "-o", "Mine.so", in: place.folder)
        try #require(built.status == 0, "\(built.errors)")

        let sound = try check("Mine.so", "--type", "logit_range")
        #expect(sound.status == 0, "\(sound.errors)")
        #expect(
            sound.output == """
                regularizer logit_range  [Mine]
                  settings      ok
                  construction  ok
                  state         ok
                  role          ok
                  training      ok
                  repetition    ok
                  threads       ok
                  resuming      ok
                  microbatch    ok
                  penalty       ok
                  gradients     ok

                """)

        // Named in the variable too, it is the same plugin.
        let all = try check("./Mine.so", "--set", "strength=0.5", environment: ["GANZOO_PLUGINS": "Mine.so"])
        #expect(all.status == 1)
        #expect(all.errors == "ganzoo: 1 of 2 components broke a rule\n")
        #expect(all.output.contains("augmenter shaky  [Mine]\n  settings      ok\n"))
        #expect(all.output.contains("\n  repetition    FAILED: `generator."), "\(all.output)")
        #expect(
            all.output.contains("\n  threads       not checked: `repetition` failed\n  resuming      not checked\n"))

        let json = try check("Mine.so", "--type", "shaky", "--json")
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let component = try #require((report["components"] as? [[String: Any]])?.first)
        let checks = try #require(component["checks"] as? [[String: Any]])
        #expect(report["command"] as? String == "plugin check" && component["role"] as? String == "augmenter")
        #expect(checks.map { $0["outcome"] as? String } == ["passed"] + Array(repeating: "skipped", count: 9))
        #expect((checks[1]["reason"] as? String)?.contains("`augment` has no `strength`") == true)
        #expect(json.status == 3)
        #expect(
            json.errors == """
                ganzoo: 1 of 1 component kept the rules that were checked, but not all could be: augmenter shaky
                  fix: give required settings a value with --set KEY=VALUE

                """)
    }

    /// An augmenter that says in a pipe who runs it, and never returns.
    private static let endless = """
        import Foundation
        import GANCore
        import GANModule
        import GANTensor

        public final class Endless: Module, Augmenter {
            public static let name = "endless"
            public static let summary = "never returns"

            public init(_ settings: NoSettings, _ build: BuildContext) throws {
                let pipe = open("alive", O_WRONLY)
                let text = Array("\\(getpid())".utf8)
                guard pipe >= 0, write(pipe, text, text.count) == text.count else { return }
                while true { pause() }
            }

            public func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor { images }
        }

        @section("ganzoo_components") @used
        private let record: ComponentRecord = { ComponentCatalog.register(Endless.self) }

        """

    /// A check that is killed leaves no process behind, even if the component never ends. The pipe closes when that process ends.
    @Test func aComponentThatNeverEndsEndsWithTheCommand() throws {
        try place.write("Endless.swift", Self.endless)
        let built = try Program.run("plugin", "build", "Endless.swift", in: place.folder)
        try #require(built.status == 0, "\(built.errors)")
        try #require(mkfifo(place.path("alive"), 0o600) == 0)
        let alive = open(place.path("alive"), O_RDONLY | O_NONBLOCK)
        defer { close(alive) }
        let command = Process()
        command.executableURL = Program.products.appending(path: "ganzoo")
        command.arguments = ["plugin", "check", "Endless.so"]
        command.currentDirectoryURL = place.folder
        (command.standardOutput, command.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try command.run()
        defer { command.waitUntilExit() }
        var waiting = pollfd(fd: alive, events: Int16(POLLIN), revents: 0)
        /// Whether something happens to the pipe. A minute is the limit of a test that fails.
        func hears() -> Bool { poll(&waiting, 1, 60_000) == 1 }
        var text = [UInt8](repeating: 0, count: 32)
        let began = hears()
        let count = began ? read(alive, &text, text.count) : 0
        kill(command.processIdentifier, SIGKILL)
        let child = try #require(pid_t(String(decoding: text.prefix(max(count, 0)), as: UTF8.self)))
        let ended = hears() && read(alive, &text, text.count) == 0
        if !ended { kill(child, SIGKILL) }
        #expect(ended)
    }

    /// The compiler would ask for a C module that no plugin can have.
    @Test func aModuleThatIsNoPartOfTheContractIsNamed() throws {
        try place.write("Trains.swift", "import GANCore\nimport GANTrain\n")
        let built = try Program.run("plugin", "build", "Trains.swift", in: place.folder)
        #expect(built.status == 1)
        #expect(
            built.errors == """
                ganzoo: Trains.swift:2: a plugin cannot import GANTrain
                  fix: import only GANTensor, GANModule and GANCore, which has the protocols of all roles, GANData in a data set, \
                and modules of the system, such as Foundation

                """)
    }

    @Test func checksWhatTheProgramHas() throws {
        let r1 = try check("--linked", "--type", "r1")
        #expect(r1.output.hasPrefix("regularizer r1  [Regularizers]\n  settings      ok\n"), "\(r1.errors)")
        #expect(r1.status == 0 && !r1.output.contains("FAILED"), "\(r1.output)")
    }

    @Test func refusesAValueThatNoRecipeCouldHave() throws {
        let outside = try check("--linked", "--type", "adam", "--set", "beta1=2")
        #expect(outside.status == 2 && outside.output == "")
        #expect(
            outside.errors
                == "ganzoo: --set: `optimizer.beta1` is 2; expected a number in 0 ... 0.9999, or a schedule, default 0\n",
            "\(outside.errors)")
        let word = try check("--linked", "--type", "adam", "--set", "beta1=much")
        #expect(word.status == 2 && word.errors.hasPrefix("ganzoo: --set: `optimizer.beta1` is "), "\(word.errors)")
    }

    @Test func saysThatAComponentIsSmall() throws {
        let small = try check("--linked", "--type", "r3gan", "--role", "discriminator")
        #expect(
            small.output.hasPrefix(
                "discriminator r3gan  [R3GAN]\n  settings of the check, as `static var small` states them: channels: [10], group_channels: 5\n"
                    + "  settings      ok\n"), "\(small.output)")
    }

    /// It states a checkpoint of its own.
    @Test func checksALinkedImporter() throws {
        let importer = try check("--linked", "--type", "rosinality")
        #expect(importer.status == 0 && importer.output.contains("\n  role          ok\n"), "\(importer.output)")
    }

    @Test func saysWhatItCannotCheck() throws {
        #expect(try check().errors.contains("there is nothing to check: give the file of a plugin, or --linked for"))
        let both = try check("--linked", "r1")
        #expect(
            both.errors.contains(
                "so it goes without a plugin's file (`r1`); to check one component, give its name with --type"))
        let role = try check("--linked", "--role", "loss", "--type", "r1")
        #expect(
            role.errors.hasPrefix("ganzoo: this program has no loss `r1`\n  fix: use one of: class_weighted, "),
            "\(role.errors)"
        )
        let unknown = try check("--linked", "--type", "logistc")
        #expect(
            unknown.errors
                == "ganzoo: this program has no component `logistc`\n  fix: did you mean `logistic`?\n")
        let setting = try check("--linked", "--type", "adam", "--set", "beta=1")
        #expect(setting.errors.hasPrefix("ganzoo: --set: no component that is checked has a setting `beta`\n"))
        #expect(unknown.status == 2 && setting.status == 2)
    }
}
