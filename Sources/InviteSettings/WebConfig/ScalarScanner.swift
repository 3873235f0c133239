internal import Localization

/// Reads a line `key: value` of ``PlainYAML``.
struct ScalarScanner {
  enum Value: Equatable {
    case none
    case text(String)
    /// `[…]`
    case list
    /// `{}`
    case emptyMapping
    /// `|` or `>`: the text is in the lines below.
    case block
  }

  private var rest: ArraySlice<UInt8>
  private let line: Int

  /// - Parameter content: a line without its indent.
  init(_ content: [UInt8], line: Int) {
    rest = content[...]
    self.line = line
  }

  /// The key, and leaves its colon behind.
  mutating func key() throws(PlainYAML.Refusal) -> String {
    let key: String
    if let quoted = try quoted() {
      key = quoted
      skipSpaces()
    } else {
      try refuseIndicator()
      let end = rest.indices.first { index in
        rest[index] == 58 && (index + 1 == rest.endIndex || rest[index + 1] == 32)
      }
      guard let end else { throw refusal(tr("there is no 'key: value'")) }
      var name = rest[..<end]
      while name.last == 32 { name.removeLast() }
      key = String(decoding: name, as: UTF8.self)
      rest = rest[end...]
    }
    guard !key.isEmpty, rest.first == 58, rest.count == 1 || rest.dropFirst().first == 32 else {
      throw refusal(tr("there is no 'key: value'"))
    }
    guard key != "<<" else { throw refusal(tr("'<<' is not understood here")) }
    rest = rest.dropFirst()
    skipSpaces()
    return key
  }

  /// What is behind the colon.
  mutating func value() throws(PlainYAML.Refusal) -> Value {
    if isComment { return .none }
    if let quoted = try quoted() {
      skipSpaces()
      guard isComment else { throw refusal(tr("something is behind the closing quote")) }
      return .text(quoted)
    }
    let plain = plain()
    switch rest.first {
    case UInt8(ascii: "["):
      guard plain.hasSuffix("]") else {
        throw refusal(tr("a list goes over several lines: write it as '- item' lines"))
      }
      return .list
    case UInt8(ascii: "{"):
      guard plain == "{}" else { throw refusal(tr("write a mapping in lines of its own")) }
      return .emptyMapping
    case UInt8(ascii: "|"), UInt8(ascii: ">"): return .block
    default: break
    }
    try refuseIndicator()
    if plain == "~" || plain == "null" { return .none }
    guard !plain.contains(": "), !plain.hasSuffix(":") else {
      throw refusal(tr("a value with ': ' in it needs quotes"))
    }
    return .text(plain)
  }

  private var isComment: Bool { rest.isEmpty || rest.first == UInt8(ascii: "#") }

  private mutating func skipSpaces() { rest = rest.drop { $0 == 32 } }

  /// Up to a comment, which begins behind a space.
  private func plain() -> String {
    var end = rest.endIndex
    for index in rest.indices.dropFirst()
    where rest[index] == UInt8(ascii: "#") && rest[index - 1] == 32 {
      end = index
      break
    }
    var text = rest[..<end]
    while text.last == 32 { text.removeLast() }
    return String(decoding: text, as: UTF8.self)
  }

  /// What begins with one of these is not what it looks like.
  private func refuseIndicator() throws(PlainYAML.Refusal) {
    guard let first = rest.first else { return }
    let second = rest.dropFirst().first ?? 32
    if "[]{},&*!|>%@`\"'#".utf8.contains(first) || "-?:".utf8.contains(first) && second == 32 {
      throw refusal(
        tr(
          "'\(String(decoding: [first], as: UTF8.self))' has a meaning in YAML that is not understood "
            + "here: quote it if it is meant as it stands"))
    }
  }

  /// A quoted scalar on one line; `nil` where none begins.
  private mutating func quoted() throws(PlainYAML.Refusal) -> String? {
    guard let quote = rest.first, quote == 34 || quote == 39 else { return nil }
    var text: [UInt8] = []
    var place = rest.startIndex + 1
    while place < rest.endIndex {
      let byte = rest[place]
      let next = place + 1 < rest.endIndex ? rest[place + 1] : nil
      if byte == quote {
        // In single quotes two are one.
        if quote == 39, next == 39 {
          text.append(39)
          place += 2
          continue
        }
        rest = rest[(place + 1)...]
        return String(decoding: text, as: UTF8.self)
      }
      if quote == 34, byte == 92 {
        guard let next, "\\\"/".utf8.contains(next) else {
          throw refusal(tr("of escapes only \\\\, \\\" and \\/ are understood here"))
        }
        text.append(next)
        place += 2
        continue
      }
      text.append(byte)
      place += 1
    }
    throw refusal(tr("a quote is not closed on its line"))
  }

  private func refusal(_ why: String) -> PlainYAML.Refusal { .init(line: line, why: why) }
}
