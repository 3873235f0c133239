import Testing

@testable import InviteOps

@Suite struct BatchPacerTests {
  @Test func `a slow batch is followed by a smaller one, a fast one by at most twice as much`() {
    var pacer = BatchPacer(target: .milliseconds(20))
    #expect(pacer.blocks == 64)
    pacer.note(.milliseconds(1))
    #expect(pacer.blocks == 128)
    pacer.note(.milliseconds(40))
    #expect(pacer.blocks == 64)
    pacer.note(.seconds(10))
    #expect(pacer.blocks == 16)
    for _ in 0..<20 { pacer.note(.seconds(10)) }
    #expect(pacer.blocks == 1)
    for _ in 0..<20 { pacer.note(.zero) }
    #expect(pacer.blocks == BatchPacer.range.upperBound)
  }

  @Test func `the pause makes up for what was faster than the rate`() {
    #expect(
      BatchPacer.pause(rows: 1000, elapsed: .milliseconds(100), rate: 5000) == .milliseconds(100))
    #expect(BatchPacer.pause(rows: 100, elapsed: .milliseconds(100), rate: 5000) == .zero)
  }
}
