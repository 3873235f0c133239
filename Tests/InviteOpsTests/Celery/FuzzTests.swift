import CeleryProtocol
import InviteOps
import LosslessJSON
import Testing

/// Whatever lies in Redis, reading it ends with a value or a named error.
@Suite struct FuzzTests {
  /// SplitMix64: small, seeded, the same on every machine.
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private func readAsEverything(_ bytes: [UInt8]) -> Int {
    var read = 0
    if let value = try? JSONValue(parsing: bytes) {
      read += 1
      // What was accepted survives a round trip.
      #expect((try? JSONValue(parsing: value.pythonJSON)) == value)
    }
    if let envelope = try? MessageEnvelope(decoding: bytes) {
      read += 1
      _ = QueuedTask.defect(of: envelope)
      _ = QueuedTask(envelope)
      _ = envelope.encoded
    }
    if (try? ControlReply(decoding: bytes)) != nil { read += 1 }
    if (try? CeleryEvent.decode(bytes)) != nil { read += 1 }
    if let result = try? TaskResult(decoding: bytes) {
      read += 1
      _ = result.exception
    }
    if let entry = try? UnackedEntry(decoding: bytes) {
      read += 1
      _ = entry.encoded
    }
    return read
  }

  private static let seeds: [[UInt8]] = {
    Captures.names.flatMap { name -> [[UInt8]] in
      guard let capture = try? Captures.load(name) else { return [] }
      return (Captures.envelopes(in: capture) + [capture["value"] ?? .null]).map(\.pythonJSON)
    }
  }()

  @Test func `truncated, flipped, spliced and foreign messages are survived`() {
    let seed = UInt64.random(in: .min ... .max)
    print("fuzz seed: \(seed)")
    var random = Generator(state: seed)
    var accepted = 0
    for _ in 0..<3000 {
      var bytes = Self.seeds.randomElement(using: &random) ?? []
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
      case 1:
        for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
          let place = Int.random(in: 0..<bytes.count, using: &random)
          bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
      case 2:
        let other = Self.seeds.randomElement(using: &random) ?? []
        bytes = bytes.prefix(bytes.count / 2) + other.suffix(other.count / 2)
      case 3:
        bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
          UInt8.random(in: .min ... .max, using: &random)
        }
      default: break
      }
      accepted += readAsEverything(bytes)
    }
    // A fifth of the inputs were left whole: a reader that refuses everything would show here.
    #expect(accepted > 600, "seed \(seed)")
  }

  @Test func `every prefix of a message is refused without a crash`() throws {
    let whole = try #require(try Captures.load("task_process_invite_task.json")["envelope"])
    let bytes = whole.pythonJSON
    for length in 0..<bytes.count {
      #expect(throws: MessageEnvelope.DecodingFailure.self) {
        try MessageEnvelope(decoding: Array(bytes.prefix(length)))
      }
    }
  }

  @Test(arguments: [
    "\u{80}\u{04}\u{95}pickle", "<xml/>", "7", "\"text\"", "[]", "[[], {}, null]",
    #"{"task": "celery 1 protocol", "id": "x", "args": [], "kwargs": {}}"#,
    #"{"body": 7, "headers": {}, "properties": {}}"#,
    #"{"body": "!!", "headers": {}, "properties": {"body_encoding": "base64"}}"#,
    #"{"uuid": "sidekiq", "class": "Worker", "args": []}"#,
  ])
  func `foreign messages get a named error`(text: String) {
    #expect(throws: MessageEnvelope.DecodingFailure.self) {
      try MessageEnvelope(decoding: Array(text.utf8))
    }
  }
}
