import Foundation
import GANTestSupport
import GANTrain
import GANZoo
import Testing

@testable import GANRun

/// Pages about runs of a stranger, whose names are HTML and script.
@Suite struct ReportSafetyTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private static let names = [
        "</script><script>alert(1)</script>", "<img src=x onerror=alert(2)>", "\" onload=\"alert(3)", "'><b>&amp;",
        "<!-- <script>",
    ]

    /// A page on which each name stands in every part.
    private func page() throws -> String {
        let names = Self.names
        let run = try ReportedRun(place, "<b>run", classes: names)
        try run.writeMetrics(steps: 3) { step in
            Dictionary(
                uniqueKeysWithValues: names.flatMap {
                    [("spread.w.\($0)", step < 3 ? 1 : 0.001), ("spread.images.\($0)", 1)]
                } + [("spread.between", 0.1)])
        }
        try run.writeSheet(step: 3)
        try run.writeEvaluation(1, step: 30, classes: names.map { ($0, 1) })
        return try RunReport(of: run.folder).html
    }

    // MARK: What is on the reader's machine

    /// A run with figures of images, for which the page reads the data.
    private func run(data: String, fingerprint: String? = "of others") throws -> ReportedRun {
        let run = try ReportedRun(place, "stranger")
        try run.writeMetrics(steps: 2) { _ in ["spread.images.cat": 1, "spread.images.dog": 1] }
        let recipe = try String(contentsOfFile: "\(run.folder)/resolved.yaml", encoding: .utf8)
        let start = try #require(recipe.range(of: "data: "))
        let rest = recipe[start.lowerBound...].drop { $0 != "\n" }
        try run.write("resolved.yaml", "\(recipe[..<start.lowerBound])data: \(data)\(rest)")
        let path = "\(run.folder)/run.json"
        var manifest = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any])
        manifest["data_fingerprint"] = fingerprint
        manifest["overrides"] = ["data.path=/nowhere/photos"]
        try run.write("run.json", String(decoding: JSONSerialization.data(withJSONObject: manifest), as: UTF8.self))
        return run
    }

    /// The page had the value of the variable, in an error and in the recipe's differences.
    @Test func variablesAreNotOnThePage() throws {
        let value = try #require(ProcessInfo.processInfo.environment["PATH"])
        for path in ["${env:PATH}", "/nowhere/${env:PATH}", "/nowhere/${env:PATH}/images"] {
            let run = try run(data: "{type: image_folder, path: \"\(path)\", resolution: 8}")
            try run.write("recipe.yaml", "# mine.yaml, which extends /there/debug/tiny.yaml\nrecipe: 2\n")
            let page = try RunReport(of: run.folder).html
            #expect(page.contains("<th scope=\"row\">data.path</th>"))
            #expect(
                page.contains(
                    "because the run&#39;s images cannot be read here: give their place as `data.path=PATH`"))
            #expect(!page.contains(value) && !page.contains("/nowhere"))
            #expect(page.contains("Changed on the command line: data.path=photos"))
            #expect(page.contains(path.hasSuffix("images") ? "images" : "${env:PATH}"))
        }
    }

    /// The page had paths in maps and lists, beside a space, and of a key that a later override removes.
    @Test func overridesHaveNoPaths() {
        let overrides = [
            "data.path=/home/me/photos": "data.path=photos", "data.path =/home/me/photos": "data.path=photos",
            "data={type: image_folder, path: /home/me/photos}": "data=…",
            "evaluate.paths=[/home/me/photos]": "evaluate.paths=…",
            "transfer.from=/home/me/run": "transfer.from=…", "/home/me": "…", "/home/me=1": "…", "seed=2": "seed=2",
        ]
        for (override, shown) in overrides { #expect(ReportRecipe.shown(override, ["data.path"]) == shown) }
    }

    /// The page had the first words of any file that could be read.
    @Test(arguments: ["csv", "list_file", "idx"]) func filesAreNotQuoted(_ type: String) throws {
        let secret = try place.write("credentials", "password hunter2secret\nkey hunter2secret\n")
        let run = try run(data: "{type: \(type), path: \(secret), resolution: 8}")
        let page = try RunReport(of: run.folder).html
        #expect(page.contains("Alarms are about W alone, because the run&#39;s images cannot be read here"))
        #expect(!page.contains("hunter2secret") && !page.contains(secret))
    }

    /// The page quoted damaged lines, and named files by their whole paths.
    @Test func damagedFilesAreNotQuoted() throws {
        let runs = try ["a", "b"].map { try ReportedRun(place, $0) }
        try runs[1].write("resolved.yaml", "recipe: 2\nseed: 1\nother: {path: \"${env:PATH}\", word: hunter2secret}\n")
        try runs[1].write("metrics.jsonl", "hunter2secret\n{\"kimg\": 0.01, \"hunter2 secret\": 1}\n")
        try runs[1].write("evaluation/000010-net.json", "{\"format\": \"hunter2secret\"}")
        try runs[1].write("samples/fakes-000010.png", "hunter2secret")
        let (page, both) = (try RunReport(of: runs[1].folder).html, try RunReport(comparing: runs.map(\.folder)).html)
        let warnings = [
            "resolved.yaml: it cannot be read; `ganzoo run check` says why",
            "metrics.jsonl: it cannot be read; `ganzoo run check` says why",
            "evaluation/000010-net.json: it is no report that can be read; `ganzoo run check` says why",
            "samples/fakes-000010.png: it is no PNG image",
        ]
        for warning in warnings {
            #expect(page.contains("<li>\(warning)</li>"), "\(warning)")
            #expect(both.contains("<li>b: \(warning)</li>"), "\(warning)")
        }
        for page in [page, both] {
            #expect(!page.contains("hunter2") && !page.contains("${env:PATH}") && !page.contains(place.folder.path))
        }
    }

    /// What the seeds' recipes differ in was quoted beside the seeds that do not pair.
    @Test func theFirstDifferenceIsNotQuoted() throws {
        let runs = try [(1, "a"), (2, "b")].map { seed, name in
            let from = "transfer: {from: /home/somebody/private/\(name)}"
            return try ReportedRun(place, name, seed: seed, recipe: "train: {kimg: 0.1, batch: 10}\n\(from)")
        }
        for run in runs { try run.writeEvaluation(1, classes: []) }
        let page = try RunReport(comparing: runs.map(\.folder)).html
        #expect(page.contains("the seeds do not pair: no run with the recipe of b has the seed 1"))
        #expect(page.contains("fix: give runs of all recipes with the same seeds"))
        #expect(!page.contains("somebody/private"))
    }

    /// Data that can be read, and are others.
    @Test(arguments: ["of others", nil]) func otherDataAreNotUsed(_ fingerprint: String?) throws {
        let run = try run(data: "{type: shapes, resolution: 8}", fingerprint: fingerprint)
        let page = try RunReport(of: run.folder).html
        #expect(
            page.contains(
                fingerprint == nil
                    ? "run.json does not say which images the run was trained on"
                    : "the images that its recipe names are not those that the run was trained on"))
    }

    /// An honest run: the images are those that it was trained on, and all of its alarms are on the page.
    @Test(arguments: [true, false]) func theRunsOwnDataAreUsed(_ isHonest: Bool) throws {
        let run = try run(data: "{type: shapes, resolution: 8, class_count: 2, per_class: 200}")
        let data = try RunRecipe(run.folder).dataAlone().open(warns: false) { _ in }
        let info = data.info
        try run.writeMetrics(steps: 2) { _ in
            Dictionary(uniqueKeysWithValues: info.namesOfClasses.map { ("spread.images.\($0)", 1) })
        }
        let contents = try RunContents.checked(run.folder)
        var manifest = try RunManifest(of: contents, folder: run.folder)
        manifest.data = DatasetInfoFile(info)
        manifest.dataFingerprint = try DataFingerprint.of(data) + (isHonest ? "" : "0")
        try run.write("run.json", manifest.text())
        let page = try RunReport(of: run.folder).html
        #expect(page.contains("Alarms are about W alone") != isHonest)
    }

    /// Any YAML of the reader could be the parent, whose keys a comparison showed as differences.
    @Test func noOtherFileIsExtended() throws {
        let secret = try place.write("hosts.yml", "token: hunter2secret\n")
        let runs = try ["a", "b"].map { try ReportedRun(place, $0) }
        try runs[1].write("resolved.yaml", "recipe: 2\nextends: \(secret)\n")
        #expect(try !RunReport(comparing: runs.map(\.folder)).html.contains("hunter2secret"))
        #expect(try !RunReport(of: runs[1].folder).html.contains("hunter2secret"))
    }

    /// Only the page's own elements are there, and every name is on it as text.
    @Test func namesAreText() throws {
        let page = try page()
        #expect(page.components(separatedBy: "</script").count == 4)
        #expect(page.components(separatedBy: "<script").count == 4)
        for tag in ["<img src=x", " onload=\"", "<b>", "<!-- "] {
            #expect(!page.contains(tag), "\(tag)")
        }
        #expect(page.contains("<bdi>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;</bdi>"))
        #expect(page.contains("<bdi>&quot; onload=&quot;alert(3)</bdi>"))
        #expect(page.contains("<bdi>&#39;&gt;&lt;b&gt;&amp;amp;</bdi>"))
        #expect(page.contains("<h1><bdi>&lt;b&gt;run</bdi></h1>"))
    }

    /// The data of the script are JSON, and have the names as they are.
    @Test func namesInTheDataAreJSON() throws {
        let page = try page()
        let start = try #require(page.range(of: "id=\"page-data\">"))
        let text = page[start.upperBound...].prefix { $0 != "<" }
        let data = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let charts = try #require(data?["charts"] as? [[String: Any]])
        let lines = try #require(charts.compactMap { $0["lines"] as? [[String: Any]] }.first { $0.count == 5 })
        #expect(Set(lines.compactMap { $0["name"] as? String }) == Set(Self.names))
    }

    /// Nothing on the page names anything outside of it, and the policy of the page forbids everything else.
    @Test func nothingIsLoaded() throws {
        let page = try page()
        for source in page.matches(of: /\s(?:src|href|srcset|action|poster|data)="([^"]*)"/) {
            #expect(source.1.hasPrefix("data:image/png;base64,") || source.1.hasPrefix("#"), "\(source.1.prefix(80))")
        }
        for word in ["<link", "<iframe", "<object", "<embed", "<base", "@import", "url(", "http-equiv=\"refresh\""] {
            #expect(!page.contains(word), "\(word)")
        }
        let policy = try #require(page.firstMatch(of: /Content-Security-Policy" content="([^"]+)"/))
        let text = policy.1.replacing("&#39;", with: "'")
        #expect(text.hasPrefix("default-src 'none'; script-src 'sha256-"))
        #expect(text.hasSuffix("; img-src data:; base-uri 'none'; form-action 'none'"))
        #expect(!text.contains("unsafe") && !text.contains("http") && !text.contains("*"))
    }

    /// The policy has the hash of each script and of the style, so that these run and no others.
    @Test func thePolicyNamesThePagesOwnScripts() throws {
        let page = try page()
        let own = ["style", "script"].flatMap { tag in
            page.components(separatedBy: "<\(tag)>").dropFirst().map { $0.components(separatedBy: "</\(tag)>")[0] }
        }
        #expect(own.count == 3)
        for text in own {
            let hexadecimal = Array(sha256(Array(text.utf8)))
            let bytes = stride(from: 0, to: 64, by: 2).compactMap { UInt8(String(hexadecimal[$0..<$0 + 2]), radix: 16) }
            let hash = Data(bytes).base64EncodedString()
            #expect(page.contains("&#39;sha256-\(hash)&#39;"), "\(text.prefix(60))")
        }
    }

    @Test(arguments: [1e300, -1e300]) func numbersOfAnySizeAreShown(_ number: Double) throws {
        let run = try ReportedRun(place)
        try run.writeMetrics(steps: 2) { _ in ["loss.a": number, "spread.images.cat": number, "spread.images.dog": 1] }
        try run.writeEvaluation(number, classes: [("cat", number), ("dog", 1)], confused: number)
        let page = try RunReport(of: run.folder).html
        #expect(page.contains("<td class=\"number\">\(number)</td>"))
    }

    /// The license of Chart.js goes with it.
    @Test func theLicenseIsOnThePage() throws {
        let page = try page()
        #expect(page.contains("Chart.js v3.9.1") && page.contains("Copyright (c) 2014-2022 Chart.js Contributors"))
        #expect(page.contains("THE SOFTWARE IS PROVIDED &quot;AS IS&quot;"))
    }

    @Test func markupEscapesTextAlone() {
        let (text, number, inner): (String, Int, Markup) = ("<a & 'b' \"c\">", 3, "<i>x</i>")
        let markup: Markup = "<td title=\"\(text)\">\(number)\(inner)\([inner, inner])</td>"
        #expect(
            markup.source
                == "<td title=\"&lt;a &amp; &#39;b&#39; &quot;c&quot;&gt;\">3<i>x</i><i>x</i><i>x</i></td>")
        #expect(Markup.name("a\u{202E}b\nc\u{0}").source == "<bdi>a\u{FFFD}b\u{FFFD}c\u{FFFD}</bdi>")
    }
}
