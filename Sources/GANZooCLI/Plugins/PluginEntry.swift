/// The code that `ganzoo plugin build` adds to a plugin, so that a program can register its components.
enum PluginEntry {
    /// The function that calls the plugin's component records.
    static let register = "ganzoo_plugin_register"

    static let source = """
        import CGANSupport
        import GANCore

        @c(\(register)) public func ganzooPluginRegister() { ganzoo_call_component_records() }

        /// Keeps the fingerprint of the core in the library, where the program finds it.
        @c(ganzoo_plugin_stamp) public func ganzooPluginFingerprint() -> UnsafePointer<UInt8> {
            compiledABIFingerprint().utf8Start
        }

        """
}
