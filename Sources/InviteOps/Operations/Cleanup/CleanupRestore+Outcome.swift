public import InviteDomain
internal import Localization

extension CleanupRestore {
  /// What a restore did, or would do.
  public struct Outcome: Sendable, Encodable {
    public let table: CleanupTable
    /// Rows in the archive.
    public internal(set) var rows = 0
    /// Rows that were not in the table. None are inserted by a dry run.
    public internal(set) var inserted = 0
    /// Rows that are there already, exactly as archived.
    public internal(set) var present = 0
    /// Rows whose id is there with other values; they are left as they are.
    public internal(set) var different = 0
    /// Rows that the table refuses, each with what it refuses them for.
    public internal(set) var refused = RowFindings()

    /// What could not be seen.
    public internal(set) var notes: [String] = []

    /// The sequence that gives new rows ids which are taken.
    public internal(set) var sequenceBehind: SequenceBehind?

    /// Why this outcome is no full success, if it is none.
    public var failure: Failure? {
      if refused.isEmpty, let sequenceBehind { return sequenceBehind.failure }
      guard !refused.isEmpty else { return nil }
      return Failure(
        .partial, tr("\(CountText.of(refused.count, "row")) could not be restored, named above"),
        hint: tr("see what is said of each, then run the same command again"))
    }
  }

  /// A sequence whose next number is an id that a row of its table has: the next row that the backend
  /// adds is refused, and so on until it is past them.
  public struct SequenceBehind: Sendable, Encodable {
    /// As it is written in a statement.
    public let name: String
    public let next: Int
    /// The largest id of the table.
    public let largest: Int
    /// The statement that moves it past the ids that are there.
    public let statement: String

    var failure: Failure {
      Failure(
        .partial,
        tr("sequence \(name) is at \(next), and there are ids up to \(largest): new rows fail"),
        hint: tr("move it with psql: \(statement)"))
    }
  }
}
