internal import CLibpq

/// The C library underneath.
public enum PostgresLibrary {
  /// Its version, e.g. `15.18`. Since version 10, `PQlibVersion` is major × 10000 + minor.
  public static var version: String {
    let number = PQlibVersion()
    return "\(number / 10000).\(number % 10000)"
  }
}
