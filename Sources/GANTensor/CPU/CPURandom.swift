import CGANKernels

extension CPUBackend {
    package func random(_ draw: RandomDraw, into y: Storage) {
        var place = gk_draw(key: draw.key, step: draw.step, call: draw.call)
        unsafe withUnsafePointer(to: &place) { place in
            pool.pieces(of: y.count, size: Self.piece) { range in
                let (first, start, count) = (
                    UInt64(draw.firstElement + range.lowerBound), range.lowerBound, range.count
                )
                switch draw.distribution {
                case .uniform: unsafe gk_draw_uniform(place, first, y.elements() + start, count)
                case .normal: unsafe gk_draw_normal(place, first, y.elements() + start, count)
                case .integer(let bound): unsafe gk_draw_integers(place, bound, first, y.elements() + start, count)
                case .bits: unsafe gk_draw_bits(place, first, y.elements() + start, count)
                }
            }
        }
    }

    /// One block of the generator, for comparison with published vectors.
    package static func philoxBlock(counter: [UInt32], key: [UInt32]) -> [UInt32] {
        precondition(counter.count == 4 && key.count == 2, "Philox4x32 has a counter of 4 words and a key of 2")
        return unsafe [UInt32](unsafeUninitializedCapacity: 4) { words, count in
            unsafe words.baseAddress.map { unsafe gk_philox(counter, key, $0) }
            count = 4
        }
    }
}

extension RandomDraw {
    /// The first `count` numbers of a uniform or normal draw, computed on the host without a backend.
    package func reals(_ count: Int) -> [Float] {
        unsafe drawn(count) { draw, first, numbers in
            switch distribution {
            case .uniform: unsafe gk_draw_uniform(draw, first, numbers, count)
            case .normal: unsafe gk_draw_normal(draw, first, numbers, count)
            case .integer, .bits: preconditionFailure("the draw has no real numbers")
            }
        }
    }

    /// The first `count` numbers of a draw of integers or bits.
    package func integers(_ count: Int) -> [Int32] {
        unsafe drawn(count) { draw, first, numbers in
            switch distribution {
            case .integer(let bound): unsafe gk_draw_integers(draw, bound, first, numbers, count)
            case .bits: unsafe gk_draw_bits(draw, first, numbers, count)
            case .uniform, .normal: preconditionFailure("the draw has no integers")
            }
        }
    }

    private func drawn<Number>(
        _ count: Int, _ write: (UnsafePointer<gk_draw>, UInt64, UnsafeMutablePointer<Number>) -> Void
    ) -> [Number] {
        guard count > 0 else { return [] }
        return unsafe [Number](unsafeUninitializedCapacity: count) { buffer, written in
            unsafe withUnsafePointer(to: gk_draw(key: key, step: step, call: call)) { draw in
                unsafe buffer.baseAddress.map { unsafe write(draw, UInt64(firstElement), $0) }
            }
            written = count
        }
    }
}
