import GANCore
import GANTensor

extension TrainSettings: ComputationSection {
    /// The number in the code of Karras et al. 2020 (arXiv:2006.06676): `num_fp16_res`.
    private static let publishedResolutions = 4

    package var networkPrecision: NetworkPrecision {
        switch precision {
        case .float32, .tf32: .float32
        case .bfloat16: NetworkPrecision(reducedResolutions: bfloat16Resolutions ?? Self.publishedResolutions)
        }
    }

    var precisionConflicts: [RecipeError] {
        guard bfloat16Resolutions != nil else { return [] }
        switch precision {
        case .bfloat16: return []
        case .float32, .tf32:
            return [
                RecipeError(
                    key: "bfloat16_resolutions",
                    problem: "no block uses bfloat16, since precision is \(precision.rawValue)",
                    fix: "set precision: bfloat16, or remove bfloat16_resolutions")
            ]
        }
    }

    /// - Throws: `RecipeError` if a network has no blocks in bfloat16 although the recipe wants some.
    func checkPrecision(_ composition: Composition) throws {
        guard networkPrecision.reducedResolutions > 0 else { return }
        for (place, network) in composition.networks {
            let name = type(of: network).name
            guard let reduced = network as? any ReducedPrecisionNetwork else {
                throw RecipeError(
                    key: "precision",
                    problem: "`\(place)`: \(name) has no blocks in bfloat16",
                    fix: "set train.precision: float32 or tf32")
            }
            guard reduced.reducedBlocks == 0 else { continue }
            throw RecipeError(
                key: "precision",
                problem: "`\(place)`: no block of \(name) is large enough for bfloat16, which starts at 8 × 8",
                fix: "set train.precision: float32 or tf32, or use larger images")
        }
    }

    /// Chooses the arithmetic of the device.
    /// - Throws: `RecipeError` if the device does not have it.
    func useArithmetic() throws {
        if let problem = deviceProblem { throw problem }
        switch precision {
        case .tf32: Backends.useTF32(true)
        case .float32, .bfloat16: Backends.useTF32(false)
        }
    }

    /// Why the current device cannot train with this precision; nil if it can.
    package var deviceProblem: RecipeError? {
        let device = Backends.foreignName ?? "cpu"
        switch precision {
        case .float32: return nil
        case .tf32:
            guard !Backends.hasTF32 else { return nil }
            return RecipeError(
                key: "train.precision", problem: "tf32 is arithmetic of NVIDIA GPUs, and this device is \(device)",
                fix: "train on a device `cuda`, or set train.precision: float32")
        case .bfloat16:
            guard !Backends.hasBfloat16 else { return nil }
            return RecipeError(
                key: "train.precision",
                problem: "bfloat16 runs on the devices `cuda` and `torch-cpu`, and this device is \(device)",
                fix: "train on one of them, or set train.precision: float32")
        }
    }
}
