/// The component whose code runs, for the messages of operations that end the process.
package enum CallPlace {
    /// "`regularizers.mine`, generator's phase, step 3"; nil outside components.
    @TaskLocal package static var current: String?
}
