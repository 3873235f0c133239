internal import Localization

/// What stands in alembic_version, held against what the tables have: which of the two is ahead, and by
/// what. The revisions are told by their number alone, whatever the rest of the identifier is.
package struct RevisionEvidence: Sendable, Equatable {
  /// Something that one revision makes.
  package struct Part: Sendable, Equatable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
      /// Of a table that revision 008 has.
      case column
      /// A whole one.
      case table
      /// A column of one that revision `of` makes.
      case field(of: Int)
      case label, width
    }

    package let revision: Int
    package let kind: Kind
    /// As a person would name it, e.g. `teams.status`.
    package let what: String

    package var description: String { tr("\(what) (\(Self.name(revision)))") }

    /// E.g. `009`.
    package static func name(_ revision: Int) -> String {
      String(repeating: "0", count: max(0, 3 - String(revision).count)) + String(revision)
    }
  }

  /// The number that is recorded.
  package let recorded: Int
  package let tables: BackendTables
  /// What is there already of revisions after the recorded one, the oldest first: 'alembic upgrade' fails
  /// over it.
  package let early: [Part]
  /// What is missing of those up to the recorded one, the oldest first: code of that revision fails.
  package let missing: [Part]

  /// - Parameter recorded: the number of the revision that is recorded.
  package init(recorded: Int, _ generation: BackendGeneration) {
    self.recorded = recorded
    tables = generation.tables
    let marks = generation.marks
    early = Self.made.filter { made in
      // Labels are as old as their type, and a wider column is in nobody's way.
      made.part.revision > recorded && made.part.kind != .label && made.part.kind != .width
        && made.isThere(marks) == true
    }.map(\.part)
    missing = Self.made.filter { made in
      made.part.revision <= recorded && made.isThere(marks) == false
        && !made.isDispensable(marks, generation.tables)
    }.map(\.part)
  }

  /// Whether columns of a later revision are there, on tables that were there before. Whole tables may have
  /// been added by create_all, which a newer release calls at its start.
  package var tablesAreAhead: Bool {
    early.contains { part in
      if case .field(let table) = part.kind { table <= recorded } else { part.kind == .column }
    }
  }

  /// Whether the revision is recorded though what it makes is not there.
  package var recordIsAhead: Bool { !missing.isEmpty }

  /// Whether one of 006 to 008 should be recorded instead: the tables are of these, and contradict it.
  package var isStale: Bool {
    tables == .r008 && !missing.contains { $0.revision <= 8 }
      && (recorded > 8 ? recordIsAhead : recorded < 6 && tablesAreAhead)
  }

  /// The first of some parts, for a sentence.
  package static func list(_ parts: [Part]) -> String {
    let names = parts.prefix(2).map(\.description).joined(separator: tr(", "))
    return parts.count > 2 ? tr("\(names) and \(parts.count - 2) more") : names
  }

  // MARK: - What the revisions make

  private struct Made: Sendable {
    let part: Part
    /// `nil` where it cannot be told: its table or type is not there.
    let isThere: @Sendable (GenerationMarks) -> Bool?
    /// Whether its being missing says nothing.
    var isDispensable: @Sendable (GenerationMarks, BackendTables) -> Bool = { _, _ in false }
  }

  /// From the backend's migrations: 006, and what 009 to 026 do.
  private static let made: [Made] = [
    column(6, "redeem_codes", "validity_days"), column(6, "redeem_codes", "activated_at"),
    column(6, "redeem_codes", "bound_email"), column(6, "invite_records", "is_rebind"),
    column(9, "redeem_codes", "rebind_count"), column(9, "redeem_codes", "rebind_limit"),
    table(10, "rebind_history"), column(12, "users", "approval_status"),
    label(13, "invitestatus", "success", tr("enum labels in lower case")),
    column(14, "teams", "status"), table(15, "plans"), table(15, "orders"),
    field(16, of: 15, "orders", "email"), table(17, "coupons"),
    field(17, of: 15, "orders", "coupon_code"),
    column(18, "redeem_codes", "removal_retry_count"), field(19, of: 15, "plans", "plan_type"),
    newLabel(.r020, "invitestatus", "reserved"),
    Made(
      part: .init(
        revision: 21, kind: .width, what: tr("operation_logs.ip_address of 255 characters")),
      isThere: { marks in marks.addressWidth.map { $0 >= 255 } }),
    field(22, of: 15, "plans", "stock"), mailbox, column(24, "invite_records", "consumed_at"),
    column(24, "invite_queue", "is_rebind"), newLabel(.r025, "invitequeuestatus", "waiting"),
    table(26, "bulk_email_jobs"),
  ]

  private static func column(_ revision: Int, _ table: String, _ column: String) -> Made {
    Made(
      part: .init(revision: revision, kind: .column, what: "\(table).\(column)"),
      isThere: { $0.columns[table]?.contains(column) })
  }

  private static func field(
    _ revision: Int, of made: Int, _ table: String, _ column: String
  ) -> Made {
    Made(
      part: .init(revision: revision, kind: .field(of: made), what: "\(table).\(column)"),
      isThere: { $0.columns[table]?.contains(column) })
  }

  private static func table(_ revision: Int, _ table: String) -> Made {
    Made(
      part: .init(revision: revision, kind: .table, what: tr("table \(table)")),
      isThere: { $0.columns[table] != nil })
  }

  /// A label, spelt as it is.
  private static func label(
    _ revision: Int, _ type: String, _ label: String, _ what: String
  ) -> Made {
    Made(
      part: .init(revision: revision, kind: .label, what: what),
      isThere: { $0.labels[type]?.contains(label) })
  }

  /// A label that a revision adds. Where the tables are later all the same, its type is an older one:
  /// that is a label to be added, and no revision to be recorded.
  private static func newLabel(_ tables: BackendTables, _ type: String, _ label: String) -> Made {
    Made(
      part: .init(
        revision: tables.rawValue, kind: .label, what: tr("label \(label) of \(type)")),
      isThere: { marks in
        marks.labels[type].map { _ in marks.has(label: label, of: type) }
      }, isDispensable: { $1 > tables })
  }

  /// Dropped from the code before 026, so that a database of its create_all has none.
  private static let mailbox = Made(
    part: .init(revision: 23, kind: .column, what: "teams.mailbox_id"),
    isThere: { $0.columns["teams"]?.contains("mailbox_id") },
    isDispensable: { marks, _ in marks.has("invite_records", "consumed_at") })
}
