import ArgumentParser
import Glibc
import Localization

/// The argument parser's own words in the language of the process. They are found by their English: it has no other
/// (swift-argument-parser 1.8.2, HelpGenerator and UsageGenerator); what it may say anew stays in English.
enum ParserWords {
  /// What `--help` and the like print.
  static func page(of error: any Error) -> String {
    guard Speech.language != .english else {
      return Invitectl.fullMessage(for: error, columns: width)
    }
    // In lines of any length: it counts a Chinese character as one column, and breaks at blanks only.
    let text = Invitectl.fullMessage(for: error, columns: 100_000)
    // --version, a completion script, or the dump for the manual.
    guard text.hasPrefix("OVERVIEW: ") || text.hasPrefix("USAGE: ") else { return text }
    // Not up to the edge: some terminals show an empty line behind a full one.
    let columns = (StandardStream.output.columns ?? 80) - 1
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { HelpLine.wrapped(line(String($0)), to: columns) }
      .joined(separator: "\n")
  }

  /// How wide its lines may be: what it takes itself, but never less than forty columns, in which it leaves out what
  /// it would say (swift-argument-parser 1.8.2, String.wrapped).
  static var width: Int {
    let said = getenv("COLUMNS").flatMap { Int(String(cString: $0)) }
    return max(40, said ?? StandardStream.output.columns ?? 80)
  }

  /// What it says of a mistake, without a final stop.
  static func sentence(_ said: some StringProtocol) -> String {
    let said = said.hasSuffix(".") ? String(said.dropLast()) : String(said)
    guard Speech.language != .english else { return said }
    for template in mistakes {
      guard var values = Template.values(of: template, in: said) else { continue }
      if template.hasSuffix(verbatim("provide one of {3}")) { values[2] = list(values[2]) }
      return Speech.filled(template, values)
    }
    return said
  }

  /// Those with more in them first.
  private static let mistakes = [
    trKey("Unknown option '{1}'. Did you mean '{2}'?"), trKey("Unknown option '{1}'"),
    trKey("Missing value for '{1}'"),
    trKey("The option '{1}' does not take any value, but '{2}' was specified"),
    trKey("Unexpected argument '{1}'. Did you mean '{2}'?"), trKey("Unexpected argument '{1}'"),
    trKey("{1} unexpected arguments: '{2}'. Did you mean '{3}'?"),
    trKey("{1} unexpected arguments: '{2}'"),
    trKey("Value to be set with flag {1} had already been set with flag {2}"),
    trKey("Missing expected argument '{1}'"), trKey("Missing one of: '{1}'"),
    trKey("The value '{1}' is invalid for '{2}'. Please provide one of {3}"),
    trKey("The value '{1}' is invalid for '{2}': {3}"),
    trKey("The value '{1}' is invalid for '{2}'"), trKey("Missing required subcommand"),
    trKey("Invalid option: {1}"),
  ]

  private static let headings = [
    trKey("ARGUMENTS:"), trKey("OPTIONS:"), trKey("SUBCOMMANDS:"),
  ]

  private static let labels = [trKey("OVERVIEW: "), trKey("USAGE: ")]

  /// What it says of its own options.
  private static let abouts = [
    trKey("Show help information."), trKey("Show the version."),
    trKey("Show subcommand help information."),
  ]

  /// What stands behind the description of an option.
  private static let values = [
    trKey("(values: {1}; default as flag: {2})"), trKey("(values: {1}; default: {2})"),
    trKey("(values: {1})"), trKey("(default as flag: {1})"), trKey("(default: {1})"),
  ]

  private static func line(_ line: String) -> String {
    if headings.contains(line) { return Speech.filled(line, []) }
    for label in labels where line.hasPrefix(label) {
      return Speech.filled(label, []) + line.dropFirst(label.count)
    }
    let more = trKey("  See '{1}' for detailed help.")
    if let values = Template.values(of: more, in: line) { return Speech.filled(more, values) }
    // A section with a title of ours.
    if line.hasSuffix(":"), let first = line.first, !first.isASCII { return line.dropLast() + "：" }
    guard line.hasPrefix("  ") else { return line }
    return option(line)
  }

  private static func option(_ line: String) -> String {
    for about in abouts where line.hasSuffix("  " + about) {
      return line.dropLast(about.count) + Speech.filled(about, [])
    }
    // The subcommand that stands for its command.
    let standard = trKey(" (default)")
    if let found = line.firstRange(of: standard),
      line[..<found.lowerBound].dropFirst(2).allSatisfy({ $0 != " " })
    {
      let label = String(line[..<found.lowerBound]) + Speech.filled(standard, [])
      let about = line[found.upperBound...].drop { $0 == " " }
      return about.isEmpty ? label : DisplayWidth.padded(label, to: HelpLine.column) + about
    }
    guard line.hasSuffix(")"), let open = line.lastIndex(of: "(") else { return line }
    let behind = String(line[open...])
    for template in values {
      guard let found = Template.values(of: template, in: behind) else { continue }
      // A wide bracket has its own blank.
      let about = line[..<open]
      let isAlone = about.hasSuffix("  ")
      return String(isAlone ? about : about.dropLast()) + Speech.filled(template, found)
    }
    return line
  }

  /// `'a', 'b' or 'c'` as Chinese lists them.
  private static func list(_ values: String) -> String {
    values.replacing("', '", with: "'、'").replacing("' or '", with: "'、'")
      .replacing("' and '", with: "'、'")
  }
}
