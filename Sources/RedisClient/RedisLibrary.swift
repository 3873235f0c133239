internal import CHiredis

/// The C library beneath this target.
public enum RedisLibrary {
  /// The version of hiredis whose header this was compiled against, e.g. `0.14.1`.
  public static let version = "\(HIREDIS_MAJOR).\(HIREDIS_MINOR).\(HIREDIS_PATCH)"
}
