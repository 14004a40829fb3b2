import GANModule
import GANTensor

/// A convolution kernel with its initial value, modulated per filter by the factor 1 + u vᵀ + b, or trained as usual if its mask
/// is 0 (Zhao et al. 2022, arXiv:2210.16559, section 4.1; METHODS §11.6).
final class ModulatedKernel: Module {
    @Parameter private(set) var rows: Tensor  // u, [O], zeros
    @Parameter private(set) var columns: Tensor  // v, [I · k · k], normal
    @Parameter private(set) var offsets: Tensor  // b, [O], zeros
    @Buffer private var anchor: Tensor  // [O, I, k, k]
    /// 1 for a filter that is modulated, [O].
    @Buffer var mask: Tensor
    /// Sum over images of half the squared gradients of each filter's modulation parameters, [O].
    @Buffer private(set) var information: Tensor
    @Buffer(.same) private var hasBegun = false
    @Buffer(.same) private var hasSettled = false
    private let firstColumns: Tensor

    /// - Parameter shape: of the kernel, [O, I, k, k].
    init(_ shape: Shape, random: RandomStream) {
        let filters = shape[0]
        (rows, offsets) = (.zeros([filters]), .zeros([filters]))
        firstColumns = random.normal([shape.count / filters])
        columns = firstColumns
        _anchor = Buffer(wrappedValue: .zeros(shape), .same)
        _mask = Buffer(wrappedValue: .ones([filters]), .same, in: 0...1)
        _information = Buffer(wrappedValue: .zeros([filters]), .sumOfChanges, in: 0...(.infinity))
    }

    /// The kernel that forward passes read in place of the trained one, [O, I, k, k].
    func read(_ stored: Tensor) -> Tensor {
        guard hasBegun else { return stored }
        let filters = stored.shape[0]
        let change = rows.reshaped(filters, 1) * columns.reshaped(1, -1) + offsets.reshaped(filters, 1)
        let modulated = anchor * (1 + change.reshaped(to: stored.shape))
        // While all filters are modulated, the stored kernel has no gradient instead of a zero gradient: an optimizer counts
        // steps from the first gradient.
        guard hasSettled else { return modulated }
        let share = mask.reshaped(filters, 1, 1, 1)
        return modulated * share + stored * (1 - share)
    }

    func begin(at kernel: Tensor) {
        anchor = kernel
        hasBegun = true
    }

    /// Adds the importance from one image: half the sum of the squared gradients of u and b per filter.
    /// - Parameter gradients: of `rows` and `offsets`; nil if the loss does not depend on one.
    func learn(_ gradients: [Tensor?]) {
        for gradient in gradients.compactMap(\.self) { information = information + 0.5 * gradient.detached().squared() }
    }

    /// Modulates the filters whose importance reaches `threshold`, starting from the initial modulation, and trains the others.
    func settle(threshold: Double) {
        hasSettled = true
        mask = (information .>= Tensor(threshold))
        (rows, columns, offsets) = (.zeros(rows.shape), firstColumns, .zeros(offsets.shape))
    }
}
