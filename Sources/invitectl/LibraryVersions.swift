import PostgresClient
import RedisClient

/// The versions of the C libraries this process runs with.
enum LibraryVersions {
  /// libpq's, e.g. `15.18`.
  static var libpq: String { PostgresLibrary.version }
  /// hiredis', e.g. `0.14.1`.
  static var hiredis: String { RedisLibrary.version }
}
