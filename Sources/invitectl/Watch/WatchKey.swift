/// The keys that the watch knows.
enum WatchKey: Equatable {
  case quit, interrupt, suspend, faster, slower, pause, refresh, sort, help, filter
  case up, down, pageUp, pageDown, first, last
  /// The tasks of what is selected, and back; between workers and queues.
  case open, back, other
  case drain, pauseQueue, revoke, trace
  /// While a filter is typed.
  case text(String)
  case erase, done, cancel

  /// Unknown keys are nothing. What comes at once is read key by key, as it would be had it come
  /// slowly: `/`, a name and Enter in one paste are a filter, not commands.
  ///
  /// - Parameter typing: Whether a filter is being typed, so that letters are letters.
  static func parse(_ bytes: some Collection<UInt8>, typing: Bool = false) -> [WatchKey] {
    var typing = typing
    var keys: [WatchKey] = []
    var rest = Array(bytes)[...]
    while let byte = rest.popFirst() {
      if byte == 0x1B {
        let key = escape(&rest, typing: typing)
        if key == .cancel { typing = false }
        if let key { keys.append(key) }
      } else if typing {
        switch byte {
        case 0x03: keys.append(.interrupt)
        case 0x1A: keys.append(.suspend)
        case 0x0D, 0x0A:
          keys.append(.done)
          typing = false
        case 0x7F, 0x08: keys.append(.erase)
        case 0x20...:
          let text = [byte] + rest.prefix { $0 >= 0x20 && $0 != 0x7F }
          rest = rest.dropFirst(text.count - 1)
          keys.append(.text(String(decoding: text, as: UTF8.self)))
        default: break
        }
      } else if let key = single[byte] {
        keys.append(key)
        if key == .filter { typing = true }
      }
    }
    return keys
  }

  /// What ESC began: `[`, parameters and a letter, or `O` and a letter; alone it is a key itself.
  private static func escape(_ rest: inout ArraySlice<UInt8>, typing: Bool) -> WatchKey? {
    guard let next = rest.first, next == 0x5B || next == 0x4F else {
      return typing ? .cancel : .back
    }
    rest.removeFirst()
    let parameters = rest.prefix { (0x20...0x3F).contains($0) }
    rest = rest.dropFirst(parameters.count)
    let final = rest.popFirst()
    if typing { return nil }
    return switch (final, String(decoding: parameters, as: UTF8.self)) {
    case (0x41?, ""): .up
    case (0x42?, ""): .down
    case (0x7E?, "5"): .pageUp
    case (0x7E?, "6"): .pageDown
    case (0x48?, ""): .first
    case (0x46?, ""): .last
    default: nil
    }
  }

  private static let single: [UInt8: WatchKey] = [
    UInt8(ascii: "q"): .quit, UInt8(ascii: "Q"): .quit, 0x03: .interrupt, 0x04: .quit,
    0x1A: .suspend, UInt8(ascii: "+"): .slower, UInt8(ascii: "="): .slower,
    UInt8(ascii: "-"): .faster, UInt8(ascii: " "): .pause, UInt8(ascii: "r"): .refresh,
    UInt8(ascii: "s"): .sort, UInt8(ascii: "?"): .help, UInt8(ascii: "k"): .up,
    UInt8(ascii: "j"): .down, UInt8(ascii: "/"): .filter, UInt8(ascii: "g"): .first,
    UInt8(ascii: "G"): .last, 0x0D: .open, 0x0A: .open, 0x09: .other,
    UInt8(ascii: "d"): .drain, UInt8(ascii: "p"): .pauseQueue, UInt8(ascii: "x"): .revoke,
    UInt8(ascii: "t"): .trace,
  ]
}
