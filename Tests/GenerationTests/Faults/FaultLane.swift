import ClientSupport
import Foundation
import InviteOps
import Synchronization
import TestSupport
import TestWorlds

/// Runs one disturbed command after another in a world of its own, and looks at what is left.
final class FaultLane {
  struct Settings: Sendable {
    /// `--timeout` of the disturbed commands.
    let patience: String
    /// What moves nothing through its proxies for so long hangs.
    var limit: Duration
    let codes: Set<Int32>
    let kinds: [FaultProxy.Kind]
    var binary: String
  }

  fileprivate typealias Sizes = [FaultWorld.Server: [FaultProxy.Direction: Int]]

  private let cases: [FaultCase]
  private let world: FaultWorld
  private let tally: FaultTally
  private let settings: Settings
  private let measured: Measured

  /// The bytes of each command when nothing disturbs it, as the first lane found them that came to
  /// the command.
  final class Measured: Sendable {
    fileprivate let sizes = Mutex<[Int: Sizes]>([:])
  }

  init(
    _ cases: [FaultCase], _ fleet: TestRedis, _ tally: FaultTally, _ settings: Settings,
    _ measured: Measured
  ) throws {
    self.cases = cases
    self.measured = measured
    self.tally = tally
    self.settings = settings
    world = try FaultWorld(fleet: fleet)
  }

  private func run(_ one: FaultCase, proxied: Bool, hasty: Bool = false) throws -> BlockingResult {
    var environment = world.environment(one.place, proxied: proxied)
    environment["INVITECTL_TIMEOUT"] = hasty ? settings.patience : "10s"
    return try BlockingRun.invitectl(
      one.arguments(world), environment: environment,
      limit: hasty ? settings.limit : settings.limit * 5,
      path: settings.binary,
      moved: {
        FaultWorld.Server.allCases.reduce(0) { $0 + world.proxy($1).moved }
      })
  }

  private func prepare(_ one: FaultCase) throws {
    try world.begin()
    try world.emptyDirectory()
    try one.prepare(world)
  }

  private func sizes(of index: Int) throws -> Sizes {
    if let known = measured.sizes.withLock({ $0[index] }) { return known }
    // The first run may have to load scripts into Redis, which no later one does.
    _ = try measure(cases[index])
    let sizes = try measure(cases[index])
    measured.sizes.withLock { $0[index] = sizes }
    return sizes
  }

  /// An undisturbed run, which must be right, too.
  private func measure(_ one: FaultCase) throws -> Sizes {
    try prepare(one)
    world.arm(nil, at: nil)
    let result = try run(one, proxied: true)
    if result.exitCode.map(one.expected.contains) != true {
      tally.complain("\(one.name), undisturbed: \(Self.text(result))")
    }
    if !world.settle() { tally.complain("\(one.name), undisturbed: a connection stayed open") }
    if let wrong = try one.check(world, result.exitCode == 0) {
      tally.complain("\(one.name), undisturbed: \(wrong)\n\(Self.text(result))")
    }
    var sizes: Sizes = [:]
    for server in FaultWorld.Server.allCases {
      for direction in FaultProxy.Direction.allCases {
        sizes[server, default: [:]][direction] = world.proxy(server).passed(direction)
      }
    }
    return sizes
  }

  /// One command, one fault.
  func disturb(run number: Int, seed: UInt64) throws {
    let index = number % cases.count
    let one = cases[index]
    let sizes = try sizes(of: index)
    var generator = SeededGenerator(derived: seed)
    let ways = FaultWorld.Server.allCases.flatMap { server in
      FaultProxy.Direction.allCases.map { (server, $0, sizes[server]?[$0] ?? 0) }
    }.filter { $0.2 > 0 }
    guard let (server, direction, size) = ways.randomElement(using: &generator) else { return }
    let fault = FaultProxy.Fault(
      settings.kinds.randomElement(using: &generator) ?? .cut, direction,
      at: Int.random(in: 0..<size, using: &generator))
    let what = "run \(number): \(one.name), \(server.rawValue): \(fault)"

    try prepare(one)
    world.arm(fault, at: server)
    let result = try run(one, proxied: true, hasty: true)
    tally.note(
      one.name, struck: world.proxy(server).hasStruck,
      exit: result.exitCode.map { "\($0)" } ?? (result.hung ? "hung" : "signal"), took: result.took)
    if result.hung {
      tally.complain("\(what): still there after \(settings.limit)\n\(Self.text(result))")
    } else if result.exitCode.map(settings.codes.contains) != true {
      tally.complain("\(what): \(Self.text(result))")
    }
    if result.exitCode != 0, result.errors.isEmpty, result.output.isEmpty {
      tally.complain("\(what): exit \(result.exitCode ?? -1) without a word")
    }
    if !world.settle() { tally.complain("\(what): a connection stayed open") }
    world.arm(nil, at: nil)
    if let wrong = try one.check(world, result.exitCode == 0) {
      tally.complain("\(what): \(wrong)\n\(Self.text(result))")
    }
    guard one.isRepeatable else { return }
    let again = try run(one, proxied: false)
    if again.exitCode.map(one.finally.contains) != true {
      tally.complain("\(what), again: \(Self.text(again))\nafter: \(Self.text(result))")
    }
    if let wrong = try one.check(world, true) {
      tally.complain("\(what), again: \(wrong)\n\(Self.text(again))\nafter: \(Self.text(result))")
    }
  }

  private static func text(_ result: BlockingResult) -> String {
    let status = result.exitCode.map { "exit \($0)" } ?? "signal \(result.signal ?? -1)"
    return "\(status) in \(result.took)\n\(result.output.prefix(2000))\(result.errors.prefix(2000))"
  }
}
