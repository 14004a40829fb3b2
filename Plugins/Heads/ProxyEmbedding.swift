import GANCore
import GANModule
import GANTensor

/// Embeds features and class vectors (proxies) in one space; the logit depends only on the features.
package final class ProxyEmbedding: Module, TransferableModule {
    @ModuleList private var listed: [Module]
    private let maps: HeadMaps

    init(size: Int, _ build: BuildContext) throws {
        let classes = try build.classCount()
        maps = HeadMaps([
            build.logitMap(), ("linear2", build.layers.linear(build.features, size, true)),
            ("embedding", build.layers.table(classes, size)),
        ])
        _listed = maps.series
    }

    package var transferAxes: [String: TransferAxis] { maps.transferAxes(ofLabelMap: 2) }

    func callAsFunction(_ features: Tensor, _ labels: Tensor) -> DiscriminatorOutput {
        DiscriminatorOutput(
            logits: maps.logits(features), features: features,
            evidence: [Self.embedding: unitRows(maps(1, features)), Self.proxy: unitRows(maps(2, labels))])
    }

    private static let embedding = "embedding"
    private static let proxy = "proxy"

    /// The similarities within a batch of embeddings.
    package struct Rows {
        private let embeddings: Tensor  // [N, E], of length 1
        private let proxies: Tensor  // [N, E], of length 1
        private let labels: Tensor  // [N, C]

        init?(_ output: DiscriminatorOutput, _ labels: Tensor) {
            guard let own = output.evidence[embedding], let proxies = output.evidence[proxy] else { return nil }
            self.init(embeddings: own, proxies: proxies, labels: labels)
        }

        /// - Parameters:
        ///   - embeddings: [N, E], of any length.
        /// - proxies: the vector of each image's class, [N, E].
        ///   - labels: [N, C], one-hot.
        package init(embeddings: Tensor, proxies: Tensor, labels: Tensor) {
            (self.embeddings, self.proxies, self.labels) = (unitRows(embeddings), unitRows(proxies), labels)
        }

        /// Cosine similarity of each image with its class's vector: [N].
        var cosinesToProxies: Tensor { (embeddings * proxies).sum(1) }
        /// Cosine similarity of all pairs: [N, N].
        var cosines: Tensor { matmul(embeddings, embeddings, transposesRight: true) }
        /// 1 outside the diagonal: [N, N].
        var others: Tensor { 1 - Tensor.identity(labels.shape[0]) }
        /// 1 if both have the same class, including the diagonal: [N, N].
        var sameClass: Tensor { matmul(labels, labels, transposesRight: true) }
    }
}
