internal import Localization

/// One row of an answer; its columns are read by name, and decoded when read.
///
/// Every accessor throws ``PostgresError/decoding(_:)`` that names the column: when there is no
/// such column, when it is NULL (the `optional…` forms return `nil` then), or when it holds
/// something else.
public struct PostgresRow {
  let storage: ResultStorage
  let index: Int

  /// Any type, as the server writes it: text, jsonb, timestamps and so on.
  public func string(_ column: String) throws(PostgresError) -> String {
    try string(find(column))
  }

  public func optionalString(_ column: String) throws(PostgresError) -> String? {
    try optionalString(find(column))
  }

  /// smallint, integer, bigint, oid.
  public func int(_ column: String) throws(PostgresError) -> Int {
    try int(find(column))
  }

  public func optionalInt(_ column: String) throws(PostgresError) -> Int? {
    try optionalInt(find(column))
  }

  /// real, double precision, numeric. NaN and the infinities are no numbers here.
  public func double(_ column: String) throws(PostgresError) -> Double {
    try present(optionalDouble(column), column)
  }

  public func optionalDouble(_ column: String) throws(PostgresError) -> Double? {
    guard let text = try optionalString(column) else { return nil }
    guard let value = Double(text), value.isFinite else { throw Self.not(tr("a number"), column) }
    return value
  }

  public func bool(_ column: String) throws(PostgresError) -> Bool {
    try bool(find(column))
  }

  public func optionalBool(_ column: String) throws(PostgresError) -> Bool? {
    try optionalBool(find(column))
  }

  /// A one-dimensional array of any type, its elements as the server writes them.
  public func optionalStrings(_ column: String) throws(PostgresError) -> [String?]? {
    guard let text = try optionalString(column) else { return nil }
    guard let elements = PostgresArray.elements(of: text) else {
      throw Self.not(tr("a one-dimensional array"), column)
    }
    return elements
  }

  /// Such an array without NULLs.
  public func strings(_ column: String) throws(PostgresError) -> [String] {
    let elements = try present(optionalStrings(column), column)
    let values = elements.compactMap { $0 }
    guard values.count == elements.count else { throw Self.not(tr("free of NULLs"), column) }
    return values
  }

  /// An array of integers without NULLs.
  public func ints(_ column: String) throws(PostgresError) -> [Int] {
    let elements = try strings(column)
    let values = elements.compactMap { Int($0) }
    guard values.count == elements.count else {
      throw Self.not(tr("an array of integers"), column)
    }
    return values
  }

  /// Whether the column is NULL.
  public func isNull(_ column: String) throws(PostgresError) -> Bool {
    try bytes(find(column)) == nil
  }

  private func find(_ column: String) throws(PostgresError) -> PostgresColumn {
    try PostgresColumn(column, in: storage)
  }

  private func bytes(_ column: PostgresColumn) -> UnsafeRawBufferPointer? {
    storage.bytes(row: index, column: column.position)
  }

  private func present<Value>(_ value: Value?, _ column: String) throws(PostgresError) -> Value {
    guard let value else { throw .decoding(DecodingFailure(column: column, reason: .null)) }
    return value
  }

  private static func not(_ type: String, _ column: String) -> PostgresError {
    .decoding(DecodingFailure(column: column, reason: .not(type)))
  }
}

// By columns found once, for many rows.
extension PostgresRow {
  public func string(_ column: PostgresColumn) throws(PostgresError) -> String {
    try present(optionalString(column), column.name)
  }

  public func optionalString(_ column: PostgresColumn) throws(PostgresError) -> String? {
    guard let bytes = bytes(column) else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .decoding(DecodingFailure(column: column.name, reason: .notUTF8))
    }
    return text
  }

  /// The bytes of a text as the server writes it, for one that is compared and not shown.
  public func utf8(_ column: PostgresColumn) throws(PostgresError) -> [UInt8] {
    try present(bytes(column).map { Array($0) }, column.name)
  }

  public func int(_ column: PostgresColumn) throws(PostgresError) -> Int {
    try present(optionalInt(column), column.name)
  }

  public func optionalInt(_ column: PostgresColumn) throws(PostgresError) -> Int? {
    guard let bytes = bytes(column) else { return nil }
    guard let value = Int(decimal: bytes) else { throw Self.not(tr("an integer"), column.name) }
    return value
  }

  public func bool(_ column: PostgresColumn) throws(PostgresError) -> Bool {
    try present(optionalBool(column), column.name)
  }

  public func optionalBool(_ column: PostgresColumn) throws(PostgresError) -> Bool? {
    guard let bytes = bytes(column) else { return nil }
    switch (bytes.count, bytes.first) {
    case (1, UInt8(ascii: "t")): return true
    case (1, UInt8(ascii: "f")): return false
    default: throw Self.not(tr("a boolean"), column.name)
    }
  }
}

extension Int {
  /// A decimal number straight from libpq's buffer; a million rows need no million strings.
  fileprivate init?(decimal bytes: UnsafeRawBufferPointer) {
    let negative = bytes.first == UInt8(ascii: "-")
    var value = 0
    let digits = bytes.dropFirst(negative ? 1 : 0)
    guard !digits.isEmpty else { return nil }
    for byte in digits {
      let digit = Int(byte) - Int(UInt8(ascii: "0"))
      guard (0...9).contains(digit) else { return nil }
      let (product, tooBig) = value.multipliedReportingOverflow(by: 10)
      let (sum, over) =
        negative
        ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      guard !tooBig, !over else { return nil }
      value = sum
    }
    self = value
  }
}
