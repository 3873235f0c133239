/// A sentence as it stands in the code, with what is put into it.
///
/// It is written as a literal, `"There are \(n) rows in \(table)"`, whose ``key`` is
/// `There are {1} rows in {2}`: what the catalogue of another language knows it by.
package struct Phrase: ExpressibleByStringInterpolation, Sendable {
  /// The sentence in English.
  let english: String
  /// Empty where English is spoken, which needs none.
  let key: String
  let arguments: [String]

  package init(stringLiteral value: String) {
    (english, key, arguments) = (value, value, [])
  }

  package init(stringInterpolation parts: StringInterpolation) {
    (english, key, arguments) = (parts.english, parts.key, parts.arguments)
  }

  /// A phrase whose English was put together by its owner.
  ///
  /// - Parameter key: with `{1}` where the first of `arguments` stands.
  init(english: String, key: String, arguments: [String]) {
    (self.english, self.key, self.arguments) = (english, key, arguments)
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var english = ""
    fileprivate var key = ""
    fileprivate var arguments: [String] = []
    private let isTranslated = Speech.language != .english

    package init(literalCapacity: Int, interpolationCount: Int) {
      english.reserveCapacity(literalCapacity + interpolationCount * 8)
    }

    package mutating func appendLiteral(_ literal: String) {
      english += literal
      if isTranslated { key += literal }
    }

    package mutating func appendInterpolation(_ value: String) {
      english += value
      guard isTranslated else { return }
      arguments.append(value)
      key += "{\(arguments.count)}"
    }

    package mutating func appendInterpolation<Value>(_ value: Value) {
      appendInterpolation("\(value)")
    }
  }
}

extension Phrase {
  /// One sentence of two literals, so that it can stand on several lines.
  package static func + (start: Phrase, end: Phrase) -> Phrase {
    let shift = start.arguments.count
    return Phrase(
      english: start.english + end.english,
      key: start.key
        + (shift == 0 || end.arguments.isEmpty
          ? end.key
          : Template.filled(end.key, end.arguments.indices.map { "{\($0 + 1 + shift)}" })),
      arguments: start.arguments + end.arguments)
  }
}
