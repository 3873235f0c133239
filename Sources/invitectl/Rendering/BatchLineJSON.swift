import ClientSupport
import InviteDomain
import InviteOps

/// A line of a batch as one JSON object, written by hand: an encoder would cost more time than the
/// redemption.
struct BatchLineJSON {
  private(set) var bytes: [UInt8] = []

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  mutating func append(_ line: BatchLine) {
    bytes += #"{"schema_version":1,"line":"#.utf8
    bytes.append(decimal: line.record.number)
    guard let result = line.result else {
      field("status", "invalid")
      field("detail", line.problem ?? "not a redemption")
      bytes += "}\n".utf8
      return
    }
    field("code", result.request.code)
    field("email", result.request.email)
    if let flow = result.flow { field("flow", flow.rawValue) }
    field("task_id", result.request.taskID)
    switch result.status {
    case .queued(let remaining):
      field("status", "queued")
      if let remaining {
        bytes += #","remaining":"#.utf8
        bytes.append(decimal: remaining)
      }
    case .waiting(let position):
      field("status", "waiting")
      if let position {
        bytes += #","queue_position":"#.utf8
        bytes.append(decimal: position)
      }
    case .underWay: field("status", "under_way")
    case .duplicate: field("status", "duplicate")
    case .refused(let reason, let detail):
      field("status", "refused")
      field("reason", reason.rawValue)
      field("detail", detail)
    case .failed(let failure):
      field("status", "failed")
      field("detail", failure.message)
      if let hint = failure.hint { field("next", hint) }
    }
    bytes += "}\n".utf8
  }

  private mutating func field(_ name: StaticString, _ value: String) {
    bytes.append(UInt8(ascii: ","))
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { bytes += $0 }
    bytes += #"":""#.utf8
    var value = value
    let start = bytes.count
    let isPlain = value.withUTF8 { value in
      guard value.allSatisfy(Self.isPlain) else { return false }
      bytes.append(contentsOf: value)
      return true
    }
    if !isPlain {
      for byte in value.utf8 { escape(byte) }
      let text = Sanitizing.json(String(decoding: bytes[start...], as: UTF8.self))
      bytes.replaceSubrange(start..., with: text.utf8)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private mutating func escape(_ byte: UInt8) {
    if byte < 0x20 {
      bytes += "\\u00".utf8
      bytes.append(Self.digit(byte >> 4))
      bytes.append(Self.digit(byte & 15))
    } else {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        bytes.append(UInt8(ascii: "\\"))
      }
      bytes.append(byte)
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
