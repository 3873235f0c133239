internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
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
              ? "every redemption of a limited code fails"
              : "who finds no seat gets an error, or is lost"
          ))
      }
      if !generation.marks.has(label: "removed", of: "invitestatus") {
        missing.append(
          ("invitestatus", "removed", "a distributor who removes a member gets an error"))
      }
    }
    // Between the release that reserves seats and the migration for it.
    if generation.tables == .r019 || generation.eras.lowerBound >= .e4,
      !generation.hasReservations
    {
      missing.append(
        ("invitestatus", "reserved", "from the release of revision 020 on no redemption works"))
    }
    guard !missing.isEmpty else { return .init(.backendLabels, .pass, "all are there") }
    return .init(
      .backendLabels, .warn,
      missing.map { "\($0.type) has no label \($0.label): \($0.what)" }.joined(separator: "; "),
      why: "the backend writes labels that no migration of its revision adds",
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
        .backendQueue, generation.tables < .r014 ? .pass : .warn, "there is no table invite_queue",
        why: "no migration makes it, and 024 fails without it",
        fix: "start the backend's API once: it makes the table")
    }
    var findings = TrapFindings()
    let poison = try found(TrapQueries.poison)
    if poison.count > 0 {
      findings.note(
        "\(CountText.of(poison.count, "row")) that wait without retry_count (ids \(poison.text)) end "
          + "the backend's job for all behind them", fix: TrapQueries.mendPoison(backend))
    }
    try leftRows(&findings)
    let multiplying = try found(TrapSeatQueries.multiplying)
    if multiplying.count > 0 {
      findings.note(
        "\(CountText.of(multiplying.count, "row")) (ids \(multiplying.text)) that the backend's job "
          + "doubles at each run: their group has no seat for them, and it takes the seats of teams "
          + "without a group",
        fix: TrapSeatQueries.mendMultiplying(multiplying.ids, in: backend),
        remark: "A free seat for their group mends it, too")
    }
    return findings.check(
      .backendQueue, otherwise: "nothing is stuck in it",
      why:
        "the backend's jobs serve or delete such rows never or in vain, and those behind them late")
  }

  // MARK: - Uses

  private func inFlight() throws(PostgresError) -> DoctorReport.Check {
    guard generation.counting == .onJoin else {
      return .init(.backendInFlight, .pass, "uses are not counted on join")
    }
    let stale = try found(TrapQueries.inFlight)
    guard stale.count > 0 else {
      return .init(.backendInFlight, .pass, "no code is blocked by an old invite")
    }
    return .init(
      .backendInFlight, .warn,
      "\(CountText.of(stale.count, "invite")) not accepted for a week, or into a team that is not "
        + "active (records \(stale.text)), " + (stale.count == 1 ? "keeps a code" : "keep codes")
        + " used up",
      why:
        "an invite in flight holds a use without limit of time; of those that are given up whoever accepts "
        + "later is not counted",
      fix: TrapQueries.mendInFlight(backend))
  }

  /// Who is counted a second time by the upgrade to revision 024, or by the sync after it.
  private func counts() throws(PostgresError) -> DoctorReport.Check {
    guard generation.counting == .onJoin else {
      let members = try found(TrapQueries.toBeUncounted)
      guard members.count > 0 else { return .init(.backendUpgrade, .pass, "nobody is counted yet") }
      return .init(
        .backendUpgrade, .pass,
        "the upgrade to revision 024 would count \(CountText.of(members.count, "member")) again; "
          + "see docs/backends.md for the statement that prevents it")
    }
    let again = try found(TrapQueries.uncounted)
    guard again.count > 0 else { return .init(.backendUpgrade, .pass, "all uses are marked") }
    return .init(
      .backendUpgrade, .warn,
      "\(CountText.of(again.count, "invite")) of members from before the upgrade to revision 024 "
        + "(records \(again.text)) will be counted, most likely again",
      why:
        "the member sync counts each invite of a member that is not marked as counted. To be marked are those "
        + "only that were counted before",
      fix: TrapQueries.mendUncounted(backend))
  }

  // MARK: - Buckets

  /// Where uses are counted on join nobody takes tokens: a bucket says what was left at the API's
  /// start, and the job believes it.
  private func limiter() throws(PostgresError) -> DoctorReport.Check {
    guard generation.counting == .onJoin else {
      return .init(.backendLimiter, .pass, "buckets are in use")
    }
    var bound: Set<String> = []
    let codes = try connection.query(TrapQueries.limited, deadline: context.requestDeadline).map {
      (row) throws(PostgresError) in
      let code = try row.string("code")
      if try row.bool("is_bound") { bound.insert(code) }
      return code
    }
    guard let present = buckets(codes) else {
      return .init(.backendLimiter, .skip, "Redis did not answer")
    }
    guard let first = present.first else {
      return .init(.backendLimiter, .pass, "there are no buckets of active codes")
    }
    let count = present.count { bound.contains($0) }
    let endpoint = context.endpoint(.bucket)
    return .init(
      .backendLimiter, .warn,
      "\(CountText.of(present.count, "code")) \(present.count == 1 ? "has" : "have") a bucket, "
        + "e.g. \(Masking.code(first)); \(count == 0 ? "none" : "\(count)") of them bound",
      why:
        "REDEEM_REDIS_LIMITER_ENABLED is on, or was: with it the backend's job sets used_count of "
        + "a bound one back to what it was when the API was started. First take it out of the backend's "
        + "environment and restart it",
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
