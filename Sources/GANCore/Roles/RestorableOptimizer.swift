import GANModule

/// An optimizer whose state can be put back as it was some updates ago. Training on a device looks at the numbers of a step after its
/// updates, and takes these back if one is not finite. With another optimizer it looks before each update, and waits for the device.
package protocol RestorableOptimizer: Optimizer {
    /// Puts the state of now back when it is called; the parameters are the caller's. It lives no longer than a step.
    func restoration() -> () -> Void
}

extension RestorableOptimizer where Self: Module {
    package func restoration() -> () -> Void {
        let kept = buffers().map { (buffer: $0.buffer, value: $0.buffer.value) }
        return { for (buffer, value) in kept { _ = buffer.setValue(value) } }
    }
}
