import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Testing

@Suite(.onChosenBackend) struct RegularizerCheckTests {
    @Test func findsNothingWrongWithASoundOne() {
        checkRegularizer(Sound.self)
        #expect(regularizerFaults(OfReals.self, in: statefulGAN) == [])
    }

    @Test func findsWhatIsRead() {
        #expect(
            regularizerFaults(ReadsMore.self) == [
                """
                read the generated images in the discriminator's phase without declaring it; declared: realLogits, \
                fakeLogits
                  fix: add .fakeImages to the result of requiredInputs(in: .discriminator)
                """
            ])
        #expect(
            regularizerFaults(ReadsLess.self) == [
                """
                declares .fakeImages in the discriminator's phase but never reads it, so the trainer would compute it needlessly
                  fix: remove it from requiredInputs(in: .discriminator)
                """
            ])
    }

    @Test func findsPenaltiesThatAreNone() {
        #expect(
            regularizerFaults(HasNoTerm.self) == [
                "has no term in either phase\n  fix: return the inputs that penalty reads from requiredInputs(in:), or [] for none"
            ])
        #expect(
            regularizerFaults(GivesAVector.self) == [
                "its penalty is float32 of shape [12], but a scalar was expected\n  fix: return a scalar, such as a mean"
            ])
        #expect(regularizerFaults(GivesNoNumber.self) == ["its penalty is nan at step 1"])
        #expect(
            regularizerFaults(TeachesNothing.self) == [
                """
                it returned a penalty that depends on no weight that is trained in the discriminator's phase
                  fix: compute it from what the step gives with tensor operations, return nil from requiredInputs(in:) for phases \
                where it does not apply, or set its weight to 0
                """
            ])
        let edge = regularizerFaults(HasAnEdge.self)
        #expect(
            edge.count == 1 && edge[0].hasPrefix("it returned a penalty whose gradient for `discriminator.")
                && edge[0].contains("` is NaN or infinite\n  fix: "), "\(edge)")
    }

    @Test func findsWhatItDoesToOthers() {
        #expect(
            regularizerFaults(MovesRunningAverages.self, in: statefulGAN) == [
                """
                changes `discriminator.seen` while it computes its penalty
                  fix: use step.discriminate, which does not change running statistics
                """
            ])
        #expect(
            regularizerFaults(SharesAStream.self, in: statefulGAN) == [
                """
                changes training with weight 0: `generator.layer.weight` differs after 4 steps from a run without it
                  fix: draw random numbers from step.random only, and do not change what other components read
                """
            ])
    }

    @Test func findsWhatACheckpointLoses() {
        let forgotten = regularizerFaults(KeepsACount.self)
        #expect(
            forgotten.count == 1 && forgotten[0].hasPrefix("loses state in a checkpoint: its penalty at step 2 is "))
        #expect(forgotten[0].hasSuffix("\n  fix: declare values that it keeps between steps with @Buffer"))
        let unsaved = regularizerFaults(GrowsItsState.self)
        #expect(
            unsaved == [
                """
                the buffer `base.history` has the shape [1] after the update, so its checkpoints could not be loaded
                  fix: make it in its final shape in init; keep rows whose number changes in a RowBuffer
                """
            ])
    }

    @Test func saysWhatTheGANLacks() {
        #expect(
            regularizerFaults(FitsNothing.self) == [
                """
                does not fit the GAN of the check: the generator has no attention
                  fix: add some
                  fix: give checkRegularizer a suitable GAN with `in:`
                """
            ])
    }

    @Test func findsStateThatValidateMakes() {
        #expect(
            regularizerFaults(BuildsInValidate.self) == [
                """
                its validate changes its state, but may only report what does not fit
                  fix: move the change to attach(to:)
                """
            ])
    }

    private static let linked = Set(ComponentCatalog.linked.entries(.regularizer).map(\.name))

    /// Those that the zoo's own plugins bring. `UTLOOracleTests` checks the one that needs other networks.
    @Test(arguments: linked.subtracting(["utlo"]).sorted()) func everyLinkedOneKeepsItsPromises(_ name: String) {
        checkRegularizers(except: Self.linked.subtracting([name]))
    }

    @Test func someAreLinked() { #expect(Self.linked.contains("r1")) }

    private func statefulGAN(_ regularizers: [RegularizerSlot]) throws -> Composition {
        let tiny = try tinyComposition()
        func build(_ path: String) -> BuildContext { BuildContext(path: path, data: tiny.data.info, seed: 1) }
        var settings = TrainSettings()
        settings.batch = 8
        return Composition(
            data: tiny.data, generator: StreamKeeper(.init(), build("generator")),
            discriminator: CountingDiscriminator(.init(), build("discriminator")), loss: tiny.loss,
            regularizers: regularizers, seed: 1, sections: [settings])
    }
}
