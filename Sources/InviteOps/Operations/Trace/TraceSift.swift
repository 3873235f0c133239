internal import Glibc

/// Tells quickly of a message that it is not the one looked for: decoding each of 100,000 takes seconds.
///
/// A message as kombu writes it begins with its body, JSON in base64, of which the arguments are
/// searched. Of whatever is written in another way it says that it may be the one.
struct TraceSift {
  private let texts: [Needle]
  private let ids: [Needle]
  /// In small letters, as by protocol 1 they stand in the body.
  private let foldedIDs: [Needle]
  /// Whether each stands in JSON as it is.
  private let isPlain: Bool
  private var body: [UInt8] = []

  /// - Parameters:
  ///   - texts: emails and codes, in any case.
  ///   - ids: of tasks.
  init(texts: [String], ids: [String]) {
    self.texts = texts.map { Needle($0.utf8.map(Self.folded)) }
    self.ids = ids.map { Needle(Array($0.utf8)) }
    foldedIDs = ids.map { Needle($0.utf8.map(Self.folded)) }
    isPlain = (self.texts + self.ids).allSatisfy { needle in
      !needle.bytes.isEmpty && needle.bytes.allSatisfy(Self.isPlain)
    }
  }

  /// Whether the message may hold one of the texts among its arguments, or has one of the ids.
  mutating func mayHold(_ message: [UInt8]) -> Bool {
    message.withUnsafeBytes { mayHold($0) }
  }

  /// The same of bytes that are lent.
  mutating func mayHold(_ message: UnsafeRawBufferPointer) -> Bool {
    guard isPlain else { return true }
    let bytes = message.assumingMemoryBound(to: UInt8.self)
    if ids.contains(where: { $0.isIn(bytes) }) { return true }
    guard let start = Self.start(bytes), let base = bytes.baseAddress,
      let quote = memchr(base + start, Self.quote, bytes.count - start)
    else { return true }
    let end = UnsafeRawPointer(quote) - UnsafeRawPointer(base)
    let length = end - start
    guard Self.isJSON(UnsafeBufferPointer(rebasing: bytes[end...])), length.isMultiple(of: 4)
    else { return true }
    let room = length / 4 * 3
    if body.count < room { body = [UInt8](repeating: 0, count: room * 2) }
    return body.withUnsafeMutableBufferPointer { body in
      guard let into = body.baseAddress,
        let count = Self.decode(base + start, length, into: into), count > 0,
        // What is compressed is no JSON yet.
        into[0] == UInt8(ascii: "[") || into[0] == UInt8(ascii: "{")
      else { return true }
      let text = UnsafeBufferPointer(UnsafeMutableBufferPointer(start: into, count: count))
      return texts.contains { $0.isIn(text) } || foldedIDs.contains { $0.isIn(text) }
    }
  }

  private static let quote = Int32(truncatingIfNeeded: UInt8(ascii: "\""))

  /// Of a message, and of an entry of `unacked`; with and without the blank.
  private static let starts = [
    #"{"body": ""#, #"[{"body": ""#, #"{"body":""#, #"[{"body":""#,
  ].map { Array($0.utf8) }

  /// What kombu writes behind the body.
  private static let ends = [
    #"", "content-encoding": "utf-8", "content-type": "application/json", "#,
    #"","content-encoding":"utf-8","content-type":"application/json","#,
  ].map { Array($0.utf8) }

  private static func start(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    starts.first { begins(bytes, with: $0) }?.count
  }

  private static func isJSON(_ rest: UnsafeBufferPointer<UInt8>) -> Bool {
    ends.contains { begins(rest, with: $0) }
  }

  private static func begins(_ bytes: UnsafeBufferPointer<UInt8>, with text: [UInt8]) -> Bool {
    guard let base = bytes.baseAddress, bytes.count >= text.count else { return false }
    return text.withUnsafeBufferPointer { text in
      text.baseAddress.map { memcmp(base, $0, text.count) == 0 } ?? true
    }
  }

  /// The text in small letters; `nil` for one that is not base64 as Python writes it.
  ///
  /// - Parameters:
  ///   - count: a multiple of four.
  ///   - into: room for three quarters of it.
  private static func decode(
    _ text: UnsafePointer<UInt8>, _ count: Int, into: UnsafeMutablePointer<UInt8>
  ) -> Int? {
    digits.withUnsafeBufferPointer { digits in
      var written = 0
      var index = 0
      while index < count {
        let a = digits[Int(text[index])]
        let b = digits[Int(text[index + 1])]
        let c = digits[Int(text[index + 2])]
        let d = digits[Int(text[index + 3])]
        var missing = 0
        if (a | b | c | d) > 63 {
          // The last one may be filled up.
          guard index + 4 == count, a | b < 64, text[index + 3] == padding,
            c < 64 || text[index + 2] == padding
          else { return nil }
          missing = c < 64 ? 1 : 2
        }
        into[written] = folded(a << 2 | b >> 4)
        into[written + 1] = folded(b << 4 | (c & 63) >> 2)
        into[written + 2] = folded(c << 6 | d & 63)
        written += 3 - missing
        index += 4
      }
      return written
    }
  }

  private static let padding = UInt8(ascii: "=")

  @inline(__always) private static func folded(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
  }

  /// What no writer of JSON escapes.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "@"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// The value of each digit, 128 for what is none.
  private static let digits: [UInt8] = {
    var digits = [UInt8](repeating: 128, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, byte) in alphabet.utf8.enumerated() {
      digits[Int(byte)] = UInt8(truncatingIfNeeded: value)
    }
    return digits
  }()
}

/// A text that is searched for by the byte of it that is the least common.
private struct Needle {
  let bytes: [UInt8]
  private let anchor: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    anchor = bytes.indices.min { Self.rank(bytes[$0]) < Self.rank(bytes[$1]) } ?? 0
  }

  /// How common a byte is in JSON of messages, about.
  private static func rank(_ byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: "@"), UInt8(ascii: "/"), UInt8(ascii: "+"): 0
    case UInt8(ascii: "j"), UInt8(ascii: "q"), UInt8(ascii: "x"), UInt8(ascii: "z"),
      UInt8(ascii: "k"), UInt8(ascii: "w"):
      1
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "g")...UInt8(ascii: "z"): 2
    case UInt8(ascii: "\""), UInt8(ascii: " "), UInt8(ascii: "-"): 4
    default: 3
    }
  }

  func isIn(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = text.baseAddress, text.count >= bytes.count, !bytes.isEmpty else {
      return false
    }
    return bytes.withUnsafeBufferPointer { needle in
      guard let start = needle.baseAddress else { return false }
      let wanted = Int32(truncatingIfNeeded: needle[anchor])
      var place = anchor
      let last = text.count - (needle.count - anchor)
      while place <= last, let hit = memchr(base + place, wanted, last - place + 1) {
        place = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
        if memcmp(base + place - anchor, start, needle.count) == 0 { return true }
        place += 1
      }
      return false
    }
  }
}
