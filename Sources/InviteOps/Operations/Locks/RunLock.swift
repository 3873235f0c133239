internal import ClientSupport
internal import Glibc
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import Logging
internal import PostgresClient

/// One run of a command at a time on a database, by a session advisory lock on the session that
/// writes: who loses the lock cannot write any more.
///
/// A process that is stopped, or whose machine is gone, would hold it for ever. So the server ends
/// the session once it has been idle for ``idleLimit(timeout:)``, and a run that works elsewhere for
/// long shows with ``keepAlive()`` that it is there. Where a client stops in the middle of a statement,
/// reading or writing, no timeout of the server counts, and the next run ends that session.
///
/// A run may have several sessions that write; see ``share()``.
final class RunLock {
  /// What the sessions of runs begin their names with.
  static let applicationPrefix = "invitectl"

  let lock: AdvisoryLock
  let command: String
  private let name: String
  let connection: PostgresConnection
  let context: OperationContext
  var lastSign: ContinuousClock.Instant?

  /// - Parameter name: what the session calls itself, if that is not the command.
  init(
    _ lock: AdvisoryLock, command: String, as name: String? = nil,
    on connection: PostgresConnection, _ context: OperationContext
  ) {
    self.lock = lock
    self.command = command
    self.name = name ?? command
    self.connection = connection
    self.context = context
  }

  /// How long a session that holds a lock may be idle: six times what one answer may take, since
  /// that many may lie between two signs of life, and at least ten seconds. PostgreSQL takes milliseconds in
  /// 32 bits, some 24 days.
  static func idleLimit(timeout: Duration) -> Duration {
    min(.seconds(20 * 86_400), max(.seconds(10), timeout * 6))
  }

  var idleLimit: Duration { Self.idleLimit(timeout: context.configuration.timeout) }

  /// What the session calls itself: 63 characters at most (NAMEDATALEN).
  var session: String { "\(Self.applicationPrefix) \(name) [\(getpid())]" }

  /// Takes the lock.
  ///
  /// - Parameters:
  ///   - wait: how long to wait for it with ``IfLocked/wait``.
  ///   - maxSkips: how many runs in a row may be skipped.
  ///   - waiting: told who has it, at each look.
  /// - Returns: `nil` when the lock is ours, else who has it; only with ``IfLocked/skip``.
  /// - Throws: ``Failure/Kind/locked``, ``Failure/Kind/interrupted``.
  func take(
    _ ifLocked: IfLocked, wait: Deadline, maxSkips: Int,
    waiting: (LockHolding?) -> Void = { _ in }
  ) throws(Failure) -> Skipped? {
    while true {
      let holdings: [LockHolding]
      do {
        if try isTaken() { return nil }
        holdings = try LockHolding.all(connection, deadline: context.requestDeadline)
          .filter { $0.lock == lock }
        // Nobody any more: it ended between the two questions, or was ended by us.
        if holdings.isEmpty && ifLocked != .wait, try isTaken() { return nil }
        if try hasEnded(oneOf: holdings) { continue }
      } catch {
        throw Failure(error, doing: tr("take the lock of \(command)"))
      }
      // Of a run of several sessions the one that began it is shown.
      let holding = holdings.first { !$0.isLane } ?? holdings.first
      switch ifLocked {
      case .skip:
        try SkippedRuns(command: command, maximum: maxSkips).note(
          holding, on: connection, deadline: context.requestDeadline)
        return Skipped(holder: holding?.sentence ?? tr("a session that has just ended"))
      case .fail: throw locked(holding, holdings)
      case .wait:
        if wait.hasPassed { throw locked(holding, holdings) }
        waiting(holding)
        guard SocketWait.pause(.milliseconds(200), interrupt: context.interrupt) else {
          throw Failure(
            .interrupted, tr("stopped while another run holds the lock; nothing was done"))
        }
      }
    }
  }

  /// A run that was left out.
  struct Skipped {
    /// Who holds the lock.
    let holder: String
  }

  private func isTaken() throws(PostgresError) -> Bool {
    let isHeld = try connection.query(
      AdvisoryLockQueries.tryRunLock,
      [
        String(AdvisoryLock.classID), String(lock.rawValue),
        session, String(Int(idleLimit.seconds * 1000)),
      ], deadline: context.requestDeadline
    ).only().bool("held")
    if isHeld { lastSign = .now }
    return isHeld
  }

  private func hasEnded(oneOf holdings: [LockHolding]) throws(PostgresError) -> Bool {
    for holding in holdings where try hasEnded(holding) { return true }
    return false
  }

  /// Ends a session whose client takes no answer in the middle of a statement.
  private func hasEnded(_ holding: LockHolding) throws(PostgresError) -> Bool {
    guard holding.isMidStatement, let start = holding.start,
      holding.stillSeconds ?? 0 > idleLimit.seconds
    else { return false }
    let ended = try connection.query(
      AdvisoryLockQueries.endDeaf, [String(holding.pid), start, String(idleLimit.seconds)],
      deadline: context.requestDeadline)
    guard !ended.isEmpty else { return false }
    context.logger.warning(
      "ended a session whose client had stopped",
      metadata: ["holder": "\(Speech.english(of: holding.sentence))"])
    // Its end takes a moment.
    SocketWait.pause(.milliseconds(50))
    return true
  }

  private func locked(_ holding: LockHolding?, _ all: [LockHolding]) -> Failure {
    guard let holding else {
      return Failure(
        .locked, tr("another run holds the lock of \(command)"),
        hint: tr("run the same command again"))
    }
    return Failure(
      .locked, tr("another run holds the lock of \(command): \(holding.sentence)"),
      hint: holding.remedy ?? all.lazy.compactMap(\.remedy).first
        ?? tr("wait longer for it with --lock-wait, or leave the work to it with --if-locked skip"),
      statements: all.flatMap(\.statements))
  }

  /// Shows the server that this run is there, if that is due: to be called wherever the session may
  /// have had nothing to do for a while, and before what must not be done without the lock.
  ///
  /// - Throws: when the session, and the lock with it, is gone.
  func keepAlive() throws(Failure) {
    guard let lastSign, ContinuousClock.now - lastSign > idleLimit / 6, !connection.isPipelining
    else { return }
    do {
      _ = try connection.query(SessionQueries.pid, deadline: context.requestDeadline)
    } catch {
      throw Failure(error, doing: tr("keep the lock of \(command)"))
    }
    self.lastSign = .now
  }

  /// Gives the lock up for whoever waits for it; ``take(_:wait:maxSkips:waiting:)`` takes it again.
  func release() throws(Failure) {
    do {
      _ = try connection.query(
        AdvisoryLockQueries.unlock, [String(AdvisoryLock.classID), String(lock.rawValue)],
        deadline: context.requestDeadline)
    } catch {
      throw Failure(error, doing: tr("give up the lock of \(command)"))
    }
    lastSign = nil
  }

  /// Pauses, and keeps the lock meanwhile; ends early when a signal comes.
  func pause(_ duration: Duration) throws(Failure) {
    let end = Deadline.after(duration)
    while let left = end.remaining, left > .zero {
      guard SocketWait.pause(min(left, idleLimit / 6), interrupt: context.interrupt) else { return }
      try keepAlive()
    }
  }
}
