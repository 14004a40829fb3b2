/// An elementwise function of one number.
package enum UnaryKernel: Hashable, Sendable {
    case negate, absolute, sign, reciprocal, square, squareRoot, reciprocalSquareRoot
    case exponential, logarithm, hyperbolicTangent, errorFunction, sigmoid, softplus, sine, cosine, floor, roundToEven
    /// x + value.
    case add(Double)
    /// x · value.
    case scale(Double)
    /// x to the power of value.
    case power(Double)
    case clamp(Double, Double)
    /// x above zero, slope · x otherwise.
    case leakyRelu(slope: Double)
    /// 1 if x is within the bounds, else 0: the derivative of `clamp`.
    case isWithin(Double, Double)
}

/// An elementwise function of two numbers, with broadcasting. Comparisons give 1 or 0 in the operands' type.
package enum BinaryKernel: Hashable, Sendable {
    case add, subtract, multiply, divide, minimum, maximum
    case equal, less, lessOrEqual
    /// a if b is above zero, else slope · a: the derivative of `leakyRelu` along a at b.
    case leakyReluAlong(slope: Double)
}

package enum ReductionKernel: Hashable, Sendable {
    case sum, maximum
}

/// The numbers of one draw from a Philox stream; `RandomStream` documents their meaning.
package struct RandomDraw: Hashable, Sendable {
    package enum Distribution: Hashable, Sendable {
        /// [0, 1), a multiple of 2^-24.
        case uniform
        /// Mean 0, variance 1.
        case normal
        /// 0 ..< bound, unbiased to within bound / 2^64.
        case integer(bound: Int32)
        /// 32 random bits.
        case bits
    }

    package var key: UInt64
    package var step: UInt64
    package var call: UInt32
    /// Index of the draw's element that is the output's first.
    package var firstElement: Int
    package var distribution: Distribution

    package init(key: UInt64, step: UInt64, call: UInt32, firstElement: Int, distribution: Distribution) {
        (self.key, self.step, self.call) = (key, step, call)
        (self.firstElement, self.distribution) = (firstElement, distribution)
    }
}

/// One Adam update (Kingma & Ba 2015), including its bias corrections.
package struct AdamUpdate: Hashable, Sendable {
    package var beta1: Double
    package var beta2: Double
    /// learning rate / (1 - beta1^t).
    package var stepSize: Double
    /// 1 / sqrt(1 - beta2^t).
    package var rootCorrection: Double
    package var epsilon: Double

    package init(beta1: Double, beta2: Double, stepSize: Double, rootCorrection: Double, epsilon: Double) {
        (self.beta1, self.beta2, self.stepSize) = (beta1, beta2, stepSize)
        (self.rootCorrection, self.epsilon) = (rootCorrection, epsilon)
    }
}

/// The action of an Adam step on a run of consecutive elements.
package struct AdamRun: Hashable, Sendable {
    package var count: Int
    /// The update of these parameters; nil if the step skips them, so that they and their moments do not change.
    package var update: AdamUpdate?

    package init(count: Int, update: AdamUpdate?) { (self.count, self.update) = (count, update) }
}
