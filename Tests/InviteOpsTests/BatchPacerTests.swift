import Testing

@testable import InviteOps

@Suite struct BatchPacerTests {
  @Test func `a slow batch is followed by a smaller one, a fast one by at most twice as much`() {
    var pacer = BatchPacer(target: .milliseconds(20), range: 1...256, size: 64)
    #expect(pacer.size == 64)
    pacer.note(.milliseconds(1))
    #expect(pacer.size == 128)
    pacer.note(.milliseconds(40))
    #expect(pacer.size == 64)
    pacer.note(.seconds(10))
    #expect(pacer.size == 16)
    for _ in 0..<20 { pacer.note(.seconds(10)) }
    #expect(pacer.size == 1)
    for _ in 0..<20 { pacer.note(.zero) }
    #expect(pacer.size == 256)
  }

  @Test func `with a rate a batch is no more than a tenth of a second of it`() {
    let pacer = BatchPacer(target: .milliseconds(20), range: 1...256, size: 64)
    #expect(pacer.size(rate: nil, density: 100) == 64)
    #expect(pacer.size(rate: 100_000, density: 100) == 64)
    #expect(pacer.size(rate: 5000, density: 100) == 5)
    // Less than a unit cannot go; the pause after it makes up for it.
    #expect(pacer.size(rate: 100, density: 100) == 1)
    #expect(pacer.size(rate: 5000, density: 0) == 64)
  }

  @Test func `the pause makes up for what was faster than the rate`() {
    #expect(
      BatchPacer.pause(rows: 1000, elapsed: .milliseconds(100), rate: 5000) == .milliseconds(100))
    #expect(BatchPacer.pause(rows: 100, elapsed: .milliseconds(100), rate: 5000) == .zero)
  }
}
