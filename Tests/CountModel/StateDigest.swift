import CountProtocol

/// Two independent 64-bit mixes over a sequence of numbers: among a million states the chance
/// that two different ones agree is below 1e-26.
struct StateDigest: Hashable, Comparable {
  private var a: UInt64 = 0x9e37_79b9_7f4a_7c15
  private var b: UInt64 = 0xc2b2_ae3d_27d4_eb4f

  static func < (left: Self, right: Self) -> Bool {
    left.a != right.a ? left.a < right.a : left.b < right.b
  }

  static func == (left: Self, right: Self) -> Bool {
    left.a == right.a && left.b == right.b
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(a)
  }

  mutating func add(_ value: Int) {
    let word = UInt64(bitPattern: Int64(value))
    a = (a ^ word) &* 0xff51_afd7_ed55_8ccd
    a ^= a >> 32
    b = (b &+ word) &* 0xc4ce_b9fe_1a85_ec53
    b ^= b >> 29
  }

  mutating func add(_ other: StateDigest) {
    add(Int(truncatingIfNeeded: other.a))
    add(Int(truncatingIfNeeded: other.b))
  }

  mutating func add(_ budget: ModelBudget) {
    add(
      budget.takes + budget.refunds << 4 + budget.increments << 8 + budget.edits << 12
        + budget.syncs << 16 + budget.crashes << 20 + budget.ticks << 24)
    add(
      budget.initialisations + budget.vanishings << 4 + budget.shadowLosses << 8
        + budget.rollbacks << 12 + budget.restarts << 16 + budget.rebuilds << 20
        + budget.strays << 24 + budget.visits << 28 + budget.hidings << 32
        + budget.retypings << 36 + budget.promotions << 40 + budget.replications << 44
        + budget.nameLosses << 48)
    add(budget.lateWrites + budget.findings << 4)
  }

  mutating func add(_ intent: SyncIntent) {
    add(intent.from)
    add(intent.to)
    add(intent.add + intent.adjusted << 8 + intent.seq << 16 + intent.token << 32)
    add(intent.base)
    add(intent.deadline)
  }

  mutating func add(_ row: SyncRow) {
    add(row.seq + row.mark << 8 + row.adjusted << 16 + row.floor << 24 + row.held << 32)
    add(row.base)
    add(row.version)
    add(
      row.usedAfter + row.maxAfter << 8 + row.roomLow << 16 + row.roomHigh << 24
        + row.maxTop << 32)
    add(row.pastLow + row.pastHigh << 16)
    add(row.roomSince)
    add(row.changed)
    add(row.read)
    add(row.incarnation + (row.gone ? 64 : 0) + (row.isTaken ? 128 : 0))
    add(row.certainty.low + row.certainty.high << 16)
    add(Certainty.State.allCases.firstIndex(of: row.certainty.state) ?? -1)
    if let pending = row.pending { add(pending) } else { add(-1) }
  }

  mutating func add(_ database: ModelDatabase?) {
    guard let database else { return add(-2) }
    add(
      database.used + database.max << 8 + database.increments << 16
        + (database.isTaken ? 1 << 24 : 0))
    if let row = database.row { add(row) } else { add(-1) }
    if let seen = database.seen {
      add(seen.incarnation + seen.offset << 8 + seen.began << 32)
    }
  }

  mutating func add(_ redis: ModelRedis?) {
    guard let redis else { return add(-2) }
    add(redis.incarnation + redis.offset << 8)
    if let origin = redis.origin { add(origin) }
    if let bucket = redis.bucket {
      add(bucket.tokens)
      add(bucket.version)
    } else {
      add(-1)
    }
    add(redis.shadow)
  }

  mutating func add(_ origin: HistoryOrigin) {
    add(origin.through)
    for incarnation in origin.incarnations.sorted() { add(incarnation) }
  }

  mutating func add(_ shadow: BucketShadow?) {
    guard let shadow else { return add(-1) }
    add(shadow.version)
    add(shadow.base)
    add(shadow.adjusted + shadow.seq << 8 + shadow.token << 16)
  }

  mutating func add(_ facts: SyncCode) {
    add(
      facts.used + (facts.max ?? -1) << 8 + (facts.isActive ? 1 << 16 : 0)
        + (facts.isTaken ? 1 << 17 : 0))
  }

  mutating func add(_ reading: BucketReading) {
    add(reading.now)
    add(reading.incarnation)
    if let origin = reading.origin { add(origin) }
    if let seen = reading.seen {
      add(seen.incarnation + seen.offset << 8 + seen.began << 32)
    }
    switch reading.content {
    case .missing: add(-3)
    case .garbage: add(-4)
    case .badShadow: add(-5)
    case .outOfRange: add(-6)
    case .badExpiry: add(-7)
    case .count(let tokens, let expiry, let shadow):
      add(tokens)
      add(expiry.version)
      add(shadow)
    }
  }

  static func of(_ actor: ModelActor, _ isAway: Bool, _ pass: ModelPass?) -> StateDigest {
    var digest = StateDigest()
    digest.add(isAway ? 1 : 0)
    if let pass { digest.add(pass.began << 16 + pass.offset) }
    switch actor {
    case .idle: digest.add(0)
    case .ending: digest.add(10)
    case .begun(let facts, let seq):
      digest.add(1)
      digest.add(facts)
      digest.add(seq)
    case .read(let facts, let reading, let seq):
      digest.add(2)
      digest.add(facts)
      digest.add(reading)
      digest.add(seq)
    case .applying(let intent, let rolledForward):
      digest.add(rolledForward ? 5 : 4)
      digest.add(intent)
    case .planned(let facts, let seq, let truth, let at):
      digest.add(8)
      digest.add(facts)
      digest.add(seq + truth << 8)
      digest.add(at)
    case .creating(let intent):
      digest.add(9)
      digest.add(intent)
    case .settling(let intent, let reply, let rolledForward):
      digest.add(rolledForward ? 7 : 6)
      digest.add(intent)
      digest.add(ApplyReply.allCases.firstIndex(of: reply.reply) ?? -1)
      digest.add(reply.tokens ?? -100)
    }
    return digest
  }
}
