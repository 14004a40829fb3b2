import GANTensor

extension TorchBackend {
    package func fill(_ value: Double, into y: Storage) {
        put(.full(value, [y.count], TorchType(y.dtype), on: device), y)
    }

    /// A number of another type; towards int32 it is cut, within its limits, and NaN becomes 0.
    package func convert(_ x: Storage, into y: Storage) {
        guard y.dtype == .int32 else { return put(tensor(x).converted(to: TorchType(y.dtype)), y) }
        // Float32 does not have the largest int32.
        let wide = tensor(x).converted(to: .float64)
        let known = wide.equals(wide).choosing(wide, scalar(0, .float64))
        let limited = known.clamped(scalar(Double(Int32.min), .float64), scalar(Double(Int32.max), .float64))
        put(limited.converted(to: .int32), y)
    }

    package func unary(_ kernel: UnaryKernel, _ x: Storage, into y: Storage) {
        putRounded(unary(kernel, wide(x), TorchType(x.dtype.accumulation)), y)
    }

    private func unary(_ kernel: UnaryKernel, _ x: TorchTensor, _ type: TorchType) -> TorchTensor {
        func number(_ value: Double) -> TorchTensor { scalar(value, type) }
        switch kernel {
        case .square: return x * x
        // log(eˣ + e⁰). Its own operator has an argument that does not cross the C interface; so has that of powers.
        case .softplus: return .call("aten::logaddexp", [.tensor(x), .tensor(number(0))])
        case .power(let value):
            return .call("aten::pow", "Tensor_Tensor", [.tensor(x), .tensor(number(value))])
        case .add(let value): return x + number(value)
        case .scale(let value): return x * number(value)
        case .clamp(let low, let high): return x.clamped(number(low), number(high))
        case .leakyRelu(let slope): return leaky(x, slope, along: x, type)
        case .isWithin(let low, let high):
            return x.isAtLeast(number(low)).and(x.isAtMost(number(high))).converted(to: type)
        default: return .call(Self.name(of: kernel), [.tensor(x)])
        }
    }

    /// The operator of one tensor alone.
    private static func name(of kernel: UnaryKernel) -> StaticString {
        switch kernel {
        case .negate: "aten::neg"
        case .absolute: "aten::abs"
        case .sign: "aten::sign"
        case .reciprocal: "aten::reciprocal"
        case .squareRoot: "aten::sqrt"
        case .reciprocalSquareRoot: "aten::rsqrt"
        case .exponential: "aten::exp"
        case .logarithm: "aten::log"
        case .hyperbolicTangent: "aten::tanh"
        case .errorFunction: "aten::erf"
        case .sigmoid: "aten::sigmoid"
        case .sine: "aten::sin"
        case .cosine: "aten::cos"
        case .floor: "aten::floor"
        case .roundToEven: "aten::round"
        case .square, .softplus, .power, .add, .scale, .clamp, .leakyRelu, .isWithin:
            preconditionFailure("\(kernel) is no operator of one tensor")
        }
    }

    /// x where `place` is above zero, else slope · x.
    private func leaky(_ x: TorchTensor, _ slope: Double, along place: TorchTensor, _ type: TorchType) -> TorchTensor {
        slope == 1 ? x : place.isGreater(than: scalar(0, type)).choosing(x, x * scalar(slope, type))
    }

    package func binary(
        _ kernel: BinaryKernel, _ a: Storage, _ b: Storage, _ geometry: BroadcastGeometry, into y: Storage
    ) {
        let type = TorchType(y.dtype)
        let left = tensor(a, geometry.sizes, geometry.leftStrides)
        let right = tensor(b, geometry.sizes, geometry.rightStrides)
        func both(_ name: StaticString, _ overload: StaticString = "") -> TorchTensor {
            .call(name, overload, [.tensor(left), .tensor(right)])
        }
        let result: TorchTensor =
            switch kernel {
            case .add: left + right
            case .subtract: left - right
            case .multiply: left * right
            case .divide: both("aten::div", "Tensor")
            case .minimum: both("aten::minimum")
            case .maximum: both("aten::maximum")
            case .equal: left.equals(right).converted(to: type)
            case .less: left.isLess(than: right).converted(to: type)
            case .lessOrEqual: left.isAtMost(right).converted(to: type)
            case .leakyReluAlong(let slope):
                leaky(
                    wide(a, geometry.sizes, geometry.leftStrides), slope, along: right, TorchType(y.dtype.accumulation))
            }
        putRounded(result, y)
    }

    package func select(_ mask: Storage, _ a: Storage, _ b: Storage, into y: Storage) {
        let isOff = tensor(mask).equals(scalar(0, TorchType(mask.dtype)))
        put(isOff.choosing(tensor(b), tensor(a)), y)
    }

    package func accumulate(_ x: Storage, into y: Storage) { put(tensor(y) + tensor(x), y) }

    package func interpolate(_ a: Storage, _ b: Storage, weight: Double, into y: Storage) {
        putRounded(wide(a) + (wide(b) - wide(a)) * scalar(weight, TorchType(y.dtype.accumulation)), y)
    }

    // MARK: Activation

    package func biasActivation(_ x: Storage, _ bias: Storage?, _ geometry: ActivationGeometry, into y: Storage) {
        if fusedBiasActivation(x, bias, geometry, into: y) { return }
        var sum = wide(x, [geometry.outer, geometry.channels, geometry.inner])
        if let bias { sum = sum + tensor(bias, [1, geometry.channels, 1]) }
        putRounded(activated(sum, geometry, TorchType(y.dtype.accumulation)), y)
    }

    package func scaledActivation(
        _ operands: ScaledActivationOperands, _ geometry: ActivationGeometry, into y: Storage
    ) {
        if fusedScaledActivation(operands, geometry, into: y) { return }
        let (outer, channels, inner) = (geometry.outer, geometry.channels, geometry.inner)
        var sum = tensor(operands.x, [outer, channels, inner]) * tensor(operands.factors, [outer, channels, 1])
        if let noise = operands.noise { sum = sum + tensor(noise, [noise.count / inner, 1, inner]) }
        let type = TorchType(y.dtype.accumulation)
        putRounded(activated(sum + tensor(operands.bias, [1, channels, 1]), geometry, type), y)
    }

    private func activated(_ x: TorchTensor, _ geometry: ActivationGeometry, _ type: TorchType) -> TorchTensor {
        var result = leaky(x, geometry.slope, along: x, type)
        if geometry.gain != 1 { result = result * scalar(geometry.gain, type) }
        guard let clamp = geometry.clamp else { return result }
        return result.clamped(scalar(-clamp, type), scalar(clamp, type))
    }

    package func biasActivationAdjoint(_ dy: Storage, _ y: Storage, _ geometry: ActivationGeometry, into dx: Storage) {
        if fusedBiasActivationAdjoint(dy, y, geometry, into: dx) { return }
        let type = TorchType(dx.dtype.accumulation)
        let place = tensor(y)
        var result = wide(dy)
        if geometry.gain != 1 { result = result * scalar(geometry.gain, type) }
        result = leaky(result, geometry.slope, along: place, type)
        if let clamp = geometry.clamp {
            let size = TorchTensor.call("aten::abs", [.tensor(place)])
            result = size.isLess(than: scalar(clamp, type)).choosing(result, scalar(0, type))
        }
        putRounded(result, dx)
    }
}
