/// The number of images of the two traces. A size that grows with it is the number of images times something.
enum BatchSizes {
    static let first = 2
    static let second = 3

    /// Whether sizes of the two traces differ as the numbers of images do.
    static func grows(_ one: Int, _ other: Int) -> Bool { one > 0 && one * second == other * first }

    /// Sizes for the operator Reshape: -1 for the one that grows.
    /// - Throws: `TracingProblem` if the sizes differ otherwise, or several grow.
    static func sizes(_ one: [Int], _ other: [Int]) throws(TracingProblem) -> [Int] {
        guard one.count == other.count else { throw .mixesImages }
        var sizes: [Int] = []
        for (a, b) in zip(one, other) {
            guard a != b else {
                sizes.append(a)
                continue
            }
            guard grows(a, b), !sizes.contains(-1) else { throw .mixesImages }
            sizes.append(-1)
        }
        return sizes
    }
}

/// The reason why a traced function has no ONNX graph.
package enum TracingProblem: Error, Hashable, Sendable {
    /// The result for an image depends on the others of its batch, or on their number.
    case mixesImages
    /// Images get random numbers of their own.
    case drawsNumbers
    /// The program reads a number that depends on the inputs.
    case readsInputs
    /// No operator stands for this operation.
    case unknownOperation(String)
    /// The file would have more bytes than Protocol Buffers allow.
    case tooLarge(Int)

    /// On one line, without a full stop.
    package var text: String {
        switch self {
        case .mixesImages: "the image of a latent depends on the other images of the batch"
        case .drawsNumbers: "it draws random numbers for each image"
        case .readsInputs: "it reads its inputs to decide what to compute"
        case .unknownOperation(let name): "ONNX has no operator for its operation \(name)"
        case .tooLarge(let bytes): "its weights have \(bytes) bytes, and a file of ONNX at most \(ONNXModel.mostBytes)"
        }
    }
}
