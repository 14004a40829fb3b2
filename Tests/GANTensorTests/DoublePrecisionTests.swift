import GANTensor
import GANTestSupport
import Testing

/// Tensors of type float32 that are computed in float64, and constants that are held.
@Suite(.onChosenBackend) struct DoublePrecisionTests {
    /// 1 + 2⁻⁴⁰ is 1 in float32.
    @Test func keepsDigitsThatFloatHasNot() {
        let small = 0x1p-40
        #expect((Tensor(1) + small - 1).item() == 0)
        Backends.inDoublePrecision {
            let x = Tensor(1) + small
            #expect(x.dtype == .float32 && x.scalars(as: Float.self) == [1])
            #expect((x - 1).item() == small)
            #expect((x.converted(to: .float64).converted(to: .float32) - 1).item() == small)
            let rows = concatenate([x.reshaped(1), Tensor([2 as Float], shape: [1])], axis: 0)
            #expect((rows.rows(0..<1).reshaped(to: []) - 1).item() == small)
            #expect((Tensor(2).sqrt().item() - 2.0.squareRoot()).magnitude < 1e-15)
        }
    }

    /// Random numbers are those of float32, and a tensor from before is converted.
    @Test func agreesWithFloat() {
        let drawn = RandomStream(seed: 1, path: "x").normal([4, 5])
        let product = matmul(drawn, drawn, transposesRight: true).scalars(as: Float.self)
        Backends.inDoublePrecision {
            let again = RandomStream(seed: 1, path: "x").normal([4, 5])
            #expect(again.scalars(as: Float.self) == drawn.scalars(as: Float.self))
            for (a, b) in zip(matmul(again, drawn, transposesRight: true).scalars(as: Float.self), product) {
                #expect((a - b).magnitude < 1e-5)
            }
            let indices = Tensor([1 as Int32, 0], shape: [2])
            #expect(indices.oneHot(classes: 2).scalars(as: Float.self) == [0, 1, 1, 0])
        }
    }

    /// f(x) = x · c with the constant c = x: the gradient is c, and with c held f(3) is 3 · 2.
    @Test func holdsConstantsThatAreMeant() {
        let functions: [(Tensor) -> Tensor] = [
            { $0 * $0.detached() }, { x in x * withoutGradients { x * 1 } },
            { x in x * withoutGradients { x }.detached() },
        ]
        for function in functions {
            let constants = HeldConstants()
            let values = [2.0, 3].map { at in
                constants.holding { function(Tensor(at).requiringGradient()) }.item()
            }
            #expect(values == [4, 6] && !constants.hasDiverged)
        }
        // A number that is read, and a gradient outside the graph: that of x² · 0.5 is x.
        let others: [(Tensor) -> Tensor] = [
            { $0 * $0.item() }, { x in x * gradient(of: x.squared() * 0.5, wrt: x) },
        ]
        for function in others {
            let constants = HeldConstants()
            let values = [2.0, 3].map { at in
                constants.holding { function(Tensor(at).requiringGradient()) }.item()
            }
            #expect(values == [4, 9] && !constants.hasDiverged)
        }
    }

    @Test func noticesOtherConstants() {
        let constants = HeldConstants()
        for value in [1.0, 2] {
            _ = constants.holding { Tensor(repeating: value, shape: [Int(value)]).detached() }
        }
        #expect(constants.hasDiverged)
    }
}
