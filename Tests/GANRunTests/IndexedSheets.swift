import Foundation
import GANData
import GANPictures
import GANTestSupport

extension ReportedRun {
    /// A sheet as `ganzoo nearest` or `ganzoo directions` writes it, of images of 16 × 16 pixels in three columns.
    /// - Parameter rows: names, details, and for each image the texts below it.
    func writeIndexedSheet(_ name: String, _ captions: [String], _ rows: [(String, String, [[String]])]) throws {
        let image = RasterImage(width: 16, height: 16, channels: 1, pixels: [UInt8](repeating: 7, count: 256))
        var sheet = Sheet(
            captions: captions,
            rows: rows.map { name, detail, notes in
                Sheet.Row(name: name, detail: detail, images: captions.map { _ in image }, notes: notes)
            })
        sheet.isIndexed = true
        let path = URL(fileURLWithPath: "\(folder)/generated/\(name)")
        try FileManager.default.createDirectory(
            at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try sheet.write(to: path.path)
    }
}
