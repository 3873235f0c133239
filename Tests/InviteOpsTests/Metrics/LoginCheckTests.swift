import ClientSupport
import FoundationEssentials
import PasswordHash
import Synchronization
import Testing

@testable import InviteOps

@Suite struct LoginCheckTests {
  private let check = LoginCheck()
  /// Both of "secret".
  private let users: [String: BcryptHash]

  init() throws {
    let hash = try #require(
      BcryptHash("$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"))
    users = ["prom": hash, "": hash]
  }

  private func login(_ text: String, scheme: String = "Basic") -> String {
    "\(scheme) \(Data(text.utf8).base64EncodedString())"
  }

  @Test func `who has a name and its password is let in, again and again`() {
    for _ in 0..<3 {
      #expect(check.answer(login("prom:secret"), users, peer: "1") == .admitted)
      #expect(check.answer(login("prom:secret", scheme: "bAsIc"), users, peer: "1") == .admitted)
      #expect(check.answer(login(":secret"), users, peer: "1") == .admitted)
    }
    #expect(check.answer(nil, [:], peer: "1") == .admitted)
  }

  @Test(arguments: [
    "prom:wrong", "prom:secret\u{0}", "prom:secre", "prom:", "prom", "nobody:secret", "PROM:secret",
    "prom:secret:", "",
  ])
  func `nobody else is`(text: String) {
    #expect(check.answer(login("prom:secret"), users, peer: "1") == .admitted)
    #expect(check.answer(login(text), users, peer: "1") == .refused)
  }

  @Test(arguments: [
    "", "Basic", "Basic ", "Bearer cHJvbTpzZWNyZXQ=", "cHJvbTpzZWNyZXQ=", "Basic !!!",
  ])
  func `a header that is none`(header: String) {
    #expect(check.answer(header, users, peer: "1") == .refused)
    #expect(check.answer(nil, users, peer: "1") == .refused)
  }

  @Test func `who was known is not, once the password has changed`() throws {
    #expect(check.answer(login("prom:secret"), users, peer: "1") == .admitted)
    let other = try #require(
      BcryptHash("$2b$04$abcdefghijklmnopqrstuuyx2n0Zzopyr9QuYTMCfOJJOj526QVoC"))
    #expect(check.answer(login("prom:secret"), ["prom": other], peer: "1") == .refused)
    #expect(check.answer(login("prom:pässwörd"), ["prom": other], peer: "1") == .admitted)
  }

  @Test func `a wrong name and a wrong password are the same work`() {
    for most in 4...16 {
      #expect(LoginCheck.costs(after: nil, to: most) == [most])
      for cost in 4...most {
        let work = LoginCheck.costs(after: cost, to: most).reduce(1 << cost) { $0 + (1 << $1) }
        #expect(work == 1 << most, "\(cost) of \(most)")
      }
    }
  }

  @Test func `one is looked at, of one address three are there, of all sixteen`() {
    let turns = LoginTurns(patience: .seconds(300))
    let isReleased = Atomic(false)
    let running = Atomic(0)
    let most = Atomic(0)
    let admitted = Atomic(0)
    @Sendable func wait(for count: Int) {
      let end = Deadline.after(.seconds(300))
      while turns.count < count, !end.hasPassed { SocketWait.pause(.milliseconds(1)) }
    }
    // Nobody who waits is let in before it is released: those that are told no are told so at once.
    Threads.concurrently(17) { index in
      if index == 0 {
        wait(for: 3)
        #expect(turns.take("flood") { true } == nil)
        wait(for: 16)
        #expect(turns.take("late") { true } == nil)
        isReleased.store(true, ordering: .releasing)
        return
      }
      if index > 3 { wait(for: 3) }
      let answer = turns.take(index <= 3 ? "flood" : "peer \(index / 3)") {
        most.max(running.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
        while !isReleased.load(ordering: .acquiring) { SocketWait.pause(.milliseconds(1)) }
        running.subtract(1, ordering: .relaxed)
        return true
      }
      if answer == true { admitted.add(1, ordering: .relaxed) }
    }
    #expect(admitted.load(ordering: .relaxed) == 16)
    #expect(most.load(ordering: .relaxed) == 1)
    #expect(turns.count == 0)
  }

  @Test func `nobody waits for ever`() {
    let turns = LoginTurns(patience: .milliseconds(20))
    let answer: Bool?? = turns.take("a") { turns.take("b") { true } }
    #expect(answer == .some(.none))
    #expect(turns.count == 0)
  }
}
