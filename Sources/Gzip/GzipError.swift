/// Why data could not be compressed or read back.
public enum GzipError: Error, Sendable, Equatable {
  /// The data ends within a member.
  case truncated
  /// The data is no gzip data, or its checksum does not fit; zlib's own words.
  case corrupt(String)
  /// It unpacks to more than was allowed.
  case tooLarge
  /// zlib has no memory.
  case outOfMemory
}
