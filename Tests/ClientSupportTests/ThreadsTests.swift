import ClientSupport
import Glibc
import Synchronization
import Testing

@Suite struct ThreadsTests {
  private final class Unshared {
    var value: Int
    init(_ value: Int) { self.value = value }
  }

  @Test func `two pieces of work have a thread each, and both results come back`() {
    let here = pthread_self()
    let (first, second) = Threads.both {
      pthread_equal(pthread_self(), here) != 0
    } _: {
      (Unshared(7), pthread_self())
    }
    #expect(first)
    #expect(second.0.value == 7)
    #expect(pthread_equal(second.1, here) == 0)
  }

  @Test func `the first does not wait for the second`() {
    // The second ends only once the first has done its part.
    final class Gate: Sendable {
      let isOpen = Mutex(false)
    }
    let gate = Gate()
    let (_, opened) = Threads.both {
      gate.isOpen.withLock { $0 = true }
    } _: {
      while !gate.isOpen.withLock({ $0 }) { sched_yield() }
      return true
    }
    #expect(opened)
  }

  @Test func `an error of one is not lost by the other`() {
    struct Mishap: Error {}
    let (first, second) = Threads.both {
      Result { () throws(Mishap) -> Int in throw Mishap() }
    } _: {
      Result { () throws(Mishap) in 3 }
    }
    #expect(throws: Mishap.self) { try first.get() }
    #expect((try? second.get()) == 3)
  }
}
