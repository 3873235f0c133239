/// What stays as it is in Chinese text, by kind (docs/style.md, Chinese). What is told by its form is not
/// here: options, paths, keys, numbers with units, words in capitals, whatever stands between quotes.
enum EnglishNames {
  /// Words that stand by themselves.
  static let words: Set<String> = [
    // Programs and libraries.
    "invitectl", "celery", "alembic", "kombu", "psql", "sudo", "systemctl",
    // Of the trade, which Chinese says in English.
    "worker", "broker", "schema", "cron", "beat",
    // Queues of the backend.
    "invites", "sync",
  ]

  /// Several words that are one name. Those of commands come from the program.
  static let phrases: [[String]] = [
    ["alembic", "upgrade", "head"],
    // What Celery answers.
    ["add", "consumer"],
    // Fields of a message, a type of Redis, a state of PostgreSQL's.
    ["content", "type"], ["delivery", "tag"], ["sorted", "set"], ["idle", "in", "transaction"],
  ]

  /// Words that bind others: one of them is enough of a sentence.
  static let binding: Set<String> = [
    "a", "an", "the", "of", "is", "are", "was", "were", "has", "have", "had", "been", "be", "not",
    "no", "nor", "and", "or", "but", "to", "from", "with", "for", "by", "in", "on", "at", "as",
    "it", "its", "that", "this", "these", "those", "which", "who", "where", "when", "while",
    "there", "their", "they", "cannot", "could", "does", "did", "than", "then", "into", "out",
  ]
}
