import ArgumentParser
import ClientSupport
import InviteDomain
import InviteOps
import InviteSettings
import InviteStorage
import Localization

struct DoctorCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: tr("Check configuration, servers, privileges, revision."),
    discussion: tr(
      """
      Examples:
        invitectl doctor                       everything, with what to do about it
        invitectl doctor --only redis-eviction
        invitectl doctor --probe               whether messages are taken, too
        invitectl doctor --only contract --for 1m
        invitectl doctor -o json               for machines
        invitectl doctor --grants              SQL and ACL of least-privilege users

      Changes no data; --probe puts an expired message into each queue, which the
      worker that takes it discards, or it is taken back. Exits 1 when a check fails;
      warnings exit 0, or 3 with --exit-code.
      The check 'contract' listens whether backends do with token buckets what counts
      rest on; it is made only where --only names it. What it sees broken it records
      for sync-counts, which doubts counts by it until this check sees it kept.
      Checks: \(DoctorCheckName.allCases.map(\.rawValue).joined(separator: ", "))
      """))

  @Option(help: .init(tr("Make only this check; may be repeated."), valueName: "check"))
  var only: [DoctorCheckArgument] = []

  @Option(help: .init(tr("Leave this check out; may be repeated."), valueName: "check"))
  var skip: [DoctorCheckArgument] = []

  @Flag(name: .customLong("exit-code"), help: .init(tr("Exit 3 when there are warnings.")))
  var exitCode = false

  @Flag(help: .init(tr("Probe the queues, as 'inspect-workers probe' does."))) var probe = false

  @Option(
    name: .customLong("for"),
    help: .init(tr("How long 'contract' listens. Default: 5s."), valueName: "time"),
    transform: DurationArgument.parsePositive)
  var listening: Duration?

  @Flag(help: .init(tr("Have 'contract' sample commands by MONITOR, which slows Redis.")))
  var sample = false

  @Flag(
    help: .init(tr("Print the SQL and the Redis ACL of users with the least privileges, and stop."))
  )
  var grants = false

  @OptionGroup var record: RecordOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  var flags: [Setting: String] { record.flags }

  func validate() throws {
    if listening != nil || sample, !only.contains(where: { $0.name == .contract }) {
      throw ValidationError(tr("--for and --sample are for the check 'contract': --only contract"))
    }
  }

  func run(_ context: CommandContext) throws {
    if grants {
      let printed = DoctorGrants(
        sql: GrantStatements.sql(
          schema: context.configuration.schema ?? "public",
          record: context.configuration.versionTable),
        acl: RedisGrants(context.operation).text())
      context.write(printed) { printed.sql + "\n" + printed.acl }
      return
    }
    let wanted = only.isEmpty ? DoctorCheckName.usual : Set(only.map(\.name))
    let report = Doctor(
      context.operation, checks: wanted.subtracting(skip.map(\.name)), probes: probe,
      listening: listening ?? .seconds(5), samples: sample
    ).run()
    // What comes later, the loss of the output for one, has stopped nothing.
    let wasStopped = context.signals.interrupt.isTriggered
    // Who asks one question wants no page of settings before the answer.
    let showsSettings = wanted.contains(.configuration)
    context.write(report) {
      DoctorRendering.text(report, showsSettings: showsSettings, context.style)
    }
    guard !wasStopped else {
      throw Failure(.interrupted, tr("stopped before all was looked at; nothing was changed"))
    }
    switch report.worst {
    case .fail: throw ExitStatus.error
    case .warn: if exitCode { throw ExitStatus.pending }
    case .pass, .skip: break
    }
  }
}

/// What --grants prints.
private struct DoctorGrants: Encodable {
  let sql: String
  let acl: String
}

/// A check by its name, as an argument.
struct DoctorCheckArgument: ExpressibleByArgument {
  let name: DoctorCheckName

  init?(argument: String) {
    guard let name = DoctorCheckName(rawValue: argument) else { return nil }
    self.name = name
  }

  static var allValueStrings: [String] { DoctorCheckName.allCases.map(\.rawValue) }
}
