import Testing

@testable import GANZooCLI

/// Imports of a plugin that the compiler would answer with "missing required module".
@Suite struct PluginImportsTests {
    private func forbidden(_ text: String) -> String? {
        let found = PluginImports.forbidden(in: text) {
            ["GANTrain", "GANCore", "GANTensor", "StyleGAN2"].contains($0)
        }
        return found.map { "\($0.line) \($0.module)" }
    }

    @Test(arguments: [
        ("import GANCore\nimport GANTrain\n", "2 GANTrain"), ("\n  @testable import GANTrain", "2 GANTrain"),
        ("public import struct GANTrain.TrainSettings", "1 GANTrain"),
        ("@_spi(Tests) private import StyleGAN2", "1 StyleGAN2"),
    ]) func areFound(_ text: String, _ found: String) { #expect(forbidden(text) == found) }

    @Test(arguments: [
        "import GANCore\nimport GANTensor\nimport Foundation\nimport Mine", "// import GANTrain", "let important = 1",
        "importGANTrain()", "/// import GANTrain",
    ]) func othersAreNot(_ text: String) { #expect(forbidden(text) == nil) }
}
