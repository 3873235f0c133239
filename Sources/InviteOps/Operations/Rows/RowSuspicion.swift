internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Tells rows that trigger the server's own kind of errors (too slow, no room, not now) from a server
/// that is in trouble: of the latter no row is written at all.
///
/// The time that is lost on the way is bounded: what failed by the time gets less of it the next time,
/// and when ``budget`` is used up, rows are no longer told apart one by one.
struct RowSuspicion {
  /// So much time may be lost in a run by looking for rows that are too slow.
  static let budget = Duration.seconds(60)
  /// So many rows in a row, none being written, are the server's trouble.
  private static let most = 3
  /// What a statement may take that nobody suspects.
  private static let longest = Duration.seconds(8)

  private var lost = Duration.zero
  private var isSlow = false
  private var hasWritten = false
  private(set) var suspects: [(id: Int, fault: RowFault)] = []

  /// What a statement may take, of which it would get `usual` otherwise.
  func limit(_ usual: Duration) -> Duration { isSlow ? usual / 4 : usual }

  /// The same for one that is waited for as long as `timeout`. The server gives up first: what it was
  /// at then, only it can say. When ``budget`` is used up it is given less again.
  func limit(within timeout: Duration) -> Duration {
    let limit = limit(min(Self.longest, timeout * 8 / 10))
    return max(.milliseconds(20), isSpent ? limit / 4 : limit)
  }

  /// Whether rows are no longer looked for one by one.
  var isSpent: Bool { lost > Self.budget }

  mutating func noteWritten() { hasWritten = true }

  /// A statement that failed by `fault` after so much time.
  mutating func note(_ fault: RowFault, after time: Duration) {
    guard fault.isSuspicion else { return }
    lost += time
    if fault.isSlow { isSlow = true }
  }

  /// Whether rows that failed together are no longer told apart, for too much time was lost by it.
  ///
  /// - Throws: ``Failure`` when it is the server's trouble.
  func givesUp(
    on fault: RowFault, of count: Int, doing action: String
  ) throws(Failure) -> Bool {
    guard fault.isSuspicion, count > 1, isSpent else { return false }
    if !hasWritten { throw Self.failure(fault, action) }
    return true
  }

  /// A row that alone fails by `fault`.
  ///
  /// - Throws: ``Failure`` when it is the server's trouble.
  mutating func suspect(_ id: Int, _ fault: RowFault, doing action: String) throws(Failure) {
    suspects.append((id, fault))
    if !hasWritten, suspects.count >= Self.most { throw Self.failure(fault, action) }
  }

  /// The rows that are to blame as far as is known while others are still to be tried: all that were
  /// met, once one was written.
  mutating func told() -> [(id: Int, fault: RowFault)] {
    guard hasWritten else { return [] }
    defer { suspects = [] }
    return suspects
  }

  /// The rows that are to blame, for all are tried.
  ///
  /// - Throws: ``Failure`` when it is the server's trouble: none was written, and no single one names
  ///   its trigger.
  mutating func culprits(doing action: String) throws(Failure) -> [(id: Int, fault: RowFault)] {
    defer { suspects = [] }
    guard let first = suspects.first, !hasWritten else { return suspects }
    guard suspects.count == 1, first.fault.diagnostics?.function != nil else {
      throw Self.failure(first.fault, action)
    }
    return suspects
  }

  private static func failure(_ fault: RowFault, _ action: String) -> Failure {
    guard let diagnostics = fault.diagnostics else {
      return Failure(
        .transient, tr("could not \(action): \(fault.reason)"),
        hint: tr("see who holds a lock with 'invitectl doctor', or allow more time with --timeout"))
    }
    let failure = Failure(PostgresError.server(diagnostics), doing: action)
    guard let function = diagnostics.function else { return failure }
    return Failure(
      failure.kind, failure.message,
      hint: tr("function \(function) ran then, for every row that was tried: see what it waits for")
    )
  }
}
