extension Timestamps {
  /// The epoch seconds of a time as Celery writes it: `2026-11-23T17:54:42.328123`, with `Z` or an offset
  /// such as `+00:00` behind it; without one it is UTC, as `date_done` of Celery 5.3 is.
  ///
  /// - Returns: `nil` for anything else.
  package static func epoch(iso text: String) -> Double? {
    guard
      let parts = text.wholeMatch(
        of: /(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?/
      )?.output,
      let year = Int(parts.1), let month = Int(parts.2), let day = Int(parts.3),
      let hour = Int(parts.4), let minute = Int(parts.5), let second = Int(parts.6),
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    let fraction = parts.7.flatMap { Double("0" + $0) } ?? 0
    return Double(seconds - offset(parts.8)) + fraction
  }

  private static func offset(_ text: Substring?) -> Int {
    guard let text, text != "Z" else { return 0 }
    let digits = text.filter(\.isNumber)
    let minutes = (Int(digits.prefix(2)) ?? 0) * 60 + (Int(digits.suffix(2)) ?? 0)
    return (text.hasPrefix("-") ? -60 : 60) * minutes
  }

  /// Days since 1970-01-01 in the Gregorian calendar, by counting years from March on, so that the leap
  /// day is the last of its year.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let ofEra = shifted - era * 400
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }
}
