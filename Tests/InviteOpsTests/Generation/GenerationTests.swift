import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import LosslessJSON

/// Which backend it is, by columns and labels.
@Suite struct GenerationTests {
  /// The marks as the migrations up to a revision leave them, on a database whose invite_queue was
  /// born early, without the label `waiting`.
  static func marks(_ tables: BackendTables) -> GenerationMarks {
    var marks = GenerationMarks()
    marks.columns = [
      "redeem_codes": ["id", "code"], "invite_records": ["id", "email"], "teams": ["id"],
      "users": ["id"], "operation_logs": ["ip_address"], "invite_queue": ["id"],
    ]
    marks.labels = [
      "invitestatus": ["PENDING", "SUCCESS", "FAILED"],
      "invitequeuestatus": ["PENDING", "PROCESSING", "SUCCESS", "FAILED"],
    ]
    marks.addressWidth = 50
    func add(_ revision: BackendTables, _ table: String, _ columns: String...) {
      guard tables >= revision else { return }
      marks.columns[table, default: []].formUnion(columns)
    }
    add(.r010, "redeem_codes", "rebind_count", "rebind_limit")
    add(.r012, "users", "approval_status", "rejection_reason")
    if tables >= .r013 { marks.labels = marks.labels.mapValues { $0.map { $0.lowercased() } } }
    add(.r014, "teams", "status", "status_message", "status_changed_at")
    add(.r015, "orders", "id")
    add(.r015, "plans", "id")
    add(.r016, "orders", "email")
    add(.r017, "coupons", "id")
    add(.r018, "redeem_codes", "removal_retry_count")
    add(.r019, "plans", "plan_type")
    if tables >= .r020 { marks.labels["invitestatus"]?.append("reserved") }
    if tables >= .r021 { marks.addressWidth = 255 }
    add(.r022, "plans", "stock")
    add(.r023, "teams", "mailbox_id")
    add(.r024, "invite_records", "consumed_at")
    add(
      .r024, "invite_queue", "is_rebind", "old_team_id", "old_team_chatgpt_user_id",
      "consume_immediately")
    if tables >= .r025 { marks.labels["invitequeuestatus"]?.append("waiting") }
    add(.r026, "bulk_email_jobs", "id")
    return marks
  }

  @Test(arguments: BackendTables.allCases)
  func `each revision is told from its neighbours`(tables: BackendTables) {
    let generation = BackendGeneration(Self.marks(tables))
    #expect(generation.tables == tables)
    #expect(generation.eras == tables.eras)
    #expect(generation.contradictions.isEmpty)
  }

  @Test(arguments: [
    (BackendTables.r008, BackendCounting.atRequest, "E1", false),
    (.r013, .atRequest, "E1", false), (.r014, .mixed, "unclear (E1 or E2)", true),
    (.r015, .mixed, "E2", false), (.r019, .mixed, "E2 to E4", false),
    (.r020, .mixed, "E4 or E5", false), (.r023, .mixed, "E5", false),
    (.r024, .onJoin, "E6", false), (.r026, .onJoin, "E6", false),
  ])
  func `what follows for counting`(
    tables: BackendTables, counting: BackendCounting, name: String, isOpen: Bool
  ) {
    let generation = BackendGeneration(Self.marks(tables))
    #expect(generation.counting == counting)
    #expect(generation.eraName == name)
    #expect(generation.isOpen == isOpen)
  }

  /// Until E2 a code with it is used up; the tables of 019 lived through the change.
  @Test(
    arguments: [
      (.r008, false), (.r013, false), (.r014, false), (.r015, false), (.r018, false), (.r019, nil),
      (.r020, true), (.r023, true), (.r024, true), (.r026, true),
    ] as [(BackendTables, Bool?)])
  func `what a max_uses of 0 means`(tables: BackendTables, isNoLimit: Bool?) {
    #expect(BackendGeneration(Self.marks(tables)).takesZeroForNoLimit == isNoLimit)
  }

  @Test func `tables that create_all adds to an old database make it no newer`() {
    var marks = Self.marks(.r010)
    for table in ["orders", "plans", "coupons", "bulk_email_jobs"] {
      marks.columns[table] = ["id", "email", "plan_type", "stock"]
    }
    let generation = BackendGeneration(marks)
    #expect(generation.tables == .r010)
    #expect(generation.counting == .atRequest)
  }

  @Test func `create_all of the newest code has no mailbox columns and is E6`() {
    var marks = Self.marks(.r026)
    marks.columns["teams"]?.remove("mailbox_id")
    let generation = BackendGeneration(marks)
    #expect(generation.tables == .r026)
    #expect(generation.counting == .onJoin)
    #expect(generation.contradictions.isEmpty)
  }

