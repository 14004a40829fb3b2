/// Restores all buffers of `modules` after `body`, also if it throws.
package func keepingState<Result>(of modules: [Module], _ body: () throws -> Result) rethrows -> Result {
    let buffers = modules.flatMap { $0.buffers().map { ($0.buffer, $0.buffer.value) } }
    defer { for (buffer, value) in buffers { _ = buffer.setValue(value) } }
    return try body()
}
