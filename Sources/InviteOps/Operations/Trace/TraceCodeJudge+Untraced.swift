internal import InviteDomain
internal import Localization

/// Of a code that was used, and no trace of by whom: its count is settled first, then there is an end.
extension TraceCodeJudge {
  /// - Parameter email: whom it is bound to; empty for nobody.
  func usedUp(_ email: String) -> TraceVerdict {
    let uses = usesByBoth
    let what =
      if !email.isEmpty {
        tr("bound to \(email), of whom there is no trace, and used up (\(uses))")
      } else if hasOthers {
        tr("used up (\(uses))")
      } else {
        tr("used up (\(uses)), and nothing shows whom it invited")
      }
    if let (word, next) = settlement {
      return TraceVerdict(.untraced, .wanting, what + word, next)
    }
    guard facts.counting == .onJoin else {
      return TraceVerdict(.untraced, .failed, what, .advice(tr("redeem another code")))
    }
    // Of this code alone: all records are read for it, which takes longer than a trace may.
    let joined = ShellCommand.invitectl(["force-resync"], [row.code], ["--yes"])
    return TraceVerdict(
      .untraced, .failed, what,
      .advice(
        tr(
          "'\(joined)' lowers its count where the records of who joined show that it is too high; where it "
            + "changes nothing, redeem another code"))
    )
  }

  /// Where the bucket alone says that it is used up, what that holds, too.
  private var usesByBoth: String {
    let uses = Self.uses(row)
    guard row.numbers.hasUsesLeft,
      let tokens = facts.bucket(of: row)?.tokens
    else { return uses }
    return tr("\(uses) by its row, and its bucket holds \(tokens)")
  }

  /// With uses left, whoever it was for.
  func used(_ email: String) -> TraceVerdict {
    let uses = Self.uses(row)
    let what =
      hasOthers
      ? tr("bound to \(email), of whom there is no trace, and used (\(uses))")
      : tr("used (\(uses)), and nothing shows what became of it")
    if let (word, next) = settlement {
      return TraceVerdict(.untraced, .wanting, what + word, next)
    }
    let asked =
      what
      + tr(
        ": whether a mail came the person knows; if not, it is redeemed again, with one more use")
    guard !email.isEmpty else {
      return TraceVerdict(
        .untraced, .wanting, asked,
        .advice(tr("redeem it with 'invitectl redeem \(ShellWord.quoted(row.code)) EMAIL'")))
    }
    let next = redeemed(by: email)
    return next.kind == .advice
      ? TraceVerdict(.untraced, .failed, what, next)
      : TraceVerdict(.untraced, .wanting, asked, next)
  }

  /// What makes its count exact, with what is said of it; `nil` where it is, and where nothing is stored of it.
  ///
  /// Where evidence leaves it open, or stores nothing, a person's word ends it: else this trace would print the
  /// same for ever.
  private var settlement: (word: String, next: TraceVerdict.Next)? {
    guard facts.counting == .atRequest, row.type != nil, !row.isCountedExactly(facts),
      let most = row.maxUses, most > 0
    else { return nil }
    let way = settling(evidenceFirst: false)
    let word =
      way.isByWord
      ? tr("; what is printed says that used_count (\(Self.uses(row))) is right") : Settling.both
    return (word, .shell(way.commands))
  }

  /// What settles a count that is not exact.
  enum Settling {
    case byEvidence(String)
    case byWord(String)
    /// Evidence, and where that leaves it open a person's word.
    case byBoth(String)

    var commands: String {
      switch self {
      case .byEvidence(let commands), .byWord(let commands), .byBoth(let commands): commands
      }
    }

    var isByWord: Bool {
      if case .byWord = self { true } else { false }
    }

    /// What is said of ``byBoth(_:)``.
    static var both: String {
      tr(
        "; what is printed settles its count by evidence, and says that used_count is right where "
          + "that leaves it open")
    }
  }

  /// - Parameter evidenceFirst: whether the word is left out where nothing was stored of the count yet, or not
  ///   everything is seen: evidence has something to say then, and the next trace looks anew. What a sync has
  ///   stored evidence may leave exactly as it was, and then it is stored nowhere that it was asked.
  func settling(evidenceFirst: Bool) -> Settling {
    let word = ShellCommand.invitectl(
      ["force-resync"], [row.code], [.init("--from", "database"), "--yes"])
    if row.isLeftOpen(facts) || row.isNeverSeen(facts) { return .byWord(word) }
    let evidence = ShellCommand.invitectl(["force-resync"], [row.code], ["--yes"])
    let isSynced = facts.isComplete && facts.certainties.contains { $0.codeID == row.id }
    guard isSynced || !evidenceFirst else { return .byEvidence(evidence) }
    // A count that evidence leaves open is 0, and one that it could not judge 8 (docs/exit-codes.md). Where the run came
    // to nothing, or was stopped, nothing was looked at, and there is no word.
    return .byBoth("\(evidence) || [ $? -eq 8 ] && \(word)")
  }

  /// Whether something shows that others were invited by it, or are on their way.
  private var hasOthers: Bool {
    let key = TraceThread.Key("", row.code).code
    let rows = facts.records.compactMap(\.code) + facts.queueRows.compactMap(\.code)
    let calls = facts.messages.compactMap(\.call) + facts.held.compactMap(\.call)
    let codes = rows + calls.map(\.code) + facts.entries.map(\.code)
    return codes.contains { TraceThread.Key("", $0).code == key }
  }
}
