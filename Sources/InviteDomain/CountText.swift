internal import Localization

/// Numbers with what they count.
public enum CountText {
  /// `1 code`, `2 codes`; in the language of the process, whose catalogue has the plural as `{1} codes`.
  ///
  /// - Parameters:
  ///   - noun: a literal, so that a test finds it.
  ///   - plural: where it is not made by an s.
  public static func of(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    Speech.counted(number, one: noun, many: plural ?? noun + "s")
  }
}
