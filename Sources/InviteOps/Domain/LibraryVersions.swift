internal import PostgresClient
internal import RedisClient

/// The versions of the C libraries this process runs with.
public enum LibraryVersions {
  /// libpq's, e.g. `15.18`.
  public static var libpq: String { PostgresLibrary.version }
  /// hiredis', e.g. `0.14.1`.
  public static var hiredis: String { RedisLibrary.version }
}
