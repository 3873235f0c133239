import Testing

@testable import InviteOps

/// Campaigns on paper.
@Suite struct CampaignModelTests {
  private func load(
    _ redemptions: Int, seconds: Double = 0, slots: Int = 1, runtimes: [Double] = [2]
  ) -> CampaignModel.Load {
    CampaignModel.Load(
      redemptions: redemptions, seconds: seconds, slots: slots, runtimes: runtimes)
  }

  private func run(_ load: CampaignModel.Load, seed: UInt64 = 1) -> CampaignModel.Run {
    var random = ForecastRandom(seed: seed)
    return CampaignModel(load: load).run(&random)
  }

  @Test func `all at once, one after the other or several beside each other`() {
    let one = run(load(10))
    #expect(one.peak == 10 && one.drained == 20 && one.longestWait == 18)
    #expect(one.seatsOut == nil && one.tokensOut == nil)
    let two = run(load(10, slots: 2))
    #expect(two.peak == 10 && two.drained == 10 && two.longestWait == 8)
    let many = run(load(10, slots: 50))
    #expect(many.drained == 2 && many.longestWait == 0)
    #expect(run(load(0)) == CampaignModel.Run())
  }

  @Test func `what waits already comes first`() {
    var load = load(10)
    load.backlog = 5
    let run = run(load)
    #expect(run.peak == 15 && run.drained == 30 && run.longestWait == 28)
  }

  @Test func `seats are taken by workers, or by requests that leave no message then`() {
    var load = load(10)
    load.seats = 4
    let byWorker = run(load)
    #expect(byWorker.seatsOut == 8 && byWorker.drained == 20)
    load.seats = 11
    #expect(run(load).seatsOut == nil)
    load.seats = 0
    #expect(run(load).seatsOut == 0)
    load.seats = 4
    load.takesSeatAtRequest = true
    let byRequest = run(load)
    #expect(byRequest.seatsOut == 0 && byRequest.drained == 8 && byRequest.peak == 4)
  }

  @Test func `who has no token leaves no message`() {
    var load = load(10, seconds: 100)
    load.tokens = 3
    let run = run(load)
    let all = self.run(self.load(10, seconds: 100))
    #expect(run.peak <= 3 && run.drained < all.drained)
    #expect(run.tokensOut.map { $0 > 0 && $0 <= run.drained } == true)
    load.tokens = 10
    #expect(self.run(load).tokensOut != nil)
    load.tokens = 11
    #expect(self.run(load).tokensOut == nil)
    load.tokens = 0
    let none = self.run(load)
    #expect(none.tokensOut == 0 && none.peak == 0 && none.drained == 0)
  }

  @Test func `what expires meanwhile refuses who comes later`() {
    var load = load(1000, seconds: 100)
    load.tokens = 5000
    load.expiry = ForecastExpiry(supply: 5000, at: [50: 5000])
    let all = run(load)
    #expect(all.tokensOut == 50 && (430...570).contains(all.refused), "\(all)")
    // Half of what is left then: about 2250 of 4500, enough for the other half.
    load.expiry = ForecastExpiry(supply: 5000, at: [50: 2500])
    #expect(run(load).refused == 0 && run(load).tokensOut == nil)
    // Codes without a limit let all through until the last of them expires.
    load.tokens = 0
    load.expiry = .none
    load.endlessSeconds = 50
    let endless = run(load)
    #expect(endless.tokensOut == 50 && (430...570).contains(endless.refused), "\(endless)")
    load.endlessSeconds = .infinity
    #expect(run(load).refused == 0 && run(load).tokensOut == nil)
    // What expires after the last one has come is nobody's loss.
    load.tokens = 5000
    load.endlessSeconds = 0
    load.expiry = ForecastExpiry(supply: 5000, at: [101: 5000])
    #expect(run(load).refused == 0 && run(load).tokensOut == nil)
  }

  @Test func `a runtime is the gap between two ends by the slots that work`() {
    let measured = CampaignRuntimes(.results, [3, 1, 2, 5], slots: 2)
    #expect(measured.values == [2, 2, 4] && measured.told.measured == 3)
    #expect(measured.told.source == "results" && measured.told.slots == 2)
    #expect(CampaignRuntimes(given: 4).values == [4])
  }

