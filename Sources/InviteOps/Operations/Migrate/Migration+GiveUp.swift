internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

extension Migration {
  /// What a broken-off statement left.
  enum Remains: Equatable {
    case nothing
    /// An invalid index, and whether every write to the table maintains it.
    case invalid(costsWrites: Bool)
    /// The server could not be asked.
    case unknown
  }

  /// Ends builds that cannot go on: cancels those that still run, removes what they left, and
  /// throws what is to be said about it; or returns when another attempt is due.
  func giveUp(
    _ builds: [(index: PerformanceIndex, connection: PostgresConnection)], _ cause: any Error
  ) throws {
    let error = cause as? PostgresError
    // A lost connection says nothing about the build, which may well go on: look again.
    if let error, error.isConnectionGone, !error.isInterruption { throw error }
    session.ignoreInterrupt()
    let limit = Deadline.after(options.cleanupWait)
    var remains: [(PerformanceIndex, Remains)] = []
    for (_, connection) in builds where connection.isRunning {
      connection.interrupt = nil
      _ = try? connection.cancelRunning(bound: limit.remaining ?? options.cleanupWait)
    }
    for (index, _) in builds {
      session.report(.cleaning(index))
      remains.append((index, clean(index, limit)))
    }
    if let error, try isOfGonePartition(error, builds.map(\.index)) { return }
    if let error, try isPassing(error, builds.map(\.index), remains.map(\.1)) { return }
    let verdict = Self.verdict(cause, builds.map(\.index), remains)
    guard let error, let hint = needs.hint(for: error), let failure = verdict as? Failure else {
      throw verdict
    }
    throw failure.adding("", hint: hint)
  }

  /// Whether another attempt is due; if so, the pause before it has been made.
  private func isPassing(
    _ error: PostgresError, _ indexes: [PerformanceIndex], _ remains: [Remains]
  ) throws -> Bool {
    guard
      error.sqlState == .deadlockDetected || error.sqlState == .lockNotAvailable
        || error.sqlState == .duplicateTable, !remains.contains(.unknown)
    else { return false }
    let key = indexes.map(\.name).joined()
    try countAttempt(key, error)
    let delay = options.retryDelays[min(attemptCount(key), options.retryDelays.count) - 1]
    session.report(.retrying("\(error)", after: delay))
    session.heedInterrupt()
    guard session.pause(delay) else {
      throw Failure(.interrupted, tr("stopped between two attempts; nothing was left behind"))
    }
    return true
  }

  /// Drops an invalid index by the rules; the time limit is for that alone.
  func clean(_ index: PerformanceIndex, _ limit: Deadline) -> Remains {
    do {
      guard let state = try snapshot().state(of: index) else { return .unknown }
      switch state {
      case .absent, .valid, .tableMissing:
        try forget(index)
        return .nothing
      case .invalid, .dropping(nil): break
      default: return .unknown
      }
      try session.builder.start(index.dropStatement(in: session.builder.backend), deadline: limit)
      do {
        _ = try session.builder.finish(deadline: limit)
        try forget(index)
        return .nothing
      } catch {
        return (try? self.remains(of: index)) ?? .unknown
      }
    } catch {
      return .unknown
    }
  }

  func remains(of index: PerformanceIndex) throws -> Remains {
    switch try snapshot().state(of: index) {
    case .absent, .valid: return .nothing
    case .invalid(let invalid): return .invalid(costsWrites: invalid.costsWrites)
    // A drop that was broken off after its first step keeps the index ready.
    case .dropping: return .invalid(costsWrites: true)
    default: return .unknown
    }
  }

  private static func verdict(
    _ cause: any Error, _ indexes: [PerformanceIndex], _ remains: [(PerformanceIndex, Remains)]
  ) -> any Error {
    let left = remains.filter { $0.1 != .nothing }.map(\.0.name)
    let names = indexes.map(\.name).joined(separator: ", ")
    let tail =
      left.isEmpty
      ? tr("what was built of it has been removed")
      : tr(
        left.count,
        "\(left.joined(separator: ", ")) is left invalid, because the drop had to wait too",
        "\(left.joined(separator: ", ")) are left invalid, because the drop had to wait too")
    let retry =
      tr("'invitectl migrate up' removes it and goes on; 'invitectl migrate repair' only removes")
    if let error = cause as? PostgresError {
      if error.isInterruption {
        return Failure(
          .interrupted, tr("stopped while building \(names); \(tail)"),
          hint: left.isEmpty ? nil : retry
        )
      }
      let failure =
        error.sqlState == .diskFull
        ? Failure(
          .error, tr("the server's disk is full: could not build \(names); \(tail)"),
          hint: tr("make room on it; 'invitectl migrate plan' shows what each index will take"))
        : Failure(error, doing: tr("build \(names)"))
      return failure.adding(
        error.sqlState == .diskFull ? "" : tail, hint: left.isEmpty ? nil : retry)
    }
    guard let failure = cause as? Failure else { return cause }
    guard !left.isEmpty else { return failure.adding(tail, hint: nil) }
    // Whether it costs anything or not: something is left, and whoever reads the code is told so.
    return Failure(
      failure.kind == .transient ? .debris : failure.kind, tr("\(failure.message); \(tail)"),
      hint: failure.hint.map { tr("\($0); \(retry)") } ?? retry,
      reason: failure.reason, statements: failure.statements)
  }
}
