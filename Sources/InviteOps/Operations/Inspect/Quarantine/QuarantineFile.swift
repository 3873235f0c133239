internal import InviteDomain
internal import Localization
internal import LosslessJSON
internal import SocketStream

/// A message that was taken out of its list, and where it belongs.
///
/// The file's first line says what it is, as JSON; what follows is the message as it lay in Redis,
/// byte for byte, whatever it is.
struct QuarantineFile: Equatable {
  /// By which the broker knows that this very message is out.
  let token: String
  let queue: String
  /// The key of its list, with prefix and priority step.
  let list: String
  let message: [UInt8]
  /// For people; `nil` where the message cannot be read.
  let id: String?
  let task: String?
  /// Epoch seconds.
  let taken: Double

  /// The longest file that is read: Redis has no longer strings (512 MiB, proto-max-bulk-len).
  static let limit = 513 << 20

  /// By what the broker tells the message while it is out. It depends on the message, so that no other goes
  /// back in its place.
  var mark: String {
    let digest = MessageDigest(.sha256)
    digest.update(list.utf8)
    digest.update([0])
    digest.update(message)
    // Where OpenSSL refuses one, the length has to do.
    return digest.hexDigest ?? "\(message.count)"
  }

  var encoded: [UInt8] {
    let head: JSONObject = [
      "kind": .string(Self.kind),
      "queue": .string(queue),
      "list": .string(list),
      "id": id.map(JSONValue.string) ?? .null,
      "task": task.map(JSONValue.string) ?? .null,
      "taken_at": .string(Timestamps.rfc3339(epoch: taken)),
      "taken": .double(taken),
      "token": .string(token),
      "bytes": .int(message.count),
    ]
    return JSONValue.object(head).pythonJSON + [UInt8(ascii: "\n")] + message
  }

  private static let kind = "invitectl.quarantine.1"

  init(
    token: String, queue: String, list: String, message: [UInt8], id: String?, task: String?,
    taken: Double
  ) {
    self.token = token
    self.queue = queue
    self.list = list
    self.message = message
    self.id = id
    self.task = task
    self.taken = taken
  }

  /// - Throws: ``Failure/Kind/usage`` for what `quarantine` has not written.
  init(decoding bytes: [UInt8], from path: String) throws(Failure) {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
      let head = try? JSONValue(parsing: Array(bytes[..<end])),
      head["kind"]?.string == Self.kind, let token = head["token"]?.string,
      let queue = head["queue"]?.string, let list = head["list"]?.string,
      let count = head["bytes"]?.int, count == bytes.count - end - 1
    else {
      throw Failure(
        .usage, tr("\(path) is no file of 'control quarantine', or not whole"),
        hint: tr("name the file that 'control quarantine QUEUE --to FILE' wrote, as it is"))
    }
    self.init(
      token: token, queue: queue, list: list, message: Array(bytes[(end + 1)...]),
      id: head["id"]?.string, task: head["task"]?.string, taken: head["taken"]?.double ?? 0)
  }
}