  /// The same, message by message: each goes to the slot that is free first.
  private func naive(_ load: CampaignModel.Load, seed: UInt64) -> CampaignModel.Run {
    var random = ForecastRandom(seed: seed)
    var arrivals: [Double] = []
    for _ in 0..<load.redemptions { arrivals.append(random.unit() * load.seconds) }
    arrivals = Array(repeating: 0, count: load.backlog) + arrivals.sorted()
    let runtimes = random.resample(load.runtimes)
    var free = Array(repeating: 0.0, count: load.slots)
    var ends: [Double] = []
    var run = CampaignModel.Run()
    for arrival in arrivals {
      let slot = free.indices.min { free[$0] < free[$1] } ?? 0
      let start = max(arrival, free[slot])
      free[slot] = start + random.pick(runtimes)
      ends.append(free[slot])
      run.longestWait = max(run.longestWait, start - arrival)
      run.drained = max(run.drained, free[slot])
      run.peak = max(run.peak, ends.count { $0 >= arrival })
    }
    return run
  }

  @Test func `a heap of ends gives what going through all messages gives`() {
    for seed in UInt64(1)...200 {
      var random = ForecastRandom(seed: seed &* 7919)
      var load = load(
        Int(random.unit() * 60), seconds: random.unit() * 20,
        slots: 1 + Int(random.unit() * 6), runtimes: (0..<5).map { _ in random.unit() * 3 })
      load.backlog = Int(random.unit() * 10)
      #expect(run(load, seed: seed) == naive(load, seed: seed), "seed \(seed): \(load)")
    }
  }

  @Test
  func `a repetition looks outside every few thousand messages, and ends where it is told to`() {
    struct Stopped: Error {}
    let model = CampaignModel(load: load(50_000, seconds: 10, slots: 20, runtimes: [0.1]))
    var random = ForecastRandom(seed: 1)
    var seen: [Int] = []
    let run = model.run(&random) { seen.append($0) }
    #expect(run == self.run(model.load), "what looks changes nothing")
    #expect(seen.last.map { $0 > 45_000 } == true, "\(seen)")
    #expect(zip(seen.dropFirst(), seen).allSatisfy { $0 - $1 <= 10_000 }, "\(seen)")
    var looks = 0
    #expect(throws: Stopped.self) {
      try model.run(&random) { (_: Int) throws(Stopped) in
        looks += 1
        if looks == 3 { throw Stopped() }
      }
    }
    #expect(looks == 3)
  }

  @Test func `the least is always at hand`() {
    var random = ForecastRandom(seed: 5)
    var heap = ForecastHeap()
    var items: [Double] = []
    for step in 0..<2000 {
      if random.unit() < 0.6 {
        let drawn: UInt64 = random.next()
        let item = Double(drawn % 100)
        heap.insert(item)
        items.append(item)
      } else {
        heap.removeLeast()
        if let least = items.min(), let place = items.firstIndex(of: least) {
          items.remove(at: place)
        }
      }
      #expect(heap.least == items.min() && heap.count == items.count, "step \(step)")
    }
  }

  @Test func `an invite's result is told from those of other tasks`() {
    func end(_ text: String) -> Double? { InviteWork.end(of: Array(text.utf8)) }
    let done = #""date_done": "1970-01-01T00:01:00+00:00", "task_id": "t""#
    #expect(end(#"{"status": "SUCCESS", "result": {"success": true}, \#(done)}"#) == 60)
    #expect(end(#"{"status": "SUCCESS", "result": {"success": false}, \#(done)}"#) == 60)
    #expect(end(#"{"status": "FAILURE", "result": {"exc_type": "E"}, \#(done)}"#) == 60)
    // A sync's, a clean-up's, one that is not done, and no result at all.
    #expect(end(#"{"status": "SUCCESS", "result": true, \#(done)}"#) == nil)
    #expect(end(#"{"status": "SUCCESS", "result": {"deleted": 4}, \#(done)}"#) == nil)
    #expect(end(#"{"status": "STARTED", "result": {"success": true}, \#(done)}"#) == nil)
    #expect(end("no result") == nil && end("") == nil)
    // With result_extended its name says it.
    let named = #""name": "app.tasks_celery.process_invite_task""#
    #expect(end(#"{"status": "SUCCESS", "result": null, \#(named), \#(done)}"#) == 60)
    #expect(
      end(#"{"status": "SUCCESS", "result": {"success": true}, "name": "other", \#(done)}"#) == nil)
  }
}
