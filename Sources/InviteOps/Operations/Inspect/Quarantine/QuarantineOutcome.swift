internal import CeleryProtocol
internal import InviteDomain
internal import Localization

/// A message that leaves its queue for a file, or comes back from it.
public struct QuarantineOutcome: Sendable, Encodable {
  public enum Direction: String, Sendable, Encodable {
    case out
    case back
  }

  public let direction: Direction
  public let queue: String
  /// The key of its list.
  public let list: String
  /// Of its list, in the order in which workers empty them.
  public let step: Int?
  /// Messages of its list that are taken before it.
  public let position: Int
  public let bytes: Int
  /// `nil` where the message cannot be read.
  public let id: String?
  public let task: String?
  /// What is wrong with it, or why it cannot be read here; `nil` for a sound one.
  public let defect: String?
  public let file: String
  /// On its way out, whether it lay in `unacked`, with nobody who says to have it.
  public internal(set) var isUnacked = false
  /// Whether its worker was shown to be gone then. Of one whose invite was made, or whose token was given back, that is
  /// not asked for: it may be only silent.
  public internal(set) var isWorkerGone = false
  /// On its way back, whether the token of its task was given back; `nil` where that was not seen.
  public internal(set) var isRefunded: Bool? = false
  /// What shows that its invite was made already, or may have been; `nil` where nothing does, and where it was not
  /// looked for: on its way out of a list.
  public internal(set) var made: String?
  /// Why that was not seen.
  public internal(set) var gap: String?
  public internal(set) var isApplied = false
  /// Messages of the queue directly afterwards; `nil` before, and where it could not be read.
  public internal(set) var left: Int?

  init(
    _ direction: Direction, _ file: QuarantineFile, at path: String, step: Int?, position: Int
  ) {
    self.direction = direction
    queue = file.queue
    list = file.list
    self.step = step
    self.position = position
    bytes = file.message.count
    id = file.id
    task = file.task
    switch MessageVerdict(file.message) {
    case .sound: defect = nil
    case .unreadable(let reason): defect = tr("cannot be read here: \(reason.kind)")
    case .malformed(let why): defect = why
    }
    self.file = path
  }
}
