import GANComponentTesting
import GANCore
import GANTensor

/// Size of the images of the tiny data. Networks accept different ones.
struct TinyForm {
    let height: Int
    let width: Int
    let channels: Int

    /// All axes differ, so that a wrong one cannot pass.
    static let oblong = TinyForm(height: 10, width: 14, channels: 3)

    /// In the order in which they are tried: networks may refuse images that are not square, or not of their own size.
    static let all =
        [oblong]
        + [(4, 3), (8, 3), (16, 3), (32, 3), (64, 3), (4, 1), (8, 1)].map { side, channels in
            TinyForm(height: side, width: side, channels: channels)
        }

    /// 5 long-tailed classes.
    func apply(to settings: inout TinyDataset.Settings) {
        (settings.size, settings.width, settings.channels) = (height, width, channels)
        settings.labelSize = 5
    }
}
