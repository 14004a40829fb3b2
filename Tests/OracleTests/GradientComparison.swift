import GANModule
import GANTensor
import GANTestSupport
import Testing

/// How far a gradient is from the published one.
struct GradientError {
    let name: String
    /// Of its length.
    let error: Double
}

/// The gradient of y in every parameter of a network against the published ones, each by its own length. A parameter before batch
/// normalization can have a gradient of rounding errors alone: that is related to a hundredth of the whole gradient.
/// - Parameter published: by the name of the parameter here.
func gradientErrors(
    of y: Tensor, _ network: Module, published: (_ path: String) throws -> Tensor
) throws -> [GradientError] {
    let parameters = network.parameters()
    let gradients = gradients(of: y, wrt: parameters.map(\.parameter.wrappedValue))
    let expected = try parameters.map { try published($0.path).reshaped(to: $0.parameter.shape) }
    let whole = expected.reduce(0) { $0 + $1.squared().sum().item() }.squareRoot()
    return try parameters.indices.map { index in
        let (path, gradient) = (parameters[index].path, try #require(gradients[index], "\(parameters[index].path)"))
        let length = expected[index].squared().sum().item().squareRoot()
        guard length < 1e-6 * whole else {
            return GradientError(name: path, error: relativeError(gradient, expected[index]))
        }
        return GradientError(name: path, error: gradient.squared().sum().item().squareRoot() / (0.01 * whole))
    }
}

/// Expects gradients to be the published ones, which single precision computed.
///
/// Where a value is zero but for rounding, rounding decides which branch relu takes or which of two maxima is passed on, and the
/// gradient differs by far more than rounding: the published program's own differs by 3e-4 to 3e-3 when its inputs change by 1e-6 of
/// themselves. So the inputs are moved by about as much as rounding moves values, until all gradients agree at once.
/// - Parameter errors: of all gradients, computed anew from a fresh state with inputs that went through `moved`.
func expectGradientsNearKinks(_ errors: (_ moved: (Tensor) -> Tensor) throws -> [GradientError]) throws {
    let search = try KinkSearch(errors)
    for gradient in search.wrong {
        #expect(
            gradient.error < OracleTolerance.values, "\(gradient.name), the closest of \(search.attempts) attempts")
    }
}

/// The same of a network so large that nearly every input has a kink: of 33 moved inputs of BigGAN's generator for 64² pixels one had
/// none. Kinks moved its gradients by 4e-4 to 3.3e-3, and a gradient that is wrong by a hundredth is wrong for every input.
func expectGradientsAcrossKinks(_ errors: (_ moved: (Tensor) -> Tensor) throws -> [GradientError]) throws {
    let found = try errors { $0 }
    #expect(!found.isEmpty)
    for gradient in found { #expect(gradient.error < 5e-3, "\(gradient.name)") }
}

/// Inputs that are moved until no kink stands between our gradients and the published ones.
struct KinkSearch {
    /// Sizes of the moves, relative to the inputs. At least 19 of 33 moves led to no kink in each comparison of networks for 32² pixels
    /// and in the discriminators': that none of 8 does has a chance of (14 / 33)⁸, a thousandth.
    static let steps = [0, 1e-7, 3e-7, 1e-6, 3e-6, 1e-7, 3e-7, 1e-6]

    /// Inputs that were tried, those of the file included.
    private(set) var attempts = 0
    /// Of the attempt with the fewest; empty where gradients agreed.
    private(set) var wrong: [GradientError] = []

    /// - Parameter errors: as of `expectGradientsNearKinks`.
    init(_ errors: (_ moved: (Tensor) -> Tensor) throws -> [GradientError]) throws {
        var fewest = Int.max
        for (attempt, step) in Self.steps.enumerated() {
            let random = RandomStream(seed: UInt64(attempt), path: "kinks")
            let found = try errors { step == 0 ? $0 : $0 * (1 + step * random.normal($0.shape)) }
            try #require(!found.isEmpty, "no gradient was compared")
            attempts += 1
            let wrong = found.filter { !($0.error < OracleTolerance.values) }
            if wrong.count < fewest { (fewest, self.wrong) = (wrong.count, wrong) }
            if wrong.isEmpty { return }
        }
    }
}
