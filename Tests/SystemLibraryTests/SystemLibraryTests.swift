import CJPEG
import COpenBLAS
import CPNG
import CYAML
import CZip
import Testing

/// Each system library is found, linked and answers.
@Suite struct SystemLibraryTests {
    @Test func openBLASMultiplies() {
        let (a, b): ([Double], [Double]) = ([1, 2, 3, 4], [5, 6, 7, 8])
        var c = [Double](repeating: 0, count: 4)
        ganzoo_dgemm(0, 1, 2, 2, 2, 1, a, 2, b, 2, 0, &c, 2)
        #expect(c == [17, 23, 39, 53])
    }

    /// LAPACK by its Fortran name: the eigenvalues of [[2, 1], [1, 2]] are 1 and 3.
    @Test func lapackFindsEigenvalues() {
        var (matrix, values): ([Double], [Double]) = ([2, 1, 1, 2], [0, 0])
        var (work, integers) = ([Double](repeating: 0, count: 32), [Int32](repeating: 0, count: 16))
        let status = ganzoo_dsyevd(1, 2, &matrix, &values, &work, 32, &integers, 16)
        #expect(status == 0)
        #expect((values[0] - 1).magnitude < 1e-12 && (values[1] - 3).magnitude < 1e-12)
        #expect((matrix[0].magnitude - 0.5.squareRoot()).magnitude < 1e-12)
    }

    @Test func imageAndArchiveLibrariesAnswer() {
        #expect(png_access_version_number() >= 10600)
        #expect(String(cString: zip_libzip_version()).first?.isNumber == true)
        var errors = jpeg_error_mgr()
        #expect(jpeg_std_error(&errors) != nil)
        #expect(JPEG_LIB_VERSION >= 62)
    }

    @Test func yamlParsesAnEvent() {
        var parser = yaml_parser_t()
        #expect(yaml_parser_initialize(&parser) == 1)
        defer { yaml_parser_delete(&parser) }
        var event = yaml_event_t()
        let text: [UInt8] = Array("recipe: 2".utf8)
        text.withUnsafeBufferPointer { bytes in
            yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
            #expect(yaml_parser_parse(&parser, &event) == 1)
        }
        #expect(event.type == YAML_STREAM_START_EVENT)
        yaml_event_delete(&event)
    }
}
