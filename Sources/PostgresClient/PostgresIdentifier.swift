/// Names for the few statements that take no parameters in their place, such as CREATE DATABASE.
public enum PostgresIdentifier {
  /// The name as a quoted identifier: `my"table` becomes `"my""table"`.
  public static func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
