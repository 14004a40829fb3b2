import Testing

@testable import GANZooCLI

@Suite struct NumberListTests {
    @Test(arguments: [
        ("3", [3]), ("0-3", [0, 1, 2, 3]), ("0-2,7,5-5", [0, 1, 2, 7, 5]), ("2,2", [2, 2]),
        ("4294967295", [4_294_967_295]),
    ]) func readsNumbersAndRanges(_ text: String, _ numbers: [Int]) throws {
        #expect(try NumberList(text).numbers == numbers)
    }

    @Test(arguments: ["", "3-", "-3", "3-1", "1,,2", "a", "1.5", "1-2-3", "4294967296", "99999999999999999999", "٣"])
    func saysWhatIsNoNumber(_ text: String) {
        let part = text == "1,,2" ? "" : text
        #expect {
            try NumberList(text)
        } throws: {
            "\($0)" == "`\(part)` is not an integer in 0 ... 4294967295 or a range such as 0-15"
        }
    }

    @Test func boundsHowMany() {
        #expect {
            try NumberList("0-600000,0-600000")
        } throws: {
            "\($0)" == "`0-600000,0-600000` has more than 1000000 numbers"
        }
    }

    @Test func readsDecimals() throws {
        #expect(try DecimalList("0,0.5,-1,1e-1").numbers == [0, 0.5, -1, 0.1])
        for text in ["", "x", "0,,1", "11", "nan", "inf"] {
            #expect(throws: (any Error).self) { try DecimalList(text) }
        }
        #expect {
            try DecimalList("0,big")
        } throws: {
            "\($0)" == "`big` is not a number in -10 ... 10; write for example 0,0.5,1"
        }
    }
}
