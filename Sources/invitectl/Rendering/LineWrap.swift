import Localization

/// Breaks lines between words, where a terminal breaks them anywhere. What is to be typed stays in one piece: taken
/// from the screen it is the one line that it was.
enum LineWrap {
  /// Whose commands we print: what begins with one of them ends with its line.
  private static let programs: Set<Substring> = [
    "celery", "invitectl", "kill", "psql", "redis-cli", "tail",
  ]

  static func text(_ text: String, columns: Int) -> String {
    // Chinese may be broken anywhere.
    guard columns >= 20, Speech.language != .chinese else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line($0, columns) }.joined(separator: "\n")
  }

  /// What goes on below begins where the line does.
  private static func line(_ line: Substring, _ columns: Int) -> String {
    guard width(line) > columns else { return String(line) }
    let indent = min(line.prefix { $0 == " " }.count, columns / 2)
    var wrapped = ""
    var used = 0
    for (gap, piece) in pieces(of: line) {
      let size = width(piece)
      if used > indent, used + gap.count + size > columns {
        wrapped += "\n" + DisplayWidth.blanks(indent)
        used = indent
      } else {
        wrapped += gap
        used += gap.count
      }
      wrapped += piece
      used += size
      // The terminal has broken it.
      if used > columns { used %= columns }
    }
    return wrapped
  }

  /// The pieces of a line that are not broken, each with the blanks before it.
  private static func pieces(of line: Substring) -> [(gap: Substring, text: Substring)] {
    var pieces: [(gap: Substring, text: Substring)] = []
    var rest = line
    while !rest.isEmpty {
      let gap = rest.prefix { $0 == " " }
      let next = piece(at: rest[gap.endIndex...])
      pieces.append((gap, next))
      rest = rest[next.endIndex...]
    }
    return pieces
  }

  /// A word, a quotation that begins with it, or a command.
  private static func piece(at text: Substring) -> Substring {
    let word = text.prefix { $0 != " " }
    if programs.contains(word) { return text }
    let opened = word.first == "(" ? word.dropFirst() : word
    guard opened.first == "'", !opened.dropFirst().contains("'"),
      let closing = text[word.endIndex...].firstIndex(of: "'")
    else { return word }
    return text[..<(text[closing...].firstIndex(of: " ") ?? text.endIndex)]
  }

  private static func width(_ text: Substring) -> Int {
    DisplayWidth.of(Style.sequences.reduce(String(text)) { $0.replacing($1, with: "") })
  }
}
