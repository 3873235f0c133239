import ArgumentParser
import InviteDomain
import InviteOps
import Localization

/// The limits a redemption keeps.
struct LimitOptions: ParsableArguments {
  @Option(help: .init(tr("Redemptions at once, shared with the backend."), valueName: "count"))
  var limit = RedeemLimits().permits

  @Option(help: .init(tr("Redemptions of one email: COUNT/TIME."), valueName: "count/time"))
  var window = WindowArgument(calls: RedeemLimits().calls, seconds: RedeemLimits().windowSeconds)

  @Option(help: .init(tr("How long to wait for a permit."), valueName: "time"))
  var permitWait: String?

  @Option(
    help: .init(tr("A killed run's permit comes back after this. At most 60s."), valueName: "time"))
  var lease: String?

  @Flag(name: .customLong("no-limit"), help: .init(tr("Keep neither of the limits.")))
  var noLimit = false

  func validate() throws {
    guard limit > 0 else {
      throw ValidationError(tr("--limit must be at least 1; or use --no-limit."))
    }
    if let permitWait, DurationText.parse(permitWait) == nil {
      throw ValidationError(tr("--permit-wait takes a time such as 5s."))
    }
    guard parsedLease() != nil else {
      throw ValidationError(tr("--lease takes a time from 1s to 60s."))
    }
  }

  private func parsedLease() -> Duration? {
    guard let lease else { return RedeemLimits().lease }
    return DurationText.parse(lease).flatMap { .seconds(1) <= $0 && $0 <= .seconds(60) ? $0 : nil }
  }

  var limits: RedeemLimits {
    guard !noLimit else { return .none }
    var limits = RedeemLimits()
    limits.permits = limit
    limits.calls = window.calls
    limits.windowSeconds = window.seconds
    limits.lease = parsedLease() ?? limits.lease
    if let wait = permitWait.flatMap(DurationText.parse) { limits.patience = wait }
    return limits
  }
}

/// `5/60s`.
struct WindowArgument: ExpressibleByArgument {
  let calls: Int
  let seconds: Int

  init(calls: Int, seconds: Int) {
    self.calls = calls
    self.seconds = seconds
  }

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let calls = Int(parts[0]), calls > 0,
      let time = DurationText.parse(String(parts[1])), time >= .seconds(1)
    else { return nil }
    self.calls = calls
    seconds = Int(time.components.seconds)
  }

  var defaultValueDescription: String { "\(calls)/\(seconds)s" }
}
