/// Numbers with what they count.
public enum CountText {
  /// `1 code`, `2 codes`.
  ///
  /// - Parameter plural: where it is not made by an s.
  public static func of(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(plural ?? noun + "s")"
  }
}
