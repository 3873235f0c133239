import CeleryProtocol
import Foundation
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// The watch in a real terminal, acting on real workers.
@Suite struct WatchActionTests {
  @Test(arguments: [(80, 24), (200, 50)])
  func `Enter shows the tasks of a worker, and of a queue, at either size`(
    columns: Int, rows: Int
  ) async throws {
    let world = try await World(columns: columns, rows: rows)
    let ids = (0..<12).map { _ in CeleryID.random() }
    for id in ids {
      try world.inspect.publish("probe.sleep", args: [100], queue: "invites", id: id)
    }
    try await world.session.press("j", "Enter")
    let tasks = try await world.session.wait(for: "its tasks") { lines in
      lines.contains { $0.hasPrefix("Tasks of the worker \(world.worker.node)") }
        && lines.contains { $0.contains("active") } && lines.contains { $0.contains("reserved") }
    }
    #expect(tasks.count == rows)
    #expect(tasks.allSatisfy { $0.count <= columns })
    #expect(tasks.contains { line in ids.contains { line.contains($0) } }, "\(tasks)")
    try await world.session.press("Enter")
    // The queues stand in the order of the last look.
    try await world.session.wait(for: "the queue that is filled, first") { lines in
      guard let head = lines.firstIndex(where: { $0.hasPrefix("QUEUE") }) else { return false }
      return lines[head + 1].hasPrefix("invites ") && lines[head + 1].contains(" 8 ")
    }
    try await world.session.press("Tab", "g", "Enter")
    let queue = try await world.session.wait(for: "the queue's tasks") { lines in
      lines.contains { $0.hasPrefix("Tasks of the queue invites") }
        && lines.contains { $0.contains("waiting") }
    }
    #expect(queue.count == rows)
    #expect(queue.allSatisfy { $0.count <= columns })
    try await world.session.press("q")
    try await world.session.wait(for: "the shell") { $0.contains("left=0") }
    try await world.isRestored()
  }

  @Test func `p, x and d show their plans, ask, do it, and give the screen back`() async throws {
    let world = try await World(columns: 100, rows: 30)
    let session = world.session
    try await session.press("Tab", "j")
    // Which queue is first is the screen's matter: both are tried.
    try await session.press("g", "p")
    let asked = try await session.wait(for: "the question") { lines in
      lines.contains { $0.contains("Would have \(world.worker.node) stop consuming") }
        && lines.contains { $0.contains("About to pause") }
    }
    #expect(try await !session.state().isFullScreen)
    let queue = asked.contains { $0.contains("About to pause celery") } ? "celery" : "invites"
    try await session.press("nonsense", "Enter")
    try await session.wait(for: "the refusal") { $0.contains { $0.contains("nothing was done") } }
    #expect(try await world.consumed() == ["celery", "invites"])
    try await world.goBack()
    try await world.fleet()
    try await session.press("p")
    // What was said of the first is none of its own.
    let second = try await session.wait(for: "the question") { lines in
      lines.contains { $0.contains("go ahead") }
    }
    #expect(second.count { $0.contains("go ahead") } == 1, "\(second)")
    #expect(!second.contains { $0.contains("nonsense") || $0.contains("nothing was done") })
    try await session.press(queue, "Enter")
    try await session.wait(for: "it is paused") { $0.contains { $0.hasPrefix("Paused \(queue)") } }
    #expect(try await !world.consumed().contains(queue))
    try await world.goBack()
    try await world.fleet()
    try await session.press("p")
    try await session.wait(for: "the way back") { $0.contains { $0.contains("About to resume") } }
    try await session.press(queue, "Enter")
    try await session.wait(for: "it is resumed") { $0.contains { $0.hasPrefix("Resumed") } }
    #expect(try await world.consumed() == ["celery", "invites"])
    try await world.goBack()
    try await world.fleet()

    let (running, id) = (CeleryID.random(), CeleryID.random())
    try world.inspect.publish("probe.sleep", args: [300], id: running)
    try world.inspect.waitUntilBegun(running)
    try world.inspect.publish("probe.sleep", args: [300], id: id)
    try world.inspect.waitUntilHeld(2)
    try await session.press("Tab", "j", "Enter")
    try await session.wait(for: "its tasks") { $0.contains { $0.contains(id) } }
    // The one that waits in the worker is the last.
    try await session.press("G", "x")
    try await session.wait(for: "the question") { $0.contains { $0.contains("revoke \(id)") } }
    try await session.press("revoke", "Enter")
    // Its pool has it already. A line is broken between words.
    try await session.wait(for: "it is told, and what it is worth") { lines in
      lines.contains { $0.contains("seen done by 0") }
        && lines.joined(separator: " ").contains("has it already: it may run all the same")
    }
    let revoked = try await world.inspect("revoked", "-o", "json")
    #expect(revoked.output.contains(id), "\(revoked.output)")
    try await world.goBack()
    try await session.wait(for: "the page") { $0.contains { $0.hasPrefix("Tasks of the worker") } }
    try await session.press("d")
    try await session.wait(for: "the plan") { $0.contains { $0.contains("take nothing more") } }
    try await session.press("drain", "Enter")
    try await session.wait(for: "it goes on") { lines in
      lines.contains { $0.hasPrefix("\(world.worker.node) 1 active") }
    }
    try await session.press("C-c")
    try await session.wait(for: "the shell") { $0.contains("left=130") }
    #expect(try await world.consumed() == ["celery", "invites"])
    try await world.isRestored()
  }

