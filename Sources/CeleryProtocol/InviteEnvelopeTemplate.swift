package import LosslessJSON

/// Builds the messages of many invites fast: one is built in full, and for the others what differs
/// is put in its places. Only for emails, codes and ids of plain ASCII without quotes and
/// backslashes, which JSON and Python's repr both write as they are; others are built in full.
package struct InviteEnvelopeTemplate {
  private enum Part {
    case literal([UInt8])
    case id, email, code, body
  }

  private static let (id, email, code) = ("id-of-template", "email-of-template", "code-of-template")

  private let parts: [Part]
  private let body: [Part]
  /// Bytes of the literals, and how often each of the values occurs.
  private let size: Size
  private let bodySize: Size

  private struct Size {
    var literals = 0
    var (ids, emails, codes) = (0, 0, 0)

    package init(_ parts: [Part]) {
      for part in parts {
        switch part {
        case .literal(let bytes): literals += bytes.count
        case .id: ids += 1
        case .email: emails += 1
        case .code: codes += 1
        case .body: break
        }
      }
    }

    package func total(_ id: Bytes, _ email: Bytes, _ code: Bytes) -> Int {
      literals + ids * id.count + emails * email.count + codes * code.count
    }
  }

  private typealias Bytes = UnsafeBufferPointer<UInt8>

  /// - Throws: never for these values; what ``InviteTask`` would refuse.
  package init(groupID: Int?, isRebind: Bool, headers: JSONObject = [:]) throws(TaskMessageError) {
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
    size = Size(parts)
    bodySize = Size(body)
  }

  /// `nil` for values that need escaping.
  package func message(email: String, code: String, id: String) -> [UInt8]? {
    var (email, code, id) = (email, code, id)
    return email.withUTF8 { email in
      code.withUTF8 { code in
        id.withUTF8 { id -> [UInt8]? in
          guard Self.isPlain(email), Self.isPlain(code), Self.isPlain(id) else { return nil }
          return message(email, code, id)
        }
      }
    }
  }

  private func message(_ email: Bytes, _ code: Bytes, _ id: Bytes) -> [UInt8] {
    let bodyCount = bodySize.total(id, email, code)
    let count = size.total(id, email, code) + Base64.count(of: bodyCount)
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bodyCount) { room in
      var end = 0
      for part in body { Self.write(part, (email, code, id), nil, to: room, &end) }
      let content = Bytes(rebasing: room[..<end])
      return [UInt8](unsafeUninitializedCapacity: count) { message, end in
        for part in parts { Self.write(part, (email, code, id), content, to: message, &end) }
      }
    }
  }

  private static func write(
    _ part: Part, _ values: (email: Bytes, code: Bytes, id: Bytes), _ body: Bytes?,
    to buffer: UnsafeMutableBufferPointer<UInt8>, _ end: inout Int
  ) {
    let rest = UnsafeMutableBufferPointer(rebasing: buffer[end...])
    switch part {
    case .literal(let bytes): end += rest.update(fromContentsOf: bytes)
    case .id: end += rest.update(fromContentsOf: values.id)
    case .email: end += rest.update(fromContentsOf: values.email)
    case .code: end += rest.update(fromContentsOf: values.code)
    case .body: if let body { end += Base64.write(body, to: rest) }
    }
  }

  private static func isPlain(_ text: Bytes) -> Bool {
    text.allSatisfy { byte in
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

/// Base64 with padding (RFC 4648, section 4).
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Of so many bytes.
  static func count(of bytes: Int) -> Int { (bytes + 2) / 3 * 4 }

  static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBufferPointer { bytes in
      [UInt8](unsafeUninitializedCapacity: count(of: bytes.count)) { $1 = write(bytes, to: $0) }
    }
  }

  /// Returns how many bytes it wrote. There must be room for ``count(of:)``.
  static func write(
    _ bytes: UnsafeBufferPointer<UInt8>, to output: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    precondition(output.count >= count(of: bytes.count))
    return alphabet.withUnsafeBufferPointer { alphabet in
      var (index, end) = (0, 0)
      while index + 2 < bytes.count {
        let (a, b, c) = (bytes[index], bytes[index + 1], bytes[index + 2])
        output[end] = alphabet[Int(a &>> 2)]
        output[end &+ 1] = alphabet[Int((a & 3) &<< 4 | b &>> 4)]
        output[end &+ 2] = alphabet[Int((b & 15) &<< 2 | c &>> 6)]
        output[end &+ 3] = alphabet[Int(c & 63)]
        index &+= 3
        end &+= 4
      }
      guard index < bytes.count else { return end }
      let a = bytes[index]
      let b = index + 1 < bytes.count ? bytes[index + 1] : 0
      output[end] = alphabet[Int(a >> 2)]
      output[end + 1] = alphabet[Int((a & 3) << 4 | b >> 4)]
      output[end + 2] =
        index + 1 < bytes.count ? alphabet[Int((b & 15) << 2)] : UInt8(ascii: "=")
      output[end + 3] = UInt8(ascii: "=")
      return end + 4
    }
  }
}
