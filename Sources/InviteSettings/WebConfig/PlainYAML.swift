internal import Localization

/// The part of YAML in which people write configuration by hand: mappings by indentation, and scalars, plain
/// or quoted, on a line. Lists and blocks of text are passed over as values, for who reads them to name what they
/// are values of; anything else is refused with its line rather than guessed at.
///
/// (https://yaml.org/spec/1.2.2/)
struct PlainYAML {
  enum Value: Equatable {
    case none
    case text(String)
    case mapping([Entry])
    /// A list, or text over several lines.
    case other
  }

  struct Entry: Equatable {
    let key: String
    let line: Int
    let value: Value
  }

  struct Refusal: Error, Equatable {
    let line: Int
    /// Completes "line N: …".
    let why: String
  }

  private struct Line {
    let number: Int
    let indent: Int
    /// Without the indent; empty where there is nothing but a comment.
    let content: [UInt8]
  }

  private let lines: [Line]
  private var place = 0

  /// - Throws: ``Refusal``.
  static func parse(_ bytes: [UInt8]) throws(Refusal) -> [Entry] {
    var parser = try PlainYAML(bytes)
    parser.skipEmpty()
    guard let first = parser.current else { return [] }
    if first.content == Array("---".utf8) { parser.place += 1 }
    parser.skipEmpty()
    guard let first = parser.current else { return [] }
    let entries = try parser.mapping(indent: first.indent, depth: 0)
    if let rest = parser.current {
      throw Refusal(line: rest.number, why: tr("it is indented less than what is before it"))
    }
    return entries
  }

  private init(_ bytes: [UInt8]) throws(Refusal) {
    var lines: [Line] = []
    let parts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      let number = index + 1
      var part = part
      if part.last == 13 { part.removeLast() }
      while part.last == 32 { part.removeLast() }
      guard String(validating: part, as: UTF8.self) != nil else {
        throw Refusal(line: number, why: tr("it is no text in UTF-8"))
      }
      let content = part.drop { $0 == 32 }
      guard !content.contains(where: { $0 < 32 || $0 == 127 }) else {
        throw Refusal(
          line: number, why: tr("it has a tab or a control character: indent with spaces"))
      }
      lines.append(
        Line(number: number, indent: part.count - content.count, content: Array(content)))
    }
    self.lines = lines
  }

  private var current: Line? { place < lines.count ? lines[place] : nil }

  private static func isEmpty(_ line: Line) -> Bool {
    line.content.isEmpty || line.content.first == UInt8(ascii: "#")
  }

  private mutating func skipEmpty() {
    while let line = current, Self.isEmpty(line) { place += 1 }
  }

  private mutating func mapping(indent: Int, depth: Int) throws(Refusal) -> [Entry] {
    var entries: [Entry] = []
    while true {
      skipEmpty()
      guard let line = current, line.indent >= indent else { return entries }
      guard line.indent == indent else {
        throw Refusal(line: line.number, why: tr("it is indented more than what is before it"))
      }
      guard depth < 8 else { throw Refusal(line: line.number, why: tr("it is nested too deep")) }
      var scanner = ScalarScanner(line.content, line: line.number)
      let key = try scanner.key()
      guard !entries.contains(where: { $0.key == key }) else {
        throw Refusal(line: line.number, why: tr("\(key) stands there twice"))
      }
      place += 1
      let value = try value(&scanner, indent: indent, depth: depth)
      entries.append(Entry(key: key, line: line.number, value: value))
    }
  }

  private mutating func value(
    _ scanner: inout ScalarScanner, indent: Int, depth: Int
  ) throws(Refusal) -> Value {
    switch try scanner.value() {
    case .text(let text):
      skipEmpty()
      if let next = current, next.indent > indent {
        throw Refusal(line: next.number, why: tr("it goes on with the value of the line before"))
      }
      return .text(text)
    case .list: return .other
    case .emptyMapping: return .mapping([])
    case .block:
      // Comments in it are its text.
      while let line = current, line.content.isEmpty || line.indent > indent { place += 1 }
      return .other
    case .none:
      skipEmpty()
      guard let next = current else { return .none }
      if next.indent >= indent, Self.isItem(next) {
        while let line = current,
          Self.isEmpty(line) || line.indent > next.indent
            || line.indent == next.indent && Self.isItem(line)
        { place += 1 }
        return .other
      }
      guard next.indent > indent else { return .none }
      return .mapping(try mapping(indent: next.indent, depth: depth + 1))
    }
  }

  private static func isItem(_ line: Line) -> Bool {
    line.content == [45] || line.content.starts(with: [45, 32])
  }
}
