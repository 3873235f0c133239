/// A word of a command that somebody is to type.
public enum ShellWord {
  /// The word as a POSIX shell takes it whole: as it is where it has no character with a meaning,
  /// else in single quotes.
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
    if isPlain, !word.isEmpty, !word.hasPrefix("-") { return word }
    return "'" + word.replacing("'", with: #"'\''"#) + "'"
  }
}
