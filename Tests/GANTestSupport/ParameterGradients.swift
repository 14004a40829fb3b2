import GANModule
import GANTensor
import Testing

/// Compares the derivative of a scalar along a random direction of each parameter with a central difference, in float64.
///
/// `make` makes the modules, and the scalar as a function of their parameters. Equal calls of that function draw equal random numbers, and
/// change no buffer that it reads.
package func checkParameterGradients(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ make: () throws -> (modules: [Module], value: () throws -> Tensor)
) throws {
    try Backends.inDoublePrecision {
        let (modules, value) = try make()
        let parameters = modules.flatMap { $0.parameters() }
        let found = gradients(of: try value(), wrt: parameters.map(\.parameter.wrappedValue))
        var whole = 0.0
        for (index, (path, parameter)) in parameters.enumerated() {
            let base = parameter.stored.detached()
            let direction = RandomStream(seed: 13, path: "\(index) \(path)").normal(base.shape)
            // Small, so that hardly any activation passes its kink.
            let step = 1e-7
            func moved(_ steps: Double) throws -> Double {
                parameter.wrappedValue = base + direction * (steps * step)
                return try value().item()
            }
            let expected = try (moved(1) - moved(-1)) / (2 * step)
            parameter.wrappedValue = base
            let own = found[index].map { ($0 * direction).sum().item() } ?? 0
            let error = (own - expected).magnitude / max(own.magnitude, expected.magnitude, 1e-2)
            #expect(error < 1e-4, "\(path): \(own), by difference \(expected)", sourceLocation: sourceLocation)
            whole += expected.magnitude
        }
        #expect(whole > 0.1, "the gradients tell nothing", sourceLocation: sourceLocation)
    }
}
