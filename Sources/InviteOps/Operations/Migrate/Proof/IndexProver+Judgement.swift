internal import InviteDomain
internal import Localization

/// What an index is worth, from what was planned and counted.
extension IndexProver {
  func judge(_ found: inout IndexProofs.Index, _ names: [String], rows: Int) {
    let taken = found.with?.index
    if rows < Self.few {
      // Whatever the planner takes: all indexes of a table are told by one measure.
      found.verdict = .untold
      let small = tr("there are \(CountText.of(rows, "row")), which are read as fast without it")
      found.reason =
        found.with == nil && rows > 0
        ? [small, Self.unplanned].joined(separator: tr("; ")) : small
    } else if let taken, names.contains(taken) {
      found.verdict = .proven
    } else if let taken, unsound.contains(taken) {
      found.verdict = .proven
      found.reason = tr(
        "the planner takes \(taken), which is not the index it should be: mend that one, and this is needed"
      )
    } else if found.with == nil {
      judgeUnplanned(&found)
    } else if found.coveredBy != nil, let taken {
      found.verdict = .covered
      found.reason = tr("the planner takes \(taken)")
    } else if let scans = found.scans, scans > 0 {
      found.verdict = .proven
      found.reason = tr(
        "not taken for this statement, but \(CountText.of(scans, "scan")) of others")
    } else {
      unscanned(
        &found, taken.map { tr("the planner takes \($0)") } ?? tr("the planner reads the table"))
    }
  }

  private static let unplanned = tr("none of the rows looked at has a value for its statement")

  /// Nothing was planned, so that nothing is said of what the planner does.
  private func judgeUnplanned(_ found: inout IndexProofs.Index) {
    let why = Self.unplanned
    if found.coveredBy != nil {
      found.verdict = .covered
      found.reason = why
    } else if let scans = found.scans, scans > 0 {
      found.verdict = .proven
      found.reason = tr("\(why), but there were \(CountText.of(scans, "scan"))")
    } else {
      unscanned(&found, why)
    }
  }

  /// What nobody scans on a replica may be what the primary lives by.
  private func unscanned(_ found: inout IndexProofs.Index, _ why: String) {
    found.verdict = isReplica ? .untold : .unused
    found.reason = isReplica ? tr("\(why); only the primary's scans say whether it is used") : why
  }

  /// One that its own statement passes over is of use all the same where another's takes it: who
  /// dropped both, the covered one and this, would have neither.
  func keepTaken(_ place: Int, _ proofs: inout IndexProofs) {
    let index = proofs.indexes[place]
    guard index.verdict == .unused, let names = calledNames[index.name] else { return }
    let taker = proofs.indexes.first { other in
      guard other.name != index.name else { return false }
      // Of one that is absent there is what is done without it.
      let taken = other.with?.index ?? other.without?.index
      return taken.map { name in names.contains(name) } ?? false
    }
    guard let taker else { return }
    proofs.indexes[place].verdict = .proven
    proofs.indexes[place].reason = tr("taken for another statement: \(taker.purpose)")
  }

  /// One that nobody uses makes no other one needless: who dropped both would have neither.
  func dropUnusedCover(_ place: Int, _ proofs: inout IndexProofs) {
    var index = proofs.indexes[place]
    let unused = Set(proofs.indexes.filter { $0.verdict == .unused }.map(\.name))
    guard index.verdict == .covered, let other = index.coveredBy, unused.contains(other) else {
      return
    }
    let unsound = self.unsound
    index.coveredBy = covers[index.name]?.first { !unsound.contains($0) && !unused.contains($0) }
    index.reason = nil
    judge(&index, calledNames[index.name] ?? [], rows: index.rows ?? 0)
    proofs.indexes[place] = index
    keepTaken(place, &proofs)
  }
}
