import Foundation
import GANTestSupport
import Testing

/// The list of parts in a release. A part whose license is not known is in none.
@Suite struct SoftwareBillTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        for file in ["bin/ganzoo", "bin/ganzoo-dashboard", "lib/ganzoo/libswiftCore.so"] {
            let folder = URL(fileURLWithPath: place.path(file)).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        try place.write("Package.resolved", Self.resolved(["flyingfox", "swift-argument-parser", "swift-log"]))
    }

    /// A file of the package manager.
    private static func resolved(_ packages: [String]) -> String {
        let pins = packages.map { name in
            #"{"identity": "\#(name)", "location": "https://example.com/\#(name)", "state": {"revision": "ab12", "version": "1.2.3"}}"#
        }
        return #"{"pins": [\#(pins.joined(separator: ", "))]}"#
    }

    private struct Bill: Decodable {
        struct Package: Decodable {
            let name: String
            let licenseDeclared: String
        }

        struct Text: Decodable {
            let licenseId: String
            let extractedText: String
        }

        struct File: Decodable {
            let fileName: String
        }

        let name: String
        let packages: [Package]
        let hasExtractedLicensingInfos: [Text]
        let files: [File]

        var licenses: [String: String] {
            Dictionary(packages.map { ($0.name, $0.licenseDeclared) }) { first, _ in first }
        }
    }

    /// - Parameters:
    ///   - files: those of the program.
    ///   - libraries: lines of file, Debian package and version.
    private func bill(_ program: String, files: [String], libraries: String = "") throws -> Program {
        for file in files { try place.write(file, "\(file)\n") }
        try place.write("libraries", libraries)
        let tool = ProjectFiles.root.appending(path: "BuildTools/release/sbom.py").path
        return try Program.run(
            "/usr/bin/env", ["python3", tool, program, place.folder.path, place.path("libraries")],
            environment: ["SOURCE_DATE_EPOCH": "1"], in: place.folder)
    }

    private func read(_ program: Program) throws -> Bill {
        #expect(program.status == 0, "\(program.errors)")
        return try JSONDecoder().decode(Bill.self, from: Data(program.output.utf8))
    }

    /// Debian's base-files is on every Debian.
    @Test func everyPartOfTheProgramHasALicense() throws {
        let files = ["bin/ganzoo", "lib/ganzoo/libswiftCore.so", "lib/ganzoo/libown.so"]
        let bill = try read(try bill("ganzoo", files: files, libraries: "libown.so base-files 12.4\n"))
        #expect(bill.name.hasPrefix("ganzoo-") && bill.files.map(\.fileName) == files.map { "./\($0)" }.sorted())
        #expect(bill.packages.allSatisfy { !["NOASSERTION", "NONE", ""].contains($0.licenseDeclared) })
        // The texts of both say "Runtime Library Exception".
        #expect(bill.licenses["swift-log"] == "Apache-2.0 WITH Swift-exception")
        #expect(bill.licenses["flyingfox"] == nil)
        #expect(bill.licenses["base-files"] == "LicenseRef-base-files")
        let text = try String(contentsOfFile: "/usr/share/doc/base-files/copyright", encoding: .utf8)
        let told = bill.hasExtractedLicensingInfos.first { $0.licenseId == "LicenseRef-base-files" }
        #expect(told?.extractedText == text)
    }

    @Test func theDashboardHasAListOfItsOwn() throws {
        let bill = try read(try bill("ganzoo-dashboard", files: ["bin/ganzoo-dashboard"]))
        #expect(bill.name.hasPrefix("ganzoo-dashboard-") && bill.files.map(\.fileName) == ["./bin/ganzoo-dashboard"])
        #expect(bill.licenses["flyingfox"] == "MIT" && bill.licenses["ganzoo"] == "Apache-2.0")
    }

    @Test func aSwiftPackageOfUnknownLicenseIsRefused() throws {
        try place.write("Package.resolved", Self.resolved(["swift-log", "swift-unknown"]))
        let refused = try bill("ganzoo", files: ["bin/ganzoo"])
        #expect(refused.status == 1 && refused.output == "")
        #expect(
            refused.errors == """
                sbom.py: the license of the Swift package swift-unknown is not known
                  fix: read it at https://example.com/swift-unknown, and add a line to SWIFT_PACKAGES in \
                BuildTools/release/sbom.py

                """)
    }

    @Test func aDebianPackageOfUnknownLicenseIsRefused() throws {
        let files = ["bin/ganzoo", "lib/ganzoo/libown.so"]
        let refused = try bill("ganzoo", files: files, libraries: "libown.so no-such-package 1\n")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("the license of the Debian package no-such-package is not known"))
    }

    @Test func aLibraryOfNoPackageIsRefused() throws {
        let refused = try bill("ganzoo", files: ["bin/ganzoo", "lib/ganzoo/libown.so"])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("no part is known that libown.so belongs to"))
    }
}
