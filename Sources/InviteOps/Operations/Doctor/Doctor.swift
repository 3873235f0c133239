/// Looks at everything the other commands rely on, changes nothing, and says what to do.
public struct Doctor {
  private let context: OperationContext
  private let names: Set<DoctorCheckName>

  /// - Parameter names: the checks to make; a check that needs another's connection is skipped
  ///   with the reason when that one fails.
  public init(_ context: OperationContext, checks names: Set<DoctorCheckName>) {
    self.context = context
    self.names = names
  }

  public func run() -> DoctorReport {
    var checks: [DoctorReport.Check] = [configuration]
    let postgres = PostgresExamination(context)
    checks += postgres.checks()
    let redis = RedisExamination(context)
    checks += redis.checks()
    checks.append(ClockExamination.check(postgres: postgres.clock, redis: redis.clock))
    return DoctorReport(
      settings: context.configuration.shown,
      checks: checks.filter { check in names.contains { $0.rawValue == check.name } })
  }

  private var configuration: DoctorReport.Check {
    guard context.configuration.database != nil else {
      return .init(
        .configuration, .fail, "no database is configured",
        why: "every command but inspect-workers needs it",
        fix: "set DATABASE_URL in the environment or in .env")
    }
    let given = context.configuration.shown.filter { $0.source != .builtIn }.count
    return .init(.configuration, .pass, "\(given) settings given, the others by default")
  }
}
