internal import Localization

/// The bytes of a file that somebody wrote with an editor or a spreadsheet, as text of ours: in UTF-8, without the
/// byte order mark that some of them put before it. The one home of that.
package enum TextFile {
  /// Without the mark, where there is one.
  package static func withoutMark(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
  }

  /// `UTF-16` or `UTF-32`, which a mark tells, or zeros beside letters; `nil` for what is neither.
  package static func otherEncoding(_ bytes: ArraySlice<UInt8>) -> String? {
    let marks: [(mark: [UInt8], name: String)] = [
      ([0xFF, 0xFE, 0, 0], "UTF-32"), ([0, 0, 0xFE, 0xFF], "UTF-32"), ([0xFF, 0xFE], "UTF-16"),
      ([0xFE, 0xFF], "UTF-16"),
    ]
    if let known = marks.first(where: { bytes.starts(with: $0.mark) }) { return known.name }
    let isZero = bytes.prefix(4).map { $0 == 0 }
    let alternates = isZero == [false, true, false, true] || isZero == [true, false, true, false]
    return alternates ? "UTF-16" : nil
  }

  /// - Parameter name: what the file is called, for a message.
  /// - Throws: ``Failure/Kind/usage`` for another encoding.
  package static func utf8(_ bytes: [UInt8], name: String) throws(Failure) -> [UInt8] {
    if let encoding = otherEncoding(bytes[...]) {
      throw Failure(
        .usage, tr("\(name) is in \(encoding), not in UTF-8"), hint: tr("save it as UTF-8"))
    }
    let text = withoutMark(bytes[...])
    // A plan may be of gigabytes.
    return text.count == bytes.count ? bytes : Array(text)
  }
}
