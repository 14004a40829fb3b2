import ArgumentParser
import GANCore
import GANRun
import GANTrain
import Testing

@testable import GANZooCLI

/// The library says what solves a problem; the program says with which option.
@Suite struct RunFixTests {
    @Test(arguments: [
        (
            RunFix.loadPlugins([]), "if a plugin has it, load that plugin",
            "if a plugin has it, load that plugin with --plugin PATH or GANZOO_PLUGINS"
        ),
        (
            .loadPlugins(["a.so", "b c.so"]), "load the plugins of its training: a.so, b c.so",
            "load the plugins of its training: --plugin a.so --plugin 'b c.so'"
        ),
        (
            .acceptChangedPlugins, "accept the changed plugins",
            "continue with the changed code with --allow-changed-plugins"
        ),
        (
            .restorePlugins(["a.so"]), "put back a.so as it was in the training",
            "put back a.so as it was in the training"
        ),
        (.networks([]), "choose another network or all networks", "omit --network, or name another"),
        (
            .networks([.generator, .average]), "choose only generator and average",
            "use --network generator --network average"
        ),
        (.importedValue, "change the value in `ImportOptions.changes`", "change the value with --set KEY=VALUE"),
        (.exportNames([]), "set no names", "omit --names"),
        (
            .exportNames(["nvlabs", "studiogan"]), "set no names, or nvlabs or studiogan",
            "omit --names, or use nvlabs or studiogan"
        ),
    ]) func aFixIsSaidInTheTermsOfItsReader(_ fix: RunFix, _ library: String, _ program: String) {
        let error = RunError.failed("it failed", fixes: [fix])
        #expect(error.description == "it failed\n  fix: \(library)")
        #expect(CommandFailure(error).description == "ganzoo: it failed\n  fix: \(program)")
    }

    /// An error of a component or a file begins as all errors of the program do; ArgumentParser would write "Error:" before it.
    @Test func everyErrorBeginsWithTheProgram() throws {
        struct Failure: Error, CustomStringConvertible { let description = "it is not finished" }
        let error = ComponentError(path: "evaluate.metrics.mine", underlying: Failure())
        let failure = try #require(CommandFailure(ending: error))
        #expect(failure.description == "ganzoo: `evaluate.metrics.mine`: it is not finished" && failure.exitCode == 1)
        #expect(CommandFailure(ending: ValidationError("a wrong option")) == nil)
        #expect(CommandFailure(ending: ExitCode(3)) == nil)
        #expect(CommandFailure(ending: CleanExit.message("help")) == nil)
    }

    /// A component that is not registered may belong to a plugin, also if a similar name is suggested.
    @Test(arguments: [
        ("lion", "if a plugin registers it, load that plugin"), ("stylegan", "did you mean `stylegan2`?"),
    ]) func anUnknownComponentMayNeedAPlugin(_ name: String, _ hint: String) throws {
        let problems = ProblemCollector()
        let node = RecipeNode(.scalar(name, isQuoted: false))
        let choice = SettingReader(node, path: "generator", catalog: .linked, problems: problems).component(.generator)
        #expect(choice == nil)
        let failure = CommandFailure(RunError(RecipeErrors(problems.problems)))
        #expect(failure.exitCode == 2)
        #expect(failure.description.hasPrefix("unknown generator `\(name)`\n  \(hint)\n"))
        #expect(
            failure.description.hasSuffix(
                "\n\n  fix: if a plugin has it, load that plugin with --plugin PATH or GANZOO_PLUGINS"))
    }
}
