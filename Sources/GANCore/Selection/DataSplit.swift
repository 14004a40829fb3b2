/// The splits of a published data set. A data set that has them declares a setting with this name and type:
///
///     @Setting("part of the data set") public var split: DataSplit = .train
///
/// `ganzoo evaluate --against test` reads the data with `split: test`.
public enum DataSplit: String, CaseIterable, SettingValue, Sendable {
    case train, test
}
