import InviteOps

extension WatchState {
  /// What a key asks of the loop.
  enum Wish {
    case leave, interrupt, suspend, refresh
  }

  /// - Parameter workers: those of the frame, among which the selection moves.
  /// - Returns: `nil` when the key only changes what is shown.
  mutating func take(_ key: WatchKey, in workers: [FleetSnapshot.Worker]) -> Wish? {
    switch key {
    case .quit: return .leave
    case .interrupt: return .interrupt
    case .suspend: return .suspend
    case .refresh:
      isPaused = false
      return .refresh
    case .faster: faster()
    case .slower: slower()
    case .pause: isPaused.toggle()
    case .sort: nextSort()
    case .help: showsHelp.toggle()
    case .filter: isTyping = true
    case .text(let text): filter += text
    case .erase: filter = String(filter.dropLast())
    case .done: isTyping = false
    case .cancel:
      isTyping = false
      filter = ""
    case .up: move(-1, in: workers)
    case .down: move(1, in: workers)
    case .pageUp: move(-Self.page, in: workers)
    case .pageDown: move(Self.page, in: workers)
    case .first: move(.min, in: workers)
    case .last: move(.max, in: workers)
    }
    return nil
  }
}
