/// Whether operations are recorded for differentiation on the current task.
enum Recording {
    @TaskLocal static var isOn = true
}

/// Runs `body` without recording: its results require no gradient, and intermediate tensors are freed at once.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Recording.$isOn.withValue(false, operation: body)
}
