internal import FoundationEssentials

/// Identifiers as Celery makes them.
public enum CeleryID {
  /// A random UUID in lower case, for tasks, tickets, delivery tags and reply addresses.
  public static func random() -> String {
    UUID().uuidString.lowercased()
  }
}
