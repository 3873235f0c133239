internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// A message that `control quarantine` has taken out of its queue, as the broker remembers it until it is put
/// back: whom it invites is told there, as it was by the queue, so that who looks for an invite finds it.
struct QuarantinedMessage: Sendable, Equatable {
  /// By which the broker knows that this very message is out.
  let token: String
  /// Over its list and its bytes.
  let digest: String
  /// The invites that it leads to, `nil` where that cannot be told.
  var calls: [InviteCall]?
  var id: String?
  var queue: String?
  /// Epoch seconds.
  var taken: Double?
  /// Its file, whole, and where that is.
  var file: String?
  var host: String?
  var user: String?
  /// Whether Celery cannot read it either; `nil` where an older invitectl has taken it out.
  var isMalformed: Bool?
  /// What has the broker forget it, where its file was seen to be missing; never written to the broker.
  var forget: String?
  /// Whether the token of its task was seen to be given back; never written to the broker either.
  var isRefunded = false
  /// Whether its invite was made, or may have been: seen when it was taken out, or since.
  var isMade = false
  /// Whether one of both was asked for and not seen; never written to the broker.
  var isUnseen = false
  /// Whether it is in its queue still, and only looked at beside those that are out; never written to the broker.
  var isWaiting = false
  /// Its tag in `unacked`, where it waits in no list, but for coming back from a worker that had taken it; never
  /// written to the broker.
  var unackedTag: String?
  /// Whether a worker had it before it was taken out; `nil` where that was not kept.
  var isRedelivered: Bool?

  init(token: String, digest: String) {
    self.token = token
    self.digest = digest
  }

  /// What it leads to; `nil` where it cannot be read here and workers may well read it.
  static func calls(of message: [UInt8]) -> [InviteCall]? {
    switch MessageVerdict(message) {
    // Celery cannot read it either.
    case .malformed: return []
    case .unreadable(let reason) where !reason.mayBeReadByWorkers: return []
    case .sound, .unreadable:
      guard let envelope = try? MessageEnvelope(decoding: message) else { return nil }
      return try? QueuedTask(envelope).invites()
    }
  }

  /// Whether a worker has taken it and not acknowledged it.
  var isUnacked: Bool { unackedTag != nil }

  /// Whether no worker can read a message: put back it stops the next one that takes it.
  static func isMalformed(_ message: [UInt8]) -> Bool {
    switch MessageVerdict(message) {
    case .sound: false
    case .unreadable(let reason): !reason.mayBeReadByWorkers
    case .malformed: true
    }
  }

  /// The same of this one, as far as the broker knows.
  var isPoison: Bool { isMalformed ?? (id == nil && calls?.isEmpty == true) }

  /// The digest, and behind it what people and searches are told: the scripts compare the former alone.
  var encoded: [UInt8] {
    let about: JSONObject = [
      "id": id.map(JSONValue.string) ?? .null,
      "queue": queue.map(JSONValue.string) ?? .null,
      "taken": taken.map(JSONValue.double) ?? .null,
      "file": file.map(JSONValue.string) ?? .null,
      "host": host.map(JSONValue.string) ?? .null,
      "user": user.map(JSONValue.string) ?? .null,
      "malformed": isMalformed.map(JSONValue.bool) ?? .null,
      "made": .bool(isMade),
      "redelivered": isRedelivered.map(JSONValue.bool) ?? .null,
      "calls": calls.map { JSONValue.array($0.map(Self.written)) } ?? .null,
    ]
    return Array(digest.utf8) + [UInt8(ascii: " ")] + JSONValue.object(about).pythonJSON
  }

  private static func written(_ call: InviteCall) -> JSONValue {
    [
      "email": .string(call.email), "redeem_code": .string(call.code),
      "is_rebind": .bool(call.isRebind),
    ]
  }

