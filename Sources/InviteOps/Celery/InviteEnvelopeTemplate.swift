/// Builds the messages of many invites fast: one is built in full, and for the others what differs
/// is put in its places. Only for emails, codes and ids of plain ASCII without quotes and
/// backslashes, which JSON and Python's repr both write as they are; others are built in full.
struct InviteEnvelopeTemplate {
  private enum Part {
    case literal([UInt8])
    case id, email, code, body
  }

  private static let (id, email, code) = ("id-of-template", "email-of-template", "code-of-template")

  private let parts: [Part]
  private let body: [Part]

  /// - Throws: never for these values; what ``InviteTask`` would refuse.
  init(groupID: Int?, isRebind: Bool, headers: JSONObject = [:]) throws(TaskMessageError) {
    let task = try InviteTask(
      email: Self.email, code: Self.code, groupID: groupID, isRebind: isRebind, id: Self.id)
    let envelope = try task.message(headers: headers).envelope
    body = Self.split(envelope.body, [(Self.email, .email), (Self.code, .code)])
    let encoded = Base64.encoded(envelope.body)
    parts = Self.split(
      envelope.encoded,
      [
        (String(decoding: encoded, as: UTF8.self), .body), (Self.id, .id), (Self.email, .email),
        (Self.code, .code),
      ])
  }

  /// `nil` for values that need escaping.
  func message(email: String, code: String, id: String) -> [UInt8]? {
    guard Self.isPlain(email), Self.isPlain(code), Self.isPlain(id) else { return nil }
    var content: [UInt8] = []
    content.reserveCapacity(512)
    for part in body {
      switch part {
      case .literal(let bytes): content += bytes
      case .email: content += email.utf8
      case .code: content += code.utf8
      case .id, .body: break
      }
    }
    var message: [UInt8] = []
    message.reserveCapacity(1536)
    for part in parts {
      switch part {
      case .literal(let bytes): message += bytes
      case .id: message += id.utf8
      case .email: message += email.utf8
      case .code: message += code.utf8
      case .body: Base64.append(content, to: &message)
      }
    }
    return message
  }

  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { byte in
      (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "'")
        && byte != UInt8(ascii: "\\")
    }
  }

  /// Cuts `bytes` at each occurrence of a name.
  private static func split(_ bytes: [UInt8], _ names: [(String, Part)]) -> [Part] {
    var parts: [Part] = []
    var literal: [UInt8] = []
    var rest = bytes[...]
    next: while let first = rest.first {
      for (name, part) in names where rest.starts(with: name.utf8) {
        parts.append(.literal(literal))
        parts.append(part)
        literal = []
        rest = rest.dropFirst(name.utf8.count)
        continue next
      }
      literal.append(first)
      rest = rest.dropFirst()
    }
    parts.append(.literal(literal))
    return parts
  }
}

/// Base64 with padding (RFC 4648, section 4), appended in place.
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    append(bytes, to: &output)
    return output
  }

  static func append(_ bytes: [UInt8], to output: inout [UInt8]) {
    bytes.withUnsafeBufferPointer { bytes in
      alphabet.withUnsafeBufferPointer { alphabet in
        var index = 0
        while index + 2 < bytes.count {
          let (a, b, c) = (bytes[index], bytes[index + 1], bytes[index + 2])
          output.append(alphabet[Int(a >> 2)])
          output.append(alphabet[Int((a & 3) << 4 | b >> 4)])
          output.append(alphabet[Int((b & 15) << 2 | c >> 6)])
          output.append(alphabet[Int(c & 63)])
          index += 3
        }
        guard index < bytes.count else { return }
        let a = bytes[index]
        let b = index + 1 < bytes.count ? bytes[index + 1] : 0
        output.append(alphabet[Int(a >> 2)])
        output.append(alphabet[Int((a & 3) << 4 | b >> 4)])
        output.append(index + 1 < bytes.count ? alphabet[Int((b & 15) << 2)] : UInt8(ascii: "="))
        output.append(UInt8(ascii: "="))
      }
    }
  }
}
