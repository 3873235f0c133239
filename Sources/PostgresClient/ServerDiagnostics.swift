internal import CLibpq
internal import ClientSupport

/// What the server said about an error or a notice: every field that libpq hands out
/// (PQresultErrorField in chapter 34.3 of the manual).
public struct ServerDiagnostics: Sendable, Equatable {
  /// `ERROR`, `FATAL`, `PANIC`, `WARNING`, `NOTICE`, `DEBUG`, `INFO` or `LOG`, never translated.
  public let severity: String
  public let sqlState: SQLState
  /// The primary message. It may quote a value; ``PostgresError/description`` does not.
  public let message: String
  /// May quote whole rows.
  public let detail: String?
  public let hint: String?
  /// In characters from 1, into the statement that was sent.
  public let position: Int?
  public let internalPosition: Int?
  public let internalQuery: String?
  public let context: String?
  public let schema: String?
  public let table: String?
  public let column: String?
  public let dataType: String?
  public let constraint: String?
  public let sourceFile: String?
  public let sourceLine: Int?
  public let sourceFunction: String?
  /// What the statements of the transaction were given, which the server may repeat.
  var given: [String] = []

  /// Copies every field out of a PGresult, which stays its owner's; `nil` if there is no SQLSTATE,
  /// that is, if libpq itself made the error up.
  init?(copying result: OpaquePointer) {
    func field(_ code: Int32) -> String? {
      PQresultErrorField(result, code).map { String(cString: $0) }
    }
    guard let state = field(invitectl_PG_DIAG_SQLSTATE) else { return nil }
    sqlState = SQLState(rawValue: state)
    severity =
      field(invitectl_PG_DIAG_SEVERITY_NONLOCALIZED) ?? field(invitectl_PG_DIAG_SEVERITY)
      ?? "ERROR"
    message = field(invitectl_PG_DIAG_MESSAGE_PRIMARY) ?? ""
    detail = field(invitectl_PG_DIAG_MESSAGE_DETAIL)
    hint = field(invitectl_PG_DIAG_MESSAGE_HINT)
    position = field(invitectl_PG_DIAG_STATEMENT_POSITION).flatMap { Int($0) }
    internalPosition = field(invitectl_PG_DIAG_INTERNAL_POSITION).flatMap { Int($0) }
    internalQuery = field(invitectl_PG_DIAG_INTERNAL_QUERY)
    context = field(invitectl_PG_DIAG_CONTEXT)
    schema = field(invitectl_PG_DIAG_SCHEMA_NAME)
    table = field(invitectl_PG_DIAG_TABLE_NAME)
    column = field(invitectl_PG_DIAG_COLUMN_NAME)
    dataType = field(invitectl_PG_DIAG_DATATYPE_NAME)
    constraint = field(invitectl_PG_DIAG_CONSTRAINT_NAME)
    sourceFile = field(invitectl_PG_DIAG_SOURCE_FILE)
    sourceLine = field(invitectl_PG_DIAG_SOURCE_LINE).flatMap { Int($0) }
    sourceFunction = field(invitectl_PG_DIAG_SOURCE_FUNCTION)
  }

  /// Whether the server ends the session with it.
  var endsSession: Bool { severity == "FATAL" || severity == "PANIC" }

  /// The message without the values it may quote: a data exception (class 22) repeats its input, and
  /// what a function of the database raises may say anything of a row.
  var safeMessage: String {
    let text = sqlState.class == .dataException ? QuotedText.removed(from: message) : message
    guard isRaised else { return ForeignText.masked(text) }
    return ForeignText.masked(text, hidesCodes: true, given: GivenValues.words(given))
  }

  /// Whether it comes from code in the database: PL/pgSQL's RAISE has class P0 unless it names
  /// another, and then the context names the function (chapter 43.9 of the manual).
  private var isRaised: Bool { sqlState.rawValue.hasPrefix("P0") || context != nil }
}
