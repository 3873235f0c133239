internal import CeleryProtocol
internal import InviteDomain
internal import Localization
internal import RedisClient

/// Carries out redemptions, one or a chunk of a batch alike: ``prepare(_:)`` judges them,
/// ``begin(_:under:)`` sends what one script can do, ``receive(_:)`` waits for its answer, and
/// ``settle(_:)`` does the rest.
final class RedeemEngine {
  let servers: RedeemConnections
  /// Names the batch; `nil` for a single redemption.
  private let batch: String?
  let lookup: CachedLookup
  private let messages: InviteMessages
  private let lists: WorkersLists

  /// - Parameter remembers: how long a code's row is taken for current; a batch does not ask for
  ///   the same row with every chunk. What counts is decided in the servers all the same.
  init(_ servers: RedeemConnections, batch: String? = nil, remembers: Duration = .zero) {
    self.servers = servers
    self.batch = batch
    lists = WorkersLists(servers.context, queueMayBeNew: servers.queueMayBeNew)
    messages = InviteMessages(headers: servers.context.taskHeaders)
    lookup = CachedLookup(RedeemLookup(servers: servers), remembers: remembers)
  }

  /// Redemptions of which it is known what is left to be done.
  final class Prepared {
    /// Of those that are done or came to nothing, at their places.
    fileprivate var results: [RedeemResult?]
    fileprivate var direct: [DirectStage.Line] = []
    fileprivate var directPlaces: [Int] = []
    fileprivate var counted: [DatabaseStage.Line] = []
    fileprivate var countedPlaces: [Int] = []
    /// Where uses are counted on join, all of them.
    fileprivate var joined: [JoinStage.Line] = []
    fileprivate var joinedPlaces: [Int] = []
    fileprivate var call: DirectStage.Call?
    /// Why no message may be sent; where a rule refuses, or no message is needed, it does not matter.
    fileprivate var queueRefusal: Failure?

    /// Whether anything is left to be done.
    var acts: Bool { !direct.isEmpty || !counted.isEmpty || !joined.isEmpty }

    /// Whether all that is left to be done is in what ``RedeemEngine/begin(_:under:)`` sends.
    fileprivate(set) var isSentWhole = false

    fileprivate init(_ count: Int) {
      results = [RedeemResult?](repeating: nil, count: count)
    }

    fileprivate func settleDirect(_ done: [RedeemResult]) {
      for (place, result) in zip(directPlaces, done) { results[place] = result }
      (direct, directPlaces) = ([], [])
    }

    fileprivate func settleJoined(_ done: [RedeemResult]) {
      for (place, result) in zip(joinedPlaces, done) { results[place] = result }
      (joined, joinedPlaces) = ([], [])
    }

    fileprivate func settleCounted(_ done: [RedeemResult]) {
      for (place, result) in zip(countedPlaces, done) { results[place] = result }
      (counted, countedPlaces) = ([], [])
    }
  }

  /// - Throws: what concerns all of them. Each one's own mishap is its result.
  func prepare(_ requests: [RedeemRequest]) throws(Failure) -> Prepared {
    // Workers answer while the codes are looked up.
    lists.ask(beside: try servers.generation())
    let codes = try lookup.codes(requests)
    let prepared = Prepared(requests.count)
    let countsOnJoin = try servers.countsOnJoin()
    var seen: Set<String> = []
    seen.reserveCapacity(requests.count)
    for (index, request) in requests.enumerated() {
      guard seen.insert(request.taskID).inserted else {
        prepared.results[index] = RedeemResult(request: request, flow: nil, status: .duplicate)
        continue
      }
      let name = ExactText(request.code)
      if let failure = lookup.unreadable[name] {
        prepared.results[index] = RedeemResult(
          request: request, flow: nil, status: .failed(failure))
        continue
      }
      let code = codes[name]
      if countsOnJoin {
        // Judged under the lock of the code's row.
        let flow = request.choice.flow ?? (code?.isDirect ?? true ? .direct : .redeem)
        prepared.joined.append(.init(request: request, flow: flow))
        prepared.joinedPlaces.append(index)
        continue
      }
      let judged: (flow: RedeemFlow, refusal: RedeemResult?, rebind: RebindFacts?)
      do throws(Failure) {
        judged = try judge(request, code)
      } catch {
        guard error.isOneRows else { throw error }
        prepared.results[index] = RedeemResult(request: request, flow: nil, status: .failed(error))
        continue
      }
      guard judged.refusal == nil, let code else {
        prepared.results[index] = judged.refusal
        continue
      }
      switch judged.flow {
      case .direct:
        do throws(TaskMessageError) {
          let message = try messages.encoded(request, code)
          prepared.direct.append(.init(request: request, code: code, message: message))
          prepared.directPlaces.append(index)
        } catch {
          let failure = Failure(.usage, tr("no worker could take this invite: \(error)"))
          prepared.results[index] = RedeemResult(
            request: request, flow: .direct, status: .failed(failure))
        }
      case .redeem, .rebind:
        prepared.counted.append(
          .init(request: request, flow: judged.flow, code: code, rebind: judged.rebind))
        prepared.countedPlaces.append(index)
      }
    }
    prepared.isSentWhole =
      servers.sharesServer && prepared.counted.isEmpty && prepared.joined.isEmpty
    return prepared
  }

