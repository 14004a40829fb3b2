import Foundation
import GANCore
import GANPictures
import GANTestSupport
import GANTrain
import Testing

@Suite(.onChosenBackend) struct DatasetInfoFileTests {
    private func file(_ labels: TinyDataset.Labels) throws -> DatasetInfoFile {
        let composition = try tinyComposition { $0.labelKind = labels }
        return DatasetInfoFile(composition.data.info, sheet: try SampleSheet(composition: composition, columns: 2))
    }

    @Test(arguments: TinyDataset.Labels.allCases) func comesBackAsItWas(_ labels: TinyDataset.Labels) throws {
        let written = try file(labels)
        let read = try JSONDecoder().decode(DatasetInfoFile.self, from: JSONEncoder().encode(written))
        #expect(read == written)
        #expect(read.labelRows.isEmpty == (labels == .none || labels == .classes))
        #expect(read.axes.count == (labels == .vectors ? 3 : 0))
    }

    /// A run without mirrored copies does not state their number, like runs of earlier versions.
    @Test(arguments: [1, 2]) func theNumberOfCopiesComesBack(_ copies: Int) throws {
        var info = DatasetInfo(
            count: 4, channels: 1, height: 4, width: 4, labelKind: .classes, labelSize: 2, classCounts: [2, 2])
        info.copies = copies
        let json = try JSONEncoder().encode(DatasetInfoFile(info))
        #expect(try JSONDecoder().decode(DatasetInfoFile.self, from: json).info == info)
        let text = String(decoding: json, as: UTF8.self)
        #expect(text.contains("copies") == (copies == 2))
        let changed = problem(text.replacing(#""copies":2"#, with: #""copies":0"#))
        #expect(changed == (copies == 2 ? "0 is not in 1 ... 1024" : nil))
    }

    private func problem(_ text: String) -> String? {
        do {
            _ = try JSONDecoder().decode(DatasetInfoFile.self, from: Data(text.utf8))
        } catch DecodingError.dataCorrupted(let context) { return context.debugDescription } catch { return "\(error)" }
        return nil
    }

    /// A run of an earlier version has no axes, and a stranger's may have impossible ones.
    @Test func axesAreChecked() throws {
        func text(_ axes: String) -> String {
            """
            {"channels":1,"class_counts":[],"class_names":[],"count":2,"height":4,"label_kind":"vectors",
            "label_rows":[],"label_size":1,"width":4\(axes)}
            """
        }
        let quantiles = [String](repeating: "1", count: 20).joined(separator: ",")
        func axis(_ last: String, _ bins: String = "") -> String {
            #","label_axes":[{"quantiles":[\#(quantiles),\#(last)],"bins":[\#(bins)]}]"#
        }
        #expect(problem(text("")) == nil)
        #expect(problem(text(axis("2", #"{"center":1,"radius":0,"count":2}"#))) == nil)
        #expect(problem(text(axis("0"))) == "expected 21 ascending quantiles of each")
        #expect(problem(text(axis("2,3"))) == "expected 21 ascending quantiles of each")
        #expect(problem(text(axis("2", #"{"center":1,"radius":-1,"count":2}"#))) == "a bin is not possible")
        #expect(problem(text(axis("2", #"{"center":1,"radius":0,"count":-2}"#))) == "a bin is not possible")
        #expect(
            problem(text(#","label_axes":[{"quantiles":[],"bins":[]},{"quantiles":[],"bins":[]}]"#))
                == "they are not one for each component of label vectors")
    }

    /// The keys are a format: other programs and later versions read it.
    @Test func hasTheseKeys() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(file(.classes)), as: UTF8.self)
        #expect(
            text == """
                {"channels":1,"class_counts":[12,6,6],"class_names":["label 0","label 1","label 2"],"count":24,\
                "height":4,"label_kind":"classes","label_rows":[],"label_size":3,"width":4}
                """)
    }

    @Test(arguments: [
        (#""height":4"#, #""height":-4"#, "-4 is not in 1 ... 65536"),
        (#""height":4"#, #""height":100000"#, "100000 is not in 1 ... 65536"),
        (#""label_size":3"#, #""label_size":0"#, "0 is not in 1 ... 100000"),
        (#""classes""#, #""none""#, "3 is not in 0 ... 0"),
        (#""classes""#, #""colors""#, "labels cannot be of the kind `colors`"),
        ("[12,6,6]", "[12,6]", "they are not 3 numbers from 0"),
        ("[12,6,6]", "[12,6,-6]", "they are not 3 numbers from 0"),
        (#","label 2""#, "", "expected 3 names"),
        (#""label 2""#, #""label 1""#, "a name occurs more than once"),
        (
            #""label_rows":[]"#, #""label_rows":[{"name":"","detail":"","label":[1],"index":0}]"#,
            "a label does not have 3 finite numbers"
        ),
    ]) func refusesWhatNoDataHave(_ old: String, _ new: String, _ problem: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(file(.classes)), as: UTF8.self)
        #expect(text.contains(old))
        #expect {
            try JSONDecoder().decode(
                DatasetInfoFile.self, from: Data(text.replacingOccurrences(of: old, with: new).utf8))
        } throws: { error in
            guard case DecodingError.dataCorrupted(let context) = error else { return false }
            return context.debugDescription == problem
        }
    }
}
