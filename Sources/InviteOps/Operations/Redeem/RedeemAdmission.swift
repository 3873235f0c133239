internal import CeleryProtocol
internal import ClientSupport
internal import FoundationEssentials
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// A place among the redemptions that run at the same time.
struct RedeemAdmission {
  let servers: RedeemConnections
  let limits: RedeemLimits

  /// Must be given back with ``release(_:countsCall:)``; a killed process' one comes back when
  /// its lease ends.
  ///
  /// It says nothing about now: this process may have been stopped since, and another one have the
  /// place. Whoever acts on it has the server that acts look at the lease, by ``token`` or ``end``.
  struct Permit {
    let token: String
    let email: String
    /// The lease ends no sooner than this by the clock of this machine: counted from before it
    /// was asked for. ``Deadline/never`` where no place is held, only a call counted.
    fileprivate(set) var end = Deadline.never

    /// The name of the lease in ``RedeemLimits/leasesKey``; `nil` where there is none.
    var lease: String? { end == .never ? nil : token }
  }

  /// The permit that an act relied on was not in force any more, and nothing was done. Asking for
  /// another one and trying again is safe.
  static let lapsed = Failure(
    .transient, tr("the permit ended before the redemption was made; nothing was changed"),
    hint: tr("run the same command again, or pass a longer --lease"), reason: lapseReason)

  private static let lapseReason = "PERMIT_ENDED"

  static func isLapse(_ failure: Failure) -> Bool { failure.reason == lapseReason }

  /// Who holds a permit and since when, for ``RedeemLimiter``: `host:pid:since in ms:random`.
  private static func token() -> String {
    let host = ProcessInfo.processInfo.hostName
    let now = Int(saturating: Date().timeIntervalSince1970 * 1000)
    return
      "\(host):\(ProcessInfo.processInfo.processIdentifier):\(now):\(CeleryID.random().prefix(8))"
  }

  /// Waits for a permit, in steps of 0.1 s as the backend does.
  ///
  /// - Throws: ``Failure/Kind/transient`` when there is none in time, or the email asked too often.
  func acquire(email: String) throws(Failure) -> Permit? {
    if limits.isNone { return nil }
    var permit = Permit(token: Self.token(), email: email)
    let patience = Deadline.after(limits.patience)
    while true {
      if limits.permits > 0 { permit.end = .after(limits.lease) }
      switch try ask(permit) {
      case .admitted:
        #if FAILPOINTS
          Failpoint.reach("permit-held")
        #endif
        return permit
      case .tooOften(let wait): throw tooOften(email, wait)
      case .full(let wait):
        if patience.hasPassed { throw full() }
        let step = min(wait, .milliseconds(100))
        guard SocketWait.pause(step, interrupt: servers.context.interrupt) else {
          throw Failure(.interrupted, tr("stopped while waiting for a permit; nothing was changed"))
        }
      }
    }
  }

  private enum Answer {
    case admitted
    case full(Duration)
    case tooOften(Duration)
  }

  private func ask(_ permit: Permit) throws(Failure) -> Answer {
    let answer = try run(
      AdmissionScripts.acquire, permit.email,
      [
        limits.permits, limits.lease.milliseconds, permit.token, limits.calls,
        limits.windowSeconds,
      ])
    do throws(RedisError) {
      let parts = try answer.asArray()
      if try parts.first?.asInteger() == 1 { return .admitted }
      guard parts.count == 4 else {
        throw .unexpectedReply(expected: tr("four parts"), got: "\(parts.count)")
      }
      let wait = Duration.milliseconds(try parts[3].asInteger())
      return try parts[1].asString() == "window" ? .tooOften(wait) : .full(wait)
    } catch {
      throw Failure(error, doing: tr("ask for a permit"))
    }
  }

  private func full() -> Failure {
    Failure(
      .transient,
      tr("all \(limits.permits) permits were in use for \(DurationText.format(limits.patience))"),
      hint: tr("see who holds them with 'invitectl redeem limiter', or pass --no-limit"))
  }

  /// - Parameter countsCall: `false` for a call that came to nothing, which the window forgets.
  func release(_ permit: Permit?, countsCall: Bool) throws(Failure) {
    guard let permit else { return }
    _ = try run(AdmissionScripts.release, permit.email, [permit.token, countsCall ? 0 : 1])
  }

  /// Keeps a permit for another lease.
  ///
  /// - Returns: whether it was still held.
  func renew(_ permit: inout Permit) throws(Failure) -> Bool {
    let end = Deadline.after(limits.lease)
    let answer = try run(
      AdmissionScripts.renew, permit.email, [permit.token, limits.lease.milliseconds])
    guard answer == .integer(1) else { return false }
    permit.end = end
    return true
  }

  private func run(
    _ script: RedisScript, _ email: String, _ arguments: [any RedisArgument]
  ) throws(Failure) -> RedisValue {
    let connection = try servers.redis(.bucket)
    let keys = [
      RedeemLimits.key, RedeemLimits.leasesKey, RedeemLimits.fenceKey,
      "\(servers.context.configuration.redeemWindowKey):\(email)",
    ]
    do throws(RedisError) {
      return try connection.run(
        script, keys: keys, arguments: arguments,
        deadline: servers.context.requestDeadline)
    } catch {
      let window = KeyUse(key: keys[3], content: .sortedSet, isPersonal: true)
      throw Failure(
        error, doing: tr("work with the limiter"), on: connection, RedeemLimits.keyUses + [window])
    }
  }

  private func tooOften(_ email: String, _ wait: Duration) -> Failure {
    Failure(
      .transient,
      tr("\(Masking.email(email)) asked \(limits.calls) times within \(limits.windowSeconds)s"),
      hint: tr("try again in \(DurationText.format(wait)), or pass --no-limit"),
      reason: "RATE_LIMITED")
  }
}

extension Duration {
  /// Whole milliseconds.
  var milliseconds: Int {
    Int(saturating: (self / .milliseconds(1)).rounded())
  }
}
