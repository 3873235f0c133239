internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// What of the backend's own weak spots this database has met, or will meet.
struct TrapExamination {
  let connection: PostgresConnection
  let context: OperationContext
  let generation: BackendGeneration

  var backend: BackendSchema { connection.backend }
  var hasQueue: Bool { generation.marks.columns["invite_queue"] != nil }

  static let names: [DoctorCheckName] = [
    .backendLabels, .backendQueue, .backendInFlight, .backendUpgrade, .backendLimiter, .backendRows,
    .backendJoins, .backendCodes,
  ]

  /// In the order of ``names``.
  func checks() throws(PostgresError) -> [DoctorReport.Check] {
    [
      labels, try queue(), try inFlight(), try counts(), try limiter(), try rows(), try joins(),
      try codes(),
    ]
  }

  // MARK: - Labels

  /// Labels that code writes and no migration, or only a late one, adds.
  private var labels: DoctorReport.Check {
    var missing: [(type: String, label: String, what: String)] = []
    if generation.tables >= .r014 {
      if !generation.hasWaitingRows {
        missing.append(
          (
            "invitequeuestatus", "waiting",
            generation.counting == .onJoin
              ? tr("every redemption of a limited code fails")
              : tr("who finds no seat gets an error, or is lost")
          ))
      }
      if !generation.marks.has(label: "removed", of: "invitestatus") {
        missing.append(
          ("invitestatus", "removed", tr("a distributor who removes a member gets an error")))
      }
    }
    // Between the release that reserves seats and the migration for it.
    if generation.tables == .r019 || generation.eras.lowerBound >= .e4,
      !generation.hasReservations
    {
      missing.append(
        ("invitestatus", "reserved", tr("from the release of revision 020 on no redemption works")))
    }
    guard !missing.isEmpty else { return .init(.backendLabels, .pass, tr("all are there")) }
    return .init(
      .backendLabels, .warn,
      missing.map { tr("\($0.type) has no label \($0.label): \($0.what)") }.joined(
        separator: tr("; ")),
      why: tr("the backend writes labels that no migration of its revision adds"),
      fixes: missing.map {
        "ALTER TYPE \(backend).\($0.type) ADD VALUE IF NOT EXISTS '\($0.label)'"
      })
  }

  // MARK: - The queue

  struct Found {
    let count: Int
    let ids: [String]

    init(count: Int, ids: [String]) {
      self.count = count
      self.ids = ids
    }

    init(_ ids: [Int]) {
      self.init(count: ids.count, ids: ids.map(String.init))
    }

    var text: String {
      let shown = ids.prefix(5)
      return shown.joined(separator: ", ") + (count > shown.count ? ", …" : "")
    }
  }

  func found(_ statement: (BackendSchema) -> String) throws(PostgresError) -> Found {
    let row = try connection.query(statement, deadline: context.requestDeadline).only()
    return Found(count: try row.int("count"), ids: try row.strings("ids"))
  }

  private func queue() throws(PostgresError) -> DoctorReport.Check {
    guard hasQueue else {
      return .init(
        .backendQueue, generation.tables < .r014 ? .pass : .warn,
        tr("there is no table invite_queue"),
        why: tr("no migration makes it, and 024 fails without it"),
        fix: tr("start the backend's API once: it makes the table"))
    }
    var findings = TrapFindings()
    let poison = try found(TrapQueries.poison)
    if poison.count > 0 {
      findings.note(
        tr(
          "\(CountText.of(poison.count, "row")) that wait without retry_count (ids \(poison.text)) end "
            + "the backend's job for all behind them"), fix: TrapQueries.mendPoison(backend))
    }
    try leftRows(&findings)
    let multiplying = try found(TrapSeatQueries.multiplying)
    if multiplying.count > 0 {
      findings.note(
        tr(
          "\(CountText.of(multiplying.count, "row")) (ids \(multiplying.text)) that the backend's job "
            + "doubles at each run: their group has no seat for them, and it takes the seats of teams "
            + "without a group"),
        fix: TrapSeatQueries.mendMultiplying(multiplying.ids, in: backend),
        remark: tr("A free seat for their group mends it, too"))
    }
    return findings.check(
      .backendQueue, otherwise: tr("nothing is stuck in it"),
      why:
        tr(
          "the backend's jobs serve or delete such rows never or in vain, and those behind them late"
        ))
  }

  // MARK: - Uses

