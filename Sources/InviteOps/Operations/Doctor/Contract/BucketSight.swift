internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// One bucket at one instant.
struct BucketSight {
  /// `nil` where there is none, or none that can be counted with.
  let tokens: Int?
  /// Its absolute expiry, milliseconds since 1970; 0 for none.
  let version: Int
  /// Whether a sync of ours gave it that expiry.
  let isOurs: Bool
  /// The Redis clock then.
  let now: Int

  private static let chunk = 500

  static func read(
    _ codes: [String], _ redis: RedisConnection, _ deadline: Deadline
  ) throws -> [ExactText: BucketSight] {
    var sights: [ExactText: BucketSight] = [:]
    for begin in stride(from: 0, to: codes.count, by: chunk) {
      let part = codes[begin..<min(begin + chunk, codes.count)]
      let keys = part.flatMap { [BucketKey.remaining($0), BucketKey.shadow($0)] }
      let reply = try redis.run(SyncScripts.read, keys: keys, deadline: deadline).asArray()
      guard reply.count == 2 + 3 * part.count, let now = Int(try reply[1].asString()) else {
        throw RedisError.unexpectedReply(
          expected: tr("\(2 + 3 * part.count) elements"), got: "\(reply.count)")
      }
      for (index, code) in part.enumerated() {
        let kind = try reply[2 + 3 * index].asString()
        let version = Int(try reply[3 + 3 * index].asString()) ?? 0
        let fields = (try? reply[4 + 3 * index].asString()) ?? ""
        sights[ExactText(code)] = BucketSight(
          tokens: kind.hasPrefix("=") ? BucketValue(kind.dropFirst().utf8).count : nil,
          version: version, isOurs: fields.hasPrefix("\(version) ") && version > 0, now: now)
      }
    }
    return sights
  }
}

/// Buckets that are looked at again and again.
struct BucketWatch {
  /// What the clock of a command may be behind that of the script, milliseconds.
  private static let slack = 100

  private let lifetime = SyncPolicy().lifetime
  private var last: [ExactText: BucketSight] = [:]
  /// Codes whose bucket was set, with the tokens it was first seen with, and when by the Redis clock.
  private(set) var initialised: [(code: String, tokens: Int, at: Int)] = []
  /// The Redis clock at the first look.
  private(set) var began = Int.max

  /// Compares with what was there before.
  mutating func look(_ sights: [ExactText: BucketSight], _ findings: inout ContractFindings) {
    if last.isEmpty { began = sights.values.map(\.now).min() ?? .max }
    for (code, sight) in sights {
      defer { last[code] = sight }
      guard let tokens = sight.tokens else { continue }
      guard let before = last[code] else {
        if sight.version > sight.now + lifetime + Self.slack {
          findings.breaks(.lifetime, expires(code.text, sight))
        }
        continue
      }
      guard before.tokens == nil || before.version != sight.version else {
        if let old = before.tokens, tokens < old { findings.keep(.take, times: old - tokens) }
        continue
      }
      changed(code.text, tokens, before, sight, &findings)
    }
  }

  private mutating func changed(
    _ code: String, _ tokens: Int, _ before: BucketSight, _ sight: BucketSight,
    _ findings: inout ContractFindings
  ) {
    guard !sight.isOurs else { return }
    if sight.version == 0 {
      // What is given back on a missing key makes such a bucket.
      if before.tokens != nil {
        findings.breaks(.lifetime, tr("\(Masking.code(code)) lost its expiry"))
      }
      return
    }
    let moment = sight.version - lifetime
    guard moment >= before.now - Self.slack, moment <= sight.now + Self.slack else {
      return findings.breaks(.lifetime, expires(code, sight))
    }
    findings.keep(.lifetime)
    initialised.append((code, tokens, moment))
  }

  private func expires(_ code: String, _ sight: BucketSight) -> String {
    tr("\(Masking.code(code)) expires in \((sight.version - sight.now) / 1000) s")
  }
}
