public import InviteDomain

/// Messages that workers have taken and not acknowledged, and what becomes of them.
public struct RestoreOutcome: Sendable, Encodable {
  public enum Verdict: String, Sendable, Encodable {
    /// No living worker has it: it can go back.
    case gone
    /// A living worker has it, or may.
    case held
    /// It can be put back by nobody here.
    case unreadable
    /// No living worker has it, and its invite was made already: it stays, unless it is named and forced.
    case invited
    /// The same of one whose token was given back: run, it makes an invite without a use.
    case refunded
    /// It is back in its queue.
    case restored
    /// Acknowledged or put back by somebody else in the meantime.
    case settled
  }

  public struct Message: Sendable, Encodable {
    public let tag: String
    public let id: String?
    public let task: String?
    public let queue: String?
    /// Since it was taken; `nil` where that is not recorded.
    public let takenSecondsAgo: Double?
    public internal(set) var verdict: Verdict
    /// Who has it, or what stands in the way.
    public internal(set) var why: String?
    /// What to type instead of giving it back; `nil` where that is nothing.
    public internal(set) var next: String?
    /// What gives it back all the same, where its invite may have been made and may not: ``next`` is then a choice.
    public internal(set) var otherwise: String?
  }

  /// Workers that left a name behind and are not there: their messages are meant.
  public let gone: [String]
  /// Workers that answered.
  public let living: [String]
  public internal(set) var messages: [Message]
  /// What was not seen of those that would go back; `nil` where all was.
  public internal(set) var gap: String?
  public internal(set) var isApplied = false
  /// Tags of messages that were asked for by themselves: one of them that stays is a shortfall.
  let named: Set<String>

  public func count(_ verdict: Verdict) -> Int { messages.count { $0.verdict == verdict } }

  /// Messages that were to go back and have not. What a living worker has is none of them, unless it was
  /// asked for by itself: a script that runs each minute has nothing to do then.
  var left: Int {
    count(.gone) + count(.unreadable) + surplus
      + messages.count { $0.verdict == .held && named.contains($0.tag) }
  }

  /// `nil` when all that could go back is back.
  public var shortfall: Failure.Kind? {
    guard isApplied, left > 0 else { return nil }
    if count(.restored) > 0 { return .partial }
    // Another try comes to the same where nothing else is left.
    return left == surplus ? .conflict : .transient
  }

  /// Messages that stay since they would be invites more.
  private var surplus: Int { count(.invited) + count(.refunded) }

  private enum CodingKeys: String, CodingKey {
    case gone, living, messages, gap, isApplied
  }
}
