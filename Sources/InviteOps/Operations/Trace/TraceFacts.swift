internal import CeleryProtocol
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage

/// What was found of one person, code or task, as it was read. Times are epoch seconds.
struct TraceFacts: Sendable, Equatable {
  /// A row of `redeem_codes`.
  struct Code: Sendable, Equatable {
    var id = 0
    var code = ""
    /// In capitals; `nil` for NULL.
    var type: String?
    var maxUses: Int?
    var usedCount: Int?
    var isActive = true
    var groupID: Int?
    var validityDays: Int?
    var boundEmail: String?
    var created: Double?
    var activated: Double?
    var expires: Double?
    /// Whether `max_uses` is 0, and the backend takes that for no limit.
    var isUnlimited = false

    var numbers: CodeNumbers { CodeNumbers(maxUses: maxUses, usedCount: usedCount) }
  }

  /// The token bucket of a code.
  struct Bucket: Sendable, Equatable {
    var code = ""
    /// What it holds; `nil` where that is no count.
    var tokens: Int?
    /// Seconds; `nil` for one that lives for ever.
    var secondsLeft: Int?
  }

  /// A change of `used_count` in the ledger.
  struct LedgerLine: Sendable, Equatable {
    var codeID = 0
    var run = 0
    var why = ""
    var usedBefore = 0
    var usedAfter = 0
    var state = ""
    var at: Double?
  }

  /// How well the count of a code is known.
  struct Certainty: Sendable, Equatable {
    var codeID = 0
    var state = ""
    var spreadLow = 0
    var spreadHigh = 0
  }

  /// Who wants a use of a code where uses are counted at the request.
  struct Holding: Sendable, Equatable {
    var code = ""
    /// Invites that were made, and rows and entries that are open.
    var others = 0
    /// Failed invites that nobody has made since, this one among them.
    var failing = 0
  }

  /// An entry of the outbox.
  struct Entry: Sendable, Equatable {
    var taskID = ""
    var flow = ""
    var code = ""
    var email = ""
    var state = ""
    var created: Double?
    var changed: Double?
    /// Too old for `redeem --resume`.
    var isStale = false
    /// What it has taken.
    var claim: OutboxEntry.Claim {
      .init(taskID: taskID, flow: flow, holdsSeat: holdsSeat, isOnJoin: isOnJoin)
    }
    var holdsSeat = false
    /// Whether it was made beside a backend that counts on join.
    var isOnJoin = false
  }

  /// A row of `invite_records`.
  struct Record: Sendable, Equatable {
    var id = 0
    var email = ""
    var code: String?
    /// In capitals.
    var status: String?
    var error: String?
    var teamID = 0
    var team: String?
    /// Whether that team takes members: active, and where it has a status not banned or paused.
    var teamIsActive = true
    var isRebind = false
    /// Whether its row says that: NULL is of either kind.
    var saysKind = true
    var created: Double?
    var accepted: Double?
    var consumed: Double?
  }

  /// A row of `invite_queue`.
  struct QueueRow: Sendable, Equatable {
    var id = 0
    var email = ""
    var code: String?
    /// In capitals.
    var status: String?
    var error: String?
    var groupID: Int?
    var retries: Int?
    var isRebind = false
    var created: Double?
    var processed: Double?
    /// Free seats that the backend's job looks for: of the row's group, and of teams without one.
    var seats: Seats?
  }

  /// One more attempt at a row, by `redeem retry`.
  struct Attempt: Sendable, Equatable {
    struct Row: Sendable, Equatable {
      let source: RetryRow.Source
      let id: Int

      init(_ source: RetryRow.Source, _ id: Int) {
        self.source = source
        self.id = id
      }
    }

    let row: Row
    var number = 1
    var taskID: String?
    /// `recorded`, `sent`, or `waiting` where a row waits for a seat instead.
    var state = ""
    var created: Double?
  }

  struct Seats: Sendable, Equatable {
    var own = 0
    var ungrouped = 0
  }

  /// A row of `team_members`.
  struct Member: Sendable, Equatable {
    var email = ""
    var teamID = 0
    var team: String?
    var teamIsActive = true
    var joined: Double?
  }

  var codes: [Code] = []
  var buckets: [Bucket] = []
  var ledger: [LedgerLine] = []
  var certainties: [Certainty] = []
  /// Of codes by which an invite failed; none where that was not seen in time.
  var holdings: [Holding] = []
  /// Groups of invites that failed, none of whose active teams has a free seat; 0 where no team has one, for invites
  /// of no group. Where uses are counted at the request.
  var fullGroups: Set<Int> = []
  var entries: [Entry] = []
  var records: [Record] = []
  var queueRows: [QueueRow] = []
  var attempts: [Attempt] = []
  var members: [Member] = []
  var messages: [Message] = []
  /// Of anybody's, in the queues that were looked through.
  var malformed: [Malformed] = []
  var held: [Held] = []
  /// Of anybody's, the first messages of queues that are to be consumed again, with what is known of their tokens and
  /// invites.
  var waiting: [QuarantinedMessage] = []
  var results: [Result] = []
  var marks: [Mark] = []
  /// Tasks whose token was given back.
  var refunded: Set<String> = []
  /// Invites whose token was given back since all rows of them were made.
  var givenBack: Set<TraceThread.Key> = []
  var fleet = Fleet()
  /// By the database's clock where it was asked.
  var now = 0.0
  /// How the backend counts a use; `nil` where that was not seen.
  var counting: BackendCounting?
  /// Whether a `max_uses` of 0 is no limit to it; `nil` where that is open.
  var takesZeroForNoLimit: Bool?
  /// Whether it counts rebinds, in a column of the code.
  var countsRebinds = false
  var backend = BackendSchema.standard
  /// Whether everything was seen, in database, broker and workers.
  var isComplete = true
  /// Whether the backend's tables were read to the end: only then no row was found since there is none.
  var areRowsRead = true
  /// Whether the buckets of the codes were looked for: only then one is not there.
  var areBucketsRead = true
}
