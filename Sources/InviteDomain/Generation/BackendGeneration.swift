internal import Localization

/// Which backend this database belongs to: told from the columns and labels of its tables, never
/// from the revision that is recorded, and from what else was asked where those do not tell.
public struct BackendGeneration: Sendable, Equatable {
  public let tables: BackendTables
  /// What the code that runs may be.
  public private(set) var eras: ClosedRange<BackendEra>
  /// What was seen that tells, the most telling first.
  public private(set) var evidence: [String]
  /// What contradicts the rest, as sentences.
  public private(set) var contradictions: [String]
  package let marks: GenerationMarks
  /// Why the running code could not be asked, where somebody said where it is.
  package var unanswered: String?

  /// Judges by the marks alone.
  package init(_ marks: GenerationMarks) {
    var tables = BackendTables.r008
    var evidence: [String] = []
    var contradictions: [String] = []
    var missing: GenerationMarks.Column?
    var last = BackendTables.r008.eras.upperBound
    var first = BackendEra.e6
    for mark in GenerationMarks.grown where marks.columns[mark.table] != nil {
      let isThere = mark.isThere(marks)
      // Some of a revision, and some not.
      if let odd = mark.others(marks, areThere: !isThere).first {
        let (there, gone) = isThere ? (mark.what, odd) : (odd, mark.what)
        contradictions.append(tr("\(there) is there, and \(gone) is not"))
        last = max(last, mark.tables.eras.upperBound)
        first = min(first, mark.tables.previous.eras.lowerBound)
      }
      guard isThere else {
        if missing == nil { missing = mark }
        continue
      }
      if let missing {
        contradictions.append(tr("\(mark.what) is there, and \(missing.what) is not"))
        last = max(last, mark.tables.eras.upperBound)
      } else {
        tables = mark.tables
        evidence.insert(mark.what, at: 0)
      }
    }
    for hint in GenerationMarks.hints where hint.isThere(marks) && hint.tables > tables {
      // No further than the next column that is missing.
      if let missing, hint.tables >= missing.tables {
        guard hint.isGrown else { continue }
        contradictions.append(tr("\(hint.what) is there, and \(missing.what) is not"))
        last = max(last, hint.tables.eras.upperBound)
        continue
      }
      tables = hint.tables
      evidence.insert(hint.what, at: 0)
    }
    if evidence.isEmpty { evidence = [tr("no redeem_codes.rebind_count")] }
    self.tables = tables
    self.marks = marks
    self.evidence = evidence
    self.contradictions = contradictions
    eras = min(tables.eras.lowerBound, first)...max(tables.eras.upperBound, last)
  }

  /// Whether what was seen so far leaves open how uses are counted.
  public var isOpen: Bool {
    counting == .mixed && (eras.lowerBound == .e1 || eras.upperBound == .e6)
  }

  public var counting: BackendCounting {
    if eras.upperBound == .e1 { return .atRequest }
    return eras.lowerBound == .e6 ? .onJoin : .mixed
  }

  /// Whether a `max_uses` of 0 is no limit to its code, as from E3 on; before, such a code is used up. `nil` where
  /// the eras leave it open.
  public var takesZeroForNoLimit: Bool? {
    if eras.lowerBound >= .e3 { return true }
    return eras.upperBound < .e3 ? false : nil
  }

  /// E.g. `E6`, `E2 to E4`, or `unclear (E1 or E2)`.
  public var eraName: String {
    let (first, last) = (eras.lowerBound.rawValue, eras.upperBound.rawValue)
    if first == last { return first }
    let both = BackendEra.allCases.filter { eras.contains($0) }.count == 2
    let text = both ? tr("\(first) or \(last)") : tr("\(first) to \(last)")
    return isOpen ? tr("unclear (\(text))") : text
  }

  /// Narrows the eras by something else that was seen. What cannot go together with the tables is
  /// a contradiction, and leaves open which of both is right: nothing narrows them any more then.
  package mutating func narrow(to range: ClosedRange<BackendEra>, by what: String) {
    guard contradictions.isEmpty else { return }
    let low = max(eras.lowerBound, range.lowerBound)
    let high = min(eras.upperBound, range.upperBound)
    guard low <= high else {
      contradictions.append(tr("\(what) belongs to \(Self.name(range)), not to \(Self.name(eras))"))
      eras =
        min(eras.lowerBound, range.lowerBound)...max(eras.upperBound, range.upperBound)
      return
    }
    guard low...high != eras else { return }
    eras = low...high
    evidence.append(what)
  }

  private static func name(_ range: ClosedRange<BackendEra>) -> String {
    range.lowerBound == range.upperBound
      ? range.lowerBound.rawValue
      : tr("\(range.lowerBound.rawValue) to \(range.upperBound.rawValue)")
  }

  // MARK: - What follows for statements

  /// Whether invites may hold a seat before a worker has taken them.
  package var hasReservations: Bool { marks.has(label: "reserved", of: "invitestatus") }

  /// Whether rows may wait in invite_queue for a seat.
  package var hasWaitingRows: Bool { marks.has(label: "waiting", of: "invitequeuestatus") }

  /// A label as the database writes it: all enums are in capitals on tables before 013.
  package func label(_ label: String, of type: String) -> String {
    let isInCapitals = marks.labels["invitestatus"]?.contains("SUCCESS") ?? false
    return marks.labels[type]?.first { $0.lowercased() == label }
      ?? (isInCapitals ? label.uppercased() : label)
  }
}
