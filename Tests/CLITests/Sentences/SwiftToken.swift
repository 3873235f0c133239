/// What Swift source is made of, as far as a search for string literals has to know.
enum SwiftToken {
  case word(String)
  case symbol(Character, line: Int)
  case literal(SwiftLiteral)
}

/// A string literal, its escapes read and the indentation of a multi-line one taken away.
struct SwiftLiteral {
  enum Piece {
    case text(String)
    /// What stands in `\(…)`.
    case value([SwiftToken])
  }

  let pieces: [Piece]
  let line: Int

  /// With `{1}` for the first value: the key of a sentence.
  var key: String { Self.key(of: [self]) }

  /// That of several literals in a row.
  static func key(of literals: [SwiftLiteral]) -> String {
    var values = 0
    return literals.flatMap(\.pieces).reduce(into: "") { key, piece in
      switch piece {
      case .text(let text): key += text
      case .value:
        values += 1
        key += "{\(values)}"
      }
    }
  }

  /// What stands in it without its values.
  var text: String {
    pieces.map { if case .text(let text) = $0 { text } else { "\u{0}" } }.joined()
  }

  var values: [[SwiftToken]] {
    pieces.compactMap { if case .value(let tokens) = $0 { tokens } else { nil } }
  }
}
