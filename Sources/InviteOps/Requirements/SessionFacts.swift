internal import PostgresClient

/// What the look at the begin of a session showed. It goes with the connection.
struct SessionFacts: Sendable {
  /// The process that served the look.
  let pid: Int
  /// Whether that is the one the client was told of when it connected; if not, something stands
  /// in between.
  let isDirect: Bool
  /// The schemas that have a table `redeem_codes`.
  let candidates: [BackendSchema]
  /// The schema of the backend's tables; where none has them, the usual one.
  let schema: BackendSchema

  /// - Parameter wanted: the setting `database.schema`.
  init(
    _ row: PostgresRow, backendPID: Int, wanted: String?
  ) throws(PostgresError) {
    pid = try row.int("pid")
    isDirect = pid == backendPID
    let names = try row.strings("names")
    candidates = zip(names, try row.strings("identifiers")).map {
      BackendSchema(name: $0, identifier: $1)
    }
    if let wanted {
      let quoted = PostgresIdentifier.quoted(wanted)
      schema =
        candidates.first { $0.name == wanted } ?? BackendSchema(name: wanted, identifier: quoted)
    } else {
      schema = candidates.first ?? .standard
    }
  }
}
