internal import ClientSupport
public import InviteDomain
internal import Localization

/// What `force-resync audit` found.
public struct AuditReport: Sendable, Encodable {
  /// How the backend counts.
  public let era: String
  public internal(set) var codes = 0
  /// All uses of these codes: ``explained`` and ``unexplained``.
  public internal(set) var uses = 0
  public internal(set) var explained = ExplainedUses()
  public internal(set) var unexplained = 0
  public internal(set) var unclaimed = 0
  public internal(set) var inFlight = 0
  /// Traces from more than 24 hours before their code was made, of older codes of the same text: they are in no other
  /// sum.
  public internal(set) var older = 0
  /// Traces that name a code which there is not; 0 where single codes were asked for.
  public internal(set) var strangers = 0
  /// The codes with the most that is left over; those that were asked for by name, all of them.
  public internal(set) var worst: [AuditedCode] = []
  /// Codes of which something is left over, or told by no more than a run.
  public internal(set) var leftOver = 0
  /// What was not seen, a sentence each.
  public internal(set) var gaps: [String] = []
  /// What backends are known not to keep to, so that a token that is gone may be no use; `nil` for nothing.
  public internal(set) var breaches: [ContractBreach]?
  /// How often the broker was looked at: once where nothing was left over then, else twice.
  public internal(set) var looks = 2
  /// Codes that could not be read.
  public internal(set) var findings: [RowFinding] = []
  /// Whether a use may have left what was not seen: none leaves a message where uses are counted on join.
  var mayHideUses = false
  /// Codes whose bucket cannot be read: what it gave out is in no sum.
  private var unreadBuckets = 0
  /// What to type about the first of them.
  private var bucketAdvice: String?
  /// Whether all that was not seen is what workers have or take.
  var isForWorkers = true
  /// More buckets are counted, and not named.
  private static let mostBuckets = 20
  /// How many ``worst`` holds at most.
  private let limit: Int
  private let showsAll: Bool

  private enum CodingKeys: String, CodingKey {
    case era, codes, uses, explained, unexplained, explainedRatio, unclaimed, inFlight, older
    case strangers, worst, leftOver, gaps, breaches, looks, findings
  }

  init(era: String, limit: Int, showsAll: Bool) {
    self.era = era
    self.limit = limit
    self.showsAll = showsAll
  }

  /// The part of all uses that is explained; 1 without uses.
  public var explainedRatio: Double {
    uses == 0 ? 1 : Double(explained.total) / Double(uses)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(era, forKey: .era)
    try values.encode(codes, forKey: .codes)
    try values.encode(uses, forKey: .uses)
    try values.encode(explained, forKey: .explained)
    try values.encode(unexplained, forKey: .unexplained)
    try values.encode(explainedRatio, forKey: .explainedRatio)
    try values.encode(unclaimed, forKey: .unclaimed)
    try values.encode(inFlight, forKey: .inFlight)
    try values.encode(older, forKey: .older)
    try values.encode(strangers, forKey: .strangers)
    try values.encode(worst, forKey: .worst)
    try values.encode(leftOver, forKey: .leftOver)
    try values.encode(gaps, forKey: .gaps)
    try values.encodeIfPresent(breaches, forKey: .breaches)
    try values.encode(looks, forKey: .looks)
    try values.encode(findings, forKey: .findings)
  }

  /// - Parameters:
  ///   - problem: why its bucket cannot be read; `nil` where it can, or nobody has to.
  ///   - advice: what to type about that.
  mutating func add(
    _ code: AuditedCode, bucketProblem problem: String?, advice: @autoclosure () -> String?
  ) {
    codes += 1
    if let problem {
      unreadBuckets += 1
      if unreadBuckets == 1 { bucketAdvice = advice() }
      if unreadBuckets <= Self.mostBuckets {
        gaps.append(tr("the bucket of \(code.code) \(problem)"))
      }
    }
    uses = uses.addingSaturated(code.uses)
    explained += code.explained
    unexplained = unexplained.addingSaturated(code.unexplained)
    unclaimed = unclaimed.addingSaturated(code.unclaimed)
    inFlight = inFlight.addingSaturated(code.inFlight)
    older = older.addingSaturated(code.older)
    if code.isLeftOver { leftOver += 1 }
    guard code.isLeftOver || showsAll else { return }
    if !showsAll, worst.count >= limit {
      guard let last = worst.last, code.isWorse(than: last) else { return }
      worst.removeLast()
    }
    let place = worst.firstIndex { code.isWorse(than: $0) } ?? worst.endIndex
    worst.insert(code, at: place)
  }

  /// Whether uses or traces are left over.
  public var isPending: Bool { unexplained > 0 || unclaimed > 0 || strangers > 0 }

  /// Why this is no full success, if it is none: what was not looked at, not what is left over.
  public var failure: Failure? {
    if !findings.isEmpty {
      return Failure(
        .partial, tr("\(CountText.of(findings.count, "code")) could not be read, named above"),
        hint: tr("see what is said of each"))
    }
    if unreadBuckets > 0 {
      return Failure(
        .partial,
        tr("\(CountText.of(unreadBuckets, "bucket")) could not be read, named above"),
        hint: bucketAdvice)
    }
    guard mayHideUses, !gaps.isEmpty else { return nil }
    return Failure(
      .partial,
      tr("not everything could be seen, so that uses may have left more than is told here"),
      hint: isForWorkers
        ? tr(
          "have the backend's workers running, which take what cannot be read here, and run it "
            + "again")
        : tr("see to what was not seen, named above, and run it again"))
  }
}
