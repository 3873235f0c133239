import ClientSupport
import Foundation
import InviteOps
import Synchronization
import TestSupport
import Testing

/// Every command against servers whose connections break at any byte.
///
/// A slice of it by default; `make torture-faults` runs 10,000. A failure prints its seed and the
/// run: `INVITECTL_FAULT_SEED=… INVITECTL_FAULT_ONLY=…` repeats it.
@Suite struct FaultTests {
  /// The longest wait for one answer, as the commands are told. A stall lasts that long, and 30 times
  /// as long where a whole table is read for one answer.
  private static let patience = "200ms"
  /// What has not ended by then hangs: a command meets one fault, and lanes share the CPU.
  private static let limit = Duration.seconds(12)
  /// Documented, and no signal among them.
  private static let codes: Set<Int32> = [0, 1, 3, 4, 5, 6, 7, 8, 69, 75]
  private static let kinds: [FaultProxy.Kind] = [
    .cut, .cut, .reset, .halfClose, .stall, .split, .delay(milliseconds: 30),
    .delay(milliseconds: 450),
  ]

  private static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  @Test func `whatever breaks on the way, a command ends in time and loses nothing`() async throws {
    let runs = Self.variable("INVITECTL_FAULT_RUNS").flatMap(Int.init) ?? 96
    let only = Self.variable("INVITECTL_FAULT_ONLY").flatMap(Int.init)
    let name = Self.variable("INVITECTL_FAULT_CASE")
    let cases = FaultCase.all.filter { name == nil || $0.name.contains(name ?? "") }
    var generator = SeededGenerator(
      seed: Self.variable("INVITECTL_FAULT_SEED").flatMap { UInt64($0) }
        ?? .random(in: .min ... .max))
    let seeds = (0..<runs).map { _ in generator.next() }
    let fleet = try TestRedis()
    let worker = try CeleryWorker("fault", on: fleet, pool: "solo", queues: "celery")
    let tally = FaultTally()
    let measured = FaultLane.Measured()
    // A lane mostly waits: for deadlines, for pauses, for the other end of a stalled connection.
    let lanes = min(16, max(1, runs / 24))
    let next = Atomic<Int>(0)
    await Self.onThreads(lanes) { _ in
      do {
        let lane = try FaultLane(cases, fleet, tally, Self.settings, measured)
        while true {
          let run = next.add(1, ordering: .relaxed).oldValue
          guard run < runs else { return }
          if only == nil || only == run { try lane.disturb(run: run, seed: seeds[run]) }
        }
      } catch {
        tally.complain("a lane ended: \(error)")
      }
    }
    withExtendedLifetime(worker) {}
    print("faults: \(tally.runs) runs, \(tally.struck) struck\n\(tally.table)")
    for problem in tally.problems.prefix(50) { Issue.record("\(problem)") }
    #expect(tally.problems.isEmpty)
    #expect(only != nil || name != nil || tally.struck > runs / 2)
  }

  /// The same look at programs that are wrong: they stand in for invitectl, and must be told.
  @Test(arguments: [
    // Forgets the task's id, so that the second run is a second redemption.
    (
      #"args=(); while [ $# -gt 0 ]; do case $1 in --id) shift ;; *) args+=("$1") ;; esac; shift; "#
        + #"done; exec "$INVITECTL" "${args[@]}""#, "again: 2 tokens and 2 messages"
    ),
    (#""$INVITECTL" "$@" || true"#, "reported as done, and nothing was"),
    (
      #"[ "$INVITECTL_TIMEOUT" = 10s ] && exec "$INVITECTL" "$@"; exec sleep 60"#,
      "still there after"
    ), ("exit 9", "exit 9 in"), ("kill -SEGV $$", "signal 11 in"),
  ]) func `what must not be is told`(program: String, complaint: String) async throws {
    let path = Sandbox.temporaryPath()
    try "#!/bin/bash\nINVITECTL='\(CommandRun.invitectlPath)'\n\(program)\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    let cases = FaultCase.all.filter { $0.name == "redeem, direct, broker together" }
    var settings = Self.settings
    settings.binary = path
    // Only the one that hangs is to be over its time.
    let hangs = program.contains("sleep")
    settings.limit = hangs ? .seconds(20) : .seconds(120)
    let (tally, chosen) = (FaultTally(), settings)
    let fleet = try TestRedis()
    await Self.onThreads(1) { _ in
      do {
        let lane = try FaultLane(cases, fleet, tally, chosen, FaultLane.Measured())
        for run in 0..<(hangs ? 1 : 6) { try lane.disturb(run: run, seed: UInt64(run)) }
      } catch {
        tally.complain("a lane ended: \(error)")
      }
    }
    #expect(tally.problems.contains { $0.contains(complaint) }, "\(tally.problems)")
  }

  private static let settings = FaultLane.Settings(
    patience: patience, limit: limit, codes: codes, kinds: kinds,
    binary: variable("INVITECTL_FAULT_BINARY") ?? CommandRun.invitectlPath)

  /// Not on the threads of the tests' own pool, which are as few as the cores.
  private static func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) async {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        Threads.concurrently(count, body)
        continuation.resume()
      }
    }
  }
}
