import Testing

@testable import InviteOps
@testable import invitectl

@Suite struct WatchKeyTests {
  private func keys(_ text: String, typing: Bool = false) -> [WatchKey] {
    WatchKey.parse(Array(text.utf8), typing: typing)
  }

  @Test func `keys, arrows of either kind and page keys`() {
    #expect(keys("+s?") == [.slower, .sort, .help])
    #expect(keys("\u{1B}[A\u{1B}OB") == [.up, .down])
    #expect(keys("\u{1B}[5~\u{1B}[6~\u{1B}[H\u{1B}[F") == [.pageUp, .pageDown, .first, .last])
    #expect(keys("\u{03}\u{1A}\u{04}") == [.interrupt, .suspend, .quit])
  }

  @Test func `what means nothing is passed over whole`() {
    // Ctrl-Up, F5, a mouse click.
    #expect(keys("\u{1B}[1;5Aq") == [.quit])
    #expect(keys("\u{1B}[15~q") == [.quit])
    #expect(keys("\u{1B}[<0;3;4Mq") == [.quit])
    #expect(keys("vyz") == [])
  }

  @Test func `Enter, Tab and Esc go in, over and back; letters ask for something to be done`() {
    #expect(keys("\r\n\t\u{1B}") == [.open, .open, .other, .back])
    #expect(keys("dpxt") == [.drain, .pauseQueue, .revoke, .trace])
  }

  @Test func `Enter and Esc go back from what a command has said, and what else ends a look`() {
    for text in ["\r", "\n", "\u{1B}", "q", "\u{04}", "\u{03}"] {
      #expect(keys(text).contains(where: WatchReturn.isWay), "\(text)")
    }
    #expect(!keys("vjdpxt \u{1B}[A\t\u{1A}").contains(where: WatchReturn.isWay))
  }

  @Test func `the selection moves to the ends, from nowhere too, and not beyond`() {
    let names = ["a", "b", "c"]
    for (step, from, to) in [
      (1, nil, "a"), (.max, nil, "c"), (.min, nil, "a"), (.max, "a", "c"), (.min, "c", "a"),
      (1, "c", "c"), (-1, "a", "a"), (1, "gone", "a"), (1, "a", "b"),
    ] as [(Int, String?, String)] {
      #expect(WatchState.moved(step, from: from, among: names) == to, "\(step) \(from ?? "-")")
    }
    #expect(WatchState.moved(1, from: "a", among: []) == "a")
  }

  @Test func `what is done is about what is selected, and nothing is with --read-only`() {
    let queue = FleetTasks.Subject.queue("invites")
    for isReadOnly in [false, true] {
      var state = WatchState(interval: .seconds(2), isReadOnly: isReadOnly)
      // Nothing is selected.
      for (key, word) in zip(keys("dpx"), ["no worker", "no queue", "x revokes a task"]) {
        #expect(state.take(key, in: []) == nil)
        // It is said why, until the next key.
        let said = isReadOnly ? "read-only: d p x are off" : word
        #expect(state.notice?.hasPrefix(said) == true, "\(key): \(state.notice ?? "-")")
      }
      #expect(state.take(.open, in: []) == nil)
      #expect(state.notice?.hasPrefix("nothing is selected") == true)
      state.selected = "w1@host"
      #expect(state.take(.drain, in: []) == (isReadOnly ? nil : .act(.drain("w1@host"))))
      #expect(state.take(.pauseQueue, in: []) == nil)
      #expect(state.take(.open, in: []) == .look)
      #expect(state.tasks?.subject == .worker("w1@host"))
      #expect(state.take(.revoke, in: []) == nil)
      state.tasks?.selected = "id"
      #expect(state.take(.revoke, in: []) == (isReadOnly ? nil : .act(.revoke("id"))))
      #expect(state.take(.back, in: []) == nil)
      #expect(state.tasks == nil)
      state.selectedQueue = "invites"
      #expect(state.take(.other, in: []) == nil)
      #expect(state.take(.drain, in: []) == nil)
      #expect(state.take(.pauseQueue, in: []) == (isReadOnly ? nil : .act(.pause("invites"))))
      #expect(state.take(.open, in: []) == .look)
      #expect(state.tasks?.subject == queue)
      #expect(state.take(.open, in: []) == nil)
      #expect(state.tasks == nil)
    }
  }

