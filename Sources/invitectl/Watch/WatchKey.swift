/// The keys that the watch knows.
enum WatchKey: Equatable {
  case quit, interrupt, suspend, faster, slower, pause, refresh, sort, help, up, down, filter
  /// While a filter is typed.
  case text(String)
  case erase, done, cancel

  /// Unknown keys are nothing.
  ///
  /// - Parameter typing: Whether a filter is being typed, so that letters are letters.
  static func parse(_ bytes: some Collection<UInt8>, typing: Bool = false) -> [WatchKey] {
    if typing { return parseTyping(Array(bytes)) }
    var keys: [WatchKey] = []
    var rest = Array(bytes)[...]
    while let byte = rest.popFirst() {
      // ESC [ A and ESC O A, as terminals send arrows.
      if byte == 0x1B, let next = rest.first, next == 0x5B || next == 0x4F {
        rest.removeFirst()
        switch rest.popFirst() {
        case 0x41?: keys.append(.up)
        case 0x42?: keys.append(.down)
        default: break
        }
        continue
      }
      if let key = single[byte] { keys.append(key) }
    }
    return keys
  }

  private static func parseTyping(_ bytes: [UInt8]) -> [WatchKey] {
    switch bytes.first {
    case 0x03?: [.interrupt]
    case 0x1B?: [.cancel]
    case 0x0D?, 0x0A?: [.done]
    case 0x7F?, 0x08?: [.erase]
    default:
      [.text(String(decoding: bytes.filter { $0 >= 0x20 }, as: UTF8.self))]
    }
  }

  private static let single: [UInt8: WatchKey] = [
    UInt8(ascii: "q"): .quit, UInt8(ascii: "Q"): .quit, 0x03: .interrupt, 0x04: .quit,
    0x1A: .suspend, UInt8(ascii: "+"): .slower, UInt8(ascii: "="): .slower,
    UInt8(ascii: "-"): .faster, UInt8(ascii: " "): .pause, UInt8(ascii: "r"): .refresh,
    UInt8(ascii: "s"): .sort, UInt8(ascii: "?"): .help, UInt8(ascii: "k"): .up,
    UInt8(ascii: "j"): .down, UInt8(ascii: "/"): .filter,
  ]
}
