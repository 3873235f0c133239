internal import Localization
internal import PostgresClient

/// The first place at which the chain of a code is broken, and what was to be expected there.
public struct LedgerFault: Sendable, Encodable {
  public enum Kind: String, Sendable, Encodable, CaseIterable {
    /// A field, the number or the hash of a line is not what was written.
    case edited
    /// Lines that were written are gone.
    case removed
    /// A line that no run wrote, or wrote elsewhere: what is behind it does not continue it.
    case added
    /// The row of `redeem_sync` says that the chain ends with another line.
    case head
    /// What is kept of the lines that were deleted for their age is not what was kept.
    case anchor
  }

  /// As stored, in ASCII where that is no UTF-8; `#` and its id where it was deleted.
  public let code: String
  /// The command that shows its lines; `nil` where there is none for it.
  public let command: String?
  public let kind: Kind
  /// The number of the line in the chain of its code; of those removed the first.
  public let line: Int
  /// The last of those removed.
  public let lastLine: Int?
  /// `id`, `run_id` and time of the row, where there is one.
  public let id: Int?
  public let run: Int?
  public let at: String?
  /// What is there.
  public let hash: String?
  /// The hash that was to be expected: of the fields that are there, or of the chain's end.
  public let expectedHash: String?
  /// `used_count` after the line before, and before the line behind: what is wrong lies between.
  public let usedBefore: Int?
  public let usedAfter: Int?
  /// In words.
  public let sentence: String

  /// A line that does not continue the one before it.
  init(line row: PostgresRow, code: String, command: String?) throws(PostgresError) {
    self.code = code
    self.command = command
    let expected = try row.int("expected")
    let stored = try row.optionalInt("line")
    id = try row.int("id")
    run = try row.int("run_id")
    at = try row.string("at")
    hash = try row.optionalString("hash")
    usedBefore = try row.optionalInt("left_at")
    let foundBehind = try row.optionalInt("found_at")
    let isBehind = (stored ?? 0) > expected
    let isBefore = (stored ?? expected) < expected
    let isFollowed = try row.bool("is_followed")
    let computed = try row.optionalString("computed")
    let isSkipped = try row.bool("is_skipped")
    let isBeyond = try row.bool("is_beyond")
    var last: Int?
    if try row.bool("is_renumbered") {
      (kind, line, expectedHash) = (.edited, expected, hash)
      sentence =
        stored.map { tr("line \(expected) was edited: it says that it is line \($0)") }
        ?? tr("line \(expected) was edited: it has no number any more")
    } else if hash == nil {
      (kind, line, expectedHash) = (.added, expected, nil)
      sentence = tr("a line without a hash was added where line \(expected) should be")
    } else if try row.bool("is_timeless") {
      (kind, line, expectedHash) = (.edited, expected, computed)
      sentence = tr("line \(expected) was edited: its time is \(at ?? "")")
    } else if isSkipped || isBeyond {
      (kind, line, expectedHash) = (.added, expected, nil)
      sentence = tr("a line that does not belong there stands where line \(expected) should be")
    } else if isBehind, let stored {
      (kind, line, expectedHash) = (.removed, expected, nil)
      last = stored - 1
      sentence =
        expected == stored - 1
        ? tr("line \(expected) was removed: line \(stored) is the next")
        : tr("lines \(expected) to \(stored - 1) were removed: line \(stored) is the next")
    } else if isBefore, let stored {
      (kind, line, expectedHash) = (.added, stored, nil)
      sentence = tr("line \(stored) is there twice: one of the two was added")
    } else {
      (kind, line, expectedHash) = (.edited, expected, computed)
      sentence =
        isFollowed
        ? tr("line \(expected) was edited: a field of it, and not its hash")
        : tr("line \(expected) was edited, or its hash")
    }
    lastLine = last
    // Behind what was removed stands this line itself.
    let foundHere = try row.int("used_before")
    usedAfter = kind == .removed ? foundHere : foundBehind
  }

  /// Where all lines are whole: what is the matter with the end of the chain, or its anchor.
  init?(end row: PostgresRow, code: String, command: String?) throws(PostgresError) {
    self.code = code
    self.command = command
    let (end, head) = (try row.int("line"), try row.optionalInt("head_line"))
    (id, run) = (nil, nil)
    let foundByHead = try row.optionalInt("found_at")
    if try row.bool("is_anchor_broken") {
      // Nothing stands before it any more.
      (usedBefore, usedAfter) = (nil, try row.optionalInt("begins_at") ?? foundByHead)
      (kind, line, lastLine) = (.anchor, try row.optionalInt("anchor_line") ?? 0, nil)
      at = try row.optionalString("anchor_at")
      hash = try row.optionalString("anchor_hash")
      expectedHash = nil
      sentence = tr("the anchor was edited: line \(line), the last that was deleted for its age")
      return
    }
    (usedBefore, usedAfter) = (try row.optionalInt("left_at"), foundByHead)
    at = nil
    hash = try row.optionalString("hash")
    expectedHash = try row.optionalString("head_hash")
    guard let head, head != end || hash != expectedHash else { return nil }
    if head > end {
      (kind, line, lastLine) = (.removed, end + 1, head)
      sentence =
        end + 1 == head
        ? tr("line \(head) was removed: the chain ended with line \(head)")
        : tr("lines \(end + 1) to \(head) were removed: the chain ended with line \(head)")
    } else {
      (kind, line, lastLine) = (.head, head, nil)
      sentence = tr("its row of redeem_sync was edited, or lines were added behind line \(head)")
    }
  }
}
