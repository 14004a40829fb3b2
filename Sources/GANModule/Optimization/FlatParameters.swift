import GANTensor

/// Parameters whose values are contiguous in memory, so that an optimizer step is a single pass.
package final class FlatParameters {
    package let members: [(path: String, parameter: Parameter)]
    /// The start of each parameter, and the end.
    let bounds: [Int]
    package private(set) var values: Tensor
    /// The value last given to each parameter; if the parameter has another storage, other code has set it since.
    private var given: [Storage] = []

    /// - Precondition: there is at least one parameter, and all have one type.
    package init(_ members: [(path: String, parameter: Parameter)]) {
        precondition(!members.isEmpty, "an optimizer needs a parameter")
        self.members = members
        bounds = members.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.parameter.shape.count) }
        values = concatenate(members.map { $0.parameter.stored.detached().reshaped(-1) }, axis: 0)
        replaceValues(values)
    }

    /// Copies values that other code has set since, for example by loading a checkpoint.
    package func refresh() {
        let current = members.map { $0.parameter.stored.detached() }
        guard zip(current, given).contains(where: { $0.storage !== $1 }) else { return }
        replaceValues(concatenate(current.map { $0.reshaped(-1) }, axis: 0))
    }

    /// Concatenated gradients; zeros for a parameter without one.
    package func flatten(_ gradients: [Tensor?]) -> Tensor {
        precondition(gradients.count == members.count, "\(gradients.count) gradients for \(members.count) parameters")
        let parts = zip(members, gradients).map { member, gradient in
            gradient?.reshaped(-1) ?? .zeros([member.parameter.shape.count], dtype: values.dtype)
        }
        return concatenate(parts, axis: 0)
    }

    /// Gives each parameter its part of `newValues`. Tensors that were read before keep the old values.
    package func replaceValues(_ newValues: Tensor) {
        values = newValues
        for (index, (_, parameter)) in members.enumerated() {
            parameter.wrappedValue = newValues.rows(bounds[index]..<bounds[index + 1]).reshaped(to: parameter.shape)
        }
        given = members.map { $0.parameter.stored.storage }
    }
}
