/// Takes what stands in double quotes out of a message, because it may be a secret or a value.
enum QuotedText {
  /// `message` with everything from its first to its last double quote replaced by `…`. A quote
  /// within the quoted text thus cannot let a part of it through.
  static func removed(from message: String) -> String {
    guard let first = message.firstIndex(of: "\""), let last = message.lastIndex(of: "\""),
      first < last
    else { return message }
    return message[..<first] + "\"…\"" + message[message.index(after: last)...]
  }
}
