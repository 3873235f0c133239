internal import InviteDomain
internal import InviteStorage
internal import Localization

/// The statements that make the index of a partitioned table out of those of its partitions. They are one
/// transaction: the index is there with all its parts, or not at all (docs/decisions/0090).
public struct PartitionJoin: Sendable, Equatable {
  /// Makes the indexes of the partitioned tables themselves, from the top down.
  let creates: [String]
  /// Attaches the parts, from the bottom up, so that each is valid when it becomes one.
  let attaches: [String]
  /// Whether the index of the whole is among ``creates``.
  let makesWhole: Bool

  /// - Parameter state: of the whole.
  init(
    _ whole: PerformanceIndex, _ state: IndexState, _ parts: [IndexPart], in schema: BackendSchema
  ) {
    let parts = parts.filter { !$0.isForeign }
    makesWhole = state == .absent
    creates =
      (makesWhole ? [whole.createOnlyStatement(in: schema)] : [])
      + parts.filter { $0.table.kind == "p" && $0.state == .absent }
      .map { $0.index.createOnlyStatement(in: schema) }
    attaches = parts.filter { !$0.isAttached }.reversed().map { part in
      let above = parts.first { $0.table.oid == part.table.parent }?.index ?? whole
      return above.attachStatement(part.index, in: schema)
    }
  }

  var statements: [String] { creates + attaches }

  /// As a person would type it: writers wait for it, so it does not wait for long.
  public var script: String {
    (["BEGIN", verbatim("SET LOCAL lock_timeout = '1s'")] + statements + ["COMMIT"]).joined(
      separator: ";\n")
  }
}
