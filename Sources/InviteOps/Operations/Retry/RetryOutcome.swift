public import InviteDomain
internal import Localization

/// What `redeem retry` found, and did.
public struct RetryOutcome: Sendable, Encodable {
  /// The oldest first.
  public internal(set) var rows: [RetryRow] = []
  /// Those that are closed, by their reasons. ``rows`` has of them no more than the limit.
  public internal(set) var closed: [RetryClosed] = []
  /// Whether there are more rows than were looked at.
  public internal(set) var hasMore = false
  /// Workers that answered.
  public internal(set) var workers: [String] = []
  /// Workers that listen and did not answer: they may have what was not found.
  public internal(set) var silentWorkers: [String] = []
  /// What was not seen, a sentence each. While there is any, nothing that may be under way is tried.
  public internal(set) var gaps: [String] = []
  /// Rows that were left alone, each with the reason and what to do.
  public internal(set) var findings = RowFindings(most: RetryReader.most)
  /// Those that were asked about and tried before, without `--again`.
  public internal(set) var triedBefore: [RetryBefore] = []
  /// Who holds the lock, where the run was left out for it.
  public internal(set) var lockHolder: String?
  /// Whether a signal ended it.
  public internal(set) var isStopped = false

  /// Instead of a hint that names a code which is masked.
  static let unshown = tr("the command that leads on names the code: --show prints it")

  private enum CodingKeys: String, CodingKey {
    case rows, closed, hasMore, workers, silentWorkers, gaps, findings, triedBefore
    case lockHolder, isStopped
  }

  /// What ``RedeemRetry/run(shown:waiting:)`` acts upon.
  public var ready: [RetryRow] { rows.filter { $0.verdict == .ready } }

  /// Rows of which nothing is known for the limit are no part of what a run found.
  mutating func leaveOutUnjudged() {
    let all = rows.count
    rows.removeAll { $0.verdict == .notJudged }
    if rows.count < all { hasMore = true }
  }

  /// How many were tried.
  public var tried: Int { rows.count { $0.action == .queued || $0.action == .waiting } }

  /// The same with emails and codes masked.
  public var masked: RetryOutcome {
    var copy = self
    copy.rows = rows.map(\.masked)
    copy.findings = findings.masked(of: rows)
    copy.triedBefore = triedBefore.map(\.masked)
    return copy
  }

  /// Why this is no full success, if it is none.
  public var failure: Failure? {
    if isStopped {
      return Failure(
        .interrupted, tr("stopped after \(CountText.of(tried, "invite"))"),
        hint: tr("run the same command again: it goes on with what is left"))
    }
    guard !findings.isEmpty else { return nil }
    return Failure(
      .partial,
      findings.count > 1
        ? tr("\(CountText.of(findings.count, "invite")) left alone, for the reasons above")
        : tr("\(CountText.of(findings.count, "invite")) left alone, named above"),
      hint: tr("see what is said of each, then run the same command again"))
  }
}

extension RowFindings {
  /// What is masked cannot be typed: a hint that names the row's code says what prints it.
  func masked(of rows: [RetryRow]) -> RowFindings {
    let codes = Dictionary(
      rows.map { ("\($0.source.rawValue) \($0.id)", $0.storedCode ?? $0.code) },
      uniquingKeysWith: { first, _ in first })
    return mapped { finding in
      guard let id = finding.id, let code = codes["\(finding.table) \(id)"], !code.isEmpty,
        finding.hint.contains(code)
      else { return finding }
      return finding.advising(RetryOutcome.unshown)
    }
  }
}

extension RetryRow {
  /// Which row it is.
  struct Place: Hashable {
    let source: Source
    let id: Int
    let label: String
  }

  var place: Place { Place(source: source, id: id, label: label) }
}
