public import InviteDomain
internal import Localization

/// What `cleanup-queue` is asked to do.
public struct CleanupRequest: Sendable {
  /// Queue rows finished longer ago than this go. At least an hour.
  public var olderThan: Duration = .seconds(30 * 86_400)
  /// Invite records made longer ago than this go, unless somebody needs them; `nil`: none. At
  /// least two days, so that no seat can be pending on one.
  public var recordsOlderThan: Duration?
  /// Where every row is written before it is deleted.
  public var archive: String?
  /// Rows a second, on average.
  public var rate: Double?
  /// After this long the run ends, with what it has done by then.
  public var maximumRuntime: Duration?
  /// Waits while a replica is further behind than this.
  public var maximumLag: Duration = .seconds(10)
  /// Replicas and subscribers that are not waited for, by application name or slot.
  public var ignoredReplicas: Set<String> = []
  /// How long one may stand still while it is waited for, before the run ends.
  public var lagPatience: Duration = .seconds(60)
  /// What one batch should take. A batch is one transaction.
  public var batchTime: Duration = .milliseconds(20)
  /// Rows of our own tables (runs, ledger, outbox) older than this go; `nil`: none.
  public var keepLogs: Duration? = .seconds(90 * 86_400)
  /// What to do when another cleanup runs on the same database.
  public var ifLocked = IfLocked.wait
  /// How long to wait for it at most; the maximum runtime ends it, too.
  public var lockWait: Duration = .seconds(60)
  /// With ``IfLocked/skip``, how many runs in a row may be skipped before that is an error.
  public var maxSkips = SkippedRuns.defaultMaximum

  public init() {}

  /// - Throws: ``Failure/Kind/usage`` for a request that would delete what is in use.
  func validate() throws(Failure) {
    guard olderThan >= .seconds(3600) else {
      throw Failure(
        .usage, tr("--older-than is \(DurationText.format(olderThan)), less than an hour"),
        hint: tr("give at least 1h; the backend's own cleanup keeps 30d"))
    }
    if let recordsOlderThan, recordsOlderThan < .seconds(2 * 86_400) {
      throw Failure(
        .usage,
        tr("--invite-records is \(DurationText.format(recordsOlderThan)), less than 2 days"),
        hint: tr("give at least 2d: invites of the last 24 hours hold their seats"))
    }
    if let rate, !(1...1e9).contains(rate) {
      throw Failure(
        .usage, tr("--rate is not 1 to 1000000000 rows a second"), hint: tr("give e.g. --rate 5000")
      )
    }
  }
}
