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

  /// A message in a list or among the unacknowledged.
  struct Message: Sendable, Equatable {
    enum Place: Sendable, Equatable {
      /// `ahead` are delivered before it; `workers` look into the list.
      case list(name: String, queue: String, ahead: Int, workers: [String])
      /// `isIndexed`: in the index by which alone kombu gives back what a dead worker had taken.
      case unacked(tag: String, since: Double?, isIndexed: Bool)
      /// Taken out of its queue into a file.
      case quarantine(QuarantinedMessage)
    }

    var id: String?
    var call: Call?
    var place: Place
    var queue: String?
    var priority: Int?
    var retries = 0
    var eta: Double?
    var expires: Double?
    var isRedelivered = false
    /// Its delivery tag.
    var tag: String?
  }

  /// Whom a task invites.
  struct Call: Sendable, Hashable {
    var email = ""
    var code = ""
  }

  /// A task that a worker tells of.
  struct Held: Sendable, Equatable {
    enum State: String, Sendable { case active, scheduled, reserved }

    var id = ""
    var worker = ""
    var state = State.active
    var call: Call?
    /// When it was started.
    var since: Double?
    /// When it is to be run.
    var eta: Double?
  }

  /// What the result backend has of a task.
  struct Result: Sendable, Equatable {
    var id = ""
    var state = ""
    var done: Double?
    /// The error in the worker's words.
    var error: String?
    /// The last line of its traceback.
    var lastLine: String?
    /// The record that it says it made, and whom it invited.
    var recordID: Int?
    var email: String?
    /// Whose it is, where it was found by that.
    var call: Call?

    var isFinal: Bool { ["SUCCESS", "FAILURE", "REVOKED"].contains(state) }
  }

  /// What a redemption of the direct flow leaves in the broker: digests of email and code.
  struct Mark: Sendable, Equatable {
    var id = ""
    var at: Double?
    /// Whose it is, where it was found by that.
    var call: Call?
  }

  /// Workers and the queues that they consume.
  struct Fleet: Sendable, Equatable {
    /// Those that answered, by node, with their queues.
    var consumed: [String: Set<String>] = [:]
    /// Those that listen and do not answer.
    var silent: Set<String> = []
    /// Queues that somebody has paused.
    var paused: [PausedQueue] = []

    func consumers(of queue: String) -> [String] {
      consumed.filter { $0.value.contains(queue) }.keys.sorted()
    }
  }

  var codes: [Code] = []
  var buckets: [Bucket] = []
  var ledger: [LedgerLine] = []
  var certainties: [Certainty] = []
  var entries: [Entry] = []
  var records: [Record] = []
  var queueRows: [QueueRow] = []
  var attempts: [Attempt] = []
  var members: [Member] = []
  var messages: [Message] = []
  var held: [Held] = []
  var results: [Result] = []
  var marks: [Mark] = []
  var fleet = Fleet()
  /// By the database's clock where it was asked.
  var now = 0.0
  /// How the backend counts a use; `nil` where that was not seen.
  var counting: BackendCounting?
  /// Whether it counts rebinds, in a column of the code.
  var countsRebinds = false
  var backend = BackendSchema.standard
  /// Whether everything was seen, in database, broker and workers.
  var isComplete = true
  /// Whether the backend's tables were read to the end: only then no row was found since there is none.
  var areRowsRead = true
}
