internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What the owner of the tables may lack all the same to build indexes and to record them: `migrate` looks at it
/// before the first statement, `doctor` says the same.
struct MigrationNeeds: Sendable, Equatable {
  var canCreateInSchema = true
  /// The tablespace that a setting has new indexes go to, where this role may not put any.
  var deniedTablespace: String?
  /// Whether it may ask which server this is, after a connection was lost.
  var readsIdentity = true
  /// What switches off the event triggers that see our statements, any of which may refuse them; `nil`
  /// without one.
  var eventTriggers: String?
  /// What gives it the right to read Alembic's revision; empty where it has that.
  var readGrants: [String] = []
  /// What gives it the right to move Alembic's revision; empty where it has that.
  var recordGrants: [String] = []
  /// The same where no revision is recorded yet.
  var firstRecordGrants: [String] = []

  init() {}

  /// - Parameter row: with the columns of ``MigrateQueries/needs(_:)``.
  init(_ row: PostgresRow, _ facts: SessionFacts?) throws(PostgresError) {
    canCreateInSchema = try row.bool("can_create")
    deniedTablespace = try row.optionalString("denied_tablespace")
    readsIdentity = try row.bool("reads_identity")
    eventTriggers = try row.optionalString("event_triggers")
    readGrants = facts?.recordReadGrants ?? []
    recordGrants = facts?.recordWriteGrants(isFirst: false) ?? []
    firstRecordGrants = facts?.recordWriteGrants(isFirst: true) ?? []
  }

  /// What to type where an event trigger refused a statement: its function is the error's context, and ours
  /// call none.
  func hint(for error: PostgresError) -> String? {
    guard let eventTriggers, case .server(let diagnostics) = error,
      diagnostics.context?.contains(verbatim("PL/pgSQL function ")) == true
    else { return nil }
    return tr(
      "an event trigger refused it; as superuser '\(eventTriggers)', then run this again, and "
        + "switch on again with ENABLE")
  }

  /// The first that is missing.
  ///
  /// - Parameters:
  ///   - records: whether a revision is to be recorded.
  ///   - isFirst: whether none is yet.
  func failure(
    role: String, in schema: BackendSchema, records: Bool, isFirst: Bool = false
  ) -> Failure? {
    let member = PostgresIdentifier.quoted(role)
    if !canCreateInSchema {
      return Failure(
        .error, tr("role \(role) may not create indexes in schema \(schema)"),
        hint: "GRANT CREATE ON SCHEMA \(schema) TO \(member)")
    }
    if let deniedTablespace {
      return Failure(
        .error,
        tr("default_tablespace is \(deniedTablespace), where role \(role) may not put an index"),
        hint:
          "GRANT CREATE ON TABLESPACE \(PostgresIdentifier.quoted(deniedTablespace)) TO \(member)")
    }
    if !readsIdentity {
      return Failure(
        .error, tr("role \(role) may not ask which server this is"),
        hint: verbatim(
          "GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() TO \(member)"))
    }
    let recordGrants = isFirst ? firstRecordGrants : recordGrants
    if records, !recordGrants.isEmpty {
      return Failure(
        .error, tr("role \(role) may not move the revision that is recorded"),
        hint: recordGrants.joined(separator: "; "))
    }
    return nil
  }
}
