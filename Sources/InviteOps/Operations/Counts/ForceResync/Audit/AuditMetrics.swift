internal import InviteDomain
internal import Localization
public import PrometheusText

extension AuditReport {
  private static let ratio = MetricFamily(
    "invitehub_explained_ratio", .gauge,
    help: verbatim(
      "The part of all uses of codes that is explained by what they left, by force-resync "
        + "audit."))
  private static let uses = MetricFamily(
    "invitehub_audited_uses", .gauge,
    help: verbatim(
      "Uses of codes by what explains them: record, queue_row, taken, queued, outbox, ledger, "
        + "bucket, word, or nothing (unexplained)."))
  private static let unclaimed = MetricFamily(
    "invitehub_unclaimed_traces", .gauge,
    help: verbatim("What uses left that are counted nowhere, a use's worth each."))

  /// For node_exporter's textfile collector.
  public var families: [MetricFamily] {
    var uses = Self.uses
    for part in explained.parts { uses.add(.integer(part.count), ["explained_by": part.name]) }
    uses.add(.integer(unexplained), ["explained_by": "unexplained"])
    return [
      Self.ratio.with(.real(explainedRatio)), uses, Self.unclaimed.with(.integer(unclaimed)),
    ]
  }
}
