/// What the backend's tables look like, by the revision that gave them their newest part. Some
/// revisions never shipped alone (009, 011) or change nothing that shows.
public enum BackendTables: Int, Sendable, CaseIterable, Comparable {
  /// Revision 008 or an older one.
  case r008 = 8
  case r010 = 10
  case r012 = 12
  case r013 = 13
  case r014 = 14
  case r015 = 15
  case r016 = 16
  case r017 = 17
  case r018 = 18
  case r019 = 19
  case r020 = 20
  case r021 = 21
  case r022 = 22
  case r023 = 23
  case r024 = 24
  case r025 = 25
  case r026 = 26

  /// As people write it, e.g. `013`.
  public var name: String { rawValue < 10 ? "00\(rawValue)" : "0\(rawValue)" }

  /// The eras of the code that works on such tables, from the history of the backend: 014 lived
  /// through the change from E1 to E2, 019 from E2 to E4, 020 from E4 to E5.
  public var eras: ClosedRange<BackendEra> {
    switch self {
    case .r008, .r010, .r012, .r013: .e1 ... .e1
    case .r014: .e1 ... .e2
    case .r015, .r016, .r017, .r018: .e2 ... .e2
    case .r019: .e2 ... .e4
    case .r020: .e4 ... .e5
    case .r021, .r022, .r023: .e5 ... .e5
    case .r024, .r025, .r026: .e6 ... .e6
    }
  }

  /// What they were before their newest part.
  var previous: BackendTables { Self.allCases.last { $0 < self } ?? .r008 }

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// How the backend's code counts one use.
public enum BackendEra: String, Sendable, CaseIterable, Comparable {
  /// A direct use takes a token and leaves the database alone; the other flows count there.
  case e1 = "E1"
  /// A first direct use takes a token *and* is counted in the database.
  case e2 = "E2"
  /// As E2; a job sets used_count by the bucket five seconds after each direct use.
  case e3 = "E3"
  /// As E3, with a seat reserved at the request.
  case e4 = "E4"
  /// As E4; a request that finds no seat waits, and counts.
  case e5 = "E5"
  /// Nothing is counted at the request: a member who has joined is.
  case e6 = "E6"

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What the eras come down to for whoever works beside the backend.
public enum BackendCounting: String, Sendable, CaseIterable {
  /// E1: uses are counted at the request, either in the bucket or in the database.
  case atRequest = "E1"
  /// E2 to E5, or not known: one use may be in both, and a job overwrites used_count.
  case mixed = "E2–E5, unclear"
  /// E6: uses are counted when the member joins.
  case onJoin = "E6"
}
