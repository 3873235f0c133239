internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Looks at everything the other commands rely on, changes nothing, and says what to do.
public struct Doctor {
  private let context: OperationContext
  private let names: Set<DoctorCheckName>
  private let limits: DoctorLimits
  private let probes: Bool
  private let listening: Duration
  private let samples: Bool

  /// - Parameters:
  ///   - names: the checks to make; a check that needs another's connection is skipped with the
  ///     reason when that one fails.
  ///   - limits: from where on something is too long or too full.
  ///   - probes: whether the check of the workers puts a ``QueueProbe`` into their queues.
  ///   - listening: for how long the check of the contract listens.
  ///   - samples: whether that check has Redis tell every command (MONITOR), where this user may.
  public init(
    _ context: OperationContext,
    checks names: Set<DoctorCheckName> = DoctorCheckName.usual,
    limits: DoctorLimits = DoctorLimits(), probes: Bool = false,
    listening: Duration = .seconds(5), samples: Bool = false
  ) {
    self.context = context.with(.doctor)
    self.names = names
    self.limits = limits
    self.probes = probes
    self.listening = listening
    self.samples = samples
  }

  public func run() -> DoctorReport {
    var checks: [DoctorReport.Check] = [configuration, settingsFiles]
    // A server that no wanted check asks is not kept waiting for.
    let postgres = PostgresExamination(
      context, limits, asksWorkers: names.contains(.generation))
    if !names.isDisjoint(with: DoctorCheckName.postgresChecks) { checks += postgres.checks() }
    if names.contains(.readDatabase) {
      checks.append(ReadDatabaseExamination(context, limits).check())
    }
    let redis = RedisExamination(context, limits)
    if !names.isDisjoint(with: DoctorCheckName.redisChecks) { checks += redis.checks() }
    if names.contains(.brokerRule) {
      checks.append(BrokerRuleExamination(context: context).check())
    }
    if names.contains(.bucketValues) { checks.append(BucketExamination(context).check()) }
    if names.contains(.orphanedKeys) { checks.append(LeftoverExamination(context).check()) }
    if names.contains(.contract) {
      checks.append(
        ContractExamination(context: context, listening: listening, samples: samples).check())
    }
    if !names.isDisjoint(with: DoctorCheckName.workerChecks) {
      checks += WorkerExamination(context, probes: probes).checks()
    }
    if names.contains(.encryption) { checks.append(encryption(postgres.security)) }
    checks.append(ClockExamination.check(postgres: postgres.clock, redis: redis.clock))
    return DoctorReport(
      settings: context.configuration.shown,
      checks: checks.filter { check in names.contains { $0.rawValue == check.name } })
  }

  /// - Parameter seen: of the session that another check had.
  private func encryption(_ seen: ConnectionSecurity?) -> DoctorReport.Check {
    var sessions: [(name: String, security: ConnectionSecurity)] = []
    let isAsked = !names.isDisjoint(with: DoctorCheckName.postgresChecks)
    // One that did not answer is not waited for again.
    if let security = isAsked ? seen : try? context.postgres().security {
      sessions.append(("PostgreSQL", security))
    }
    if context.configuration.readDatabase != nil,
      let security = try? context.readPostgres().security
    {
      sessions.append((tr("the read replica"), security))
    }
    return EncryptionExamination.check(
      sessions,
      [OperationContext.RedisRole.bucket, .broker, .result].map { ("Redis", context.endpoint($0)) })
  }

  private var settingsFiles: DoctorReport.Check {
    let passedOver = context.configuration.passedOver
    guard !passedOver.isEmpty else {
      return .init(.settingsFiles, .pass, tr("none is passed over"))
    }
    let files = passedOver.map { tr("\($0.path) (\($0.why))") }
    return .init(
      .settingsFiles, .warn,
      tr("passed over: \(files.joined(separator: tr("; ")))"),
      why: tr("whoever can write a settings file can have passwords sent to a server of their own"),
      fix: passedOver.map(\.hint).joined(separator: tr("; ")))
  }

  private var configuration: DoctorReport.Check {
    guard context.configuration.database != nil else {
      return .init(
        .configuration, .fail, tr("no database is configured"),
        why: tr("every command but inspect-workers needs it"),
        fix: tr("set DATABASE_URL in the environment or in .env (as root: --env-file .env)"))
    }
    let given = context.configuration.shown.filter { $0.source != .builtIn }.count
    return .init(.configuration, .pass, tr("\(given) settings given, the others by default"))
  }
}
