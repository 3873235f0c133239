import TestSupport
import Testing

@testable import InviteOps

@Suite struct BisectionTests {
  /// What a run did: items done, culprits, and how many attempts it took.
  private struct Record {
    var done: [Int] = []
    var culprits: [Int] = []
    var attempts = 0
  }

  private struct Broken: Error {}

  private func bisect(_ count: Int, bad: Set<Int>, isBad: Bool = false, brokenAt: Int? = nil)
    throws -> Record
  {
    var record = Record()
    try Bisection.run(0..<count, isBad: isBad) { (part: Range<Int>) throws -> RowFault? in
      record.attempts += 1
      if let brokenAt, record.attempts == brokenAt { throw Broken() }
      if let culprit = part.first(where: bad.contains) { return RowFault("item \(culprit)") }
      record.done += part
      return nil
    } culprit: { item, fault in
      #expect(fault.reason == "item \(item)")
      record.culprits.append(item)
    }
    return record
  }

  @Test func `without a culprit it is one attempt, without items none`() throws {
    #expect(try bisect(1000, bad: []).attempts == 1)
    #expect(try bisect(0, bad: []).attempts == 0)
    #expect(try bisect(1, bad: [0]).attempts == 1)
  }

  @Test func `each culprit is found, and everything else is done once, in order`() throws {
    var random = SeededGenerator()
    for _ in 0..<500 {
      let count = Int.random(in: 1...300, using: &random)
      let share = Int.random(in: 0...4, using: &random)
      let bad = Set((0..<count).filter { _ in Int.random(in: 0..<4, using: &random) < share })
      let record = try bisect(count, bad: bad, isBad: Bool.random(using: &random))
      #expect(record.culprits == bad.sorted())
      #expect(record.done == (0..<count).filter { !bad.contains($0) })
    }
  }

  @Test func `k culprits of n cost about k log n attempts`() throws {
    for (count, bad) in [(1000, [17]), (1000, [0]), (1000, [999]), (3000, [5, 1500, 2999])] {
      let levels = (Double(count) / Double(bad.count)).logarithm(of: 2)
      let attempts = try bisect(count, bad: Set(bad)).attempts
      #expect(attempts <= 2 * bad.count * (1 + levels), "\(attempts) for \(bad.count) of \(count)")
    }
    // Everything is bad: no more than every node of the tree.
    #expect(try bisect(1000, bad: Set(0..<1000)).attempts < 2000)
  }

  @Test func `what is nobody's fault ends it, with what was done before`() throws {
    var seen = 0
    #expect(throws: Broken.self) {
      try Bisection.run(0..<100) { (part: Range<Int>) throws -> RowFault? in
        if part.contains(99) { return part.count > 1 ? RowFault("later") : nil }
        seen += part.count
        if seen > 50 { throw Broken() }
        return nil
      } culprit: { _, _ in
      }
    }
  }
}

extension Double {
  /// The whole number of times it can be halved, rounded up.
  fileprivate func logarithm(of base: Int) -> Int {
    var count = 0
    var value = self
    while value > 1 {
      value /= Double(base)
      count += 1
    }
    return count
  }
}
