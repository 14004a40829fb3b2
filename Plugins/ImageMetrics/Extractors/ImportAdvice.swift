extension String {
    /// How to get the weights of an extractor that no package has.
    static func importing(_ extractor: String) -> String {
        "save the network's PyTorch state dict as safetensors, and run `ganzoo features import \(extractor) FILE`"
    }
}
