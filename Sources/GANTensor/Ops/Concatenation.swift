/// Concatenates `parts` along `axis`; their other axes must be equal.
public func concatenate(_ parts: [Tensor], axis: Int) -> Tensor {
    let (axis, shape) = orFatalError { () throws(ShapeError) in try concatenatedShape(parts, axis: axis) }
    if parts.count == 1 { return parts[0] }
    let outer = shape.dimensions[..<axis].reduce(1, *)
    let bounds = parts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.shape[axis]) }
    return Tensor(
        shape, parts[0].dtype, from: parts,
        write: { Backends.current.concatenate(parts.map(\.storage), outer: outer, into: $0) },
        pullback: { dy, _, wants in
            wants.indices.map { wants[$0] ? dy.sliced(axis, bounds[$0]..<bounds[$0 + 1]) : nil }
        })
}

private func concatenatedShape(_ parts: [Tensor], axis: Int) throws(ShapeError) -> (Int, Shape) {
    guard let first = parts.first else { throw ShapeError("concatenate", "there is no part") }
    let axis = try first.shape.resolve(axis, "concatenate")
    var size = 0
    for part in parts {
        try check(part.dtype == first.dtype, "concatenate", "the parts are of \(first.dtype) and \(part.dtype)")
        try check(
            part.rank == first.rank && part.shape.replacing(axis, with: 0) == first.shape.replacing(axis, with: 0),
            "concatenate", "\(first.shape) and \(part.shape) differ beside axis \(axis)")
        size += part.shape[axis]
    }
    return (axis, first.shape.replacing(axis, with: size))
}
