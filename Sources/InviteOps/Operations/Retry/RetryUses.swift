internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Whether the uses of failed invites are counted still, where they are counted at the request: as
/// `force-resync` judges, by both counts and by everything that shows who has a use.
///
/// All invites of a code that nobody made hold a use only where at least so many are counted as there are
/// of them and of others that have one. Fewer: some use was given back, and nothing tells whose.
struct RetryUses {
  /// What is known of one code.
  private struct Count {
    /// At least.
    var counted = 0
    /// At least, once `force-resync` has written what evidence shows.
    var settled = 0
    /// As the database says it.
    var used = 0
    var messages = 0
    /// What the database says, where no bucket of it was ever seen.
    var unseen: Int?
    var isExact = true
    /// Nothing was stored of it yet, so that `--all` does not come to it.
    var isNew = false
    /// Why nothing is known.
    var gap: (reason: String, hint: String)?
  }

  private let context: OperationContext
  private let connection: PostgresConnection
  private var counts: [ExactText: Count] = [:]
  /// What is to be done before anything that is settled stays so; `nil` where that is nothing.
  private var mend: String?
  private var held: [ExactText: Int] = [:]
  private var failing: [ExactText: [StuckEvidence.Key]] = [:]

  /// The rows of so many codes are looked up; those of more are found by going through the tables once.
  private static let few = 50

  /// Looks at the counts. To be made before the evidence: what is redeemed in between is then evidence
  /// without a use, and never the other way.
  ///
  /// - Parameter syncs: whether they are synced first, as a run does.
  init(
    _ codes: Set<ExactText>, _ context: OperationContext, _ connection: PostgresConnection,
    syncs: Bool
  ) throws(Failure) {
    self.context = context
    self.connection = connection
    guard !codes.isEmpty else { return }
    var request = ResyncRequest()
    request.codes = codes.sorted().map(\.text)
    let items: [ResyncItem]
    if syncs {
      let plan = try ForceResync(context, request).plan()
      items = plan.items
      // What is settled before that, the sync of the next retry doubts again.
      if plan.exact == false { mend = plan.breaches?.compactMap(\.next).first }
    } else {
      items = try ForceResync.look(request, context)
    }
    for item in items {
      var count = Count(
        counted: item.atLeast, settled: Self.settled(item), used: item.used,
        messages: item.evidence.queued + item.evidence.unacked,
        unseen: item.row == nil && item.tokens == nil ? item.used : nil,
        isExact: item.row.map { $0.certainty.low == 0 } ?? false, isNew: item.row == nil)
      if item.verdict == .blocked, item.problem == nil, !syncs {
        count.gap = (
          tr("the latest uses of its code are not synced yet, which a run does first"),
          tr("'invitectl sync-counts' does it; then run the same command again")
        )
      } else if item.verdict == .blocked {
        count.gap = (
          tr(
            "the count of its code cannot be told: \(item.problem?.rawValue ?? tr("it is in use"))"),
          tr("'invitectl force-resync --all --dry-run' shows it, and what to type")
        )
      } else if item.evidence.hasGaps {
        count.gap = (
          tr("not everything could be seen of its code"),
          tr("'invitectl inspect-workers' shows the workers and what they cannot read")
        )
      }
      counts[ExactText(item.code)] = count
    }
  }

  /// What is known from below after `force-resync` by evidence.
  private static func settled(_ item: ResyncItem) -> Int {
    item.changes ? max(item.atLeast, item.newUsed - item.newCertainty.low) : item.atLeast
  }

  /// What has enough uses counted, so that a retry goes on: evidence, and where that leaves it open a
  /// person's word.
  ///
  /// - Parameter needed: how many.
  private static func settlement(_ code: String, _ count: Count, needed: Int) -> String {
    if count.settled >= needed {
      let command =
        count.isNew
        ? ShellCommand.invitectl(["force-resync"], [code], ["--yes"])
        : "invitectl force-resync --all"
      return tr(
        "'\(command)' settles that by the same evidence; then run the same command again")
    }
    let word = ShellCommand.invitectl(
      ["force-resync"], [code], [.init("--from", "database"), "--yes"])
    return tr(
      "evidence leaves it open; if used_count, which is \(count.used), is right, say so: "
        + "'\(word)'; then run the same command again")
  }