  private func inFlight() throws(PostgresError) -> DoctorReport.Check {
    guard generation.counting == .onJoin else {
      return .init(.backendInFlight, .pass, tr("uses are not counted on join"))
    }
    let stale = try found(TrapQueries.inFlight)
    guard stale.count > 0 else {
      return .init(.backendInFlight, .pass, tr("no code is blocked by an old invite"))
    }
    let invites = CountText.of(stale.count, "invite")
    return .init(
      .backendInFlight, .warn,
      tr(
        stale.count,
        """
        \(invites) not accepted for a week, or into a team that is not active \
        (records \(stale.text)), keeps a code used up
        """,
        """
        \(invites) not accepted for a week, or into a team that is not active \
        (records \(stale.text)), keep codes used up
        """),
      why:
        tr(
          "an invite in flight holds a use without limit of time; of those that are given up whoever accepts "
            + "later is not counted"),
      fix: TrapQueries.mendInFlight(backend))
  }

  /// Who is counted a second time by the upgrade to revision 024, or by the sync after it.
  private func counts() throws(PostgresError) -> DoctorReport.Check {
    guard generation.counting == .onJoin else {
      let members = try found(TrapQueries.toBeUncounted)
      guard members.count > 0 else {
        return .init(.backendUpgrade, .pass, tr("nobody is counted yet"))
      }
      return .init(
        .backendUpgrade, .pass,
        tr(
          "the upgrade to revision 024 would count \(CountText.of(members.count, "member")) again; "
            + "see docs/backends.md for the statement that prevents it"))
    }
    let again = try found(TrapQueries.uncounted)
    guard again.count > 0 else { return .init(.backendUpgrade, .pass, tr("all uses are marked")) }
    return .init(
      .backendUpgrade, .warn,
      tr(
        "\(CountText.of(again.count, "invite")) of members from before the upgrade to revision 024 "
          + "(records \(again.text)) will be counted, most likely again"),
      why:
        tr(
          "the member sync counts each invite of a member that is not marked as counted. To be marked are those "
            + "only that were counted before"),
      fix: TrapQueries.mendUncounted(backend))
  }

  // MARK: - Buckets

  /// Where uses are counted on join nobody takes tokens: a bucket says what was left at the API's
  /// start, and the job believes it.
  private func limiter() throws(PostgresError) -> DoctorReport.Check {
    guard generation.counting == .onJoin else {
      return .init(.backendLimiter, .pass, tr("buckets are in use"))
    }
    var bound: Set<String> = []
    let codes = try connection.query(TrapQueries.limited, deadline: context.requestDeadline).map {
      (row) throws(PostgresError) in
      let code = try row.string("code")
      if try row.bool("is_bound") { bound.insert(code) }
      return code
    }
    guard let present = buckets(codes) else {
      return .init(.backendLimiter, .skip, tr("Redis did not answer"))
    }
    guard let first = present.first else {
      return .init(.backendLimiter, .pass, tr("there are no buckets of active codes"))
    }
    let count = present.count { bound.contains($0) }
    let among = count == 0 ? tr("none of them bound") : tr("\(count) of them bound")
    let limited = CountText.of(present.count, "code")
    let endpoint = context.endpoint(.bucket)
    return .init(
      .backendLimiter, .warn,
      tr(
        present.count, "\(limited) has a bucket, e.g. \(Masking.code(first)); \(among)",
        "\(limited) have a bucket, e.g. \(Masking.code(first)); \(among)"),
      why:
        tr(
          "REDEEM_REDIS_LIMITER_ENABLED is on, or was: with it the backend's job sets used_count of "
            + "a bound one back to what it was when the API was started. First take it out of the backend's "
            + "environment and restart it"),
      fix: ShellCommand.redis(endpoint, ["--scan", "--pattern", BucketKey.remaining("*")])
        + " | xargs -r -d '\\n' " + ShellCommand.redis(endpoint, ["DEL"]))
  }

  /// Those of the codes that have one; `nil` when that could not be seen.
  private func buckets(_ codes: [String]) -> [String]? {
    guard !codes.isEmpty else { return [] }
    guard let redis = try? context.redis(.bucket),
      let answers = try? redis.pipeline(
        codes.map { ["EXISTS", BucketKey.remaining($0)] }, deadline: context.requestDeadline)
    else { return nil }
    return zip(codes, answers).compactMap { code, answer in
      (try? answer.asInteger()) == 1 ? code : nil
    }
  }
}
