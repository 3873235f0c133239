internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What an audit asks for before it reads: which codes, and what messages are of them.
extension ResyncAudit {
  /// Which codes a statement is about.
  struct Extent {
    let ids: Range<Int>
    /// How rows of the tables may have them, for a first cheap test; `nil` for all codes.
    let spellings: AuditQueries.Spellings?
  }

  /// `nil` where there is no code. Ids beyond 61 bits are none that a sequence gives.
  func extent(_ pass: AuditPass) throws(Failure) -> Extent? {
    do {
      let row = try pass.session.query(
        AuditQueries.bounds, [pass.codes], deadline: context.longDeadline
      ).only()
      guard let first = try row.optionalInt("first"), let last = try row.optionalInt("last") else {
        return nil
      }
      let most = 1 << 61
      return Extent(
        ids: max(first, -most)..<max(max(first, -most), min(last, most)) + 1,
        spellings: pass.codes == nil
          ? nil
          : AuditQueries.Spellings(
            texts: try row.strings("spellings"), shortest: try row.int("shortest")))
    } catch {
      throw Failure(error, doing: tr("read the codes"))
    }
  }

  struct Sighting {
    let id: Int
    let task: String
    let email: String
    let isTaken: Bool
  }

  /// The messages by the ids of their codes, so that one of which the database cannot be asked is in the
  /// way of its own code alone.
  func sightings(_ pass: AuditPass) throws(Failure) -> [Sighting] {
    let byCode = pass.messages.byCode
    guard !byCode.isEmpty else { return [] }
    var found: [Sighting] = []
    do {
      for row in try pass.session.query(
        AuditQueries.ids, [PostgresArray.literal(byCode.keys.sorted().map(\.text))],
        deadline: context.longDeadline)
      {
        let (id, code) = (try row.int("id"), ExactText(try row.string("code")))
        for (task, message) in (byCode[code] ?? [:]).sorted(by: { $0.key < $1.key }) {
          // An id of a task may be any text.
          let task = task.text.replacing("\0", with: "\u{FFFD}")
          for email in message.emails.sorted() {
            found.append(
              Sighting(id: id, task: task, email: email.text, isTaken: message.isTaken))
          }
        }
      }
    } catch {
      throw Failure(error, doing: tr("look up the codes of messages"))
    }
    return found
  }
}
