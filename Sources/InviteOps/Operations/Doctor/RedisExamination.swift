internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import RedisClient

/// The checks that need Redis.
final class RedisExamination {
  private let context: OperationContext
  private let limits: DoctorLimits
  private(set) var clock: ClockReading?

  init(_ context: OperationContext, _ limits: DoctorLimits) {
    self.context = context
    self.limits = limits
  }

  func checks() -> [DoctorReport.Check] {
    let (bucket, info) = reach(.bucket, .redis)
    let (broker, _) = reach(.broker, .broker)
    let (result, _) = reach(.result, .results)
    return [bucket, broker, result] + details(info)
  }

  private func reach(
    _ role: OperationContext.RedisRole, _ name: DoctorCheckName
  ) -> (DoctorReport.Check, RedisInfo?) {
    do throws(Failure) {
      let connection = try context.redis(role)
      let sent = ClockReading.now()
      let time: [String]
      let info: RedisInfo
      do {
        time = try connection.call(["TIME"], deadline: context.requestDeadline).asStrings()
        let received = ClockReading.now()
        if role == .bucket, time.count == 2, let seconds = OutsideNumber.measure(time[0]),
          let microseconds = OutsideNumber.measure(time[1])
        {
          clock = ClockReading(
            server: seconds + microseconds * 1e-6, sent: sent, received: received)
        }
        info = RedisInfo(
          try connection.call(["INFO"], deadline: context.requestDeadline).asString())
      } catch {
        throw Failure(error, doing: "ask Redis (\(role.rawValue)) for TIME and INFO")
      }
      let facts = RedisFacts(connection.answers)
      if let missing = try MissingCommands.look(connection, facts, context.requestDeadline) {
        return (
          .init(
            name, .fail, "\(context.place(role)) does not have \(missing.names)",
            why: "what needs it fails in the middle of its work", fix: missing.fix), info
        )
      }
      return (versionCheck(name, role, facts), info)
    } catch {
      let why =
        role == .result
        ? "'redeem --wait' reads a task's result there" : "redemptions and counts go through it"
      return (.init(name, .fail, error.message, why: why, fix: error.hint), nil)
    }
  }

  private func versionCheck(
    _ name: DoctorCheckName, _ role: OperationContext.RedisRole, _ facts: RedisFacts
  ) -> DoctorReport.Check {
    for requirement in [Requirement.redisVersion, .redisSingle, .redisPrimary] {
      guard let failure = requirement.failure(facts, at: context.place(role)) else { continue }
      return .init(name, .fail, failure.message, why: requirement.why, fix: failure.hint)
    }
    return .init(
      name, .pass, "\(context.endpoint(role)), \(facts.name) \(facts.version ?? "unknown")")
  }

  private func details(_ info: RedisInfo?) -> [DoctorReport.Check] {
    guard let info else {
      return [DoctorCheckName.redisMemory, .redisEviction, .redisPersistence].map {
        .init($0, .skip, "Redis did not answer")
      }
    }
    return [memory(info), eviction(info), persistence(info)]
  }

  private func command(_ arguments: String...) -> String {
    ShellCommand.redis(context.endpoint(.bucket), arguments)
  }

  private func memory(_ info: RedisInfo) -> DoctorReport.Check {
    let used = info.integer("used_memory") ?? 0
    let limit = info.integer("maxmemory") ?? 0
    guard limit > 0 else {
      return .init(.redisMemory, .pass, "\(used / 1_048_576) MB used, no limit")
    }
    let share = Double(used) / Double(limit)
    let detail =
      "\(used / 1_048_576) of \(limit / 1_048_576) MB used, \(Int(saturating: (share * 100).rounded())) %"
    let verdict: DoctorReport.Verdict =
      share < limits.redisMemory ? .pass : share < 0.99 ? .warn : .fail
    return .init(
      .redisMemory, verdict, detail,
      why: "a full server drops keys or refuses writes, as its policy says: redemptions fail",
      fix: "see 'invitectl doctor --only orphaned-keys', or "
        + command("CONFIG", "SET", "maxmemory", "\(limit / 524_288)mb") + " (and in redis.conf)")
  }

  private func eviction(_ info: RedisInfo) -> DoctorReport.Check {
    let policy = EvictionPolicy(info)
    let limit = policy.maxMemory == 0 ? "no limit" : "\(policy.maxMemory / 1_048_576) MB"
    let evicted = info.integer("evicted_keys") ?? 0
    let detail =
      "maxmemory \(limit), policy \(policy.name)"
      + (evicted > 0 ? ", \(evicted) keys evicted so far" : "")
    return .init(
      .redisEviction, policy.canDropBuckets ? .warn : .pass, detail,
      why: "a full server may drop token buckets and queued tasks; a bucket that is made anew "
        + "from the database forgets what was not synced",
      fix: command("CONFIG", "SET", "maxmemory-policy", "noeviction") + " (and in redis.conf)")
  }

  private func persistence(_ info: RedisInfo) -> DoctorReport.Check {
    let appendOnly = info["aof_enabled"] == "1"
    let unsaved = info.integer("rdb_changes_since_last_save") ?? 0
    let failed =
      info["rdb_last_bgsave_status"] == "err"
      || (appendOnly && info["aof_last_write_status"] == "err")
    if failed {
      return .init(
        .redisPersistence, .fail, "the last save to disk failed",
        why: "a restart loses queued tasks and counts, and Redis may refuse writes",
        fix: "see the server's log; mostly its disk is full or not writable")
    }
    guard !appendOnly else { return .init(.redisPersistence, .pass, "append-only file") }
    return .init(
      .redisPersistence, .warn, "snapshots only, \(unsaved) changes not saved",
      why: "a restart goes back to the last snapshot: takes and queued tasks since then are lost",
      fix: command("CONFIG", "SET", "appendonly", "yes") + " (and in redis.conf)")
  }
}
