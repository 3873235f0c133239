public import InviteDomain
internal import Localization

/// What `redeem retry` would do, and why: nothing of it was done.
public struct RetryPlan: Sendable, Encodable {
  /// By the reason that was written, the largest first.
  public private(set) var groups: [RetryGroup]
  /// Whether there are more rows than were looked at.
  public let hasMore: Bool
  /// The oldest first, each with what would be done; empty where they were not judged.
  public private(set) var rows: [RetryRow] = []
  /// Those that are closed, by their reasons. ``rows`` has of them no more than the limit.
  public private(set) var closed: [RetryClosed] = []
  /// Workers that answered.
  public private(set) var workers: [String] = []
  /// Workers that listen and did not answer: they may have what was not found.
  public private(set) var silentWorkers: [String] = []
  /// What was not seen, a sentence each.
  public private(set) var gaps: [String] = []
  /// Rows that could not be read, and those that would be left alone, each with the reason and what to do.
  public private(set) var findings: RowFindings
  /// Those that are asked about and were tried before, without `--again`.
  public internal(set) var triedBefore: [RetryBefore] = []
  /// Why the rows were not judged; `nil` where they were.
  public internal(set) var notJudged: String?

  /// Whether what there is was read all the same where ``trouble`` is: a code that was named is none.
  var isRead = false
  /// What a run would fail by, or this look has.
  var trouble: Failure?
  private let unread: Failure?

  init(_ found: RetryGroups) {
    groups = found.groups
    hasMore = found.hasMore
    findings = found.findings
    unread = found.failure
  }

  private enum CodingKeys: String, CodingKey {
    case groups, hasMore, rows, closed, workers, silentWorkers, gaps, findings, triedBefore
    case notJudged
  }

  /// Whether nothing was found, and it is not known either that there is nothing: see ``failure``.
  public var isUnknown: Bool {
    groups.isEmpty && rows.isEmpty && findings.isEmpty && failure != nil && !isRead
  }

  mutating func take(_ outcome: RetryOutcome) {
    rows = outcome.rows
    closed = outcome.closed
    workers = outcome.workers
    silentWorkers = outcome.silentWorkers
    gaps = outcome.gaps
    findings = outcome.findings
  }

  /// The same with emails and codes masked.
  public var masked: RetryPlan {
    var copy = self
    copy.groups = groups.map(\.masked)
    copy.rows = rows.map(\.masked)
    copy.findings = findings.masked(of: rows)
    copy.triedBefore = triedBefore.map(\.masked)
    return copy
  }

  /// Why it is no whole plan, if it is none. Rows that would be left alone are a part of it.
  public var failure: Failure? {
    if let trouble { return trouble }
    if let unread { return unread }
    let unseen = gaps.isEmpty ? 0 : rows.count { $0.verdict == .unknown }
    guard unseen > 0 else { return nil }
    return Failure(
      .partial, tr("of \(CountText.of(unseen, "invite")) not everything could be seen"),
      hint: tr(
        "let the workers answer and take what cannot be read here, then run "
          + "the same command again"))
  }
}
