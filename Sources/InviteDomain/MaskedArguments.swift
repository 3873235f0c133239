internal import ClientSupport

/// A command line as a record may keep it: which command with which options, and not about whom.
///
/// Which words are codes cannot be known without the parser's grammar, so that only what is known to be
/// none is kept: options, the words of commands and choices, numbers and times behind an option, ids of
/// tasks, and the values of options that take files and workers.
package struct MaskedArguments: Sendable {
  package let words: [String]

  /// Options whose values are nobody's.
  private static let open: Set<String> = [
    "-d", "--destination", "--task", "--id", "--archive", "--state", "--plan", "--queue",
    "--to", "--put-back",
  ]
  /// Options whose value is a code or an email, whatever it looks like.
  private static let personal: Set<String> = ["--code", "--email"]

  /// Options whose value is a server with its login. What is no URL may be one in any other form: keywords, or one
  /// without a scheme.
  private static let servers: Set<String> = [
    "--database-url", "--read-database-url", "--redis-url", "--broker-url", "--result-url",
  ]

  /// An option whose value is a secret as a whole: whoever has a monitor's URL can speak for the run.
  private static let secret = "--ping-url"

  package init(_ arguments: [String]) {
    var words: [String] = []
    var option: String?
    var isAllOperands = false
    for word in arguments {
      if !isAllOperands, word.hasPrefix("-"), word.count > 1, Double(word) == nil {
        isAllOperands = word == "--"
        guard let equals = word.firstIndex(of: "="), word.hasPrefix("--") else {
          words.append(word)
          option = word
          continue
        }
        let name = String(word[..<equals])
        words.append("\(name)=\(Self.value(String(word[word.index(after: equals)...]), of: name))")
        option = nil
        continue
      }
      words.append(Self.value(word, of: option))
      option = nil
    }
    self.words = words
  }

  private static func value(_ word: String, of option: String?) -> String {
    if let option {
      if option == secret || SecretName.isSecret(option) { return ForeignText.hidden }
      if servers.contains(option), !word.contains("://") { return ForeignText.hidden }
      if personal.contains(option) { return masked(word) }
      if open.contains(option) { return ForeignText.withoutSecrets(word) }
    }
    // A number may be a code, too, but a small one behind an option.
    let isMeasure =
      option != nil && word.count <= 6 && (DurationText.parse(word) != nil || Double(word) != nil)
    return isMeasure || isKnown(word) ? word : masked(word)
  }

  private static func masked(_ word: String) -> String {
    if word.contains("://") {
      return ForeignText.masked(word, hidesCodes: true)
    }
    return word.contains("@") ? Masking.email(word) : Masking.code(word)
  }

  /// What is no code: a word of ours, the id of a task.
  private static func isKnown(_ word: String) -> Bool {
    if vocabulary.contains(word) { return true }
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12]
      && parts.allSatisfy { $0.allSatisfy(\.isHexDigit) }
  }

  /// Commands, and the names of choices.
  private static let vocabulary: Set<String> = [
    "migrate", "up", "down", "repair", "stamp", "status", "plan", "verify", "redeem", "run",
    "bucket",
    "limiter", "refund", "retry", "sync-counts", "force-resync", "history", "cleanup-queue",
    "restore", "partitions", "refresh-seats", "inspect-workers", "overview", "control", "ping",
    "check", "probe", "active", "reserved", "scheduled", "revoked", "registered", "stats", "queues",
    "conf", "report", "query", "task", "peek", "events", "drain", "pause", "resume",
    "restore-unacked", "quarantine", "add-consumer", "cancel-consumer", "revoke", "terminate",
    "rate-limit",
    "time-limit", "pool-grow", "pool-shrink", "autoscale", "enable-events", "disable-events",
    "heartbeat", "shutdown", "purge", "trace", "runs", "metrics-dump", "list", "doctor",
    "exit-codes",
    "auto", "direct", "rebind", "servers", "http", "text", "json", "jsonl", "always", "never",
    "wait",
    "skip", "fail", "evidence", "database", "redis", "celery", "invites", "sync", "head", "invite",
  ]
}
