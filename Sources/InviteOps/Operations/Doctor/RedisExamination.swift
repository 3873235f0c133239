internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
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
        throw Failure(error, doing: tr("ask Redis (\(role.rawValue)) for TIME and INFO"))
      }
      let facts = RedisFacts(connection.answers)
      if let missing = try MissingCommands.look(connection, facts, context.requestDeadline) {
        return (
          .init(
            name, .fail, tr("\(context.place(role)) does not have \(missing.names)"),
            why: tr("what needs it fails in the middle of its work"), fix: missing.fix), info
        )
      }
      return (versionCheck(name, role, facts), info)
    } catch {
      let why =
        role == .result
        ? tr("'redeem --wait' reads a task's result there")
        : tr("redemptions and counts go through it")
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
      name, .pass, "\(context.endpoint(role)), \(facts.name) \(facts.version ?? tr("unknown"))")
  }

  private func details(_ info: RedisInfo?) -> [DoctorReport.Check] {
    guard let info else {
      return [DoctorCheckName.redisMemory, .redisEviction, .redisPersistence].map {
        .init($0, .skip, tr("Redis did not answer"))
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
      return .init(.redisMemory, .pass, tr("\(used / 1_048_576) MB used, no limit"))
    }
    let share = Double(used) / Double(limit)
    let detail =
      tr(
        "\(used / 1_048_576) of \(limit / 1_048_576) MB used, \(Int(saturating: (share * 100).rounded())) %"
      )
    let raise = command("CONFIG", "SET", "maxmemory", "\(limit / 524_288)mb")
    let verdict: DoctorReport.Verdict =
      share < limits.redisMemory ? .pass : share < 0.99 ? .warn : .fail
    return .init(
      .redisMemory, verdict, detail,
      why: tr("a full server drops keys or refuses writes, as its policy says: redemptions fail"),
      fix: tr("see 'invitectl doctor --only orphaned-keys', or \(raise) (and in redis.conf)"))
  }

  private func eviction(_ info: RedisInfo) -> DoctorReport.Check {
    let policy = EvictionPolicy(info)
    let limit = policy.maxMemory == 0 ? tr("no limit") : "\(policy.maxMemory / 1_048_576) MB"
    let evicted = info.integer("evicted_keys") ?? 0
    let detail =
      evicted > 0
      ? tr("maxmemory \(limit), policy \(policy.name), \(evicted) keys evicted so far")
      : tr("maxmemory \(limit), policy \(policy.name)")
    let keep = command("CONFIG", "SET", "maxmemory-policy", "noeviction")
    return .init(
      .redisEviction, policy.canDropBuckets ? .warn : .pass, detail,
      why: tr(
        "a full server may drop token buckets and queued tasks; a bucket that is made anew "
          + "from the database forgets what was not synced"),
      fix: tr("\(keep) (and in redis.conf)"))
  }

  private func persistence(_ info: RedisInfo) -> DoctorReport.Check {
    let appendOnly = info["aof_enabled"] == "1"
    let unsaved = info.integer("rdb_changes_since_last_save") ?? 0
    let failed =
      info["rdb_last_bgsave_status"] == "err"
      || (appendOnly && info["aof_last_write_status"] == "err")
    if failed {
      return .init(
        .redisPersistence, .fail, tr("the last save to disk failed"),
        why: tr("a restart loses queued tasks and counts, and Redis may refuse writes"),
        fix: tr("see the server's log; mostly its disk is full or not writable"))
    }
    let append = command("CONFIG", "SET", "appendonly", "yes")
    guard !appendOnly else { return .init(.redisPersistence, .pass, tr("append-only file")) }
    return .init(
      .redisPersistence, .warn, tr("snapshots only, \(unsaved) changes not saved"),
      why: tr(
        "a restart goes back to the last snapshot: takes and queued tasks since then are lost"),
      fix: tr("\(append) (and in redis.conf)"))
  }
}
