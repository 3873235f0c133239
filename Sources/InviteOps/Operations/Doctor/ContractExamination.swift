internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Listens for a while whether backends keep to what the counts take them to do. It asks what anybody
/// may ask; only where that was wanted it has the server tell every command.
struct ContractExamination {
  let context: OperationContext
  let listening: Duration
  let samples: Bool

  private static let interval = Duration.milliseconds(200)

  func check() -> DoctorReport.Check {
    do throws(Failure) {
      return try Failure.reporting(tr("see what backends do with the buckets")) { try examine() }
    } catch {
      return .init(.contract, .skip, error.message, why: Self.why, fix: error.hint)
    }
  }

  private static let why =
    tr(
      "counts and their bounds rest on it; where it is broken they may be wrong (docs/guarantees.md)"
    )

  private func examine() throws -> DoctorReport.Check {
    var findings = ContractFindings()
    let redis = try context.redis(.bucket)
    let postgres = try? context.postgres()
    let codes = try ContractPlaces(context).look(redis, &findings) { codes in
      postgres.flatMap { stored(codes, $0) }
    }
    var notes: [String] = []
    var watch = BucketWatch()
    let before = rooms(codes, postgres)
    let commands = try listen(redis, codes, &watch, &findings, &notes)
    judgeRooms(watch, before, rooms(watch.initialised.map(\.code), postgres), &findings)
    if isLoaded(redis) { notes.append(tr("the backends' take is loaded")) }
    if let commands { notes.append(tr("\(CountText.of(commands, "command")) on buckets sampled")) }
    let isDoubted = record(&findings, postgres, &notes)
    let heard =
      tr(
        "\(CountText.of(codes.count, "bucket")) for "
          + "\(DurationText.format(seconds: listening.seconds))")
    let said = notes.reduce(heard) { tr("\($0), \($1)") }
    return .init(
      .contract, findings.isBroken || isDoubted ? .warn : .pass,
      tr("\(said): \(findings.text)"), why: Self.why,
      fixes: fixes(findings)
        + (isDoubted && !findings.isBroken
          ? [tr("'invitectl doctor --only contract --for 1m' until it is seen kept")] : []))
  }

  /// What syncs have met comes to what was heard, and what was heard to what they know.
  ///
  /// - Returns: whether they doubt counts.
  private func record(
    _ findings: inout ContractFindings, _ postgres: PostgresConnection?, _ notes: inout [String]
  ) -> Bool {
    guard let postgres else {
      if !findings.seen.isEmpty { notes.append(tr("no sync knows of it: the database is away")) }
      return false
    }
    do {
      try judgeTraces(postgres, &findings, &notes)
    } catch {
      // What was heard is told all the same.
      notes.append(Failure(of: error, doing: tr("see what syncs have met")).message)
    }
    do {
      let kept = try ContractRecord(context: context, connection: postgres).keep(findings)
      notes += kept.notes
      return kept.isDoubted
    } catch {
      notes.append(
        Failure(of: error, doing: tr("keep for sync-counts what backends do")).message)
      return false
    }
  }

  /// - Returns: how many commands on buckets were told; `nil` where none were asked for.
  private func listen(
    _ redis: RedisConnection, _ codes: [String], _ watch: inout BucketWatch,
    _ findings: inout ContractFindings, _ notes: inout [String]
  ) throws -> Int? {
    let end = Deadline.after(listening)
    let monitor = samples ? begin(&notes) : nil
    defer { monitor?.close() }
    var sample = ContractSample(database: context.endpoint(.bucket).database)
    watch.look(try BucketSight.read(codes, redis, context.requestDeadline), &findings)
    while !end.hasPassed {
      if context.interrupt?.isTriggered ?? false {
        throw Failure(.interrupted, tr("stopped while listening; nothing was changed"))
      }
      let next = Deadline.after(Self.interval).earlier(end)
      if let monitor {
        // A busy server has always another one.
        while !next.hasPassed, let command = try monitor.next(deadline: next) {
          sample.note(command, &findings)
        }
      } else {
        SocketWait.pause(next.remaining ?? Self.interval)
      }
      watch.look(try BucketSight.read(codes, redis, context.requestDeadline), &findings)
    }
    return monitor.map { _ in sample.commands }
  }

  /// `nil` where this user may not.
  private func begin(_ notes: inout [String]) -> RedisMonitor? {
    do {
      return try RedisMonitor.begin(
        context.endpoint(.bucket), deadline: context.requestDeadline, interrupt: context.interrupt)
    } catch {
      notes.append(tr("not sampled: \(Failure(error, doing: tr("listen by MONITOR")).message)"))
      return nil
    }
  }

