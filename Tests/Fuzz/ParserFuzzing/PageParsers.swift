import Foundation
import GANCore
import GANDashboard
import GANPictures
import GANRun
import GANTrain

extension FuzzedParser {
    /// What pages are made of, and who asks for them.
    static let pages = [
        FuzzedParser("sheet-index") { _ in
            { input in
                guard SheetIndex(png: input) != nil else { throw Refusal(description: "no index of a sheet is in it") }
            }
        },
        FuzzedParser("http-request") { folder in
            for name in ["a", "b"] {
                let run = try makeRun("\(folder)/\(name)")
                try write(Array("{\"step\": 1, \"kimg\": 0.01, \"loss.generator\": 1}\n".utf8), to: run.metrics)
            }
            let dashboards = try ["token", nil].map { try Dashboard(folder, ServerAccess(token: $0)) }
            for dashboard in dashboards { dashboard.refresh() }
            return { input in
                // A head is read as far as its end, like the server reads it. A longer one is refused before.
                guard let length = HTTPRequest.length(ofHeadIn: input) else { throw HTTPRequest.Refusal.late }
                guard length <= HTTPRequest.largestHead else { throw HTTPRequest.Refusal.tooLarge }
                let request = try HTTPRequest(head: Array(input.prefix(length)))
                for dashboard in dashboards {
                    let answer = dashboard.answer(request, at: now)
                    guard answer.status != 500 else { fatalError(text(answer)) }
                    _ = (answer.head, answer.file?.block(at: 0))
                }
            }
        },
        FuzzedParser("dashboard") { folder in
            let run = try makeRun("\(folder)/a")
            let dashboard = try Dashboard(folder, ServerAccess(token: nil))
            return { input in try watch(run, by: dashboard, input) }
        },
    ]

    /// A run without figures.
    private static func makeRun(_ folder: String) throws -> RunPaths {
        let run = RunPaths(folder)
        try makeFolder(run.folder)
        try write(Array(try RunManifest(data: DatasetInfoFile(classes), plugins: []).text().utf8), to: run.manifest)
        try write(Array(recipe.utf8), to: run.resolvedRecipe)
        return run
    }

    private static func text(_ page: HTTPResponse) -> String { String(decoding: page.body, as: UTF8.self) }

    private static let now = Date(timeIntervalSince1970: 2_000_000_000)

    private static let classes = DatasetInfo(
        count: 20, channels: 3, height: 8, width: 8, labelKind: .classes, labelSize: 2, classCounts: [12, 8],
        classNames: ["cat", "dog"])

    private static let recipe = """
        recipe: 2
        data: {type: shapes, resolution: 8, per_class: 100}
        generator: {type: stylegan2, mapping_layers: 1, channel_base: 32, channel_max: 4, z_dim: 4, w_dim: 4}
        discriminator: {type: stylegan2, mapping_layers: 1, channel_base: 32, channel_max: 4}
        conditioner: embedding
        loss: logistic
        seed: 1
        train: {kimg: 0.1, batch: 10}

        """

    /// One input: the lines of `metrics.jsonl`, then those of `times.jsonl` after U+0001, which no JSON may hold. The logs are cut, which makes
    /// the dashboard forget those of the input before, and grow while they are watched: half of each is there before the rest.
    private static func watch(_ run: RunPaths, by dashboard: Dashboard, _ input: [UInt8]) throws {
        let parts = input.split(separator: 1, maxSplits: 1, omittingEmptySubsequences: false) + [[]]
        for share in 0...2 {
            for (path, log) in zip([run.metrics, run.times], parts) {
                try write(Array(log.prefix(log.count * share / 2)), to: path)
            }
            dashboard.refresh()
        }
        for path in [[], ["run", "a"]] {
            let page = dashboard.answer(HTTPRequest(path: path, headers: ["host": "localhost"]), at: now)
            let text = text(page)
            guard page.status == 200 else { fatalError(text) }
            // Damage is shown, and stops nothing.
            guard !text.contains("id=\"warnings\"") else { throw Refusal(description: "the page has warnings") }
        }
    }
}
