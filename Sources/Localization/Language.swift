/// A language that this program speaks. The raw values are what `--lang` takes.
package enum Language: String, Sendable, CaseIterable {
  case english = "en"
  case chinese = "zh"

  /// The language of a process: of the first of these variables that is set and not empty, in the order of
  /// POSIX (Base Definitions, 8.2). `LANGUAGE`, a list that gettext alone reads, is no part of POSIX and is
  /// not asked.
  ///
  /// - Parameter variable: a variable's value, `nil` where it is not set.
  package init(environment variable: (String) -> String?) {
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
      guard let locale = variable(name), !locale.isEmpty else { continue }
      self.init(locale: locale)
      return
    }
    self = .english
  }

  /// The language for a locale's name, `zh_CN.UTF-8` or `zh-Hans`: Chinese where its script is the simplified one
  /// that our sentences are written in. `C`, `POSIX` and whatever else there is get English.
  ///
  /// A locale whose name asks for another encoding than UTF-8 gets English, too: ours is UTF-8 alone.
  package init(locale: String) {
    self = .english
    let name = locale.split(separator: "@", omittingEmptySubsequences: false)[0]
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count > 1, !["utf8", "utf-8"].contains(parts[1].lowercased()) { return }
    let words = parts[0].split { $0 == "_" || $0 == "-" }.map { $0.lowercased() }
    guard words.first == "zh" else { return }
    if words.count == 1 || ["cn", "sg", "hans"].contains(words[1]) { self = .chinese }
  }
}
