/// What `ganzoo plugin build` adds to a plugin, so that a program can take its components.
enum PluginEntry {
    /// The function that calls the plugin's records.
    static let register = "ganzoo_plugin_register"

    static let source = """
        import CGANSupport
        import GANCore

        @c(\(register)) public func ganzooPluginRegister() { ganzoo_call_component_records() }

        /// Keeps the stamp of the core in the library, for the program to find.
        @c(ganzoo_plugin_stamp) public func ganzooPluginStamp() -> UnsafePointer<UInt8> { compiledCoreStamp().utf8Start }

        """
}
