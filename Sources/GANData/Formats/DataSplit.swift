import GANCore

/// The parts of a published data set.
enum DataSplit: String, CaseIterable, SettingValue, Sendable {
    case train, test
}