  @Test func `an invite_queue born late has the label at 024`() {
    var marks = Self.marks(.r024)
    marks.labels["invitequeuestatus"]?.append("waiting")
    #expect(BackendGeneration(marks).tables == .r025)
    #expect(BackendGeneration(marks).counting == .onJoin)
  }

  /// Nothing is decided by half of what belongs together.
  @Test(arguments: [
    ("redeem_codes", "rebind_count"), ("users", "approval_status"), ("teams", "status"),
    ("redeem_codes", "removal_retry_count"),
  ])
  func `a column that is missing beneath a later one leaves the era open`(
    table: String, column: String
  ) {
    var marks = Self.marks(.r026)
    marks.columns[table]?.remove(column)
    let generation = BackendGeneration(marks)
    #expect(generation.counting == .mixed)
    #expect(!generation.contradictions.isEmpty)
    marks.columns[table] = nil
    // Without the table nothing is said by it.
    #expect(BackendGeneration(marks).contradictions.isEmpty || table == "redeem_codes")
  }

  /// A revision comes whole or not at all.
  @Test(arguments: [
    (BackendTables.r023, "invite_records", "consumed_at"),
    (.r023, "invite_queue", "consume_immediately"), (.r013, "teams", "status_message"),
    (.r013, "teams", "mailbox_id"), (.r010, "users", "rejection_reason"),
  ])
  func `a column of a later revision without the rest of it leaves the era open`(
    tables: BackendTables, table: String, column: String
  ) {
    var marks = Self.marks(tables)
    marks.columns[table]?.insert(column)
    let generation = BackendGeneration(marks)
    #expect(!generation.contradictions.isEmpty)
    // Where both are of one way of counting, that is known.
    #expect(generation.counting == (tables == .r010 ? .atRequest : .mixed))
  }

  @Test func `what contradicts the tables is not talked away by a third`() {
    var generation = BackendGeneration(Self.marks(.r026))
    generation.narrow(to: .e5 ... .e5, by: "the API")
    #expect(generation.counting == .mixed)
    generation.narrow(to: .e6 ... .e6, by: "the workers")
    #expect(generation.counting == .mixed)
    #expect(generation.contradictions == ["the API belongs to E5, not to E6"])
  }

  @Test(
    arguments: [
      (["process_invite_task"], "E1", BackendCounting.atRequest),
      (["process_invite_task", "retry_failed_invites"], "unclear (E1 or E2)", .mixed),
      (["process_invite_task", "retry_failed_invites", "detect_orphan_users"], "E2", .mixed),
      ([], "unclear (E1 or E2)", .mixed),
    ] as [([String], String, BackendCounting)])
  func `the workers' tasks tell 014 apart`(
    tasks: [String], era: String, counting: BackendCounting
  ) {
    var generation = BackendGeneration(Self.marks(.r014))
    let names = Set(tasks.map { "app.tasks_celery.\($0)" })
    if let told = GenerationInquiry.eras(tasks: names) {
      generation.narrow(to: told.eras, by: told.what)
    }
    #expect(generation.eraName == era)
    #expect(generation.counting == counting)
  }

  @Test(arguments: [
    (#"{"DirectRedeemResponse":{"properties":{"success":{}}}}"#, BackendEra.e1, BackendEra.e1),
    (#"{"DirectRedeemResponse":{"properties":{"is_first_use":{}}}}"#, .e2, .e3),
    (
      #"{"DirectRedeemResponse":{"properties":{"is_first_use":{}}},"InviteStatus":{"enum":["pending","reserved"]}}"#,
      .e4, .e4
    ),
    (#"{"DirectRedeemResponse":{"properties":{"state":{}}}}"#, .e5, .e5),
    (
      #"{"DirectRedeemResponse":{"properties":{"state":{}}},"RebindResponse":{"properties":{"state":{}}}}"#,
      .e6, .e6
    ),
  ])
  func `the API's description tells the era`(schemas: String, first: BackendEra, last: BackendEra)
    throws
  {
    let document = try JSONValue(parsing: #"{"components":{"schemas":\#(schemas)}}"#)
    #expect(GenerationInquiry.eras(openAPI: document)?.eras == first...last)
    #expect(GenerationInquiry.eras(openAPI: ["paths": [:]])?.eras == nil)
  }

  /// An image that was rolled back without a downgrade.
  @Test func `code that contradicts the tables leaves the era open`() {
    var generation = BackendGeneration(Self.marks(.r026))
    generation.narrow(to: .e5 ... .e5, by: "the API's DirectRedeemResponse.state")
    #expect(generation.counting == .mixed)
    #expect(generation.isOpen)
    #expect(
      generation.contradictions == [
        "the API's DirectRedeemResponse.state belongs to E5, not to E6"
      ])
  }
}
