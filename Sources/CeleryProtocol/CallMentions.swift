internal import LosslessJSON

/// The words that a call names without being understood: a call of a task that is not known here, or
/// of the known one with parameters that it does not have. Whether it invites somebody of whom it
/// names the email or the code cannot be told: it may be the same task under another name.
public struct CallMentions: Sendable, Hashable {
  /// Texts, numbers and names among the arguments, whole and in parts, as they are written.
  public private(set) var words: Set<String> = []

  /// Tasks of the backend that invite nobody. `execute_migration_task`, which moves people into
  /// other teams, is none of them.
  private static let harmless = Set(
    [
      "sync_redeem_count_task", "batch_sync_redeem_counts", "cleanup_old_invite_queue",
      "cleanup_expired_users", "retry_failed_invites", "send_expiration_warnings",
      "detect_orphan_users", "cleanup_stale_reserved_records", "cleanup_expired_orders",
      "send_bulk_email_task", "send_bulk_email_chunk", "finish_bulk_email_job",
    ].map { "app.tasks_celery." + $0 })

  /// The columns take at most 100 characters, of four bytes each.
  private static let longest = 400
  private static let brackets = Set(" ,;()[]{}<>".unicodeScalars)
  private static let quotes = Set(#""'`:"#.unicodeScalars)
  private static let inner = Set(#""'`:|=&?/\"#.unicodeScalars)

  /// - Parameter embedded: what is called besides, as ``QueuedTask/embedded``.
  init(_ name: String?, _ args: JSONValue, _ kwargs: JSONValue, _ embedded: JSONValue) {
    if let name {
      if name.hasPrefix("celery.") {
        // Tasks of Celery's own deal out arguments to the calls that they carry.
        if Self.holdsUnknown(args) || Self.holdsUnknown(kwargs) {
          add(args)
          add(kwargs)
        }
      } else if !Self.isKnown(name, args, kwargs) {
        add(args)
        add(kwargs)
      }
    }
    if Self.holdsUnknown(embedded) { add(embedded) }
  }

  /// From Python's repr of arguments.
  init(repr text: String) {
    addParts(of: text)
  }

  /// Whether it is known whom the call invites, if anybody.
  private static func isKnown(_ name: String, _ args: JSONValue, _ kwargs: JSONValue) -> Bool {
    guard name == InviteTask.name else { return harmless.contains(name) }
    // What is not written out is no call that is read; see `invites()`.
    guard let call = try? InviteCall(args: args, kwargs: kwargs) else { return false }
    return !call.code.isEmpty
  }

  /// Whether there is a signature of a call that is not known.
  private static func holdsUnknown(_ value: JSONValue) -> Bool {
    switch value {
    case .array(let elements): return elements.contains { holdsUnknown($0) }
    case .object(let object):
      if let name = object["task"]?.string, object["args"] != nil || object["kwargs"] != nil,
        !name.hasPrefix("celery."),
        !isKnown(name, object["args"] ?? .null, object["kwargs"] ?? .null)
      {
        return true
      }
      return object.members.contains { holdsUnknown($0.value) }
    case .null, .bool, .number, .string: return false
    }
  }

  private mutating func add(_ value: JSONValue) {
    switch value {
    case .array(let elements):
      for element in elements { add(element) }
    case .object(let object):
      for member in object.members {
        addParts(of: member.key)
        add(member.value)
      }
    case .number(let number): words.insert(number.literal)
    case .string(let text):
      // JSON within a text, which a wrapper may well pass on.
      if text.hasPrefix("{") || text.hasPrefix("["), let inner = try? JSONValue(parsing: text) {
        add(inner)
      } else {
        addParts(of: text)
      }
    case .null, .bool: return
    }
  }

  /// An email may have a quote or a slash in it, and may stand within some as well.
  private mutating func addParts(of text: String) {
    add(word: text)
    let parts = text.unicodeScalars.split {
      Self.brackets.contains($0) || $0.properties.isWhitespace
    }
    for part in parts {
      let start = part.drop { Self.quotes.contains($0) }
      let blanks = start.reversed().prefix { Self.quotes.contains($0) }.count
      add(word: String(start.dropLast(blanks)))
      for piece in part.split(whereSeparator: { Self.inner.contains($0) }) {
        add(word: String(piece))
      }
    }
  }

  private mutating func add(word: String) {
    if !word.isEmpty, word.utf8.count <= Self.longest { words.insert(word) }
  }
}

extension QueuedTask {
  /// What it names without being understood; no words where everything is.
  ///
  /// - Throws: why its arguments are not known, where it is a call of another task than of
  ///   ``invites()``.
  public func mentions() throws(UnreadableMessage) -> CallMentions {
    guard let unreadable else { return CallMentions(name, args, kwargs, embedded) }
    guard unreadable.mayBeReadByWorkers else { return CallMentions(nil, .null, .null, .null) }
    guard let argumentsRepr else { throw unreadable }
    return CallMentions(repr: argumentsRepr)
  }
}

extension WorkerTask {
  /// As ``QueuedTask/mentions()``.
  public func mentions() -> CallMentions { CallMentions(name, args, kwargs, .null) }
}
