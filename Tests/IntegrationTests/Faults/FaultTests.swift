import ClientSupport
import Foundation
import InviteOps
import TestSupport
import Testing

/// Every command against servers whose connections break at any byte.
///
/// A slice of it by default; `make torture-faults` runs 10,000. A failure prints its seed and the
/// run: `INVITECTL_FAULT_SEED=… INVITECTL_FAULT_ONLY=…` repeats it.
@Suite struct FaultTests {
  /// A wait ends after 600 ms (``FaultWorld/environment``); a command may have several in a row,
  /// and a busy machine is slow. What hangs, hangs for good.
  private static let limit = Duration.seconds(20)
  private static let codes: Set<Int32> = [0, 1, 3, 4, 5, 6, 7, 8, 69, 75]

  private static func number(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap(Int.init)
  }

  @Test func `whatever breaks on the way, a command ends in time and loses nothing`() async throws {
    let runs = Self.number("INVITECTL_FAULT_RUNS") ?? 48
    let only = Self.number("INVITECTL_FAULT_ONLY")
    var generator = SeededGenerator(
      seed: Self.number("INVITECTL_FAULT_SEED").map { UInt64(UInt($0)) }
        ?? .random(in: 0...UInt64(Int.max)))
    let seeds = (0..<runs).map { _ in generator.next() }
    let lanes = 4
    let struck = try await withThrowingTaskGroup(of: Int.self) { group in
      for lane in 0..<lanes {
        group.addTask {
          let world = try FaultWorld()
          let sizes = try await Self.measure(world)
          var struck = 0
          for run in stride(from: lane, to: runs, by: lanes) where only == nil || only == run {
            if try await Self.disturb(world, sizes, run: run, seed: seeds[run]) { struck += 1 }
          }
          return struck
        }
      }
      return try await group.reduce(0, +)
    }
    print("faults: \(runs) runs, \(struck) struck")
    #expect(only != nil || struck > runs / 2)
  }

  private typealias Sizes = [[FaultWorld.Server: [FaultProxy.Direction: Int]]]

  /// The bytes of each command when nothing disturbs it.
  private static func measure(_ world: FaultWorld) async throws -> Sizes {
    var sizes: Sizes = []
    for (index, one) in FaultCase.all.enumerated() {
      try one.prepare(world.world)
      world.arm(nil, at: nil)
      let result = try await CommandRun.invitectl(
        one.arguments(-1 - index), environment: world.environment)
      #expect(world.settle())
      #expect(
        one.expected < 0 || result.exitCode == one.expected, "\(one.name): \(result.errors)")
      var of: [FaultWorld.Server: [FaultProxy.Direction: Int]] = [:]
      for server in FaultWorld.Server.allCases {
        for direction in FaultProxy.Direction.allCases {
          of[server, default: [:]][direction] = world.proxy(server).passed(direction)
        }
      }
      sizes.append(of)
    }
    return sizes
  }

  /// One disturbed run. Returns whether the fault came to pass.
  private static func disturb(
    _ world: FaultWorld, _ sizes: Sizes, run: Int, seed: UInt64
  ) async throws -> Bool {
    var generator = SeededGenerator(derived: seed)
    let index = run % FaultCase.all.count
    let one = FaultCase.all[index]
    let ways = FaultWorld.Server.allCases.flatMap { server in
      FaultProxy.Direction.allCases.map { (server, $0) }
    }.filter { (sizes[index][$0.0]?[$0.1] ?? 0) > 0 }
    guard let (server, direction) = ways.randomElement(using: &generator) else { return false }
    let kinds: [FaultProxy.Kind] = [
      .cut, .cut, .reset, .halfClose, .stall, .split, .delay(milliseconds: 30),
      .delay(milliseconds: 900),
    ]
    let size = sizes[index][server]?[direction] ?? 1
    let fault = FaultProxy.Fault(
      kinds.randomElement(using: &generator) ?? .cut, direction,
      at: Int.random(in: 0..<size, using: &generator))
    let what = "run \(run): \(one.name), \(server.rawValue): \(fault)"

    try one.prepare(world.world)
    world.arm(fault, at: server)
    let start = ContinuousClock.now
    let result = try await CommandRun.invitectl(
      one.arguments(run), environment: world.environment)
    let took = start.duration(to: .now)
    let struck = world.proxy(server).hasStruck
    #expect(took < limit, "\(what): took \(took)")
    #expect(
      result.exitCode.map(codes.contains) == true,
      "\(what): \(result.status)\n\(result.errors)")
    if result.exitCode == 1 || result.exitCode == 75 {
      #expect(!result.errors.isEmpty || !result.output.isEmpty, "\(what): no word about it")
    }
    #expect(world.settle(), "\(what): a connection stayed open")
    world.arm(nil, at: nil)
    let wrong = try one.check(world.world, run, result.exitCode == 0)
    #expect(wrong == nil, "\(what): \(result.errors)")

    guard one.isRepeatable else { return struck }
    let again = try await CommandRun.invitectl(
      one.arguments(run), environment: world.world.environment)
    #expect(again.exitCode == 0, "\(what), again: \(again.errors)")
    let left = try one.check(world.world, run, true)
    #expect(left == nil, "\(what), again: \(again.errors)")
    return struck
  }
}