  /// Reads who has a use. To be called when the evidence is there.
  mutating func readHolders() throws(Failure) {
    guard !counts.isEmpty else { return }
    let codes = PostgresArray.literal(counts.keys.sorted().map(\.text))
    let (limit, lock) = (context.longLimit, context.lockLimit)
    let isWide = counts.count > Self.few
    do throws(PostgresError) {
      let outbox = try connection.query(
        OutboxQueries.readable, deadline: context.requestDeadline
      ).first?.bool("readable")
      for row in try connection.readLong(
        RetryQueries.holders(connection.backend, outbox: outbox == true), [codes], isWide: isWide,
        limit: limit, lock: lock)
      {
        let code = ExactText(try row.string("code"))
        held[code] = try row.int("served") + row.int("open") + row.int("outbox")
        // Of a code that nobody takes tokens of the database knows all uses.
        if try row.bool("is_untaken"), let used = counts[code]?.unseen {
          counts[code]?.counted = used
          counts[code]?.isExact = true
        }
      }
      for row in try connection.readLong(
        RetryQueries.failing(connection.backend), [codes], isWide: isWide, limit: limit,
        lock: lock)
      {
        let code = try row.string("code")
        failing[ExactText(code), default: []].append(
          .init(email: try row.string("email"), code: code))
      }
    } catch {
      throw RetryRequest.failure(error, doing: tr("see whose uses are counted"))
    }
  }

  /// Why a row is not to be tried again; `nil` where its use is counted.
  ///
  /// - Parameter evidence: which invites are under way, seen after the counts.
  func doubt(_ row: RetryRow, _ evidence: StuckEvidence) -> StuckDoubt? {
    let stored = row.storedCode.map { ExactText($0) }
    guard let name = stored, let count = counts[name] else {
      return StuckDoubt(
        reason: tr("it came up while the counts were looked at"),
        hint: tr("run the same command again"))
    }
    if let gap = count.gap { return StuckDoubt(reason: gap.reason, hint: gap.hint) }
    // Message and record are one use. For others' rows they stay two: should the record be of a use that nothing else
    // tells of, the message's goes to nobody but the person whose it is.
    let twice = evidence.hasMade(row.key, code: name) ? 1 : 0
    let others = (held[name] ?? 0).addingSaturated(max(0, count.messages - twice))
    let without = (failing[name] ?? []).count { !evidence.isUnderWay($0) }
    let needed = others.addingSaturated(without)
    guard count.counted < needed else { return nil }
    let uses = CountText.of(count.counted, "use")
    let counted =
      count.isExact
      ? tr(
        count.counted, "\(uses) of its code is counted", "\(uses) of its code are counted")
      : tr(
        count.counted, "\(uses) of its code is counted for certain",
        "\(uses) of its code are counted for certain")
    let holders = tr(others, "\(others) that has one", "\(others) that have one")
    let counts = tr("\(counted), for \(holders) and \(without) that failed")
    // Where neither evidence nor used_count has enough, it is as if the count were exact.
    guard count.isExact || max(count.settled, count.used) < needed else {
      return StuckDoubt(
        reason: tr("\(counts); there may be more"),
        hint: mend.map { tr("\($0); then run the same command again") }
          ?? Self.settlement(name.text, count, needed: needed))
    }
    let look = RowQueries.row(of: "\(connection.backend).\(row.source.rawValue)", row.id)
    return StuckDoubt(
      reason: tr("\(counts): whether its own was given back is not clear"),
      hint: row.wasInvitedBefore
        ? tr(
          "\(look) shows whose it is; if the use was given back, redeem the code again, and if it "
            + "is a rebind, with --flow rebind")
        : tr("\(look) shows whose it is; if the use was given back, redeem the code again"))
  }
}