  private func isLoaded(_ redis: RedisConnection) -> Bool {
    let reply = try? redis.call(
      ["SCRIPT", "EXISTS", BackendScripts.take.digest], deadline: context.requestDeadline
    ).asArray().first?.asInteger()
    return reply == 1
  }

  // MARK: - What the database says

  private func stored(_ codes: [String], _ postgres: PostgresConnection) -> Set<ExactText>? {
    guard
      let rows = try? postgres.query(
        CodeQueries.stored, [PostgresArray.literal(codes)], deadline: context.requestDeadline)
    else { return nil }
    return (try? rows.map { ExactText(try $0.string("code")) }).map { Set($0) }
  }

  private func rooms(_ codes: [String], _ postgres: PostgresConnection?) -> [ExactText: Int] {
    guard !codes.isEmpty, let postgres,
      let rows = try? postgres.query(
        ContractQueries.rooms, [PostgresArray.literal(codes)], deadline: context.requestDeadline)
    else { return [:] }
    var rooms: [ExactText: Int] = [:]
    for row in rows {
      if let code = try? row.string("code"), let room = try? row.int("room") {
        rooms[ExactText(code)] = room
      }
    }
    return rooms
  }

  /// A bucket that was set to no more than what the code had is as its backend read it. One that was set
  /// to more was read when it had more: before the first look, where that was not long enough ago.
  private func judgeRooms(
    _ watch: BucketWatch, _ before: [ExactText: Int], _ after: [ExactText: Int],
    _ findings: inout ContractFindings
  ) {
    for (code, tokens, moment) in watch.initialised {
      let name = ExactText(code)
      guard let first = before[name], let last = after[name] else { continue }
      if tokens <= max(first, last) {
        findings.keep(.freshness)
      } else if moment - watch.began >= SyncPolicy().initialisationLag {
        findings.breaks(
          .freshness, tr("\(Masking.code(code)) was set to \(tokens), of \(max(first, last))"))
      }
    }
  }

  /// What syncs have met before.
  private func judgeTraces(
    _ postgres: PostgresConnection, _ findings: inout ContractFindings, _ notes: inout [String]
  ) throws {
    let deadline = context.longDeadline
    guard
      try postgres.query(ContractQueries.hasTraces, deadline: deadline).only().bool("present")
    else { return }
    let row = try postgres.query(ContractQueries.traces, deadline: deadline).only()
    let foreign = try row.int("foreign")
    if foreign > 0 {
      findings.meets(
        .lifetime, tr("\(CountText.of(foreign, "count")) 'foreign': the expiry was changed"))
    }
    if let breach = try ContractBreach.lateRefund(postgres, SyncPolicy(), deadline) {
      findings.meets(.refunds, tr("one of \(Masking.code(breach.code ?? "")) was"))
    } else if try row.bool("given_back") {
      // What was not read may say otherwise.
      if ContractBreach.readsAnchors(postgres) {
        findings.keep(.refunds)
      } else {
        let role = postgres.facts?.role ?? ""
        notes.append(
          tr(
            "role \(role) may not read invitectl.redeem_sync_anchor, which may show a token that came "
              + "back late ('invitectl doctor --grants' prints the GRANT)"))
      }
    }
  }

  private func fixes(_ findings: ContractFindings) -> [String] {
    ContractAssumption.allCases.filter { findings.broken($0) != nil }.map { assumption in
      switch assumption {
      case .database: tr("point REDIS_URL at the database that the backend uses")
      case .keys: tr("run without the prefix, or a sync sees none of these buckets")
      case .lifetime:
        findings.seen[.lifetime] == nil
          ? tr(
            "sync-counts calls such a code foreign, with bounds: see who sets the expiry, then "
              + "'invitectl force-resync --all'")
          : tr(
            "sync-counts calls no count exact until this check sees it kept: see who sets the "
              + "expiry, then 'invitectl force-resync --all'")
      case .freshness:
        tr(
          "its count may be too low, and sync-counts draws its bounds wider: 'invitectl "
            + "force-resync --all' looks for evidence")
      case .take:
        tr(
          "a token that is taken below 0 is sold twice, and sync-counts gives no upper bound where a "
            + "bucket is lost: see who takes it")
      case .refunds:
        tr("sync-counts takes no count for unchanged over a failover of Redis; nothing to do")
      }
    }
  }
}
