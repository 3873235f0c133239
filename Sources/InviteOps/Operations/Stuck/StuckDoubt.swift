internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Why it is open whether the invite of a row was made, where something that names it says neither
/// yes nor no. Such a row is not put back: a person looks.
struct StuckDoubt {
  /// As a clause.
  let reason: String
  /// What to look at and what to do.
  let hint: String

  init(reason: String, hint: String) {
    self.reason = reason
    self.hint = hint
  }

  /// By the other rows that ``StuckQueries/open(_:)`` has found; `nil` where none leaves it open.
  init?(_ row: PostgresRow, in backend: BackendSchema) throws(PostgresError) {
    func found(_ name: String) throws(PostgresError) -> Int? { try row.optionalInt(name) }
    if let id = try found("codeless_record") {
      self.init(
        record: id,
        tr("invite_records \(id) is an invite of this email that was made, and names no code"),
        tr("write its code there"))
    } else if let id = try found("timeless_record") {
      self.init(
        record: id, tr("invite_records \(id) is an invite that was made, and has no time"),
        tr("write its time there"))
    } else if let id = try found("stateless_record") {
      self.init(
        record: id, tr("invite_records \(id) is of this email and has no status"),
        tr("write its status there"))
    } else if let id = try found("unsettled_record") {
      self.init(
        record: id,
        tr("invite_records \(id) is of this email, newer than the row, and not settled"),
        tr("once nobody works on it, write there whether it succeeded or failed"))
    } else if let id = try found("waiting_row") {
      self.init(
        reason: tr(
          "row \(id) of the same email and code waits for a seat, and the backend invites it"),
        hint: tr("once row \(id) is invited, \(StuckReader.again) marks this one as done"))
    } else if let id = try found("finished_row") {
      self.init(
        reason: tr("row \(id) of the same email and code is newer and SUCCESS"),
        hint: tr("if nobody was invited, delete row \(id)"))
    } else if let id = try found("open_row") {
      self.init(
        reason: tr("row \(id) of the same email and code is open and too young to be judged"),
        hint: tr("run \(StuckReader.again) when it is old enough; one invite is enough for both"))
    } else if let team = try found("member_team") {
      let done = try StuckQueries.markDone(
        row.int("id"), label: row.string("label"), in: backend)
      self.init(
        reason: tr("its email is a member of team \(team) already"),
        hint: tr(
          "if another team is wanted, redeem the code again; if that came of this invite, mark it as done: "
            + "\(done)"))
    } else {
      return nil
    }
  }

  private init(record id: Int, _ reason: String, _ mend: String) {
    self.init(
      reason: reason,
      hint: tr(
        "\(RowQueries.row(of: "invite_records", id)) shows it; \(mend), then run "
          + "\(StuckReader.again)"))
  }

  func finding(_ row: StuckRow) -> RowFinding {
    RowFinding(table: StuckReader.table, id: row.id, reason: reason, hint: hint)
  }
}
