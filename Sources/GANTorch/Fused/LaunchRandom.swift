import CGANTorch
import GANTensor

extension FusedLaunch {
    /// Uniform and normal numbers are float32, integers int32. Nil for bits, which only permutations need: the host draws those.
    package static func random(_ draw: RandomDraw, count: Int, into y: DeviceAddress) -> FusedLaunch? {
        guard let kernel = FusedKernel(draw.distribution) else { return nil }
        var arguments = gt_philox_draw()
        arguments.y = y
        (arguments.key, arguments.step, arguments.call) = (draw.key, draw.step, draw.call)
        (arguments.first, arguments.count) = (UInt64(draw.firstElement), Int32(count))
        if case .integer(let bound) = draw.distribution { arguments.bound = bound }
        // A block of Philox is four words: four numbers, or two integers.
        let size = kernel == .drawIntegers ? 2 : 4
        let blocks = count == 0 ? 0 : (draw.firstElement + count - 1) / size - draw.firstElement / size + 1
        return FusedLaunch(kernel, .float32, threads: blocks, arguments)
    }
}

extension FusedKernel {
    init?(_ distribution: RandomDraw.Distribution) {
        switch distribution {
        case .uniform: self = .drawUniform
        case .normal: self = .drawNormal
        case .integer: self = .drawIntegers
        case .bits: return nil
        }
    }
}
