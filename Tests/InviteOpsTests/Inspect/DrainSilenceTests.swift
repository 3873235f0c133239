import ClientSupport
import Testing

@testable import InviteOps

@Suite struct DrainSilenceTests {
  @Test func `two looks without an answer are said once, and the next ones wait longer`() {
    var said: [String] = []
    var silence = DrainSilence(["a", "b"], patience: .seconds(2)) { said.append($0) }
    var waits: [Duration] = []
    for _ in 0..<5 {
      waits.append(silence.look)
      silence.note(["b"], .never)
    }
    #expect(waits == [.seconds(2), .seconds(4), .seconds(8), .seconds(16), .seconds(30)])
    #expect(said.count == 1 && said[0].hasPrefix("b no longer answers"), "\(said)")
    #expect(silence.gaps.count == 1 && silence.gaps[0].hasPrefix("b "), "\(silence.gaps)")
    silence.note([], .never)
    #expect(silence.look == .seconds(2) && silence.gaps.isEmpty)
    silence.note(["b"], .never)
    #expect(said.count == 1 && silence.gaps.isEmpty, "one look may be late")
    silence.note(["b"], .never)
    #expect(said.count == 2)
  }

  @Test func `before anything is taken it is said once for how long somebody is waited for`() {
    var said: [String] = []
    var silence = DrainSilence(["a"], patience: .seconds(2)) { said.append($0) }
    silence.sayAtStart(["a"], .after(.seconds(600)))
    silence.sayAtStart(["a"], .after(.seconds(600)))
    #expect(said.count == 1 && said[0].contains("nothing is taken from it yet"), "\(said)")
    #expect(said[0].contains("it may be stopped, or busy") && !said[0].contains("gone"), "\(said)")
  }

  @Test func `one of those of which fewer listen than have names may be gone, and that is said`() {
    var said: [String] = []
    var silence = DrainSilence(["a", "b"], patience: .seconds(2)) { said.append($0) }
    silence.sayAtStart(["a"], .never, open: ["k", "a"])
    let why = "it may be gone, stopped, or busy with a solo pool, since of a, k fewer listen"
    #expect(said.count == 1 && said[0].contains(why), "\(said)")
    for _ in 0..<2 { silence.note(["b"], .never, open: ["k", "a"]) }
    #expect(said.count == 2 && !said[1].contains("gone"), "\(said)")
    for _ in 0..<2 { silence.note(["a"], .never, open: ["k", "a"]) }
    #expect(said.count == 3 && said[2].contains(why), "\(said)")
  }
}
