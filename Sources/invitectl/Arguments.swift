/// Small mercies before parsing.
enum Arguments {
  /// `invitectl help exit-codes` is how people ask for it; to the argument parser `help X` means
  /// the help of a command X, which for this one would not be the table.
  static func normalized(_ arguments: some Collection<String>) -> [String] {
    let all = Array(arguments)
    return all == ["help", "exit-codes"] ? ["exit-codes"] : all
  }
}
