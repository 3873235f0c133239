package import InviteDomain
internal import Localization
package import PostgresClient

/// What the look at the begin of a session showed. It goes with the connection.
package struct SessionFacts: Sendable {
  /// The process that served the look.
  package var pid = 0
  /// Whether that is the one the client was told of when it connected; if not, something stands
  /// in between.
  package var isDirect = true
  /// E.g. 150018.
  var versionNumber = 0
  /// E.g. `15.18 (Debian …)`.
  package var version = ""
  package var database = ""
  package var role = ""
  /// Who logged in: another one where a setting makes its sessions act as ``role`` at once.
  package var login = ""
  var isRecovering = false
  /// Whether transactions can only read unless they say otherwise; always while recovering.
  package var isReadOnly = false
  /// The schemas that have a table `redeem_codes`.
  package var candidates: [BackendSchema] = []
  /// The schema of the backend's tables; where none has them, the usual one.
  package var schema = BackendSchema.standard
  /// Whether the setting `database.schema` says it.
  package var isSchemaChosen = false
  /// The backend's tables, by name.
  package var tables: [String: RelationFacts] = [:]
  /// The tables of schema `invitectl`, by name.
  package var own: [String: RelationFacts] = [:]
  var ownSchema: OwnSchemaFacts?
  /// Where Alembic's revision is; ``RecordPlace/notLookedFor`` where nobody asked.
  package var record = RecordPlace.notLookedFor
  /// Whether the setting `database.versionTable` says it.
  package var isRecordChosen = false
  /// What `invitectl.schema_version` says.
  var recordedVersion = RecordedVersion.notSeen
  /// Which backend it is; `nil` where nobody asked for the columns, or there are no tables.
  package var generation: BackendGeneration?

  package init() {}

  /// - Parameters:
  ///   - answers: of the statements of ``SessionLookQueries/look(pid:_:columns:version:record:)``.
  ///   - wanted: the setting `database.schema`.
  ///   - record: the setting `database.versionTable`, for who looks for the revision.
  package init(
    _ answers: [PostgresRows], _ connection: PostgresConnection, wanted: String?,
    record name: RecordSearch? = nil
  ) throws(PostgresError) {
    guard answers.count == (name == nil ? 4 : 5) else {
      throw .misuse(tr("the look at the session gave \(answers.count) answers"))
    }
    let server = try answers[0].only()
    pid = try server.int("pid")
    isDirect = pid == connection.backendPID
    versionNumber = connection.serverVersion
    version = connection.parameterStatus("server_version") ?? "?"
    database = try server.string("database")
    role = try server.string("role")
    login = try server.string("login")
    isRecovering = try server.bool("recovering")
    isReadOnly = try server.string("read_only") == "on"
    let relations = try answers[1].map { (row) throws(PostgresError) in try RelationFacts(row) }
    candidates = relations.filter { $0.name == "redeem_codes" && $0.isTable }
      .map { BackendSchema(identifier: $0.schema) }.sorted { $0.name < $1.name }
    if let wanted {
      isSchemaChosen = true
      schema =
        candidates.first { $0.name == wanted }
        ?? BackendSchema(name: wanted, identifier: PostgresIdentifier.quoted(wanted))
    } else {
      schema = candidates.first ?? .standard
    }
    for relation in relations {
      if relation.schema == schema.description { tables[relation.name] = relation }
      if relation.schema == "invitectl" { own[relation.name] = relation }
    }
    if tables["invite_queue"] == nil { schema.openRows = .none }
    if let row = answers[2].first {
      ownSchema = OwnSchemaFacts(
        owner: try row.string("owner"), access: try row.optionalString("access") ?? "",
        isReachable: try row.bool("reachable"))
      if let text = try row.optionalString("version") {
        recordedVersion = Int(text).map { .number($0) } ?? .none
      }
    }
    var labels: [String: [String]] = [:]
    for row in answers[3] {
      guard try row.string("schema") == schema.description else { continue }
      labels[try row.string("type")] = try row.strings("labels")
    }
    if let codes = tables["redeem_codes"], !codes.columns.isEmpty {
      generation = BackendGeneration(GenerationMarks(tables, labels: labels))
    }
    if let name {
      isRecordChosen = name.isChosen
      record = name.place(
        relations.filter { $0.name == name.table.name }, backend: schema,
        paths: try Self.paths(server, answers[4], role: role, owner: backendOwner))
    }
  }

  /// The owner of the backend's tables; `nil` where they are not there.
  var backendOwner: String? { tables["redeem_codes"]?.owner }

  /// Whether all of schema `invitectl` belongs to this role or to the owner of the backend's
  /// tables, and nobody else can add to it. If not, each object has to be looked at.
  var isOwnSchemaPlain: Bool {
    guard let ownSchema else { return true }
    let trusted = Set([role, backendOwner].compactMap { $0 })
    return trusted.contains(ownSchema.owner) && !ownSchema.letsOthersCreate
      && own.values.allSatisfy {
        trusted.contains($0.owner) && !($0.kind == "r" && $0.hasTriggers)
      }
  }
}

/// Schema `invitectl` as the look shows it.
struct OwnSchemaFacts: Sendable, Equatable {
  let owner: String
  /// As in pg_namespace.nspacl, e.g. `{app=UC/app,reader=U/app}`; empty for the owner alone.
  let access: String
  let isReachable: Bool
  /// Objects of somebody who need not be trusted, e.g. `table invitectl.run_log belongs to eve`.
  var foreign: [String] = []

  init(owner: String, access: String, isReachable: Bool) {
    self.owner = owner
    self.access = access
    self.isReachable = isReachable
  }

  /// Whether somebody besides the owner may have made something in it.
  var letsOthersCreate: Bool {
    let entries = access.dropFirst().dropLast().split(separator: ",")
    return entries.contains { entry in
      guard let equals = entry.lastIndex(of: "="), let slash = entry.lastIndex(of: "/") else {
        return true
      }
      let grantee = entry[..<equals].filter { $0 != "\"" && $0 != "\\" }
      return grantee != owner && equals < slash && entry[equals..<slash].contains("C")
    }
  }
}
