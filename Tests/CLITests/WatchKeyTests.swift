import Testing

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
    // Ctrl-Up, F5, a mouse click, Esc alone.
    #expect(keys("\u{1B}[1;5Aq") == [.quit])
    #expect(keys("\u{1B}[15~q") == [.quit])
    #expect(keys("\u{1B}[<0;3;4Mq") == [.quit])
    #expect(keys("\u{1B}") == [])
    #expect(keys("xyz") == [])
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
    #expect(state.take(.cancel, in: []) == nil)
    #expect(state.filter == "")
    #expect(keys("q\u{03}\u{1A}").map { state.take($0, in: []) } == [.leave, .interrupt, .suspend])
  }
}
