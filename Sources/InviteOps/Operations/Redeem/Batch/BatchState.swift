internal import CeleryProtocol
internal import FoundationEssentials
public import InviteDomain

/// How far a batch has come, for the next run with the same `--state`.
///
/// It only saves time and output: each line has a task id that follows from the batch's name, so
/// that a line which was done before is recognised in the servers.
public struct BatchState: Sendable, Equatable, Codable {
  /// Names the batch.
  public let batch: String
  /// What was read: a path, or `-`.
  public let source: String
  /// Lines that were dealt with.
  public var lines: Int

  public init(source: String) {
    batch = CeleryID.random()
    self.source = source
    lines = 0
  }

  /// Reads a state; a new one when there is no such file.
  ///
  /// - Throws: ``Failure/Kind/usage`` for a file that is no state, or that of another batch.
  public static func load(_ path: String, source: String) throws(Failure) -> BatchState {
    guard let bytes = try PrivateFile.read(path, limit: largest) else {
      return BatchState(source: source)
    }
    guard let state = try? JSONDecoder().decode(BatchState.self, from: Data(bytes)),
      state.lines >= 0
    else {
      throw Failure(
        .usage, "\(path) is not the state of a batch",
        hint: "name another file with --state; it is made when the batch begins")
    }
    guard state.source == source else {
      throw Failure(
        .usage, "\(path) is the state of another batch, read from \(state.source)",
        hint: "name another file with --state")
    }
    return state
  }

  /// Bytes; a state has less than two hundred and the path of its source.
  private static let largest = 65_536

  /// Replaces the file as a whole, so that there is always one of them.
  public func save(_ path: String) throws(Failure) {
    let data: Data
    do {
      data = try JSONEncoder().encode(self)
    } catch {
      throw Failure(.error, "could not write down the batch's state: \(error)")
    }
    // Saved five times a second; the servers know what was done.
    try PrivateFile.replace(path, with: Array(data), isDurable: false)
  }
}
