import Foundation
import GANTestSupport
import Testing

/// Which PyTorch `make test-torch` uses.
@Suite struct FindTorchTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// - Parameter python: what `python3` prints.
    private func find(_ arguments: [String] = [], named: String = "", python: String = "") throws -> Program {
        let program = try place.write("python3", "#!/bin/sh\necho '\(python)'\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        return try Program.run(
            ProjectFiles.root.appending(path: ".ci/find-torch").path, arguments,
            environment: ["GANZOO_TORCH": named, "PATH": "\(place.folder.path):/usr/bin:/bin"])
    }

    @Test func withoutPyTorchItFailsAndSaysThatNothingWasTested() throws {
        let found = try find()
        #expect(found.status == 1 && found.output == "")
        #expect(
            found.errors == """

                *** NOTHING WAS TESTED: no PyTorch was found. ***
                  GANZOO_TORCH names no folder, and python3 has no package torch.
                  fix: pip install torch (2.10 or newer), or set GANZOO_TORCH to the folder of that package,
                       or let pip install one below .build-torch: make test-torch install=2.13.0


                """)
    }

    @Test func theNamedFolderComesFirst() throws {
        #expect(try find(named: "/named", python: "/packages/torch").output == "/named\n")
        #expect(try find(["2.13.0"], named: "/named").output == "/named\n")
        #expect(try find(python: "/packages/torch").output == "/packages/torch\n")
    }
}
