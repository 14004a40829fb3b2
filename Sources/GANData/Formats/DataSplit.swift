import GANCore

/// The splits of a published data set.
enum DataSplit: String, CaseIterable, SettingValue, Sendable {
    case train, test
}
