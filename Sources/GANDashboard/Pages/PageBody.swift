import Foundation
import GANCore
import GANRun
import Synchronization

/// Parts of a page that change only with the files of runs, and take longer than the others.
struct PageBody: Sendable {
    let sections: [Markup.Section]
    /// JSON for the script of pages.
    let data: String
    /// Pictures that were drawn for the page, by their names.
    private(set) var pictures: [String: [UInt8]] = [:]
    /// Whether it stays as it is until a run changes. A run that could not be read for a moment may be as it was before.
    private(set) var isLasting = true

    /// One run. If it cannot be read any longer, the reason is all that there is to show.
    /// - Throws: an error of the encoder.
    init(_ run: WatchedRun) throws {
        let found: RunDigest?
        do { found = try run.digest() } catch {
            (sections, data) = (Self.warnings([run.warning(error)]), try RunPageParts.noData())
            isLasting = false
            return
        }
        guard let digest = found else {
            (sections, data) = ([], try RunPageParts.noData())
            return
        }
        let parts = try RunPageParts(digest, sheets: run.sheets) { PageAddress.sheet(run.name, step: $0) }
        (sections, data) = (Self.warnings(digest.problems) + parts.sections, parts.data)
    }

    private static func warnings(_ warnings: [PageWarning]) -> [Markup.Section] {
        guard !warnings.isEmpty else { return [] }
        return [Markup.Section(id: "warnings", title: "Warnings", content: list(warnings))]
    }

    private static func list(_ warnings: [PageWarning]) -> Markup {
        .list(warnings.map { warning -> Markup in "\(warning.text)" })
    }

    /// Several runs side by side. Of fewer than two that can be read, there is nothing to show.
    /// - Throws: an error of the encoder.
    init(comparing runs: [WatchedRun]) throws {
        var problems: [PageWarning] = []
        var legible: [(name: String, digest: RunDigest, sheet: Int?)] = []
        for run in runs {
            do {
                guard let digest = try run.digest() else { continue }
                legible.append((run.name, digest, run.sheets.last))
            } catch { problems.append(run.warning(error)) }
        }
        isLasting = problems.isEmpty
        guard legible.count > 1 else {
            let words: Markup = "<p>Fewer than two of these runs can be read, so there is nothing to compare yet.</p>"
            let list = problems.isEmpty ? "" : Self.list(problems)
            sections = [Markup.Section(id: "runs", title: "Runs", content: "\(words)\(list)")]
            data = try RunPageParts.noData()
            return
        }
        var drawn: [String: [UInt8]] = [:]
        let parts = try RunPageParts(comparing: legible, problems: problems) { name, step in
            PageAddress.sheet(name, step: step)
        } plot: { figure, theme in
            // Firefox applies the policy of an answer to styles inside of an SVG file, so its lines would have no colors.
            guard let bytes = try? figure.bytes(.png, theme) else { return nil }
            let name = PageAddress.plotName(theme)
            drawn[name] = bytes
            return PageAddress.plot(name, of: runs.map(\.name), bytes)
        }
        (sections, data, pictures) = (parts.sections, parts.data, drawn)
    }
}

/// Bodies of pages that were asked for, kept until one of their runs changes.
final class PageBodies: Sendable {
    private struct Kept {
        let generations: [UUID]
        let body: PageBody
    }

    /// By the names of their runs.
    private let kept = Mutex<[[String]: Kept]>([:])
    private let turns: Turns

    init(_ turns: Turns) { self.turns = turns }

    /// The body of a page about runs. While some are made, others are answered; so two answers may make the same one.
    /// - Throws: `Turns.NoneLeft`; what `make` throws.
    func body(of runs: [WatchedRun], _ make: () throws -> PageBody) throws -> PageBody {
        if let known = known(runs) { return known }
        return try turns.take {
            // Somebody else may have made it meanwhile.
            if let known = known(runs) { return known }
            let body = try make()
            if body.isLasting { keep(body, of: runs) }
            return body
        }
    }

    private func known(_ runs: [WatchedRun]) -> PageBody? {
        let known = kept.withLock { $0[runs.map(\.name)] }
        return known?.generations == runs.map(\.generation) ? known?.body : nil
    }

    private func keep(_ body: PageBody, of runs: [WatchedRun]) {
        kept.withLock { kept in
            if kept.count >= Self.most { kept = [:] }
            kept[runs.map(\.name)] = Kept(generations: runs.map(\.generation), body: body)
        }
    }

    private static let most = 16
}
