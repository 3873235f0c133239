/// Sentences with `{1}`, `{2}` … where something is put in.
package enum Template {
  private enum Piece {
    case text(Substring)
    case value(Int)
  }

  /// - Parameter values: the first is `{1}`. A number beyond them stays as it is.
  package static func filled(_ template: String, _ values: [String]) -> String {
    guard !values.isEmpty else { return template }
    return pieces(template).reduce(into: "") { text, piece in
      switch piece {
      case .text(let part): text += part
      case .value(let number) where values.indices.contains(number - 1): text += values[number - 1]
      case .value(let number): text += "{\(number)}"
      }
    }
  }

  /// The numbers of what is put in, in their order.
  package static func numbers(in template: String) -> [Int] {
    pieces(template).compactMap { if case .value(let number) = $0 { number } else { nil } }
  }

  /// What stands in a sentence where the template has its numbers, by number; `nil` where the sentence is another one.
  /// Each is as short as it can be, but for what ends the sentence.
  package static func values(of template: String, in sentence: String) -> [String]? {
    let pieces = pieces(template)
    var values: [Int: String] = [:]
    var rest = sentence[...]
    var open: Int?
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .value(let number): open = number
      case .text(let text):
        let isLast = index == pieces.count - 1
        if let number = open {
          guard let found = isLast ? lastRange(of: text, in: rest) : range(of: text, in: rest)
          else {
            return nil
          }
          values[number] = String(rest[..<found.lowerBound])
          rest = rest[found.upperBound...]
          open = nil
        } else {
          guard rest.hasPrefix(text) else { return nil }
          rest = rest.dropFirst(text.count)
        }
      }
    }
    if let number = open {
      values[number] = String(rest)
      rest = ""
    }
    guard rest.isEmpty, let most = values.keys.max() ?? Optional(0) else { return nil }
    return most == 0 ? [] : (1...most).map { values[$0] ?? "" }
  }

  private static func range(of text: Substring, in whole: Substring) -> Range<Substring.Index>? {
    var start = whole.startIndex
    while true {
      if whole[start...].hasPrefix(text) {
        return start..<whole.index(start, offsetBy: text.count)
      }
      guard start < whole.endIndex else { return nil }
      start = whole.index(after: start)
    }
  }

  private static func lastRange(
    of text: Substring, in whole: Substring
  ) -> Range<Substring.Index>? {
    guard whole.hasSuffix(text) else { return nil }
    return whole.index(whole.endIndex, offsetBy: -text.count)..<whole.endIndex
  }

  private static func pieces(_ template: String) -> [Piece] {
    var pieces: [Piece] = []
    var text = template.startIndex
    var rest = template[...]
    while let open = rest.firstIndex(of: "{") {
      let after = template.index(after: open)
      let digits = template[after...].prefix { $0.isASCII && $0.isNumber }
      guard let number = Int(digits), digits.endIndex < template.endIndex,
        template[digits.endIndex] == "}"
      else {
        rest = template[after...]
        continue
      }
      if text < open { pieces.append(.text(template[text..<open])) }
      pieces.append(.value(number))
      text = template.index(after: digits.endIndex)
      rest = template[text...]
    }
    if text < template.endIndex { pieces.append(.text(template[text...])) }
    return pieces
  }
}
