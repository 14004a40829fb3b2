import Foundation
import GANCore
import GANRecipe
import GANTensor
import GANTestSupport
import GANTorch
import GANTrain
import Testing

@testable import GANZooCLI

/// `doctor --all` calls every operator of PyTorch that training calls, so that a version that refuses one is known before a run.
@Suite(.enabled(if: InstalledTorch.folder != nil, "\(InstalledTorch.absence)")) struct DoctorOperatorTests {
    /// Whether the fused kernels of GPUs compute, here on the processor.
    enum Kernels: CaseIterable { case ofPyTorch, fused }

    /// A new backend has no constants yet, so that it makes all calls.
    private func operators(_ kernels: Kernels, calledBy body: () throws -> Void) throws -> Set<String> {
        let library = try TorchLibrary.open(try #require(InstalledTorch.folder), for: .cpu)
        let backend = try TorchBackend(
            library, device: .cpu, kernels: kernels == .fused ? EmulatedKernels() : nil)
        return try Backends.with(backend) { try OperatorRecord.operators(calledBy: body) }
    }

    private func doctorsOperators(_ kernels: Kernels) throws -> Set<String> {
        try operators(kernels) {
            for test in SelfTest.all { #expect(test.run() == nil, "\(test.name)") }
            for test in DeviceCase.all { #expect(test.problem() == nil, "\(test.name)") }
        }
    }

    /// R1 and path length are due in steps 0 and 4.
    private func stepsOperators(_ recipe: DeviceRecipe, _ kernels: Kernels) throws -> Set<String> {
        let place = try Workplace()
        let path = try place.write("recipe.yaml", recipe.text(train: "kimg: 1"))
        let pathLength = recipe == .styleGAN2 ? ["regularizers.path_length={weight: 2, every: 4}"] : []
        // Every transform on every image.
        let overrides = ["augment.preset=bgcfnc", "augment.p=1"] + pathLength
        return try operators(kernels) {
            let trainer = try Trainer(
                try Composer.compose(try RecipeLoader(.linked).check(path: path, overrides: overrides)))
            for _ in 0..<5 { try trainer.advance() }
        }
    }

    @Test(arguments: DeviceRecipe.allCases, Kernels.allCases)
    func doctorCallsWhatAStepCalls(_ recipe: DeviceRecipe, _ kernels: Kernels) throws {
        let (step, doctor) = (try stepsOperators(recipe, kernels), try doctorsOperators(kernels))
        #expect(step.isSuperset(of: ["aten::convolution", "aten::convolution_backward", "aten::mm", "aten::copy_"]))
        #expect(step.subtracting(doctor).sorted() == [])
    }

    /// Whatever a step computes with: the names in the sources of `GANTorch`.
    @Test func doctorCallsWhatTheBackendCanCall() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/GANTorch")
        let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }
        let names = try files.flatMap { file in
            try String(contentsOf: sources.appending(path: file), encoding: .utf8)
                .matches(of: /"(aten::\w+)"(?:,\s*"(\w+)")?/)
                .map { match in "\(match.1)" + (match.2.map { ".\($0)" } ?? "") }
        }
        #expect(names.count > 40)
        let doctor = try doctorsOperators(.ofPyTorch)
        #expect(Set(names).subtracting(doctor).sorted() == [])
    }
}
