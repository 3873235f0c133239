/// A line of a help page that is longer than the terminal, in several.
enum HelpLine {
  /// The column in which the argument parser describes options (swift-argument-parser, HelpGenerator).
  static let column = 26

  /// Where Chinese may not be broken: what closes does not begin a line.
  private static let closing: Set<Character> = [
    "，", "。", "：", "；", "、", "）", "”", "’", "》", "！", "？", "…", ")", ",", ".", ":", ";", "'", "]",
    ">",
  ]
  /// And what opens does not end one.
  private static let opening: Set<Character> = ["（", "“", "‘", "《", "(", "'", "[", "<"]

  /// - Parameter columns: of the terminal. What is narrower than forty gets lines for forty.
  static func wrapped(_ line: String, to columns: Int) -> String {
    let columns = max(40, columns)
    guard DisplayWidth.of(line) > columns else { return line }
    let indent = DisplayWidth.blanks(min(start(of: line), columns / 2))
    var lines: [String] = []
    var rest = line[...]
    while true {
      let room = columns - (lines.isEmpty ? 0 : indent.count)
      let head = lines.isEmpty ? "" : indent
      guard DisplayWidth.of(rest) > room else {
        lines.append(head + rest)
        return lines.joined(separator: "\n")
      }
      let least = lines.isEmpty ? indent.count : 0
      let end = lastBreak(in: rest, room, least)
      var part = rest[..<end]
      while part.last == " " { part.removeLast() }
      lines.append(head + part)
      rest = rest[end...].drop { $0 == " " }
    }
  }

  /// Under the description of an option, under the text of a line otherwise.
  private static func start(of line: String) -> Int {
    let blanks = line.prefix { $0 == " " }.count
    let label = DisplayWidth.prefix(line, column)
    let isOption = blanks == 2 && label.hasSuffix(" ") && line.dropFirst(label.count).first != " "
    return isOption ? column : blanks
  }

  /// The last place within `room` cells, behind `least`, where a line may end.
  private static func lastBreak(
    in text: Substring, _ room: Int, _ least: Int
  ) -> Substring.Index {
    let most = text.index(
      text.startIndex, offsetBy: DisplayWidth.prefix(String(text), room).count)
    var place = most
    while place > text.startIndex {
      let before = text[text.index(before: place)]
      if place < text.endIndex, mayBreak(before, text[place]) {
        return DisplayWidth.of(text[..<place]) > least ? place : most
      }
      place = text.index(before: place)
    }
    return most
  }

  private static func mayBreak(_ before: Character, _ after: Character) -> Bool {
    if before == " " || after == " " { return true }
    guard !closing.contains(after), !opening.contains(before) else { return false }
    return DisplayWidth.of(String(before)) == 2 || DisplayWidth.of(String(after)) == 2
  }
}
