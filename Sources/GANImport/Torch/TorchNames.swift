/// The functions and classes that may occur in PyTorch checkpoints. They are recognized, never called.
enum TorchNames {
    static let rebuildTensor = PickleGlobal("torch._utils", "_rebuild_tensor_v2")
    static let rebuildParameter = PickleGlobal("torch._utils", "_rebuild_parameter")
    static let loadFromBytes = PickleGlobal("torch.storage", "_load_from_bytes")
    /// The published StyleGAN2 networks: a class with its source code, which is stored as text.
    static let persistentObject = PickleGlobal("torch_utils.persistence", "_reconstruct_persistent_obj")
    /// The options that a program was started with: attributes without a behavior.
    static let namespace = PickleGlobal("argparse", "Namespace")
    static let orderedDictionary = PickleGlobal("collections", "OrderedDict")

    /// Whether a checkpoint may name it.
    static func allows(_ global: PickleGlobal) -> Bool {
        all.contains(global) || (global.module == "torch" && TorchElement(storage: global) != nil)
    }

    private static let all: Set<PickleGlobal> = [
        rebuildTensor, rebuildParameter, loadFromBytes, persistentObject, orderedDictionary, namespace,
        PickleGlobal("torch", "Size"), PickleGlobal("torch", "device"), PickleGlobal("dnnlib.util", "EasyDict"),
        PickleGlobal("dnnlib", "EasyDict"), PickleGlobal("builtins", "set"), PickleGlobal("__builtin__", "set"),
        PickleGlobal("_codecs", "encode"), PickleGlobal("numpy", "dtype"), PickleGlobal("numpy", "ndarray"),
        PickleGlobal("numpy.core.multiarray", "_reconstruct"), PickleGlobal("numpy.core.multiarray", "scalar"),
        PickleGlobal("numpy._core.multiarray", "_reconstruct"), PickleGlobal("numpy._core.multiarray", "scalar"),
    ]
}
