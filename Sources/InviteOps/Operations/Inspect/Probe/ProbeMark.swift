internal import CeleryProtocol
internal import LosslessJSON

/// What the broker remembers of one probe while it is on its way. No I/O.
struct ProbeMark {
  let id: String
  /// Epoch seconds by the broker's clock: when it was sent, and until when its run may be at it.
  let made: Double
  let until: Double
  /// The connection of that run, as the server counts them; `nil` where it did not say.
  let owner: Int?
  let queue: String
  /// The lists in which it may lie.
  let lists: [String]
  /// As it was sent; empty once it is in no list any more and only its result may be left.
  let message: [UInt8]

  init(_ item: ProbeItem, made: Double, until: Double, owner: Int?, isSettled: Bool = false) {
    id = item.id
    self.made = made
    self.until = until
    self.owner = owner
    queue = item.queue
    lists = [item.list] + item.returns.filter { $0 != item.list }
    message = isSettled ? [] : item.bytes
  }

  /// - Returns: `nil` for what is no mark of a probe of ours: nothing else is ever taken away by it.
  init?(_ id: String, decoding bytes: [UInt8]) {
    guard id.hasPrefix(ProbeMessage.idPrefix), let value = try? JSONValue(parsing: bytes),
      let made = value["made"]?.double, let until = value["until"]?.double,
      let queue = value["queue"]?.string, let message = value["message"]?.string
    else { return nil }
    if !message.isEmpty {
      guard let envelope = try? MessageEnvelope(decoding: Array(message.utf8)),
        envelope.headers["id"]?.string == id,
        envelope.headers["task"]?.string == ProbeMessage.task
      else { return nil }
    }
    self.id = id
    self.made = made
    self.until = until
    owner = value["owner"]?.int
    self.queue = queue
    lists = (value["lists"]?.array ?? []).compactMap(\.string)
    self.message = Array(message.utf8)
  }

  var encoded: [UInt8] {
    JSONValue.object([
      "made": .double(made), "until": .double(until),
      "owner": owner.map(JSONValue.int) ?? .null, "queue": .string(queue),
      "lists": .array(lists.map(JSONValue.string)),
      "message": .string(String(decoding: message, as: UTF8.self)),
    ]).pythonJSON
  }

  /// Where it may lie: as it was sent, or as a worker has given it back.
  var places: [Place] {
    guard !message.isEmpty, let envelope = try? MessageEnvelope(decoding: message) else {
      return []
    }
    var forms = [message]
    let restored = UnackedEntry.restored(envelope, queue: queue)
    if !restored.isEmpty { forms.append(restored) }
    var places: [Place] = []
    for list in lists {
      for form in forms { places.append(Place(list: list, count: 1, form: form)) }
    }
    return places
  }

  /// A list, from which end and how many are removed (LREM's count), and the bytes.
  struct Place {
    let list: String
    let count: Int
    let form: [UInt8]
  }
}
