import CGANTorch
import GANTensor

/// A kernel of our own for GPUs. It does in one pass over memory what takes several of PyTorch's operators.
///
/// The names are those of the functions in `CGANTorch/kernels`.
package enum FusedKernel: String, CaseIterable, Sendable {
    case biasActivation = "bias_activation"
    case biasActivationAdjoint = "bias_activation_adjoint"
    case scaledActivation = "scaled_activation"
    case adam
    case drawUniform = "draw_uniform"
    case drawNormal = "draw_normal"
    case drawIntegers = "draw_integers"
    case gather, embed
    case scatterInPlanes = "scatter_in_planes"
    case resample
    case gridSample = "grid_sample"
    /// A part of the adjoint that comes first.
    case gridBounds = "grid_bounds"
    case gridSampleAdjoint = "grid_sample_adjoint"

    package var source: FusedSource {
        switch self {
        case .biasActivation, .biasActivationAdjoint, .scaledActivation: .activation
        case .adam: .optimization
        case .drawUniform, .drawNormal, .drawIntegers: .random
        case .gather, .embed: .movement
        case .scatterInPlanes: .scatter
        case .resample: .resampling
        case .gridSample, .gridBounds, .gridSampleAdjoint: .sampling
        }
    }

    /// The functions of this kernel: one for each width of elements.
    package var functions: [FusedFunction] {
        let widths: [FusedFunction.Width] = source == .random ? [.bits32] : [.bits32, .bits64]
        return widths.map { FusedFunction(kernel: self, width: $0) }
    }
}

/// A kernel for elements of one width.
package struct FusedFunction: Hashable, Sendable {
    package enum Width: Int, Sendable {
        case bits32 = 32
        case bits64 = 64

        /// - Precondition: there are kernels for the type.
        init(_ dtype: ElementType) {
            switch dtype {
            case .float32, .int32: self = .bits32
            case .float64: self = .bits64
            case .bfloat16: preconditionFailure("no fused kernel has \(dtype)")
            }
        }
    }

    package let kernel: FusedKernel
    package let width: Width

    /// `resample_32`
    package var name: String { "\(kernel.rawValue)_\(width.rawValue)" }
}

/// A file of kernels, which are compiled together.
package enum FusedSource: String, CaseIterable, Sendable {
    case activation, movement, optimization, random, resampling, sampling, scatter

    private var body: gt_kernel_text {
        switch self {
        case .activation: GT_TEXT_ACTIVATION
        case .movement: GT_TEXT_MOVEMENT
        case .optimization: GT_TEXT_OPTIMIZATION
        case .random: GT_TEXT_RANDOM
        case .resampling: GT_TEXT_RESAMPLING
        case .sampling: GT_TEXT_SAMPLING
        case .scatter: GT_TEXT_SCATTER
        }
    }

    /// CUDA C++, with the structures of arguments, for both widths.
    package var text: String {
        [GT_TEXT_CUDA, GT_TEXT_ARGUMENTS, GT_TEXT_TYPES_32, body, GT_TEXT_TYPES_64, body]
            .map { unsafe String(cString: gt_kernel_text($0)) }.joined()
    }

    package var kernels: [FusedKernel] { FusedKernel.allCases.filter { $0.source == self } }
}
