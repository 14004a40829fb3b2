/// The kind of file that an export writes.
public enum ExportFormat: String, CaseIterable, Sendable {
    /// Weights with the tensor names of another program.
    case safetensors
    /// The generator as a graph that onnxruntime and others compute, from latents to images.
    case onnx
}
