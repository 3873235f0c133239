internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Check `read-database`: the server of database.readUrl, which metrics-dump reads, is there, has the data of
/// database.url, is not far behind, and lets this role read.
struct ReadDatabaseExamination {
  private let context: OperationContext
  private let limits: DoctorLimits
  private static let why = tr("metrics-dump reads it, and shows nothing, or what is not so")

  init(_ context: OperationContext, _ limits: DoctorLimits) {
    self.context = context
    self.limits = limits
  }

  func check() -> DoctorReport.Check {
    guard context.configuration.readDatabase != nil else {
      return .init(.readDatabase, .pass, tr("none is configured: database.url is read"))
    }
    do throws(Failure) {
      let replica = try context.readPostgres()
      let seen: Seen
      do {
        seen = try Seen(replica, context.requestDeadline)
      } catch {
        throw Failure(error, doing: tr("examine the server of database.readUrl"))
      }
      return try judge(replica, seen)
    } catch {
      return .init(.readDatabase, .fail, error.message, why: Self.why, fix: error.hint)
    }
  }

  /// A server as one look shows it.
  private struct Seen {
    let isRecovering: Bool
    let started: String
    let position: String?
    /// Since the last transaction that was replayed.
    let seconds: Double?
    /// The same for the whole life of a data directory, and for its replicas; `nil` for a role that may not
    /// ask.
    let system: String?

    init(_ connection: PostgresConnection, _ deadline: Deadline) throws(PostgresError) {
      let row = try connection.query(ReadDatabaseQueries.state, deadline: deadline).only()
      isRecovering = try row.bool("recovering")
      started = try row.string("started")
      position = try row.optionalString("position")
      seconds = try row.optionalDouble("seconds")
      do throws(PostgresError) {
        system = try connection.query(SessionQueries.identity, deadline: deadline).only()
          .string("system")
      } catch {
        guard error.sqlState == .insufficientPrivilege else { throw error }
        system = nil
      }
    }
  }

  private func judge(
    _ connection: PostgresConnection, _ seen: Seen
  ) throws(Failure) -> DoctorReport.Check {
    let facts = connection.facts ?? SessionFacts()
    for requirement in Purpose.metrics.requirements + [.privileges] {
      if let failure = requirement.failure(facts, for: .metrics) {
        return fail(tr("of database.readUrl: \(failure.message)"), failure.hint)
      }
    }
    let place = tr(
      "database \(facts.database) as \(facts.role), PostgreSQL \(facts.version)")
    let main: PostgresConnection
    let primary: Seen
    do {
      main = try context.postgres()
      primary = try Seen(main, context.requestDeadline)
    } catch {
      return .init(
        .readDatabase, .warn,
        tr("\(place); database.url does not answer, and cannot be compared with it"),
        why: tr("of another server its numbers would be wrong"), fix: tr("see the check postgres"))
    }
    if let system = seen.system, let other = primary.system, system != other {
      return fail(
        tr(
          "\(place): it is no replica of database.url, which is another cluster "
            + "(system identifiers \(system) and \(other))"), Self.urlFix)
    }
    if let other = main.facts?.database, other != facts.database {
      return fail(tr("\(place): database.url is database \(other)"), Self.urlFix)
    }
    let isSame = seen.started == primary.started && seen.isRecovering == primary.isRecovering
    if !seen.isRecovering {
      return isSame
        ? .init(.readDatabase, .pass, tr("\(place): the server of database.url itself"))
        : fail(
          tr(
            "\(place): it is no replica, it takes writes of its own; if it was one, somebody promoted it"
          ),
          Self.urlFix)
    }
    return lag(place, seen, primary, main)
  }

  private func lag(
    _ place: String, _ seen: Seen, _ primary: Seen, _ main: PostgresConnection
  ) -> DoctorReport.Check {
    // Of a primary that rests the last transaction is old, and nothing is behind it.
    guard let position = seen.position, let head = primary.position,
      let bytes = try? main.query(
        ReadDatabaseQueries.behind, [head, position], deadline: context.requestDeadline
      ).only().int("bytes"), bytes > 0
    else { return .init(.readDatabase, .pass, tr("\(place): a replica, and not behind")) }
    let behind =
      seen.seconds.map {
        tr(
          "\(place): a replica, \(bytes >> 10) kB of log and "
            + "\(DurationText.format(seconds: $0)) behind")
      } ?? tr("\(place): a replica, \(bytes >> 10) kB of log behind")
    guard let seconds = seen.seconds, seconds > limits.replicaLag.seconds else {
      return .init(.readDatabase, .pass, behind)
    }
    return .init(
      .readDatabase, .warn, behind, why: tr("metrics-dump shows what was so then"),
      fix:
        tr(
          "on it: SELECT status, latest_end_time FROM pg_stat_wal_receiver, and no row means that it gets "
            + "nothing; on the primary: SELECT client_addr, state, replay_lag FROM pg_stat_replication"
        ))
  }

  private static let urlFix =
    tr(
      "point INVITECTL_DATABASE_READ_URL (or database.readUrl) at a replica of database.url, or leave it out"
    )

  private func fail(_ detail: String, _ fix: String?) -> DoctorReport.Check {
    .init(.readDatabase, .fail, detail, why: Self.why, fix: fix)
  }
}
