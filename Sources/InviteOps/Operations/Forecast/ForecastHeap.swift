/// Numbers of which the least is at hand.
struct ForecastHeap {
  private var items: [Double] = []

  var count: Int { items.count }
  var least: Double? { items.first }

  mutating func insert(_ item: Double) {
    items.append(item)
    var place = items.count - 1
    while place > 0 {
      let above = (place - 1) / 2
      guard item < items[above] else { break }
      items[place] = items[above]
      place = above
    }
    items[place] = item
  }

  /// Does nothing where there is none.
  mutating func removeLeast() {
    guard let last = items.popLast(), !items.isEmpty else { return }
    let count = items.count
    // What is less than the last one moves up, until its place is found. Millions go through here: no list of the
    // two below is made.
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < count else { break }
      if child + 1 < count, items[child + 1] < items[child] { child += 1 }
      guard items[child] < last else { break }
      items[place] = items[child]
      place = child
    }
    items[place] = last
  }
}
