internal import CeleryProtocol
internal import ClientSupport
internal import FoundationEssentials
public import InviteDomain
internal import Localization

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
  public private(set) var lines: Int
  /// How many of them came to nothing; `nil` in a state of an older version, which did not count them.
  private var unredeemed: Int?
  /// The first of those, by number.
  private var unredeemedLines: [Int]?

  /// More are only counted.
  private static let named = 20

  public init(source: String) {
    batch = CeleryID.random()
    self.source = source
    lines = 0
  }

  /// Goes on to a line.
  ///
  /// - Parameter failures: of the lines up to it, the numbers of those that came to nothing.
  public mutating func advance(to line: Int, failures: [Int]) {
    lines = line
    guard !failures.isEmpty else { return }
    unredeemed = (unredeemed ?? 0).addingSaturated(failures.count)
    let names = unredeemedLines ?? []
    unredeemedLines = names + failures.prefix(max(0, Self.named - names.count))
  }

  /// The lines that came to nothing in this run and those before, for a person; `nil` without any.
  public var failures: String? {
    guard let unredeemed, unredeemed > 0 else { return nil }
    let names = unredeemedLines ?? []
    let more = unredeemed - names.count
    let listed = names.map(String.init).joined(separator: ", ")
    let which = more > 0 ? tr("\(listed) and \(more) more") : listed
    return tr(
      "\(CountText.of(unredeemed, "line")) of this batch came to nothing, of earlier runs with this "
        + "state, too: \(which)")
  }

  /// Reads a state; a new one when there is no such file.
  ///
  /// - Throws: ``Failure/Kind/usage`` for a file that is no state, or that of another batch.
  public static func load(_ path: String, source: String) throws(Failure) -> BatchState {
    guard let bytes = try PrivateFile.read(path, limit: largest) else {
      return BatchState(source: source)
    }
    guard let state = try? JSONDecoder().decode(BatchState.self, from: Data(bytes)),
      state.lines >= 0, (0...state.lines).contains(state.unredeemed ?? 0),
      (state.unredeemedLines ?? []).count <= min(named, state.unredeemed ?? 0)
    else {
      throw Failure(
        .usage, tr("\(path) is not the state of a batch"),
        hint: tr("name another file with --state; it is made when the batch begins"))
    }
    guard state.source == source else {
      throw Failure(
        .usage, tr("\(path) is the state of another batch, read from \(state.source)"),
        hint: tr("name another file with --state"))
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
      throw Failure(.error, tr("could not write down the batch's state: \(error)"))
    }
    // Saved five times a second; the servers know what was done.
    try PrivateFile.replace(path, with: Array(data), isDurable: false)
  }
}
