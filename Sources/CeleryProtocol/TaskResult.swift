internal import Localization
public import LosslessJSON

/// What the result backend holds about a task (`celery-task-meta-<id>`). No key means pending.
public struct TaskResult: Sendable, Hashable {
  public let id: String
  public let state: State
  /// The return value, or for a failure what it was.
  public let result: JSONValue
  /// The whole record, with the fields of `result_extended` if the app writes them.
  public let meta: JSONObject

  public struct State: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }

    public static let success = State(rawValue: "SUCCESS")
    public static let failure = State(rawValue: "FAILURE")
    public static let revoked = State(rawValue: "REVOKED")
    public static let retry = State(rawValue: "RETRY")
    public static let started = State(rawValue: "STARTED")

    /// Whether nothing more will come.
    public var isFinal: Bool { self == .success || self == .failure || self == .revoked }
  }

  /// Why bytes are not a result.
  public enum DecodingFailure: Error, Sendable, Equatable, CustomStringConvertible {
    case json(JSONError)
    /// The named field is missing or of another type.
    case field(String)
    /// Written with `result_compression`, which this program does not read.
    case compressed

    public var description: String {
      switch self {
      case .json(let error): error.description
      case .field(let name): tr("not a Celery result: \(name) is missing or malformed")
      case .compressed: tr("the Celery app compresses its results (result_compression)")
      }
    }
  }

  /// The key, and also the channel on which the same value is published. Channels know no
  /// databases.
  ///
  /// - Parameter prefix: `global_keyprefix` of result_backend_transport_options.
  public static func key(id: String, prefix: String = "") -> String {
    prefix + "celery-task-meta-" + id
  }

  public init(decoding bytes: [UInt8]) throws(DecodingFailure) {
    // celery 5.7 marks a compressed value with a leading zero byte.
    if bytes.first == 0 { throw .compressed }
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .json(error)
    }
    guard let meta = value.object else { throw .field(tr("the object")) }
    guard let state = meta["status"]?.string else { throw .field("status") }
    guard let id = meta["task_id"]?.string else { throw .field("task_id") }
    self.id = id
    self.state = State(rawValue: state)
    result = meta["result"] ?? .null
    self.meta = meta
  }

  /// The exception of a FAILURE, RETRY or REVOKED: type and message.
  public var exception: (type: String, message: String)? {
    guard let type = result["exc_type"]?.string else { return nil }
    let message =
      switch result["exc_message"] {
      case .array(let parts)?: parts.map { $0.string ?? $0.pythonRepr }.joined(separator: ", ")
      case .string(let text)?: text
      case let other?: other.pythonRepr
      case nil: ""
      }
    return (type, message)
  }

  /// When the task ended, as written: without an offset by Celery 5.3, with `+00:00` by 5.7;
  /// UTC in both.
  public var dateDone: String? { meta["date_done"]?.string }
}
