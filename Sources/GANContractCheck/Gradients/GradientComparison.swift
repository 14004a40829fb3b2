import GANModule
import GANTensor

/// Compares the gradient of a function with central differences along random directions. Numbers are computed in float64.
///
/// Functions have kinks, such as those of relu. The slopes before and after a kink differ, and a gradient between them is
/// accepted; if they differ too much to tell, another point is tried. A fault must show at two random points: a direction that
/// crosses two kinks within a step is rare, and a wrong gradient is wrong nearly everywhere.
struct GradientComparison {
    let function: CheckedFunction

    enum Outcome {
        case agrees
        /// What differs, in words.
        case differs(String)
        /// The function has kinks or jumps around the points that were tried.
        case unclear
    }

    /// The step at each point. With derivatives near 1, differences are exact to 1e-12 by a step of 1e-6 and to 1e-10 by rounding in
    /// float64; in float32, no step would leave more than three digits. In a large network some relu crosses its kink within such a
    /// step, and its second-order gradient jumps there, so later points have a smaller one.
    private static let steps = [1e-6, 1e-6, 1e-8, 1e-8, 1e-8, 1e-8]
    /// The largest relative error of the slope. Large second and third derivatives need a margin; a gradient that ignores a dependence is off by percents.
    private static let tolerance = 1e-5
    /// Rounding of values near `y`, divided by the step, with a margin for long sums.
    private static func rounding(_ y: Double, _ step: Double) -> Double { (1e-13 * y.magnitude + 1e-14) / step }
    /// Slopes on the two sides that differ by this share do not tell the slope.
    private static let kink = 1e-2

    /// Leaves the parameters as they were.
    func outcome() throws -> Outcome {
        let before = function.parameters.map(\.parameter.stored)
        defer { for (slot, value) in zip(function.parameters, before) { slot.parameter.wrappedValue = value } }
        var (agreements, differences) = (0, [String]())
        for index in Self.steps.indices {
            switch try Point(function, before, index).outcome() {
            case .agrees: agreements += 1
            case .differs(let text): differences.append(text)
            case .unclear: continue
            }
            if differences.count == 2 { return .differs(differences[0]) }
            if agreements == 2 { return .agrees }
        }
        return agreements > 0 && differences.isEmpty ? .agrees : .unclear
    }

    /// Random inputs and parameters, and a direction for each of them.
    private final class Point {
        private let function: CheckedFunction
        /// The inputs, then the parameters.
        private let base: [Tensor]
        private let directions: [Tensor]
        private let constants = HeldConstants()
        private let step: Double

        /// - Parameter parameters: values near which the point lies. At the initial ones, weights may all be zero or at a kink.
        init(_ function: CheckedFunction, _ parameters: [Tensor], _ index: Int) {
            (self.function, step) = (function, GradientComparison.steps[index])
            let inputs = function.inputs.enumerated().map { input in
                input.element.draw(RandomStream(seed: 5, path: "input \(input.offset)", step: index))
            }
            let moved = parameters.enumerated().map { parameter in
                let shape = parameter.element.shape
                return parameter.element.detached() + RandomStream(
                    seed: 5, path: "parameter \(parameter.offset)", step: index
                ).normal(shape) * 0.05
            }
            base = inputs + moved
            directions = base.enumerated().map { value in
                RandomStream(seed: 5, path: "direction \(value.offset)", step: index).normal(value.element.shape)
            }
        }

        func outcome() throws -> Outcome {
            let y = try evaluated(at: base)
            let slopes = slopes(of: y.value, y.leaves)
            let value = y.value.item()
            guard value.isFinite else { return .unclear }
            var isUnclear = false
            for group in groups {
                switch try compared(group, slopes, value) {
                case .agrees: continue
                case .unclear: isUnclear = true
                case .differs(let text): return .differs(text)
                }
            }
            return isUnclear ? .unclear : .agrees
        }

        /// Indices of values that are moved together: each input, and all parameters.
        private var groups: [[Int]] {
            let count = function.inputs.count
            let parameters = Array(count..<base.count)
            return (0..<count).map { [$0] } + (parameters.isEmpty ? [] : [parameters])
        }

        // MARK: Comparing

        private func compared(_ group: [Int], _ slopes: [Double], _ value: Double) throws -> Outcome {
            let slope = group.reduce(0) { $0 + slopes[$1] }
            let (before, after) = (try difference(group, -1, value), try difference(group, 1, value))
            let (center, spread) = ((before + after) / 2, (after - before).magnitude)
            let scale = max(center.magnitude, slope.isFinite ? slope.magnitude : 0)
            let allowed = GradientComparison.tolerance * scale + GradientComparison.rounding(value, step)
            guard !constants.hasDiverged, center.isFinite,
                spread <= GradientComparison.kink * scale + GradientComparison.rounding(value, step)
            else { return .unclear }
            if (slope - center).magnitude <= allowed + spread { return .agrees }
            if group.count > 1 {
                for single in group {
                    if case .differs(let text) = try compared([single], slopes, value) { return .differs(text) }
                }
            }
            return .differs(text(group, slope, center))
        }

        private func text(_ group: [Int], _ slope: Double, _ difference: Double) -> String {
            let count = function.inputs.count
            let place =
                switch group {
                case let group where group.count > 1: "its parameters"
                case let group where group[0] < count: function.inputs[group[0]].name
                default: "`\(function.parameters[group[0] - count].path)`"
                }
            return
                "along a random direction in \(place), the gradient of \(function.name) gives the slope \(shown(slope)), but"
                + " differences give \(shown(difference))"
        }

        private func shown(_ number: Double) -> String {
            guard number.isFinite else { return "\(number)" }
            return "\(Float(number))"
        }

        // MARK: Evaluating

        /// The slope on one side.
        private func difference(_ group: [Int], _ side: Double, _ value: Double) throws -> Double {
            var moved = base
            for index in group { moved[index] = base[index] + directions[index] * (side * step) }
            return (try evaluated(at: moved).value.item() - value) / (side * step)
        }

        /// The slope along the direction of each value, by the gradient.
        private func slopes(of y: Tensor, _ leaves: [Tensor]) -> [Double] {
            guard y.requiresGradient else { return leaves.map { _ in 0 } }
            return zip(gradients(of: y, wrt: leaves), directions).map { gradient, direction in
                gradient.map { ($0 * direction).sum().item() } ?? 0
            }
        }

        private func evaluated(at values: [Tensor]) throws -> (value: Tensor, leaves: [Tensor]) {
            let inputs = values.prefix(function.inputs.count).map { $0.requiringGradient() }
            for (slot, value) in zip(function.parameters, values.dropFirst(inputs.count)) {
                slot.parameter.wrappedValue = value
            }
            let leaves = inputs + function.parameters.map(\.parameter.stored)
            let value = try constants.holding {
                try keepingState(of: function.modules) { try function.value(inputs) }
            }
            return (value, leaves)
        }
    }
}
