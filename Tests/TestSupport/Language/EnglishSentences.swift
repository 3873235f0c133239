/// Finds English in what is said in Chinese: two English words in a row that are no names, or one that
/// binds words, such as `of`.
public struct EnglishSentences: Sendable {
  /// By their first word, the longest first.
  private let phrases: [String: [[String]]]

  public init(_ tree: CommandTree) {
    let all = (EnglishNames.phrases + tree.names).filter { !$0.isEmpty }
    phrases = Dictionary(grouping: all.sorted { $0.count > $1.count }) { $0[0] }
  }

  /// - Returns: each place, with the line that it stands in.
  public func left(in text: String) -> [String] {
    var found: [String] = []
    for line in text.split(whereSeparator: \.isNewline).map(String.init) {
      // Lines of the log are English (docs/decisions/0178).
      guard !line.hasPrefix("invitectl: "), !places(line).isEmpty else { continue }
      found += places(ForeignWords.withoutReasons(line)).map { "\($0): \(line)" }
    }
    return found
  }

  /// Whether there is a Chinese character.
  public static func hasChinese(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
  }

  private func places(_ line: String) -> [String] {
    Self.parts(of: line).flatMap { english(in: $0) }
  }

  /// What is ASCII between what is not, without what is to be typed and what others said. Cells of a table
  /// are parts of their own.
  private static func parts(of line: String) -> [String] {
    var parts: [String] = []
    var part = ""
    for character in ForeignWords.replaced(in: line) {
      // Two blanks: another cell.
      let ends = !character.isASCII || character == "\t" || (character == " " && part.last == " ")
      if !ends {
        part.append(character)
      } else if !part.isEmpty {
        parts.append(part)
        part = ""
      }
    }
    return parts + [part]
  }

  private func english(in part: String) -> [String] {
    let tokens = part.split(separator: " ").map(String.init)
    let words = tokens.map { Self.bare($0) }
    var found: [String] = []
    var run: [String] = []
    var place = 0
    while place < tokens.count {
      if let phrase = phrases[words[place]]?.first(where: { words[place...].starts(with: $0) }) {
        place += phrase.count
        run = []
        continue
      }
      let (token, word) = (tokens[place], words[place])
      place += 1
      // Capitals are SQL's, what stands for a value is no word.
      let isCapitals = word.count > 1 && word == word.uppercased()
      if !isCapitals, !token.contains("<"),
        EnglishNames.binding.contains(word.count > 1 ? word.lowercased() : word)
      {
        found.append(word)
        run = []
        continue
      }
      guard Self.isWord(word), !token.contains("<"), !EnglishNames.words.contains(word) else {
        run = []
        continue
      }
      run.append(word)
      if run.count == 2 { found.append(run.joined(separator: " ")) }
      // Names in a list are no sentence.
      if let last = token.last, ",.:;!?)]".contains(last) { run = [] }
    }
    return found
  }

  private static func bare(_ token: String) -> String {
    var word = token[...]
    while let last = word.last, "([<>]),.:;!?".contains(last) { word.removeLast() }
    return String(word.drop { "([<>])".contains($0) })
  }

  /// Letters alone, at least two, at most the first one a capital; with what an apostrophe adds. A letter alone
  /// is a key of the keyboard.
  private static func isWord(_ text: String) -> Bool {
    text.count > 1 && text.wholeMatch(of: /[A-Z]?[a-z]+(?:'[a-z]+)?/) != nil
  }
}
