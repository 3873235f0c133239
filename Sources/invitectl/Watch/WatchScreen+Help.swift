import Localization

/// The keys, on a page of their own.
extension WatchScreen {
  var help: [String] {
    let acts =
      state.isReadOnly
      ? tr("  d p x    are off: the watch was started with --read-only, and changes nothing")
      : tr(
        """
          d        drain the worker that is selected
          p        pause or resume the queue that is selected
          x        revoke the task that is selected; each asks first
        """)
    let looks = tr(
      """
        q, ^C    quit
        ^Z       stop; fg comes back
        space    pause and go on
        r        look now
        + -      slower, faster
        s        sort workers by name, status, active, processed, failed
        j k      select a worker; arrows, page keys, g and G too
        Tab      select among queues, or workers again
        Enter    the tasks of what is selected; Enter or Esc goes back
        t        trace the task that is selected, or the oldest of a worker or queue
      """)
    let rest = tr(
      """
        /        show only workers with a text in their name
        ?        back

      READY counts all four priority lists. IN and OUT are messages a second since
      the last look. FAIL and RETRIED count since the watch began. Dimmed rows are
      of workers that do not answer, with the time since they did.
      """)
    let text = [looks, acts, rest].joined(separator: "\n")
      .split(separator: "\n", omittingEmptySubsequences: false)
    return ([style.bold(fit(tr("Keys"))), ""] + text.map { fit(String($0)) }).prefix(size.rows)
      .map(\.self)
  }
}
