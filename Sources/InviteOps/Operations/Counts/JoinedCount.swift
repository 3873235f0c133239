internal import ClientSupport
internal import InviteDomain
internal import Localization

/// What the records say of a code's uses, where they are counted on join.
struct JoinedCount {
  /// An invite that is marked as counted may have met the limit: then the backend marks it and counts
  /// nothing, and an edit of `max_uses` since then hides that. The first one of a code never did.
  let least: Int
  /// All that may have been counted, under whatever limit; `nil` where uses may have left no record.
  let most: Int?
  /// Whether the count is the one that the records tell, and not merely one that they allow.
  let agrees: Bool
  /// Why the count cannot be right; `nil` where it may be.
  let why: String?

  /// What the count is set to when it is not right, so that no use that may have been counted is given
  /// away: the most that the records allow where it is more, and what they say was counted where it is
  /// less; without a count all that they know of, but for what is older than the code.
  let proposal: Int
  /// How much is known of ``proposal``.
  let certainty: Spread

  /// How far what a count is set to may be from the uses that there were.
  struct Spread: Sendable {
    /// As in the ledger: `exact`, `bounded`, or `unknown` where nothing is known of how many more.
    let state: String
    let low: Int
    let high: Int
  }

  init(_ row: CountCheck.Row) {
    let limit = (row.maxUses ?? 0) > 0 ? row.maxUses ?? 0 : Int.max
    let known = row.counted.addingSaturated(row.unmarked)
    // Beside what is older than the code there are not all records.
    (least, most) = (min(row.counted, 1), row.hasAllRecords ? known : nil)
    let marked = min(row.counted, limit)
    if let used = row.usedCount {
      proposal = used < least ? marked : min(used, most ?? used)
    } else {
      proposal = min(known, limit)
    }
    agrees =
      (row.usedCount == row.counted || row.usedCount == marked)
      && row.unmarked == 0 && row.older == 0 || least == most
    certainty =
      switch most {
      case let most? where least == most: Spread(state: "exact", low: 0, high: 0)
      case let most?:
        Spread(state: "bounded", low: max(0, proposal - least), high: max(0, most - proposal))
      case nil: Spread(state: "unknown", low: max(0, proposal - least), high: 0)
      }
    guard row.maxUses != nil else {
      why = tr("max_uses is NULL: the backend's member sync fails for the whole team")
      return
    }
    guard let used = row.usedCount else {
      why =
        row.maxUses == 0
        ? nil : tr("used_count is NULL: the backend's member sync fails for the whole team")
      return
    }
    if let most, used > most {
      why = tr("used_count is \(used), and \(Self.text(row)) by its records")
    } else if used < least {
      why = tr("used_count is only \(used), and \(Self.text(row)) by its records")
    } else {
      why = nil
    }
  }

  private static func text(_ row: CountCheck.Row) -> String {
    let invites = CountText.of(row.counted, "invite")
    let counted = tr(
      row.counted, "\(invites) was counted on join", "\(invites) were counted on join")
    let unsure = row.unmarked.addingSaturated(row.older)
    return unsure > 0 ? tr("\(counted) and \(unsure) may have been before") : counted
  }
}
