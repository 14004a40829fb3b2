import GANModule

// Settings that several kinds of layers share.

extension Initialization: SettingValue {}
