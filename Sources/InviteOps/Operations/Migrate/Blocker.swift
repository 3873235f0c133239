internal import Localization

/// What a session would hold up.
public struct Blocker: Sendable, Equatable, Encodable {
  public enum Kind: String, Sendable, Encodable, CaseIterable {
    /// Has written to one of the tables and not ended its transaction: a build waits for it before
    /// it starts.
    case writer
    /// Holds a table as VACUUM, ANALYZE or another build does: a build waits for it to start.
    case maintenance
    /// Holds a snapshot, on whatever table: a build waits for it at its very end.
    case snapshot
    /// Has read one of the tables: only a drop waits for it.
    case reader

    /// What a person calls it.
    public var title: String {
      switch self {
      case .writer: tr("writer")
      case .maintenance: tr("maintenance")
      case .snapshot: tr("snapshot")
      case .reader: tr("reader")
      }
    }
  }

  public let session: SessionSummary
  public let kinds: [Kind]
  /// Of the backend's tables, those it holds a lock on.
  public let tables: [String]

  /// Whether CREATE INDEX CONCURRENTLY would wait for it.
  public var blocksBuilds: Bool { kinds.contains { $0 != .reader } }
}
