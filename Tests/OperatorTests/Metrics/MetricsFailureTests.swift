import ClientSupport
import Glibc
import InviteOps
import LosslessJSON
import PostgresClient
import PrometheusText
import RedisClient
import TestSupport
import TestWorlds
import Testing

@Suite struct MetricsFailureTests {
  private static let nowhere = "postgresql://nobody:secret@127.0.0.1:1/none"

  @Test func `without PostgreSQL the rest still comes, and the reason is said once`() async throws {
    let world = try MetricsWorld()
    var environment = world.environment
    environment["DATABASE_URL"] = Self.nowhere
    let result = try await CommandRun.invitectl(["metrics-dump"], environment: environment)
    #expect(result.exitCode == 8)
    #expect(result.hasLine(#"invitectl_target_up{target="postgres"} 0"#))
    #expect(result.hasLine(#"invitectl_target_up{target="broker"} 1"#))
    #expect(result.hasLine(#"invitectl_collector_success{collector="seats"} 0"#))
    #expect(result.hasLine(#"invitectl_collector_success{collector="celery"} 1"#))
    #expect(result.output.contains("invitehub_celery_unacked_messages 0\n"))
    #expect(result.errors.split(separator: "\n").count { $0.hasPrefix("error:") } == 1)
    #expect(result.errors.contains("collectors seats, codes, records, queue, buckets, postgres"))
    #expect(!result.errors.contains("secret"))
  }

  @Test func `without Redis the rest still comes`() async throws {
    let world = try MetricsWorld(seed: true)
    var environment = world.environment
    environment["REDIS_URL"] = "redis://127.0.0.1:1/0"
    environment["INVITECTL_BROKER_URL"] = "redis://127.0.0.1:1/1"
    let result = try await CommandRun.invitectl(["metrics-dump"], environment: environment)
    #expect(result.exitCode == 8)
    #expect(result.hasLine(#"invitectl_target_up{target="redis"} 0"#))
    #expect(result.hasLine(#"invitectl_target_up{target="broker"} 0"#))
    #expect(result.hasLine(#"invitectl_target_up{target="postgres"} 1"#))
    #expect(result.hasLine(#"invitehub_seats{state="max"} 105"#))
    #expect(result.errors.contains("collectors buckets, limiter, redis: "))
  }

  @Test func `with nobody there it exits 69 and still says what it tried`() async throws {
    let result = try await CommandRun.invitectl(
      ["metrics-dump", "-o", "json"],
      environment: ["DATABASE_URL": Self.nowhere, "REDIS_URL": "redis://127.0.0.1:1/0"])
    #expect(result.exitCode == 69)
    #expect(result.output.contains(#""name":"invitectl_target_up""#))
    for line in result.errors.split(separator: "\n") {
      #expect(line.hasPrefix(#"{"error":{"#), "\(line)")
    }
  }

  @Test func `a read replica is asked instead of the primary`() async throws {
    let world = try MetricsWorld(seed: true)
    var environment = world.environment
    environment["DATABASE_URL"] = Self.nowhere
    let result = try await CommandRun.invitectl(
      ["metrics-dump", "--read-database-url", world.database.url(), "--collectors", "seats"],
      environment: environment)
    #expect(result.exitCode == 0)
    #expect(result.hasLine(#"invitehub_seats{state="max"} 105"#))
  }

  @Test(arguments: [
    ["--collectors", "nosuch"], ["--compat", "nosuch"], ["--listen", "nowhere"],
    ["--textfile", "/tmp/x.prom", "--listen", ":0"], ["--textfile", "/tmp/x.txt"],
    ["--textfile", "/tmp/x.prom", "--format", "openmetrics"], ["--collector-timeout", "0"],
  ])
  func `a mistake is exit code 2 and names what it could have been`(arguments: [String])
    async throws
  {
    let result = try await CommandRun.invitectl(["metrics-dump"] + arguments)
    #expect(result.exitCode == 2)
    #expect(result.output.isEmpty)
    #expect(!result.errors.isEmpty)
  }

  @Test func `list in JSON is one object`() async throws {
    let result = try await CommandRun.invitectl(["metrics-dump", "list", "-o", "json"])
    #expect(result.exitCode == 0)
    let value = try JSONValue(parsing: Array(result.output.utf8))
    let first = value["metrics"]?[0]
    #expect(first?["name"]?.string == "invitehub_seats")
    #expect(first?["collector"]?.string == "seats")
  }

  @Test func `list names every metric with its help`() async throws {
    let result = try await CommandRun.invitectl(["metrics-dump", "list"])
    #expect(result.exitCode == 0)
    for collector in MetricsCollectorName.standard {
      for family in collector.families {
        #expect(result.output.contains("  \(family.name) (\(family.kind.rawValue))\n"))
      }
    }
  }
}