  @Test(arguments: ["Escape", "C-c"])
  func `at a question Esc and ^C are a no, which goes back to the watch`(key: String) async throws {
    let world = try await World(columns: 100, rows: 30)
    let session = world.session
    try await session.press("Tab", "g")
    for typed in [[], ["celer"]] {
      try await session.press("p")
      try await session.wait(for: "the question") { $0.contains { $0.contains("About to pause") } }
      for text in typed { try await session.press(text) }
      if let text = typed.first {
        try await session.wait(for: "what was typed") { lines in
          lines.contains { $0.contains("go ahead: \(text)") }
        }
      }
      try await session.press(key)
      try await world.fleet()
      #expect(try await session.state().isFullScreen)
    }
    // The answer itself is typed and mended as ever.
    try await session.press("p")
    let asked = try await session.wait(for: "the question") { lines in
      lines.contains { $0.contains("About to pause") }
    }
    #expect(!asked.contains { $0.contains("^[") || $0.contains("^C") || $0.contains("celer ") })
    let queue = asked.contains { $0.contains("About to pause celery") } ? "celery" : "invites"
    try await session.press("\(queue)x", "BSpace", "Enter")
    try await session.wait(for: "it is paused") { $0.contains { $0.hasPrefix("Paused \(queue)") } }
    try await world.goBack()
    try await world.fleet()
    try await session.press("q")
    let left = try await session.wait(for: "the shell") { $0.contains("left=0") }
    #expect(!left.contains { $0.contains("^[") || $0.contains("^C") }, "\(left)")
    #expect(try await world.consumed().count == 1)
    try await world.isRestored()
  }

  @Test func `with --read-only no key changes anything`() async throws {
    let world = try await World(columns: 80, rows: 24, "--read-only")
    let footer = try await world.fleet().last ?? ""
    #expect(footer.contains("t trace  read-only: d p x are off"), "\(footer)")
    try await world.session.press("j", "d")
    try await world.session.press("Tab", "j", "p", "?")
    let help = try await world.session.wait(for: "the keys") { $0.first == "Keys" }
    #expect(!help.contains { $0.contains("drain") || $0.contains("revoke") })
    #expect(try await world.session.state().isFullScreen)
    #expect(try await world.consumed() == ["celery", "invites"])
    try await world.session.press("q")
    try await world.session.wait(for: "the shell") { $0.contains("left=0") }
    try await world.isRestored()
  }

  @Test func `Esc goes back from what was said, too, and no other key is seen or does anything`()
    async throws
  {
    let world = try await World(columns: 80, rows: 24, "--read-only")
    let session = world.session
    try await session.press("j", "t")
    try await session.wait(for: "what was said") { lines in
      lines.contains { $0.contains("There is no task of") }
        && lines.last { !$0.isEmpty }?.hasPrefix("Enter goes back") == true
    }
    try await session.press("zw", "Escape")
    try await world.fleet()
    // ^C ends nothing either: what was asked is done.
    try await session.press("t")
    try await session.wait(for: "what was said") { lines in
      lines.last { !$0.isEmpty }?.hasPrefix("Enter goes back") == true
    }
    try await session.press("C-c")
    try await world.fleet()
    #expect(try await session.state().isFullScreen)
    try await session.press("q")
    let left = try await session.wait(for: "the shell") { $0.contains("left=0") }
    #expect(left.contains("Enter goes back to the watch, Esc too."), "\(left)")
    try await world.isRestored()
  }

  @Test func `t traces the task that is selected, and the oldest of a queue, and changes nothing`()
    async throws
  {
    let world = try await World(columns: 100, rows: 30, "--read-only")
    let session = world.session
    let ids = (0..<2).map { _ in CeleryID.random() }
    try world.inspect.publish("probe.sleep", args: [300], id: ids[0])
    try world.inspect.waitUntilBegun(ids[0])
    try world.inspect.publish(
      InviteTask.name, kwargs: ["email": "watched@example.com", "redeem_code": "ABCDEFGH12"],
      id: ids[1])
    try world.inspect.waitUntilHeld(2)
    try await session.press("j", "Enter")
    try await session.wait(for: "its tasks") { $0.contains { $0.contains(ids[1]) } }
    // The last one waits in the worker.
    try await session.press("G", "t")
    let traced = try await session.wait(for: "where it is") { lines in
      lines.contains { $0.hasPrefix(ids[1]) }
        && lines.contains {
          $0.contains("now: worker \(world.worker.node) has it and has not begun")
        }
    }
    // Nobody has typed whose it is. A line may be broken by the edge.
    let text = traced.joined()
    #expect(text.contains("w***d@example.com by ABCD****12"), "\(traced)")
    #expect(!text.contains("watched@") && !text.contains("ABCDEFGH12"), "\(traced)")
    #expect(try await !session.state().isFullScreen)
    try await world.goBack()
    try await session.wait(for: "the page") { $0.contains { $0.hasPrefix("Tasks of the worker") } }
    try await session.press("Escape")
    try await world.fleet()
    // Whichever queue is first: the other one has no task.
    try await session.press("Tab", "G", "t")
    let first = try await session.wait(for: "either") { lines in
      lines.contains { $0.contains("Enter goes back") }
        && lines.contains { $0.contains("runs it, begun") || $0.contains("There is no task of") }
    }
    try await world.goBack()
    try await world.fleet()
    try await session.press("g", "t")
    let wanted =
      first.contains { $0.contains("runs it") } ? "There is no task of" : "runs it, begun"
    try await session.wait(for: "the other") { $0.contains { $0.contains(wanted) } }
    try await world.goBack()
    try await world.fleet()
    try await session.press("?")
    let help = try await session.wait(for: "the keys") { $0.first == "Keys" }
    #expect(help.contains { $0.contains("trace the task that is selected") })
    #expect(try await world.consumed() == ["celery", "invites"])
    try await session.press("q")
    try await session.wait(for: "the shell") { $0.contains { $0.hasPrefix("left=") } }
    try await world.isRestored()
  }
}
