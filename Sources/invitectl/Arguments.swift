import InviteDomain
import InviteOps

/// What is changed in a command line before it is parsed.
enum Arguments {
  static func normalized(_ arguments: some Collection<String>) -> [String] {
    let all = Array(arguments)
    // How people ask for them; to the argument parser `help X` means the help of a command X, which
    // for these would not be the table.
    if all == ["help", "exit-codes"] || all == ["help", "environment"] { return [all[1]] }
    return all.first == "redeem" ? withWaitLast(all) : all
  }

  /// Puts `--wait` and `--wait=TIME` behind all other options. swift-argument-parser (1.8.2) forgets
  /// the time of an option with an optional value when another option follows it, as in
  /// `--wait=1s -o json`, and the default is waited for instead.
  private static func withWaitLast(_ all: [String]) -> [String] {
    let end = all.firstIndex(of: "--") ?? all.count
    var kept: [String] = []
    var waits: [String] = []
    var rest = all[..<end]
    while let argument = rest.popFirst() {
      if argument == "--wait", let time = rest.first, DurationText.parse(time) != nil {
        waits.append("--wait=" + time)
        rest.removeFirst()
      } else if argument == "--wait" || argument.hasPrefix("--wait=") {
        waits.append(argument)
      } else {
        kept.append(argument)
      }
    }
    return kept + waits + all[end...]
  }
}
