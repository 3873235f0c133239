internal import ClientSupport
public import InviteDomain
internal import Localization

/// What a script takes for granted of a forecast: `seats>7d`, `queue<10m`.
public struct ForecastAssertion: Sendable, Equatable {
  public enum Verdict: String, Sendable, Encodable {
    case holds, fails
    /// There is not enough history, or it could not be read.
    case untold
  }

  /// An assertion and what came of it.
  public struct Judgement: Sendable, Encodable, Equatable {
    public let assertion: String
    public let verdict: Verdict
  }

  /// As it was typed, without blanks.
  public let text: String
  public let subject: ForecastSubject
  /// Seconds.
  public let limit: Double

  /// `SUBJECT>TIME` for what runs out, of which also the earliest end must be later, `queue<TIME` for the queue, of
  /// which also the latest must be sooner.
  ///
  /// - Throws: ``Failure`` of kind ``Failure/Kind/usage`` for anything else.
  public init(_ typed: String) throws(Failure) {
    let text = String(typed.filter { $0 != " " })
    func refuse(_ why: String) -> Failure {
      Failure(.usage, tr("'\(typed)' is no assertion: \(why)"))
    }
    guard let place = text.firstIndex(where: { $0 == ">" || $0 == "<" }) else {
      throw refuse(tr("write seats>7d or queue<10m"))
    }
    let names = ForecastSubject.allCases.map(\.rawValue).joined(separator: ", ")
    guard let subject = ForecastSubject(rawValue: String(text[..<place])) else {
      throw refuse(tr("there are \(names)"))
    }
    let time = String(text[text.index(after: place)...])
    guard let limit = DurationText.parse(time), limit > .zero else {
      throw refuse(tr("'\(time)' is no time; write 10m, 12h, 7d"))
    }
    guard limit.seconds <= Double(RunOutEstimator.horizonDays) * 86_400 else {
      throw refuse(tr("nothing is told beyond \(RunOutEstimator.horizonDays)d"))
    }
    guard (text[place] == "<") == subject.isWork else {
      throw refuse(
        subject.isWork
          ? tr("the queue is to end in time: queue<\(time)")
          : tr("\(subject.rawValue) are to last: \(subject.rawValue)>\(time)"))
    }
    // A number alone is seconds, which is seldom what was meant: it is shown.
    self.text = time.last?.isNumber == true ? text + "s" : text
    self.subject = subject
    self.limit = limit.seconds
  }

  func judge(_ line: ForecastLine) -> Verdict {
    let verdict = judgeSeen(line)
    // What was not seen may end sooner than what was, and make the queue end later; the other way round it cannot.
    return line.isPartial && verdict == .holds ? .untold : verdict
  }

  private func judgeSeen(_ line: ForecastLine) -> Verdict {
    switch line.state {
    case .untold: return .untold
    case .idle, .empty: return .holds
    case .out, .stalled: return .fails
    case .ends:
      if subject.isWork {
        return (line.inSeconds?.late).map { $0 < limit } == true ? .holds : .fails
      }
      return (line.inSeconds?.early).map { $0 > limit } == false ? .fails : .holds
    }
  }
}
