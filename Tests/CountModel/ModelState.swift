import CountProtocol

/// Postgres as committed: what a failover can take back.
struct ModelDatabase: Equatable {
  var used: Int
  var max: Int
  var row: SyncRow?
  /// Whether backends take tokens of the code: of a DIRECT one, not of a LINUXDO one.
  var isTaken = true
  /// Increments by backends, part of the truth only as long as Postgres remembers them.
  var increments = 0
  /// What the last pass that ended noted of the server's history; only beside a replica.
  var seen: SeenHistory?

  var code: SyncCode { SyncCode(used: used, max: max, isActive: true, isTaken: isTaken) }
}

/// One bucket and the shadow beside it.
struct ModelBucket: Equatable {
  var tokens: Int
  /// 0 for no expiry.
  var version: Int
}

struct ModelRedis: Equatable {
  var bucket: ModelBucket?
  var shadow: BucketShadow?
  var incarnation = 1
  /// How much was written to it, and of whose history it is the end; only beside a replica.
  var offset = 0
  var origin: HistoryOrigin?
}

/// What a sync remembers of a pass until it is over; see ``SeenHistory``.
struct ModelPass: Equatable {
  let began: Int
  let offset: Int
}

/// Where one sync stands. A crash forgets it; what it sent may survive as a late command.
enum ModelActor: Equatable {
  case idle
  /// Has seen the code and the row, of which the `seq` counts.
  case begun(SyncCode, seq: Int)
  /// Has read the bucket too.
  case read(SyncCode, BucketReading, seq: Int)
  /// Committed, or found committed by another, and about to send.
  case applying(SyncIntent, rolledForward: Bool)
  case settling(SyncIntent, ApplyAnswer, rolledForward: Bool)
  /// A force-resync that saw no bucket, and the truth in the evidence.
  case planned(SyncCode, seq: Int, truth: Int, at: Int)
  /// One that has committed and is about to make the bucket.
  case creating(SyncIntent)
  /// Is through with the code, and about to note how far the server's history was.
  case ending

  var sendsIntent: Bool {
    switch self {
    case .applying, .creating: true
    case .idle, .begun, .read, .settling, .planned, .ending: false
    }
  }
}

/// How often each thing may still happen.
struct ModelBudget: Equatable {
  var takes = 0
  var refunds = 0
  var increments = 0
  var edits = 0
  var syncs = 0
  var crashes = 0
  var ticks = 0
  var initialisations = 0
  var vanishings = 0
  var shadowLosses = 0
  var rollbacks = 0
  var restarts = 0
  var rebuilds = 0
  /// How often one answer comes from another server than the run began with.
  var strays = 0
  /// How many whole runs see another primary than backends do.
  var visits = 0
  /// How often the row of `redeem_sync`, or that of `redeem_codes`, is hidden from one statement.
  var hidings = 0
  /// How often the code's type is edited.
  var retypings = 0
  /// How often the replica takes the primary's place, and how often it comes into step with it.
  var promotions = 0
  var replications = 0
  /// How often a change of the bucket goes unnamed to a follower, whose feed breaks with it.
  var nameLosses = 0
  /// How often a bucket is set from what was read too long ago, and whether somebody finds that out.
  var lateWrites = 0
  var findings = 0
}

/// Everything there is at one instant.
struct ModelState {
  var clock = 0
  var database: ModelDatabase
  /// The commit before the last one, where a failover may go back to.
  @Aside var databaseBefore: ModelDatabase?
  var redis: ModelRedis
  @Aside var redisBefore: ModelRedis?
  /// What would be promoted; `nil` where there is no replica.
  @Aside var replica: ModelRedis?
  /// Another primary, which no backend uses: a restored copy, or one that a failover left behind.
  @Aside var elsewhere: ModelRedis?
  var actors: [ModelActor] = [.idle, .idle]
  /// Whether the last first transaction saw the code; no part of the state.
  var isLooked = false
  /// The passes of the syncs; only beside a replica.
  var passes: [ModelPass?] = [nil, nil]
  /// Which of the syncs is with that one.
  var isAway = [false, false]
  /// A count was written by what that one said.
  var wasAway = false
  /// A sync has looked since the type was edited.
  var typeSeen = true
  /// The type went there and back, and no sync looked between: nothing is promised.
  var typeUnseen = false
  /// Commands of dead syncs, still in a socket.
  var late: [SyncIntent] = []
  /// A backend between reading the code and writing the bucket.
  var initialiser: (room: Int, at: Int)?
  /// Takes minus refunds, as the callers saw them.
  var taken: Int
  var refundable = 0
  var lastInitialisation: Int
  /// The rooms there were, as far back as they may count; see ``Model/tracksRooms``.
  var rooms: [ModelRoom] = []
  /// When a sync saw a change.
  var looks: [Int] = []
  /// How many lives of the bucket ended since the sync last adopted one.
  var unseenLives = 0
  /// More than one life went by unseen once: no upper bound was promised.
  var boundless = false
  var generation = 0
  /// A bucket was set from what was read too long ago: nothing is promised until that is known.
  var wasLate = false
  /// From when on syncs know of it.
  var knownAt: Int?
  /// What a follower has been told; see ``Model/isFollowed``.
  var feed = ModelFeed()
  var budget: ModelBudget

  var truth: Int { taken + database.increments }

  /// A 128-bit digest of all of it: the visited set keeps digests alone.
  var digest: StateDigest {
    var digest = StateDigest()
    digest.add(clock)
    digest.add(database)
    digest.add(databaseBefore)
    digest.add(redis)
    digest.add(redisBefore)
    digest.add(elsewhere)
    digest.add(replica)
    digest.add((wasAway ? 1 : 0) + (typeSeen ? 2 : 0) + (typeUnseen ? 4 : 0))
    // The two syncs are alike, so which of them is where makes no difference.
    let first = StateDigest.of(actors[0], isAway[0], passes[0])
    let second = StateDigest.of(actors[1], isAway[1], passes[1])
    digest.add(first < second ? first : second)
    digest.add(first < second ? second : first)
    digest.add(late.count)
    for intent in late { digest.add(intent) }
    digest.add(initialiser.map { $0.room * 64 + $0.at } ?? -1)
    digest.add(taken)
    digest.add(refundable)
    digest.add(lastInitialisation)
    digest.add(rooms.count)
    for room in rooms { digest.add(room.room + room.until << 16) }
    digest.add(looks.count)
    for look in looks { digest.add(look) }
    digest.add(unseenLives)
    digest.add(boundless ? 1 : 0)
    digest.add(generation)
    digest.add((feed.isNamed ? 1 : 0) + (feed.isBroken ? 2 : 0))
    digest.add((wasLate ? 1 : 0) + (knownAt ?? 0) << 1)
    digest.add(budget)
    return digest
  }
}