  /// What anybody may have written there is read as far as it goes.
  init(_ token: String, decoding bytes: [UInt8]) {
    let end = bytes.firstIndex(of: UInt8(ascii: " ")) ?? bytes.endIndex
    self.init(token: token, digest: String(decoding: bytes[..<end], as: UTF8.self))
    guard end < bytes.endIndex,
      let about = try? JSONValue(parsing: Array(bytes[(end + 1)...]))
    else { return }
    id = about["id"]?.string
    queue = about["queue"]?.string
    taken = about["taken"]?.double
    file = about["file"]?.string
    host = about["host"]?.string
    user = about["user"]?.string
    isMalformed = about["malformed"]?.bool
    isMade = about["made"]?.bool ?? false
    isRedelivered = about["redelivered"]?.bool
    var read: [InviteCall] = []
    for call in about["calls"]?.array ?? [] {
      // Of what is none whom it invites is not known.
      guard let call = try? InviteCall(args: .null, kwargs: call) else { return }
      read.append(call)
    }
    if about["calls"]?.array != nil { calls = read }
  }

  /// Where it is, for people.
  var place: String {
    guard let path = file.map({ PythonText.escaped($0) }) else { return tr("quarantine") }
    guard let host else { return tr("quarantine (\(path))") }
    return tr("quarantine (\(path) on \(PythonText.escaped(host)))")
  }

  /// Whether its file is on this machine.
  var isHere: Bool { host == OSUser.host }

  /// Whether its file is missing where it was written: on this machine.
  var isLost: Bool { isHere && file.map { PrivateFile.isMissing($0) } == true }

  /// What has the broker forget it, for who knows that its file is nowhere: searches take it for a message
  /// that may come back until then.
  func forgetting(_ broker: RedisEndpoint) -> String {
    ShellCommand.redis(broker, ["HDEL", QuarantineScripts.marks, token])
  }

  /// Why it is not known whether it is one that is looked for; `nil` where that is known.
  var gap: String? {
    guard calls == nil else { return nil }
    guard let queue else { return tr("whom a message in \(place) invites is not known here") }
    return tr(
      "whom a message of \(PythonText.escaped(queue)) in \(place) invites is not known here")
  }

  /// What puts it back, on the machine that has its file.
  var putBack: String? { file.map { Self.puttingBack($0) } }

  /// - Parameter isForced: also where the token of its task was given back, or its invite was made.
  static func puttingBack(_ file: String, isForced: Bool = false) -> String {
    let force: [ShellCommand.Option] = isForced ? ["--force"] : []
    return ShellCommand.invitectl(
      ["inspect-workers", "control", "quarantine"], [],
      [.init("--put-back", file)] + force + ["--yes"], isQuoted: true)
  }

  /// All that the broker remembers, and what keeps it from saying so.
  static func seen(
    _ connection: RedisConnection, timeout: Duration
  ) throws(RedisError) -> (messages: [QuarantinedMessage], gap: String?) {
    var found: [String: QuarantinedMessage] = [:]
    var cursor = "0"
    do throws(RedisError) {
      repeat {
        let reply = try connection.call(
          ["HSCAN", QuarantineScripts.marks, cursor, "COUNT", 1000], deadline: .after(timeout)
        ).asArray()
        cursor = try reply.first?.asString() ?? "0"
        let pairs = try reply.last?.asArray() ?? []
        for index in stride(from: 0, to: pairs.count - 1, by: 2) {
          let token = String(decoding: try pairs[index].asBytes(), as: UTF8.self)
          found[token] = QuarantinedMessage(token, decoding: try pairs[index + 1].asBytes())
        }
      } while cursor != "0"
    } catch {
      guard case .server(let refusal) = error else { throw error }
      return ([], tr("what is in quarantine was not seen: \(refusal.code)"))
    }
    return (found.values.sorted { ($0.taken ?? 0, $0.token) < ($1.taken ?? 0, $1.token) }, nil)
  }
}
