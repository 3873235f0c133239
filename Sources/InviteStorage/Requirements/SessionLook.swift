package import ClientSupport
package import InviteDomain
internal import Localization
package import PostgresClient

/// Looks at a new session and makes its settings, in one round trip; where a pooler stands in
/// between, some more tell of which kind it is.
package struct SessionLook {
  package let purpose: Purpose
  /// The setting `database.schema`.
  package let schema: String?
  /// The setting `database.versionTable`.
  package let revisionTable: RevisionTableName?
  package let interrupt: Interrupt?
  package let parameters: ConnectionParameters
  package let settings: SessionLookQueries.Settings
  package let deadline: Deadline
  /// Asks the code that runs which backend it is.
  package let inquiry: (BackendGeneration) -> BackendGeneration
  /// Whether somebody said where its API is. Then it is asked where the tables are clear, too: older
  /// code works on newer tables.
  package let asksAPI: Bool

  package init(
    purpose: Purpose, schema: String?, revisionTable: RevisionTableName?, interrupt: Interrupt?,
    parameters: ConnectionParameters,
    settings: SessionLookQueries.Settings, deadline: Deadline, asksAPI: Bool,
    inquiry: @escaping (BackendGeneration) -> BackendGeneration
  ) {
    self.purpose = purpose
    self.schema = schema
    self.revisionTable = revisionTable
    self.interrupt = interrupt
    self.parameters = parameters
    self.settings = settings
    self.deadline = deadline
    self.asksAPI = asksAPI
    self.inquiry = inquiry
  }

  /// - Throws: ``Failure`` for the first requirement of ``purpose`` that is broken, and,
  ///   whatever the purpose, through a pooler that hands out servers by the transaction or by the
  ///   statement: no setting is left behind there.
  package func take(_ connection: PostgresConnection) throws(Failure) {
    // Older servers do not know all settings.
    if connection.serverVersion < Requirement.oldestPostgres {
      throw SessionFacts.tooOld(connection.parameterStatus("server_version") ?? "?")
    }
    let record = purpose.looksForRevision ? RecordSearch(revisionTable) : nil
    do {
      var facts = try SessionFacts(
        connection.queryScript(
          SessionLookQueries.look(
            pid: connection.backendPID, settings, columns: purpose.looksAtColumns,
            version: purpose.looksAtOwnVersion, record: record?.table.name),
          deadline: deadline),
        connection, wanted: schema, record: record)
      if !facts.isDirect { try keepSettings(connection, facts.pid) }
      if !facts.isOwnSchemaPlain {
        let foreign = try Self.foreignObjects(connection, facts, deadline)
        facts.ownSchema?.foreign = foreign
      }
      if purpose.requirements.contains(.backendGeneration), let generation = facts.generation,
        generation.isOpen || (asksAPI && generation.counting != .mixed)
      {
        facts.generation = inquiry(generation)
      }
      connection.attachment = facts
      for requirement in purpose.requirements {
        if let failure = requirement.failure(facts, for: purpose) { throw failure }
      }
    } catch {
      throw Failure(of: error, doing: tr("look at the session"))
    }
  }

  /// One more session of a run that has looked already: the settings alone.
  package func join(_ connection: PostgresConnection, _ first: SessionFacts) throws(Failure) {
    do {
      let answers = try connection.queryScript(
        SessionLookQueries.settings(pid: connection.backendPID, settings), deadline: deadline)
      var facts = first
      facts.pid = try answers.last?.only().int("pid") ?? 0
      facts.isDirect = facts.pid == connection.backendPID
      if !facts.isDirect { try keepSettings(connection, facts.pid) }
      connection.attachment = facts
    } catch {
      throw Failure(of: error, doing: tr("look at the session"))
    }
  }

  /// What there is in schema `invitectl` of roles that need not be trusted, as sentences.
  package static func foreignObjects(
    _ connection: PostgresConnection, _ facts: SessionFacts?, _ deadline: Deadline
  ) throws(PostgresError) -> [String] {
    try connection.query(
      SessionLookQueries.foreignObjects, [facts?.backendOwner], deadline: deadline
    ).map { (row) throws(PostgresError) -> String in
      let (what, owner) = (try row.string("what"), try row.string("owner"))
      return tr("\(what) belongs to \(owner)")
    }
  }

  package static let pooled = Failure(
    .error, tr("the connection goes through a pooler in transaction mode (such as pgbouncer)"),
    hint:
      tr(
        "point the database URL at PostgreSQL itself, e.g. port 5432, or at a pool in session mode"),
    reason: Requirement.directSession.rawValue)

  /// Makes the settings for a session that a pooler keeps for us.
  private func keepSettings(_ connection: PostgresConnection, _ pid: Int) throws {
    let other = try PostgresConnection.connect(
      parameters, startingWith: SessionLookQueries.first, deadline: deadline, interrupt: interrupt)
    defer { other.close() }
    let probe = PoolerProbe(connection: connection, pid: pid, other: other, deadline: deadline)
    guard try probe.isKept(interrupt) else { throw Self.pooled }
    _ = try connection.query(SessionLookQueries.keep(settings), deadline: deadline)
  }
}