  @Test func `Tab selects the first, so that keys have something to act on`() {
    let queues = ["celery", "invites"].map { name in
      FleetSnapshot.Queue(
        name: name, steps: [0], ready: [name == "invites" ? 1 : 0], unacked: 0, reserved: 0,
        active: 0, slots: 1, consumers: 1, oldestUnackedSeconds: nil, state: .backlog)
    }
    var state = WatchState(interval: .seconds(2))
    #expect(state.take(.other, in: [], queues) == nil)
    // The fullest is the first.
    #expect(state.take(.pauseQueue, in: [], queues) == .act(.pause("invites")))
    state.selectedQueue = "celery"
    for _ in 0..<2 { #expect(state.take(.other, in: [], queues) == nil) }
    #expect(state.take(.pauseQueue, in: [], queues) == .act(.pause("celery")))
  }

  @Test func `t traces what is selected, with --read-only, too`() {
    for isReadOnly in [false, true] {
      var state = WatchState(interval: .seconds(2), isReadOnly: isReadOnly)
      #expect(state.take(.trace, in: []) == nil)
      state.selected = "w1@host"
      #expect(state.take(.trace, in: []) == .act(.traceOldest(.worker("w1@host"))))
      state.selectedQueue = "invites"
      #expect(state.take(.other, in: []) == nil)
      #expect(state.take(.trace, in: []) == .act(.traceOldest(.queue("invites"))))
      #expect(state.take(.open, in: []) == .look)
      #expect(state.take(.trace, in: []) == .act(.traceOldest(.queue("invites"))))
      state.tasks?.selected = "id"
      #expect(state.take(.trace, in: []) == .act(.trace("id")))
      state.tasks?.selected = FleetTasks.unreadable
      #expect(state.take(.trace, in: []) == nil)
      state.tasks?.selected = "id"
      #expect(state.take(.help, in: []) == nil)
      #expect(state.take(.trace, in: []) == nil)
    }
  }

  @Test func `a filter that comes at once is text, not commands`() {
    #expect(keys("/queue\rq") == [.filter, .text("queue"), .done, .quit])
    #expect(keys("q+\u{7F}é", typing: true) == [.text("q+"), .erase, .text("é")])
    #expect(keys("ab\u{1B}q", typing: true) == [.text("ab"), .cancel, .quit])
    #expect(keys("a\u{1B}[Ab", typing: true) == [.text("a"), .text("b")])
    #expect(keys("a\u{03}", typing: true) == [.text("a"), .interrupt])
    #expect(keys("\u{1A}", typing: true) == [.suspend])
  }

  @Test func `a key changes what is shown, or asks the loop for something`() {
    var state = WatchState(interval: .seconds(2))
    for key in keys("+?/ab\u{7F}\r ") { #expect(state.take(key, in: []) == nil) }
    #expect(state.interval == .seconds(5))
    #expect(state.showsHelp)
    #expect(state.filter == "a")
    #expect(!state.isTyping)
    #expect(state.isPaused)
    #expect(state.take(.refresh, in: []) == .refresh)
    #expect(!state.isPaused)
    #expect(state.take(.back, in: []) == nil && !state.showsHelp)
    #expect(state.take(.cancel, in: []) == nil)
    #expect(state.filter == "")
    #expect(keys("q\u{03}\u{1A}").map { state.take($0, in: []) } == [.leave, .interrupt, .suspend])
  }

  @Test func `an answer is typed and mended, and Esc or ^C is a no`() {
    var answer = WatchAnswer()
    let typed = Array("ab\u{7F}队\u{7F}c\r".utf8)
    let steps = WatchKey.parse(typed, typing: true).map { answer.take($0) }
    #expect(
      steps == [
        .typing(echo: "ab"), .typing(echo: "\u{8} \u{8}"), .typing(echo: "队"),
        .typing(echo: "\u{8} \u{8}\u{8} \u{8}"), .typing(echo: "c"), .whole("ac"),
      ])
    for byte: UInt8 in [0x1B, 0x03] {
      var declined = WatchAnswer()
      let said = WatchKey.parse([byte], typing: true).map { declined.take($0) }
      #expect(said == [.declined])
    }
    var other = WatchAnswer()
    let rest = [WatchKey.erase, .text("x"), .suspend, .done].map { other.take($0) }
    #expect(rest == [.typing(echo: ""), .typing(echo: "x"), .suspended, .whole("")])
  }
}
