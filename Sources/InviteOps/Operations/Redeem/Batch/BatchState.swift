internal import FoundationEssentials

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
    guard FileManager.default.fileExists(atPath: path) else { return BatchState(source: source) }
    let state: BatchState
    do {
      state = try JSONDecoder().decode(
        BatchState.self, from: Data(contentsOf: URL(filePath: path)))
    } catch {
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

  /// Replaces the file as a whole, so that there is always one of them.
  public func save(_ path: String) throws(Failure) {
    do {
      try JSONEncoder().encode(self).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw Failure(
        .error, "could not write the batch's state to \(path)",
        hint: "see whether the directory is there and can be written to")
    }
  }
}
