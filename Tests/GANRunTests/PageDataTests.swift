import Foundation
import GANPictures
import Testing

@testable import GANRun

/// Numbers in the data of pages.
@Suite struct PageDataTests {
    private func written(_ value: Double) throws -> [Double?] {
        let line = PageData.Line(LinePlot.Line(name: "a", hue: .distinct(0), values: [value]))
        return try JSONDecoder().decode([Double?].self, from: JSONEncoder().encode(line.values))
    }

    @Test(
        arguments: [
            (1.23456, 1.2346), (-0.000123454, -0.00012345), (0, 0), (9.99999e307, 1e308), (.infinity, nil), (.nan, nil),
            // 1.7977e308 would be the nearest number, and is more than the largest one.
            (.greatestFiniteMagnitude, 1.7976e308), (-.greatestFiniteMagnitude, -1.7976e308),
        ] as [(Double, Double?)]) func numbersHaveFiveDigits(_ value: Double, _ expected: Double?) throws
    {
        #expect(try written(value) == [expected])
    }
}
