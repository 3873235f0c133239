import Foundation
import LosslessJSON
import PostgresClient
import PrometheusText
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Seats of each generation, counted by invitectl and by Tests/oracle/seat_oracle.py from random
/// teams, members and invites.
@Suite struct SeatOracleTests {
  /// Of each way in which the tables of a generation came to be: 200 a generation.
  private static let count = 100

  @Test(
    arguments: FixtureGeneration.allCases.flatMap { generation in
      FixtureMaking.allCases.map { (generation, $0) }
    })
  func `seats are those of the second implementation`(
    generation: FixtureGeneration, made: FixtureMaking
  ) async throws {
    let world = try await GenerationWorld(generation, made, seed: false, prepared: false)
    var random = SeededGenerator(test: "seats of \(generation) \(made)")
    let sets = try await dataSets(
      world, generation, seed: UInt32.random(in: 0 ... .max, using: &random))
    #expect(sets.count == Self.count)
    let context = try OperationContext.test(database: world.database, redis: world.redis)
    // As a lane of a dump has them, which looks at no more than the tables.
    let connections = MetricsConnections(context, MetricsLimits())
    var pending = 0
    for (index, set) in sets.enumerated() {
      try world.run(set["sql"]?.string ?? "")
      connections.beginCollector()
      let found = series(try SeatsCollector.collect(connections))
      let expected = try #require(set["expected"]?.object)
      // One finding a data set.
      let names = Set(expected.members.map(\.0)).union(found.keys).sorted()
      let differing = names.filter { expected[$0]?.int != found[$0] }
      #expect(differing.isEmpty, "\(index): \(differing)\n\(set["sql"]?.string ?? "")")
      pending += found[#"invitehub_seats{state="pending"}"#] ?? 0
    }
    // Enough of what is hard, or nothing was shown.
    #expect(pending > Self.count / 4)
    // What metrics-dump gives is what its collector gives.
    let snapshot = MetricsDump(context, collectors: [.seats]).collect()
    for failure in snapshot.failures { throw failure.failure }
    #expect(series(snapshot.families) == series(try SeatsCollector.collect(connections)))
  }

  /// The series of seats and teams by their names.
  private func series(_ families: [MetricFamily]) -> [String: Int] {
    var found: [String: Int] = [:]
    for (name, value) in Readings(families).values where name.hasPrefix("invitehub_") {
      if name.hasPrefix("invitehub_seats") || name.hasPrefix("invitehub_group_seats")
        || name.hasPrefix("invitehub_teams"), case .integer(let number) = value
      {
        found[name] = number
      }
    }
    return found
  }

  private func dataSets(
    _ world: GenerationWorld, _ generation: FixtureGeneration, seed: UInt32
  ) async throws -> [JSONValue] {
    let labels = try world.value("SELECT array_to_string(enum_range(NULL::invitestatus), ',')")
    let worker = URL(filePath: try Sandbox.variable("INVITECTL_TEST_WORKER_DIR"))
    let oracle = worker.deletingLastPathComponent().appending(path: "oracle/seat_oracle.py")
    let result = try await CommandRun.run(
      Sandbox.variable("INVITECTL_TEST_PYTHON"),
      [oracle.path, "\(generation.rawValue)", "\(seed)", "\(Self.count)", try #require(labels)])
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONValue(parsing: Array(result.output.utf8)).array ?? []
  }
}
