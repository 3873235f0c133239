import PostgresClient
import TestSupport
import Testing

@testable import InviteOps

/// What one row may be blamed for, on a real server.
@Suite struct RowFaultTests {
  private func error(_ sql: String) throws -> PostgresError {
    try #require(
      #expect(throws: PostgresError.self) {
        try Sandbox.connect().executeScript(sql, deadline: .soon)
      })
  }

  private static let raising = """
    CREATE FUNCTION pg_temp.forbid() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION USING ERRCODE = '%', MESSAGE = 'no'; END $$;
    CREATE TEMP TABLE t (a int);
    CREATE TRIGGER forbid BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION pg_temp.forbid();
    INSERT INTO t VALUES (1)
    """

  @Test(arguments: [
    "CREATE TEMP TABLE t (a int CHECK (a < 5)); INSERT INTO t VALUES (9)",
    "CREATE TEMP TABLE t (a int NOT NULL); INSERT INTO t VALUES (NULL)",
    "CREATE TEMP TABLE t (a int UNIQUE); INSERT INTO t VALUES (1), (1)",
    "CREATE TEMP TABLE t (a int4range, EXCLUDE USING gist (a WITH &&)); "
      + "INSERT INTO t VALUES ('[1,3]'), ('[2,4]')",
    "SELECT timestamp '2026-01-01' + make_interval(days => 2147483647)",
    "SELECT 2147483647 + 1",
    "SELECT convert_from('\\xc9', 'UTF8')",
    "CREATE TEMP TABLE t (a text UNIQUE); "
      + "INSERT INTO t SELECT string_agg(md5(i::text), '') FROM generate_series(1, 1000) i",
    raising.replacing("%", with: "P0001"), raising.replacing("%", with: "42P01"),
    raising.replacing("%", with: "0A000"),
  ])
  func `a constraint, a value or a trigger may be one row's`(sql: String) throws {
    let error = try error(sql)
    let fault = try #require(RowFault(error), "\(error)")
    #expect(fault.reason.contains("SQLSTATE"))
  }

  @Test(arguments: [
    "SELECT * FROM nowhere", "SELECT syntax error",
    "SET statement_timeout = 20; SELECT pg_sleep(5)",
    "BEGIN READ ONLY; CREATE TABLE t (a int)", "SELECT pg_terminate_backend(pg_backend_pid())",
    "SET ROLE pg_monitor; SELECT * FROM pg_authid",
    raising.replacing("%", with: "40001"), raising.replacing("%", with: "53100"),
    raising.replacing("%", with: "55P03"),
  ])
  func `a session, a privilege, a resource or the time is no row's`(sql: String) throws {
    let error = try error(sql)
    #expect(RowFault(error) == nil, "\(error)")
  }

  @Test func `the function of a trigger is found in the context`() throws {
    let nested = """
      CREATE FUNCTION pg_temp.inner_one() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'no'; END $$;
      CREATE FUNCTION pg_temp.outer_one() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_temp.inner_one(); RETURN NEW; END $$;
      CREATE TEMP TABLE t (a int);
      CREATE TRIGGER o BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION pg_temp.outer_one();
      INSERT INTO t VALUES (1)
      """
    let function = try error(nested).diagnostics?.function
    #expect(function?.hasSuffix("outer_one()") == true, "\(function ?? "none")")
  }

  @Test func `a value that cannot be read may be one row's, a missing column is not`() throws {
    let rows = try Sandbox.connect().query(
      "SELECT NULL::text AS email, 'x' AS n FROM generate_series(1, 2)", deadline: .soon)
    func fault(_ body: () throws -> Void) throws -> RowFault? {
      RowFault(try #require(#expect(throws: PostgresError.self, performing: body)))
    }
    #expect(try fault { _ = try rows[0].string("email") }?.column == "email")
    #expect(try fault { _ = try rows[0].int("n") }?.column == "n")
    #expect(try fault { _ = try rows[0].int("nowhere") } == nil)
    #expect(try fault { _ = try rows.only() } == nil)
  }
}
