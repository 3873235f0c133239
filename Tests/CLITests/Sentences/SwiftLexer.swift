/// Reads Swift source into tokens: comments, regular expressions and numbers are left out.
struct SwiftLexer {
  private let source: [Character]
  private var place = 0
  private var line = 1
  /// Whether a `/` here would divide.
  private var isAfterValue = false

  private init(_ source: String) { self.source = Array(source) }

  static func tokens(of source: String) -> [SwiftToken] {
    var lexer = SwiftLexer(source)
    return lexer.tokens(until: nil)
  }

  private var next: Character? { place < source.count ? source[place] : nil }

  private func starts(_ text: String) -> Bool {
    var at = place
    for character in text {
      guard at < source.count, source[at] == character else { return false }
      at += 1
    }
    return true
  }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where place < source.count {
      if source[place].isNewline { line += 1 }
      place += 1
    }
  }

  /// - Parameter end: the bracket that closes what is read, which is taken.
  private mutating func tokens(until end: Character?) -> [SwiftToken] {
    var tokens: [SwiftToken] = []
    var depth = 0
    while let character = next {
      if character == end, depth == 0 {
        advance()
        return tokens
      }
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if let token = token(character) { tokens.append(token) }
    }
    return tokens
  }

  private mutating func token(_ character: Character) -> SwiftToken? {
    if character.isWhitespace {
      advance()
      return nil
    }
    if starts("//") {
      while let next, !next.isNewline { advance() }
      return nil
    }
    if starts("/*") {
      while next != nil, !starts("*/") { advance() }
      advance(2)
      return nil
    }
    if let hashes = hashesOfLiteral() { return .literal(literal(hashes)) }
    if character == "`" {
      advance()
      return nil
    }
    if character.isLetter || character.isNumber || character == "_" { return word() }
    if character == "/", !isAfterValue, place + 1 < source.count, !source[place + 1].isWhitespace {
      expression()
      return nil
    }
    advance()
    isAfterValue = ")]}".contains(character)
    return .symbol(character, line: line)
  }

  private mutating func word() -> SwiftToken {
    var text = ""
    while let next, next.isLetter || next.isNumber || next == "_" {
      text.append(next)
      advance()
    }
    isAfterValue = !["return", "in", "case", "where"].contains(text)
    return .word(text)
  }

  /// A regular expression, which may have quotes in it.
  private mutating func expression() {
    advance()
    while let next, next != "/", !next.isNewline {
      advance(next == "\\" ? 2 : 1)
    }
    advance()
    isAfterValue = true
  }

  /// How many `#` stand before the quote that begins a literal here; `nil` where none does.
  private func hashesOfLiteral() -> Int? {
    var at = place
    while at < source.count, source[at] == "#" { at += 1 }
    return at < source.count && source[at] == "\"" ? at - place : nil
  }

  private mutating func literal(_ hashes: Int) -> SwiftLiteral {
    let first = line
    let fence = String(repeating: "#", count: hashes)
    advance(hashes)
    let isLong = starts("\"\"\"")
    let end = (isLong ? "\"\"\"" : "\"") + fence
    advance(isLong ? 3 : 1)
    if isLong, let next, next.isNewline { advance() }
    var pieces: [SwiftLiteral.Piece] = []
    var text = isLong ? String(Self.margin) : ""
    while let character = next, !starts(end) {
      if starts("\\" + fence) {
        advance(1 + hashes)
        if next == "(" {
          advance()
          pieces.append(.text(text))
          text = ""
          pieces.append(.value(tokens(until: ")")))
        } else {
          text += escape()
        }
      } else {
        text.append(character)
        if isLong, character.isNewline { text.append(Self.margin) }
        advance()
      }
    }
    advance(end.count)
    isAfterValue = true
    pieces.append(.text(text))
    return SwiftLiteral(pieces: isLong ? Self.unindented(pieces) : pieces, line: first)
  }

  /// Where a line of a long literal begins: a character that no source has.
  private static let margin: Character = "\u{E000}"

  private mutating func escape() -> String {
    guard let character = next else { return "" }
    advance()
    switch character {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "0": return "\0"
    case "u":
      advance()
      var digits = ""
      while let next, next != "}" {
        digits.append(next)
        advance()
      }
      advance()
      return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? ""
    // The line goes on in the next one.
    case _ where character.isNewline: return String(Self.margin)
    default: return String(character)
    }
  }

  /// Without the blanks that stand before the closing quotes as well.
  private static func unindented(_ pieces: [SwiftLiteral.Piece]) -> [SwiftLiteral.Piece] {
    guard case .text(let last) = pieces.last, let margin = last.lastIndex(of: Self.margin) else {
      return pieces
    }
    let indent = last[margin...].dropFirst().count
    var kept = pieces.dropLast() + [.text(String(last[..<margin]))]
    if case .text(let end) = kept.last, end.hasSuffix("\n") {
      kept[kept.endIndex - 1] = .text(String(end.dropLast()))
    }
    return kept.map { piece in
      guard case .text(let text) = piece else { return piece }
      let parts = text.split(separator: Self.margin, omittingEmptySubsequences: false)
      return .text(
        parts.enumerated().map { index, part in
          index == 0 ? String(part) : String(part.dropFirst(min(indent, blanks(part))))
        }.joined())
    }
  }

  private static func blanks(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }
}
