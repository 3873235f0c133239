import ClientSupport
import Foundation
import Glibc
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Servers that go away, fill up, follow another one, or stand behind a pooler.
@Suite struct MigrateServerTests {
  @Test func `7 - a connection that is reset is found again, and its build is not repeated`()
    async throws
  {
    let world = try MigrateWorld()
    let host = try #require(world.database.parameters["host"])
    let port = try #require(world.database.parameters["port"])
    let relay = try TCPRelay(to: "\(host)/.s.PGSQL.\(port)")
    defer { relay.close() }
    let snapshot = try world.holdSnapshot()
    let url = "postgresql://postgres@127.0.0.1:\(relay.port)/\(world.database.name)"
    let result = try await world.migrate("up", url: url) { _, said in
      try await world.waitForPhase("waiting for old snapshots")
      relay.cut()
      try await eventually("it has found its build again") { said().contains("lost its client") }
      #expect(
        try world.value(
          "SELECT count(*) FROM pg_stat_progress_create_index WHERE datname = current_database()")
          == "1")
      snapshot.release()
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.errors.contains("connecting again"))
    #expect(result.errors.contains("lost its client"))
    try world.expectDone()
    #expect(!result.errors.contains("which was left invalid"))
  }

  @Test func `8 - after a crash of the server it goes on`() async throws {
    let server = try PrivatePostgres()
    let connection = try server.connect()
    try Fixture.load(
      "enums-upper", "schema-006", "invite-queue", "seed-small", into: connection)
    connection.close()
    let parameters = server.parameters
    let snapshot = try HeldSession(
      parameters, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM teams")
    let url =
      "postgresql://postgres@/postgres?host=\(parameters["host"] ?? "")"
      + "&port=\(parameters["port"] ?? "")"
    let holder = Int32(snapshot.pid)
    let result = try await CommandRun.invitectl(
      ["migrate", "up"], environment: ["DATABASE_URL": url]
    ) { _, said in
      try await eventually("the build waits") {
        let rows = try PostgresConnection.connect(parameters, deadline: .soon).query(
          "SELECT 1 FROM pg_stat_progress_create_index WHERE phase = 'waiting for old snapshots'",
          deadline: .soon)
        return !rows.isEmpty
      }
      // Of those that outlive their server for a moment the one with the snapshot must not be the first to
      // go: the build would be done with waiting, and valid, before it notices itself.
      kill(holder, SIGSTOP)
      server.kill()
      try await eventually("it finds the server gone") { said().contains("connecting again") }
      kill(holder, SIGKILL)
      try server.start()
    }
    snapshot.release()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.errors.contains("connecting again"))
    #expect(result.errors.contains("dropped \(MigrateWorld.first), which was left invalid"))
    #expect(result.output.contains("008_add_composite_indexes"))
  }

  @Test func `22 - a replica is refused, and its status can be seen`() async throws {
    let primary = try PrivatePostgres()
    let connection = try primary.connect()
    try Fixture.load("enums-upper", "schema-006", "invite-queue", into: connection)
    let replica = try primary.replica()
    let url =
      "postgresql://postgres@/postgres?host=\(replica.parameters["host"] ?? "")"
      + "&port=\(replica.parameters["port"] ?? "")"
    let result = try await CommandRun.invitectl(
      ["migrate", "up"], environment: ["DATABASE_URL": url])
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("read-only replica"))
    let status = try await CommandRun.invitectl(
      ["migrate", "status"], environment: ["DATABASE_URL": url])
    #expect(status.exitCode == 0, "\(status.errors)")
    #expect(status.output.contains("would refuse"))
  }

  @Test func `18 - a pooler in transaction mode is refused, and nothing stays locked`() async throws
  {
    let world = try MigrateWorld()
    let pooler = try PgBouncer(world.database)
    for command in ["up", "repair"] {
      let result = try await world.migrate(command, url: pooler.url)
      if command == "up" {
        #expect(result.exitCode == 1)
        #expect(result.errors.contains("pooler in transaction mode"))
        #expect(result.errors.contains("PostgreSQL itself"))
      }
    }
    #expect(try world.valid().isEmpty)
    #expect(
      try world.value(
        """
        SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """) == "0")
    // To look is refused as well: settings that make looking safe would be left behind.
    #expect(try await world.migrate("status", url: pooler.url).exitCode == 1)
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
  }

  @Test func `30 - a full disk stops it, and what was built is given back`() async throws {
    let world = try MigrateWorld(records: 600_000)
    let writer = try world.holdWriter()
    let result = try await world.migrate("up", "--maintenance-work-mem", "256MB") { _ in
      let builder = try await world.waitForPhase("waiting for writers before build")
      // The builder's files end in the middle of a page: PostgreSQL takes a short write for a full
      // disk. Its other files are smaller.
      let limit = 17 * 1024 * 1024 + 4096
      let limited = try await CommandRun.run(
        "/bin/sh",
        [
          "-c",
          """
          [ "$(id -u)" -ne 0 ] || set -- setpriv --reuid="$(stat -c %u /proc/$1)" \
            --regid="$(stat -c %g /proc/$1)" --clear-groups -- prlimit --pid "$1" "$2"
          [ $# -ne 2 ] || set -- prlimit --pid "$1" "$2"
          exec "$@"
          """, "sh", String(builder), "--fsize=\(limit)",
        ],
        environment: ["PATH": "/usr/bin:/bin"])
      try #require(limited.exitCode == 0, "\(limited.errors)")
      writer.release()
    }
    #expect(result.exitCode == 1, "\(result.errors)")
    #expect(result.errors.contains("disk is full: could not build ix_invite_records_email"))
    #expect(!result.errors.contains("trying again"))
    #expect(try world.flags("ix_invite_records_email") == nil)
    #expect(try world.revision() == "006_add_commercial_fields")
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
  }
}
