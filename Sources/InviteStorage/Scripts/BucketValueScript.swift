internal import CountProtocol

/// ``BucketValue`` in Lua, for the scripts that look into buckets.
enum BucketValueScript {
  /// `bucket_value(value)`: the count in what GET answered; or nil and `garbage` or `range`. What is
  /// no string is garbage. 2^31 - 1 is an integer of a Lua number, so that nothing is rounded.
  static let function = """
    local function bucket_value(value)
      if value == '0' then return 0 end
      if type(value) ~= 'string' or not string.find(value, '^%-?[1-9]%d*$') then
        return nil, 'garbage'
      end
      local number = #value <= 11 and tonumber(value)
      if not number or number > \(BucketValue.range.upperBound)
        or number < \(BucketValue.range.lowerBound)
      then
        return nil, 'range'
      end
      return number
    end

    """
}
