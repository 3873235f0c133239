internal import Localization

/// What of the tables and enum labels tells one revision from another, as the look at a session
/// shows it.
package struct GenerationMarks: Sendable, Equatable {
  /// The columns of the backend's tables, by table.
  package var columns: [String: Set<String>] = [:]
  /// The labels of its enums, by type.
  package var labels: [String: [String]] = [:]
  /// The width of operation_logs.ip_address in characters.
  package var addressWidth: Int?

  package init(
    columns: [String: Set<String>] = [:], labels: [String: [String]] = [:],
    addressWidth: Int? = nil
  ) {
    self.columns = columns
    self.labels = labels
    self.addressWidth = addressWidth
  }

  /// A column that a table which revision 008 has got later. Code that works names every column
  /// it knows in each SELECT, so no working code is newer than the newest of these.
  package struct Column {
    let tables: BackendTables
    let what: String
    /// The table without which nothing can be said.
    let table: String
    let isThere: @Sendable (GenerationMarks) -> Bool
    /// What the same revision added beside it. Some of it alone is no revision.
    var others: [(table: String, column: String)] = []

    /// Those of ``others`` that are there, or that are not, in tables that there are.
    func others(_ marks: GenerationMarks, areThere: Bool) -> [String] {
      others.filter { marks.columns[$0.table] != nil && marks.has($0.table, $0.column) == areThere }
        .map { "\($0.table).\($0.column)" }
    }
  }

  /// A table or a label that says more where the columns allow it: create_all adds whole tables to
  /// an old database, and labels are as old as their type.
  package struct Hint {
    let tables: BackendTables
    let what: String
    /// Whether it is a column of a table that revision 008 has: then create_all did not add it.
    var isGrown = false
    let isThere: @Sendable (GenerationMarks) -> Bool
  }

  package static let grown: [Column] = [
    column(.r010, "redeem_codes", "rebind_count", with: ("redeem_codes", "rebind_limit")),
    column(.r012, "users", "approval_status", with: ("users", "rejection_reason")),
    column(
      .r014, "teams", "status", with: ("teams", "status_message"), ("teams", "status_changed_at")),
    column(.r018, "redeem_codes", "removal_retry_count"),
    Column(
      tables: .r021, what: tr("operation_logs.ip_address of 255 characters"),
      table: "operation_logs"
    ) { $0.addressWidth.map { $0 >= 255 } ?? false },
    column(
      .r024, "invite_records", "consumed_at", with: ("invite_queue", "is_rebind"),
      ("invite_queue", "old_team_id"), ("invite_queue", "old_team_chatgpt_user_id"),
      ("invite_queue", "consume_immediately")),
  ]

  package static let hints: [Hint] = [
    Hint(tables: .r013, what: tr("enum labels in lower case")) {
      $0.labels["invitestatus"]?.contains("success") ?? false
    },
    table(.r015, "orders"),
    column(.r016, in: "orders", "email"),
    table(.r017, "coupons"),
    column(.r019, in: "plans", "plan_type"),
    Hint(tables: .r020, what: tr("label \("reserved") of \("invitestatus")")) {
      $0.has(label: "reserved", of: "invitestatus")
    },
    column(.r022, in: "plans", "stock"),
    // Dropped from the code before 026: a database that its create_all made has none.
    column(.r023, in: "teams", "mailbox_id", isGrown: true),
    Hint(tables: .r025, what: tr("label \("waiting") of \("invitequeuestatus")")) {
      $0.has(label: "waiting", of: "invitequeuestatus")
    },
    table(.r026, "bulk_email_jobs"),
  ]

  /// The tables that are looked at for this and for nothing else.
  package static let tables = [
    "users", "operation_logs", "orders", "plans", "coupons", "bulk_email_jobs", "rebind_history",
  ]

  /// The enum types whose labels are looked at.
  package static let types = ["invitestatus", "invitequeuestatus"]

  private static func column(
    _ tables: BackendTables, _ table: String, _ column: String,
    with others: (table: String, column: String)...
  ) -> Column {
    Column(
      tables: tables, what: "\(table).\(column)", table: table,
      isThere: { $0.has(table, column) }, others: others)
  }

  private static func column(
    _ tables: BackendTables, in table: String, _ column: String, isGrown: Bool = false
  ) -> Hint {
    Hint(tables: tables, what: "\(table).\(column)", isGrown: isGrown) { $0.has(table, column) }
  }

  private static func table(_ tables: BackendTables, _ table: String) -> Hint {
    Hint(tables: tables, what: tr("table \(table)")) { $0.columns[table] != nil }
  }

  package func has(_ table: String, _ column: String) -> Bool {
    columns[table]?.contains(column) ?? false
  }

  /// Whether an enum has a label, whatever its case.
  package func has(label: String, of type: String) -> Bool {
    labels[type]?.contains { $0.lowercased() == label } ?? false
  }
}
