internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Of which invites `redeem refund` has given the token back: made once more, they would be invites without a use.
///
/// A refund leaves a mark beside the bucket, of the invite where it is known whose it was, and of its code where
/// not. When that was its expiry tells, as with the marks of redemptions.
struct RefundedInvites {
  /// What the mark of an invite says of its task.
  enum State: String {
    /// Nobody had it any more: what is newer than the mark is not of it. Where somebody had it for a while, behind a
    /// colon how long the mark had to live when that was over, in ms (``RefundedInvites/over(left:)``).
    case over
    /// The token was given back by force, and somebody may have had it: a later row may be of it, too.
    case held
  }

  /// What was given back, as far as it concerns a row.
  enum Standing: Equatable {
    /// The token of this invite.
    case own
    /// The same, and the task may have gone on.
    case ownByForce
    /// A token of its code, of which nothing tells whose it was.
    case somebodys
  }

  /// How long the mark of an invite lives, in seconds: as long as lines of the ledger that tell of refunds stay.
  static let lifetime = EvidenceLife.ofRefunds
  /// For how long that of a code stands in the way of invites, others' too; counts are judged by it for as long as it
  /// lives, which is as long as that of an invite.
  static let codeLifetime = 7 * 86_400
  /// What the mark of a code says. Older ones say `1`, and live for ``codeLifetime``.
  static let ofCode = "2"

  /// As far as clocks of workers and servers are taken to differ, and a fraction that is cut off, in seconds.
  private static let slack = 2.0
  /// So many marks are asked for at once.
  private static let page = 1000

  /// What a mark says, in seconds before something was read.
  private struct Mark {
    let state: State?
    /// How long ago it was left, at least.
    var seconds: Double
    /// At most, which of an immortal one nobody knows.
    let most: Double?
    /// How long ago nobody had the task any more, where that came after the token was given back.
    var out: Double?
  }

  private let ages: [ExactText: Mark]

  /// Of one task, while a second refund of it would be one too many.
  static func mark(ofTask id: String) -> String { "invitectl:refunded:\(id)" }

  /// - Parameter digest: of ``digest(code:email:)``.
  static func mark(ofInvite digest: String) -> String { "invitectl:refunded-invite:\(digest)" }

  /// - Parameter code: in capitals.
  static func mark(ofCode code: String) -> String { "invitectl:refunded-code:\(code)" }

  /// What the mark of an invite says whose task somebody had until now. No clock is asked: the mark goes on living.
  ///
  /// - Parameter left: how long it has to live, in ms; below 0 of an immortal one, which tells no time.
  static func over(left: Int) -> String {
    left < 0 ? State.over.rawValue : "\(State.over.rawValue):\(left)"
  }

  /// What ``over(left:)`` wrote; `nil` of another value.
  private static func outLeft(_ value: String) -> Int? {
    let prefix = "\(State.over.rawValue):"
    return value.hasPrefix(prefix) ? OutsideNumber.whole(value.dropFirst(prefix.count)) : nil
  }

  /// - Parameters:
  ///   - code: in capitals, without blanks around it.
  ///   - email: in small letters, likewise.
  static func digest(code: String, email: String) -> String { StableDigest(code, email).hex }

  /// - Parameters:
  ///   - invites: with codes and emails as ``digest(code:email:)`` wants them.
  ///   - seen: when the ages of their rows were read.
  ///   - connection: to the buckets.
  init(
    _ invites: [(code: String, email: String)], seen: ContinuousClock.Instant,
    on connection: RedisConnection, deadline: Deadline
  ) throws(Failure) {
    var names: Set<ExactText> = []
    for invite in invites {
      names.insert(
        ExactText(Self.mark(ofInvite: Self.digest(code: invite.code, email: invite.email))))
      names.insert(ExactText(Self.mark(ofCode: invite.code)))
    }
    let all = names.sorted().map(\.text)
    var ages: [ExactText: Mark] = [:]
    do throws(RedisError) {
      for start in stride(from: 0, to: all.count, by: Self.page) {
        let part = Array(all[start..<min(start + Self.page, all.count)])
        // Most have none: of many one answer says so.
        let words = ["EXISTS"] + part
        if try connection.call(words, deadline: deadline).asInteger() == 0 { continue }
        let begin = seen.duration(to: .now).seconds
        let replies = try connection.pipeline(
          part.flatMap { [["GET", $0], ["PTTL", $0]] as [RedisCommand] }, deadline: deadline)
        for (place, name) in part.enumerated() {
          guard let value = try replies[2 * place].asOptionalString() else { continue }
          let left = try replies[2 * place + 1].asInteger()
          let outLeft = Self.outLeft(value)
          let state = outLeft == nil ? State(rawValue: value) : .over
          let life = Self.life(of: value)
          // One that somebody has made immortal may be of this moment.
          let age = left < 0 ? 0 : max(0, Double(life) - Double(left) / 1000)
          let most = left < 0 ? nil : Double(life) - Double(left) / 1000 - begin
          // Of one that lives longer than it did then nobody knows when that was.
          let out = outLeft.map { then in
            left < 0 ? 0 : max(0, (Double(then) - Double(left)) / 1000)
          }
          ages[ExactText(name)] = Mark(state: state, seconds: age, most: most, out: out)
        }
      }
    } catch {
      throw Failure(error, doing: tr("see which tokens were given back"))
    }
    // The rows were a little younger when they were read.
    let since = seen.duration(to: .now).seconds
    self.ages = ages.mapValues {
      Mark(
        state: $0.state, seconds: $0.seconds - since, most: $0.most, out: $0.out.map { $0 - since })
    }
  }

