internal import Glibc

/// What stands in a line and is not said by invitectl: what is quoted, what is to be typed, and what servers
/// and the system said.
enum ForeignWords {
  /// What stands in their place: nothing that English has.
  private static let gap = "§"

  static func replaced(in line: String) -> String {
    // Thousands of lines are looked at, and few have any of it: a pattern costs more than to see that.
    let signs = Set(line.utf8)
    func has(_ sign: Unicode.Scalar) -> Bool { signs.contains(UInt8(ascii: sign)) }
    var text = line
    if has("\u{1B}") { text = text.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "") }
    // What PostgreSQL said stands behind words of ours, and ends with its code.
    if has("(") {
      text = text.replacing(/([^ -~])[ -~]*\(SQLSTATE [0-9A-Z]{5}\)/) { "\($0.output.1)\(gap)" }
    }
    // Errors of Redis begin with their kind.
    text = text.replacing(
      /(?:ERR|WRONGTYPE|NOPERM|NOAUTH|OOM|MISCONF|LOADING|READONLY) [ -~]*/, with: gap)
    // Not the apostrophe of a word.
    if has("'") { text = text.replacing(/(^|[^A-Za-z])'[^']*'/) { "\($0.output.1)\(gap)" } }
    if has("\"") { text = text.replacing(/"[^"]*"/, with: gap) }
    if has("`") { text = text.replacing(/`[^`]*`/, with: gap) }
    return withoutTyped(text)
  }

  /// Statements, commands of Redis and of a shell: up to the end of the line, or to Chinese.
  private static func withoutTyped(_ text: String) -> String {
    let statements =
      /(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|ALTER|CREATE|DROP|GRANT|REVOKE|REINDEX) [ -~§]*/
    let commands = /(?:ACL [A-Z]+|CONFIG [A-Z]+|CLIENT [A-Z]+|redis-cli|&&) [ -~§]*/
    return text.replacing(statements, with: gap).replacing(commands, with: gap)
  }

  /// Without what the system says of an errno.
  static func withoutReasons(_ line: String) -> String {
    var text = line
    for reason in reasons { text = text.replacing(reason, with: gap) }
    return text
  }

  private static let reasons: [String] = (1...133).map { String(cString: strerror($0)) }
    .filter { $0.split(separator: " ").count > 1 && !$0.hasPrefix("Unknown") }
}
