/// A word of a command that somebody is to type.
public enum ShellWord {
  /// The word as a POSIX shell takes it whole: as it is where it has no character with a meaning,
  /// else in single quotes. One with characters that cannot be shown, such as a line break, stands in
  /// `$'…'` with their numbers, which bash, zsh and ksh understand.
  public static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "@"),
        UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: ","):
        true
      default: false
      }
    }
    if word.unicodeScalars.contains(where: \.isUnsafeToShow) { return escaped(word) }
    if isPlain, !word.isEmpty, !word.hasPrefix("-") { return word }
    return "'" + word.replacing("'", with: #"'\''"#) + "'"
  }

  /// The same for a command that stands between single quotes in a sentence: with a backslash before each character
  /// that has a meaning, and without quotes, but for what cannot be shown and for no word at all.
  public static func unquoted(_ word: String) -> String {
    let whole = Self.quoted(word)
    guard whole.hasPrefix("'"), !word.isEmpty else { return whole }
    return word.unicodeScalars.map { scalar in
      let text = String(scalar)
      let isPlain = !scalar.isASCII || Self.quoted("a" + text) == "a" + text
      return isPlain ? text : "\\" + text
    }.joined()
  }

  /// By bytes: `\xHH` takes two digits at most (bash(1), QUOTING).
  private static func escaped(_ word: String) -> String {
    "$'"
      + word.unicodeScalars.map { scalar in
        if scalar == "\\" || scalar == "'" { return "\\\(scalar)" }
        if scalar == "\n" { return "\\n" }
        guard scalar.isUnsafeToShow else { return String(scalar) }
        return String(scalar).utf8.map { byte in
          "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
      }.joined() + "'"
  }
}
