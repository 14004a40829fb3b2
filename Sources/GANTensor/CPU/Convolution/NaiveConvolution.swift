struct Convolution<Scalar: CPUScalar> {
    let geometry: ConvolutionGeometry
    let pool: ThreadPool
    let scratch: CachingAllocator

    func each(_ body: (_ x: Int, _ w: Int, _ y: Int) -> Void) {
        let g = geometry
        let ig = g.inChannels / g.groups
        let og = g.outChannels / g.groups
        for n in 0..<g.batch {
            for o in 0..<g.outChannels {
                for oy in 0..<g.outHeight {
                    for ox in 0..<g.outWidth {
                        for i in 0..<ig {
                            for ky in 0..<g.kernelHeight {
                                for kx in 0..<g.kernelWidth {
                                    let iy = oy * g.strideY - g.padY + ky * g.dilationY
                                    let ix = ox * g.strideX - g.padX + kx * g.dilationX
                                    guard iy >= 0, ix >= 0, iy < g.inHeight, ix < g.inWidth else { continue }
                                    let ic = o / og * ig + i
                                    body(
                                        ((n * g.inChannels + ic) * g.inHeight + iy) * g.inWidth + ix,
                                        ((o * ig + i) * g.kernelHeight + ky) * g.kernelWidth + kx,
                                        ((n * g.outChannels + o) * g.outHeight + oy) * g.outWidth + ox)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    func forward(x: UnsafePointer<Scalar>, w: UnsafePointer<Scalar>, y: UnsafeMutablePointer<Scalar>) {
        y.update(repeating: 0, count: geometry.outputShape.count)
        each { y[$2] += x[$0] * w[$1] }
    }
    func inputAdjoint(dy: UnsafePointer<Scalar>, w: UnsafePointer<Scalar>, dx: UnsafeMutablePointer<Scalar>) {
        dx.update(repeating: 0, count: geometry.inputShape.count)
        each { dx[$0] += dy[$2] * w[$1] }
    }
    func weightAdjoint(dy: UnsafePointer<Scalar>, x: UnsafePointer<Scalar>, dw: UnsafeMutablePointer<Scalar>) {
        dw.update(repeating: 0, count: geometry.weightShape.count)
        each { dw[$1] += dy[$2] * x[$0] }
    }
}
