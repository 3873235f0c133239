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
  }
}
