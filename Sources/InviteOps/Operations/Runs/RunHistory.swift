internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
public import LosslessJSON
internal import PostgresClient

/// Runs of commands as `invitectl.run_log` has them.
public struct RunHistory {
  /// One run.
  public struct Run: Sendable, Encodable {
    public enum State: String, Sendable, Encodable {
      case finished
      /// Left out, since another run held the lock.
      case skipped
      case running
      /// It did not finish, and its session is gone.
      case died
      /// It did not finish, and nothing tells whether it goes on: a run of an older invitectl says nothing
      /// of its session, and a replica does not know it.
      case open
    }

    public let id: Int
    public let command: String
    /// RFC 3339 in UTC.
    public let startedAt: String?
    /// Until its end, or until now where it has none; `nil` of one that died: nobody noted when.
    public let seconds: Double?
    public let state: State
    public let exitCode: Int?
    public let changed: Int?
    public let problems: Int?
    /// What the command notes besides.
    public let detail: JSONValue?
    /// Who logged in to the database, the machine and the user there; `nil` of an older invitectl.
    public let role: String?
    public let host: String?
    public let osUser: String?
    public let pid: Int?
    /// Masked.
    public let arguments: [String]?
  }

  /// A count that a run changed.
  public struct Count: Sendable, Encodable {
    public let code: String
    public let why: String
    public let usedBefore: Int
    public let usedAfter: Int
    public let pushed: Int
  }

  /// One run, whole.
  public struct Whole: Sendable, Encodable {
    public let run: Run
    /// The first of the counts that it changed.
    public let counts: [Count]
  }

  /// Which runs.
  public struct Filter: Sendable {
    public var command: String?
    public var since: Duration?
    public var failedOnly = false
    public var limit = 20

    public init() {}
  }

  /// The commands whose runs are recorded, by the names that they are recorded with.
  public static let commands =
    [
      "cleanup-queue", "doctor", "force-resync", verbatim("redeem retry"), "refresh-seats",
      "sync-counts",
    ]
    + [
      "add-consumer", "autoscale", "cancel-consumer", "disable-events", "drain", "enable-events",
      "pause", "pool-grow", "pool-shrink", "purge", "quarantine", "rate-limit", "restore-unacked",
      "resume", "revoke", "shutdown", "terminate", "time-limit",
    ].map { "control " + $0 }

  /// More counts of one run are not shown.
  public static let mostCounts = 100

  private let connection: PostgresConnection
  private let deadline: Deadline

  /// - Throws: ``Failure``, also where `migrate up` has not made the table.
  public init(_ context: OperationContext) throws(Failure) {
    connection = try context.with(.runs).postgres()
    deadline = context.requestDeadline
  }

  /// The newest first.
  ///
  /// - Throws: ``Failure``, of kind `usage` where no run is of the command, and none could be.
  public func list(_ filter: Filter = Filter()) throws(Failure) -> [Run] {
    let runs = try read(
      [
        filter.command, filter.since.map { String($0.seconds) },
        filter.failedOnly ? "true" : "false", String(filter.limit), nil,
      ])
    if runs.isEmpty, let name = filter.command, !Self.commands.contains(name),
      !Self.commands.contains("control " + name)
    {
      throw Failure(
        .usage, tr("no command records its runs as \(PythonText.escaped(name))"),
        hint: tr("these do: \(Self.commands.joined(separator: ", "))"))
    }
    return runs
  }

  /// - Throws: ``Failure/Kind/error`` where there is no such run.
  public func whole(_ id: Int) throws(Failure) -> Whole {
    guard let run = try read([nil, nil, "false", "1", String(id)]).first else {
      throw Failure(
        .error, tr("there is no run \(id) in invitectl.run_log"),
        hint: tr("'invitectl runs' lists the latest; cleanup-queue deletes old ones"))
    }
    return Whole(run: run, counts: try counts(id))
  }

  private func read(_ values: [String?]) throws(Failure) -> [Run] {
    do throws(PostgresError) {
      return try connection.query(RunQueries.list, values, deadline: deadline).map {
        (row) throws(PostgresError) in try Self.run(row)
      }
    } catch {
      throw Failure(error, doing: tr("read invitectl.run_log"))
    }
  }

  private static func run(_ row: PostgresRow) throws(PostgresError) -> Run {
    let state = Run.State(rawValue: try row.string("state")) ?? .open
    let seconds = try row.optionalDouble("seconds")
    return Run(
      id: try row.int("id"), command: try row.string("command"),
      startedAt: Timestamps.rfc3339(outside: try row.optionalDouble("started")),
      seconds: state == .died ? nil : seconds, state: state,
      exitCode: try row.optionalInt("exit_code"), changed: try row.optionalInt("changed"),
      problems: try row.optionalInt("problems"),
      detail: try row.optionalString("detail").flatMap { try? JSONValue(parsing: $0) },
      role: try row.optionalString("role"), host: try row.optionalString("host"),
      osUser: try row.optionalString("os_user"), pid: try row.optionalInt("process_id"),
      arguments: try row.optionalString("arguments").flatMap { text in
        (try? JSONValue(parsing: text))?.array?.compactMap(\.string)
      })
  }

  /// Of a run that changes no counts, and where there is no ledger, none.
  private func counts(_ id: Int) throws(Failure) -> [Count] {
    guard connection.facts?.own[OwnTable.ledger.rawValue] != nil else { return [] }
    for inASCII in [false, true] {
      do throws(PostgresError) {
        return try connection.query(
          { RunQueries.counts($0, inASCII: inASCII) }, [String(id), String(Self.mostCounts)],
          deadline: deadline
        ).map { (row) throws(PostgresError) in
          Count(
            code: try row.string("code"), why: try row.string("why"),
            usedBefore: try row.int("used_before"), usedAfter: try row.int("used_after"),
            pushed: try row.int("pushed"))
        }
      } catch {
        if error.sqlState == .insufficientPrivilege { return [] }
        guard !inASCII, RowFault(error) != nil else {
          throw Failure(error, doing: tr("read invitectl.redeem_sync_ledger"))
        }
      }
    }
    return []
  }
}
