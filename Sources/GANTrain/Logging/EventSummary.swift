/// The values of one step by tag, such as `loss/generator`; TensorBoard groups tags by the part before the slash.
package struct EventSummary {
    private(set) var message = ProtobufMessage()

    package init() {}

    /// TensorBoard stores scalars in single precision.
    package mutating func add(_ tag: String, scalar: Double) {
        var value = ProtobufMessage()
        value.add(ValueField.tag, tag)
        value.add(ValueField.simpleValue, Float(scalar))
        message.add(Self.valueField, value)
    }

    package mutating func add(_ tag: String, image: EventImage) {
        var value = ProtobufMessage()
        value.add(ValueField.tag, tag)
        value.add(ValueField.image, image.message)
        message.add(Self.valueField, value)
    }

    private static let valueField = 1

    private enum ValueField {
        static let (tag, simpleValue, image) = (1, 2, 4)
    }
}

/// An encoded image.
package struct EventImage {
    package var height: Int
    package var width: Int
    /// 1, gray, or 3, red, green and blue.
    package var channels: Int
    /// A complete PNG file.
    package var png: [UInt8]

    package init(height: Int, width: Int, channels: Int, png: [UInt8]) {
        (self.height, self.width, self.channels, self.png) = (height, width, channels, png)
    }

    fileprivate var message: ProtobufMessage {
        var image = ProtobufMessage()
        image.add(Field.height, height)
        image.add(Field.width, width)
        image.add(Field.colorspace, channels)
        image.add(Field.encodedImage, png)
        return image
    }

    private enum Field {
        static let (height, width, colorspace, encodedImage) = (1, 2, 3, 4)
    }
}
