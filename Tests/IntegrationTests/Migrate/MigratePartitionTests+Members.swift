import ClientSupport
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Partitions of another owner than their table.
extension MigratePartitionTests {
  /// A member that gets nothing by its membership: what is printed makes it get it, on each server.
  @Test func `a member of a partition's owner in name alone is told what helps`() async throws {
    let world = try PartitionWorld()
    let database = world.plain.database
    let version = try database.connect().serverVersion
    let owner = try TestRole(in: database, options: "NOLOGIN")
    let role = try TestRole(
      in: database, options: version < 160_000 ? "LOGIN NOINHERIT" : "LOGIN")
    try role.takeTables()
    try database.run(
      """
      GRANT USAGE, CREATE ON SCHEMA public TO \(owner.quoted), \(role.quoted);
      GRANT CREATE ON DATABASE \(database.name) TO \(role.quoted);
      ALTER TABLE invite_records OWNER TO \(role.quoted);
      ALTER TABLE invite_records_2025_03 OWNER TO \(role.quoted);
      ALTER TABLE invite_records_2025_02 OWNER TO \(owner.quoted);
      GRANT \(owner.quoted) TO \(role.quoted) \(version < 160_000 ? "" : "WITH INHERIT FALSE")
      """)
    let url = database.url(role: role.name)
    let refused = try await world.plain.migrate("up", url: url)
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("invite_records_2025_02, a partition of"), "\(refused.errors)")
    let printed = try #require(
      refused.errors.firstMatch(of: /(GRANT .+), or ALTER TABLE/), "\(refused.errors)"
    ).output.1
    try database.run(String(printed))
    let up = try await world.plain.migrate("up", url: url)
    #expect(up.exitCode == 0, "\(up.errors)")
    try world.expectDone()
    // Neither is let go before this.
    #expect(printed.contains(owner.quoted) && printed.contains(role.quoted), "\(printed)")
  }
}
