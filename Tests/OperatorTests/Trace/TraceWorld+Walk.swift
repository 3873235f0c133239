import Testing

/// Where what is printed leads in the end.
extension TraceWorld {
  /// What is typed, and on which answer.
  private struct Step: Hashable {
    let state: String
    let command: String
  }

  /// What is not typed further: it shows something and changes nothing, or a worker takes over.
  private static let ends = [
    "invitectl inspect-workers task ", "invitectl inspect-workers ping", "invitectl doctor ",
    "SELECT ", "celery ",
  ]

  /// More steps than any situation takes.
  private static let most = 8

  /// Types what each trace prints, of whichever invite, until nothing is to be typed. Two commands that send to
  /// each other are seen as the same command on the same answer.
  ///
  /// - Parameters:
  ///   - first: what was typed already.
  ///   - second: what was traced after that.
  func walk(_ who: String, from first: Traced, to second: Traced) async throws {
    var seen = Set(Self.step(first).map { [$0] } ?? [])
    var now = second
    for _ in 0..<Self.most {
      guard let open = now.each.last(where: { Self.step($0) != nil }), let step = Self.step(open)
      else { return }
      guard seen.insert(step).inserted else {
        Issue.record("a circle: \(now)")
        return
      }
      let worker = try await type(open)
      now = try await trace(who)
      withExtendedLifetime(worker) {}
    }
    Issue.record("no end after \(Self.most) steps: \(now)")
  }

  /// `nil` where nothing is to be typed.
  private static func step(_ traced: Traced) -> Step? {
    guard let next = traced.next, traced.kind == "shell" || traced.kind == "sql",
      !ends.contains(where: { next.hasPrefix($0) })
    else { return nil }
    return Step(state: traced.state, command: next)
  }
}