  /// Writes out what ``begin(_:under:)`` will send, so that it need not be done then.
  func encode(_ prepared: Prepared, under permit: RedeemAdmission.Permit?) {
    guard servers.sharesServer, !prepared.direct.isEmpty else { return }
    prepared.call = stage(permit).call(prepared.direct)
  }

  private func stage(_ permit: RedeemAdmission.Permit?) -> DirectStage {
    DirectStage(servers: servers, batch: batch, permit: permit)
  }

  /// A connection to the broker that nobody needs any more.
  var idleBroker: RedisConnection? { lists.connection }

  /// Redemptions on their way.
  struct Begun {
    fileprivate let prepared: Prepared
    fileprivate let permit: RedeemAdmission.Permit?
    fileprivate let sent: DirectStage.Sent?
  }

  /// - Parameter permit: what must be in force when they are carried out.
  /// - Throws: when nothing was done for any of them, or when that is unknown; beginning again is
  ///   safe in both cases.
  func begin(
    _ prepared: Prepared, under permit: RedeemAdmission.Permit?
  ) throws(Failure) -> Begun {
    if prepared.acts { try checkLists(prepared) }
    guard servers.sharesServer, !prepared.direct.isEmpty else {
      return Begun(prepared: prepared, permit: permit, sent: nil)
    }
    if prepared.call == nil || prepared.call?.lease != permit?.lease {
      encode(prepared, under: permit)
    }
    let call = prepared.call ?? stage(permit).call(prepared.direct)
    prepared.call = nil
    return Begun(prepared: prepared, permit: permit, sent: try stage(permit).send(call))
  }

  /// As in the backend, what a rule refuses is refused for that, and what needs no message does not
  /// fail over the queue.
  private func checkLists(_ prepared: Prepared) throws(Failure) {
    do throws(Failure) {
      try lists.check(beside: servers.generation())
    } catch {
      guard
        error.reason == RefusalReason.queueError.rawValue || error.reason == WorkerReleases.reason
      else { throw error }
      // Judged under the lock of the code's row, which nobody holds while workers are asked.
      prepared.queueRefusal = error
      guard prepared.joined.isEmpty else { return }
      guard batch == nil, prepared.counted.isEmpty,
        let refused = try TokenRefusal(servers: servers).results(prepared.direct)
      else { throw error }
      prepared.settleDirect(refused)
    }
  }

  /// Redemptions of which what was sent has its answer.
  struct Received {
    fileprivate let prepared: Prepared
    fileprivate let permit: RedeemAdmission.Permit?
    fileprivate let answer: DirectStage.Answer?
  }

  /// Waits for the answer to what was sent.
  ///
  /// - Throws: as ``settle(_:)``.
  func receive(_ begun: Begun) throws(Failure) -> Received {
    let answer = try begun.sent.map { (sent) throws(Failure) in
      try stage(begun.permit).answer(to: sent)
    }
    return Received(prepared: begun.prepared, permit: begun.permit, answer: answer)
  }

  /// Does what is left, and gives the results in the order of the requests.
  ///
  /// - Throws: what concerns all of them: some may be done and some not, and beginning again does
  ///   what is left. ``RedeemAdmission/lapsed`` when the permit was not in force.
  func settle(_ received: Received) throws(Failure) -> [RedeemResult] {
    let (prepared, permit) = (received.prepared, received.permit)
    if let answer = received.answer {
      prepared.settleDirect(try stage(permit).results(answer))
    }
    // Not else: it would end with the next chunk in flight, and let a signal cut that off.
    if prepared.acts {
      try servers.shielded { () throws(Failure) in
        if !prepared.direct.isEmpty {
          let stage = SplitStage(servers: servers, permit: permit)
          prepared.settleDirect(try stage.run(prepared.direct))
        }
        if !prepared.joined.isEmpty {
          let stage = JoinStage(
            servers: servers, permit: permit, queueRefusal: prepared.queueRefusal)
          prepared.settleJoined(try stage.run(prepared.joined))
        }
        if !prepared.counted.isEmpty {
          let stage = DatabaseStage(servers: servers, permit: permit)
          prepared.settleCounted(try stage.run(prepared.counted))
        }
      }
    }
    return prepared.results.compactMap { $0 }
  }
}
