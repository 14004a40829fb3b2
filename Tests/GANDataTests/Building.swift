import GANCore

/// For data sets, which are made before anything is known of the data.
var emptyContext: BuildContext {
    let info = DatasetInfo(count: 0, channels: 0, height: 0, width: 0, labelKind: .none, labelSize: 0)
    return BuildContext(path: "data", data: info, seed: 0)
}

/// What a person would read of an error.
func message(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "no error"
    } catch { return "\(error)" }
}
