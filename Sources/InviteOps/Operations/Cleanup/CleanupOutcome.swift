public import InviteDomain
internal import Localization

/// What a cleanup would delete.
public struct CleanupPlan: Sendable, Encodable {
  public struct Group: Sendable, Encodable, Equatable {
    /// As the database writes it.
    public let status: String
    /// At least this old; one of 0, 30, 90, 180, 365.
    public let ageDays: Int
    public let rows: Int
  }

  public struct Table: Sendable, Encodable {
    public let table: CleanupTable
    /// Older than this, in UTC.
    public let cutoff: String
    public let rows: Int
    public let groups: [Group]
  }

  public let database: String
  public let tables: [Table]
}

/// What a cleanup did.
public struct CleanupOutcome: Sendable, Encodable {
  public enum Stop: String, Sendable, Encodable {
    case maxRuntime = "max_runtime"
    case interrupted
    /// Another run holds the lock, and that was to be no error.
    case locked
  }

  public struct Table: Sendable, Encodable {
    public let table: CleanupTable
    public let cutoff: String
    public internal(set) var deleted = 0
    public internal(set) var batches = 0
    public internal(set) var longestBatchSeconds = 0.0
    /// Whether the whole table was gone through.
    public internal(set) var finished = false
    /// The archive, if rows were archived.
    public internal(set) var archive: String?
    /// Rows that were to go and could not, each with what keeps it.
    public internal(set) var kept = RowFindings()
  }

  /// An archive that an earlier run had left unfinished.
  public struct Recovered: Sendable, Encodable, Equatable {
    public let archive: String
    /// Rows that are in it and not in the table.
    public let rows: Int
    /// Rows that were in it, but had not been deleted: taken out again.
    public let removed: Int
  }

  public let database: String
  public internal(set) var tables: [Table] = []
  public internal(set) var recovered: [Recovered] = []
  /// Rows deleted from our own tables, by table.
  public internal(set) var logs: [String: Int] = [:]
  /// Why it ended before the end; `nil` when it did not.
  public internal(set) var stopped: Stop?
  /// Who holds the lock, where that is why.
  public internal(set) var lockHolder: String?
  /// Whether the time was over before anything was deleted: no run would ever come further.
  public var deletedNothing: Bool { stopped == .maxRuntime && deleted == 0 && kept == 0 }
  /// What could not be heeded.
  public internal(set) var notes: [String] = []
  public internal(set) var seconds = 0.0
  /// What ended it after something was deleted.
  var broken: Failure?

  private enum CodingKeys: String, CodingKey {
    case database, tables, recovered, logs, stopped, notes, seconds
  }

  /// Why this outcome is no full success, if it is none.
  public var failure: Failure? {
    if let broken { return broken }
    if stopped == .interrupted {
      return Failure(
        .interrupted, tr("stopped after \(deleted) rows; nothing is half done"),
        hint: tr("run the same command again to go on"))
    }
    if kept > 0 {
      return Failure(
        .partial, tr("\(CountText.of(kept, "row")) could not be deleted, named above"),
        hint: tr("see what is said of each; the other rows are gone"))
    }
    if deletedNothing {
      return Failure(
        .transient, tr("timed out before a row was deleted"),
        hint: tr("give it longer with --max-runtime"))
    }
    return nil
  }

  public var kept: Int { tables.reduce(0) { $0 + $1.kept.count } }
  public var deleted: Int { tables.reduce(0) { $0 + $1.deleted } }
}

/// How a cleanup gets on.
public enum CleanupProgress: Sendable, Equatable {
  /// Blocks gone through of all, and rows deleted so far.
  case swept(CleanupTable, blocks: Int, of: Int, deleted: Int)
  /// - Parameter name: with its kind and slot, as a sentence names it.
  case waitingForReplica(name: String, secondsBehind: Double)
  case waitingForLock(holder: String)
  /// The partition that is archived and detached.
  case partition(String)
}
