import ClientSupport
import Testing

@Suite struct DeadlineTests {
  @Test func `a passed deadline has nothing left`() {
    let past = Deadline.after(.milliseconds(-5))
    #expect(past.hasPassed)
    #expect(past.remaining == .zero)
    #expect(past.pollMilliseconds == 0)
  }

  @Test func `never has no end`() {
    #expect(!Deadline.never.hasPassed)
    #expect(Deadline.never.pollMilliseconds == -1)
    #expect(Deadline.never.remaining == nil)
  }

  @Test func `a fraction of a millisecond rounds up`() {
    #expect(Deadline.after(.microseconds(900)).pollMilliseconds <= 1)
    #expect(Deadline.after(.seconds(Int64.max / 2000)).pollMilliseconds == .max)
  }

  @Test func `the earlier one wins`() {
    let soon = Deadline.after(.seconds(1))
    let late = Deadline.after(.seconds(9))
    #expect(soon.earlier(late) == soon)
    #expect(late.earlier(soon) == soon)
    #expect(Deadline.never.earlier(soon) == soon)
    #expect(soon.earlier(.never) == soon)
  }

  @Test func `an interrupt ends a pause and stays raised`() {
    let interrupt = Interrupt()
    #expect(SocketWait.pause(.milliseconds(1), interrupt: interrupt))
    interrupt.trigger()
    #expect(!SocketWait.pause(.seconds(60), interrupt: interrupt))
    #expect(!SocketWait.pause(.seconds(60), interrupt: interrupt))
    #expect(interrupt.triggerCount == 1)
  }
}