  /// How long ago the token of an invite was given back, in seconds; `nil` where it was not.
  static func age(
    ofInvite digest: String, on connection: RedisConnection, deadline: Deadline
  ) throws(Failure) -> Double? {
    try age(of: mark(ofInvite: digest), on: connection, deadline: deadline)
  }

  /// The same of a token of a code of which nothing told whose it was.
  ///
  /// - Parameter code: in capitals.
  static func age(
    ofCode code: String, on connection: RedisConnection, deadline: Deadline
  ) throws(Failure) -> Double? {
    try age(of: mark(ofCode: code), on: connection, deadline: deadline)
  }

  private static func age(
    of mark: String, on connection: RedisConnection, deadline: Deadline
  ) throws(Failure) -> Double? {
    do throws(RedisError) {
      let replies = try connection.pipeline(
        [["GET", mark], ["PTTL", mark]] as [RedisCommand], deadline: deadline)
      let left = try replies[1].asInteger()
      guard let value = try replies[0].asOptionalString(), left != -2 else { return nil }
      return left < 0 ? 0 : max(0, Double(life(of: value)) - Double(left) / 1000)
    } catch {
      throw Failure(error, doing: tr("see which tokens were given back"))
    }
  }

  /// For how long a mark was to live that says this, in seconds.
  private static func life(of value: String) -> Int {
    let isOld = outLeft(value) == nil && State(rawValue: value) == nil && value != ofCode
    return isOld ? codeLifetime : lifetime
  }

  /// What there is of the invite of a row; `nil` where its use was not given back, or the row is of a redemption
  /// that came after that.
  ///
  /// - Parameters:
  ///   - age: of the row, in seconds.
  ///   - ofCounts: whether it is asked what is counted, and not what to make once more.
  func standing(
    code: String, email: String, age: Double, ofCounts: Bool = false
  ) -> Standing? {
    let digest = Self.digest(code: code, email: email)
    if let own = ages[ExactText(Self.mark(ofInvite: digest))] {
      if own.state != .over { return .ownByForce }
      // Until somebody took it away the task may have gone on.
      if let out = own.out, Self.isOlder(age, than: out), !Self.isOlder(age, than: own.seconds) {
        return .ownByForce
      }
      if Self.isOlder(age, than: own.seconds) { return .own }
    }
    if let code = ages[ExactText(Self.mark(ofCode: code))], Self.isOlder(age, than: code.seconds),
      ofCounts || code.seconds < Double(Self.codeLifetime)
    {
      return .somebodys
    }
    return nil
  }

  /// How long before ``init(_:seen:on:deadline:)``'s `seen` nobody had the task of an invite any more whose token came
  /// back last, in seconds; `nil` where somebody may have it, or none did.
  func over(code: String, email: String) -> Double? {
    guard let own = ages[ExactText(Self.mark(ofInvite: Self.digest(code: code, email: email)))],
      own.state == .over
    else { return nil }
    return own.out ?? own.seconds
  }

  /// When a token was given back, in seconds before something was read: at least and at most.
  struct Moment {
    let least: Double
    let most: Double
  }

  /// How long before the rows were read the token of an invite was given back last, in seconds: at least and at
  /// most. `nil` where it was not, or nobody knows when.
  func moment(code: String, email: String) -> Moment? {
    let mark = Self.mark(ofInvite: Self.digest(code: code, email: email))
    guard let own = ages[ExactText(mark)], let most = own.most, own.seconds <= most else {
      return nil
    }
    return Moment(least: own.seconds, most: most)
  }

  /// Whether a row may be older than a refund, as far as clocks tell; both are ages in seconds.
  static func isOlder(_ row: Double, than refund: Double) -> Bool { row + slack >= refund }
}
