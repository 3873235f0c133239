extension ChineseCatalogue {
  /// Workers, queues and tasks: `inspect-workers` and what it commands.
  static let workers = #"""
    # Sources/InviteOps/Operations/Fleet/BrokerLists.swift
    msgid "the keys of the broker were not looked through to the end"
    msgstr "broker 的键未能全部查看"

    msgid "{1} more lists of the broker were not searched"
    msgstr "broker 的另外 {1} 个列表没有搜索"

    msgid "this Redis user may not read {1}: give it the keys where queues are kept there"
    msgstr "这个 Redis 用户不能读取 {1}：请授予它队列所在的键的权限"

    msgid "this Redis user may not read {1} and {2} more lists: give it the keys where queues are kept there"
    msgstr "这个 Redis 用户不能读取 {1} 和另外 {2} 个列表：请授予它队列所在的键的权限"

    msgid "workers listen under the key prefix '{1}' and none under '{2}' (setting broker.keyPrefix)"
    msgstr "worker 在键前缀 '{1}' 下监听，'{2}' 下则没有（配置项 broker.keyPrefix）"

    msgid "whether workers listen under another key prefix was not looked through to the end: no worker listens under '{1}'"
    msgstr "是否有 worker 在其他键前缀下监听，未能查看完：'{1}' 下没有 worker 监听"

    msgid "the keys of the broker cannot be looked through: {1}"
    msgstr "无法查看 broker 的键：{1}"

    msgid "{1} is a {2}, not a list"
    msgstr "{1} 是 {2}，不是 list"

    # Sources/InviteOps/Operations/Fleet/BrokerState.swift
    msgid "not a set"
    msgstr "不是 set"

    msgid "not a hash"
    msgstr "不是 hash"

    msgid "not a sorted set"
    msgstr "不是 sorted set"

    msgid "not a list"
    msgstr "不是 list"

    # Sources/InviteOps/Operations/Inspect/FleetDiagnoser.swift
    msgid "{1} is a set with {2} members that bind no queue, e.g. '{3}'"
    msgstr "{1} 这个 set 中有 {2} 个成员不绑定任何队列，例如 '{3}'"

    msgid "{1} at step {2}"
    msgstr "优先级 {2} 有 {1} 条"

    msgid "LLEN {1} is 0, but messages wait in its priority lists: {2}"
    msgstr "LLEN {1} 为 0，但其优先级列表中有消息等待：{2}"

    msgid "{1} messages wait in {2} and no worker that answers consumes it"
    msgstr "{2} 中有 {1} 条消息等待，而应答的 worker 都不消费它"

    msgid "the next message of {1} cannot be read here: {2}"
    msgstr "{1} 的下一条消息在此无法读取：{2}"

    msgid "workers that accept such messages take it; leave it where it is"
    msgstr "接受此类消息的 worker 会取走它；留在原处即可"

    msgid "the next message of {1} is malformed: {2}"
    msgstr "{1} 的下一条消息格式错误：{2}"

    msgid "Celery cannot read it either: '{1}' shows it, '{2}' takes it out, and can put it back"
    msgstr "Celery 也无法读取它：'{1}' 显示它，'{2}' 把它取出，并可放回"

    msgid "{1} messages wait in the list {2}, which belongs to other priority_steps or another sep than are set here"
    msgstr "列表 {2} 中有 {1} 条消息等待，它属于与此处不同的 priority_steps 或 sep"

    msgid "compare broker_transport_options of 'invitectl inspect-workers conf' with {1} and {2}"
    msgstr "将 'invitectl inspect-workers conf' 中的 broker_transport_options 与 {1} 和 {2} 对照"

    msgid "who publishes by this exchange fails on it; see it with '{1}', and SREM what is none"
    msgstr "经此交换机发布会失败；用 '{1}' 查看，并 SREM 掉不是绑定的成员"

    msgid "{1} but a {2}"
    msgstr "{1}，而是 {2}"

    msgid "a key with a name of Celery's holds something else: {1} is {2}"
    msgstr "一个以 Celery 名称命名的键里是别的内容：{1} {2}"

    msgid "nothing of Celery's makes it; move it away: '{1}'"
    msgstr "它不是 Celery 创建的；移开它：'{1}'"

    msgid "this Redis user may not read {1}: what waits there is not counted"
    msgstr "这个 Redis 用户不能读取 {1}：其中等待的消息没有计入"

    msgid "give the user its keys, ~{1} and so on, beside what 'invitectl doctor --grants' prints"
    msgstr "除 'invitectl doctor --grants' 打印的权限外，再授予该用户这些键：~{1} 等"

    msgid "{1} reply lists without an end hold {2} answers that nobody reads"
    msgstr "{1} 个没有过期时间的应答列表中有 {2} 条没有人读取的应答"

    msgid "left by Celery clients that were killed; delete them: {1}"
    msgstr "由强制终止的 Celery 客户端留下；删除它们：{1}"

    msgid "the reply binding is stale: {1} clients are registered, most of them gone"
    msgstr "应答绑定已陈旧：登记了 {1} 个客户端，大多已离开"

    msgid "each answer looks through all of them; delete it while no 'celery inspect' runs: {1}"
    msgstr "每次应答都要查看全部客户端；在没有 'celery inspect' 运行时删除它：{1}"

    msgid "the database has too many keys to look through all of them"
    msgstr "数据库中的键太多，无法全部查看"

    msgid "queues without a consumer and without the backend's names may be missing here"
    msgstr "没有消费者且不用后端名称的队列，这里可能缺少"

    msgid "maxmemory-policy is {1}: queues can be evicted when memory is full"
    msgstr "maxmemory-policy 为 {1}：内存满时可能逐出队列"

    msgid "set noeviction (see 'invitectl doctor')"
    msgstr "设为 noeviction（见 'invitectl doctor'）"

    # Sources/InviteOps/Operations/Inspect/FleetDiagnoser+Workers.swift
    msgid "ask the workers"
    msgstr "询问 worker"

    msgid "no worker listens on this broker"
    msgstr "这个 broker 上没有 worker 监听"

    msgid "start one; or the broker URL or key prefix is not that of the workers"
    msgstr "启动一个；或者 broker URL 或键前缀与 worker 的不符"

    msgid "connected but silent: {1}"
    msgstr "已连接但静默：{1}"

    msgid "stopped (kill -CONT), or a busy solo pool, which answers after its task"
    msgstr "已停住（kill -CONT），或忙碌的 solo 进程池，任务结束后才应答"

    msgid "connected but silent, or gone, which of them is not known: {1}"
    msgstr "已连接但静默，或已离开，无法分辨：{1}"

    msgid "who is there is stopped (kill -CONT), or a busy solo pool, which answers after its task; who was killed has left its binding, which a worker of the same name takes over"
    msgstr "还在的已停住（kill -CONT），或是忙碌的 solo 进程池，任务结束后才应答；强制终止的会留下绑定，同名的 worker 会接管"

    msgid "send heartbeats and do not answer remote control: {1}"
    msgstr "发送心跳但不应答远程控制：{1}"

    msgid "restart them; started with worker_enable_remote_control off it is always so, and 'invitectl inspect-workers probe' shows whether messages are taken"
    msgstr "重启即可；若启动时关闭了 worker_enable_remote_control 则一直如此，'invitectl inspect-workers probe' 显示是否有人取消息"

    msgid "bindings of workers that are gone: {1}"
    msgstr "已离开的 worker 留下的绑定：{1}"

    msgid "killed without time to clean up; a worker of the same name takes it over; where none comes back: {1}"
    msgstr "强制终止，来不及清理；同名的 worker 会接管；若不会再有这样的 worker：{1}"

    msgid "names used twice: {1}"
    msgstr "重复使用的名字：{1}"

    msgid "give each worker its own: celery worker -n NAME@%h"
    msgstr "给每个 worker 各自的名字：celery worker -n NAME@%h"

    # Sources/InviteOps/Operations/Fleet/Completeness.swift
    msgid "{1} messages in {2} cannot be read here: {3}"
    msgstr "{1} 条消息在此无法读取（{2}）：{3}"

    msgid "no answer from {1}"
    msgstr "{1} 没有应答"

    # Sources/InviteOps/Operations/Fleet/MessageRetention.swift
    msgid "the broker vouches for messages since its start {1} ago, and for no older ones"
    msgstr "broker 于 {1}前启动，只能表明此后没有丢失消息"

    msgid "the broker does not tell what it has lost: see its INFO"
    msgstr "broker 没有说明丢失过什么：查看其 INFO"

    msgid "since the broker's start somebody sent it {1}, by which messages may be lost; in which database it does not tell"
    msgstr "broker 启动之后收到过 {1}，消息可能因此丢失；它没有说明在哪个数据库"

    msgid "the broker has evicted keys since its start, and messages may be among them"
    msgstr "broker 启动之后逐出过键，其中可能有消息"

    msgid "the broker is or was a replica, or one of a cluster, and may lack messages"
    msgstr "broker 是备库，或曾是备库，或属于集群，可能缺少消息"

    # Sources/InviteOps/Operations/Fleet/PausedQueue.swift
    msgid "since {1} by {2} on {3}"
    msgstr "自 {1} 起（{3} 上的 {2}）"

    msgid "since {1} by {2} on {3} (run {4})"
    msgstr "自 {1} 起（{3} 上的 {2}，运行 {4}）"

    # Sources/InviteOps/Operations/Fleet/QuarantinedMessage+Summary.swift
    msgid "{1} messages are in quarantine"
    msgstr "{1} 条消息在隔离中"

    msgid "{1} messages of {2} are in quarantine"
    msgstr "{2} 的 {1} 条消息在隔离中"

    msgid "{1}, the oldest"
    msgstr "{1}，此为最早的一条"

    msgid "{1} since {2}"
    msgstr "{1}，自 {2} 起"

    msgid "{1}, the oldest since {2}"
    msgstr "{1}，最早的自 {2} 起"

    msgid "{1} on {2}"
    msgstr "{1}（{2}）"

    # Sources/InviteOps/Operations/Fleet/QuarantinedMessage.swift
    msgid "quarantine"
    msgstr "隔离"

    msgid "quarantine ({1})"
    msgstr "隔离（{1}）"

    msgid "quarantine ({1} on {2})"
    msgstr "隔离（{2} 上的 {1}）"

    msgid "whom a message in {1} invites is not known here"
    msgstr "一条消息（{1}）邀请谁，在此无从得知"

    msgid "whom a message of {1} in {2} invites is not known here"
    msgstr "{1} 的一条消息（{2}）邀请谁，在此无从得知"

    msgid "Celery cannot read it: '{1}' has the broker forget it"
    msgstr "Celery 无法读取它：'{1}' 让 broker 忘掉它"

    msgid "Celery cannot read it: keep it for who sent it, or delete it for good by '{1}', and where it is by 'rm {2}'"
    msgstr "Celery 无法读取它：为发送者保留它；或永久删除：先执行 '{1}'，再在文件所在的机器上执行 'rm {2}'"

    msgid "{1}; '{2}' puts back the oldest that is there"
    msgstr "{1}；'{2}' 放回仍在的最早一条"

    msgid ""
    "that file is not there any more: look for it; if it is nowhere, the message is lost, and '{1}' "
    "has the broker forget it"
    msgstr "该文件已不在：请寻找它；若已不存在，消息就已丢失，'{1}' 让 broker 忘记它"

    msgid "{1}; '{2}' puts back the oldest that it can read"
    msgstr "{1}；'{2}' 放回 Celery 能读取的最早一条"

    msgid "what is in quarantine was not seen: {1}"
    msgstr "未能查看隔离中的消息：{1}"

    # Sources/InviteOps/Operations/Fleet/QueueBindings.swift
    msgid "the binding {1} of {2} cannot be read"
    msgstr "{2} 的绑定 {1} 无法读取"

    msgid "see it with '{1}'"
    msgstr "查看它：'{1}'"

    msgid "{1} consume {2}, and {3} does not have it: what is published does not arrive"
    msgstr "{1} 消费 {2}，而 {3} 里没有它：发布的消息不会到达"

    msgid "the key was deleted or evicted; restart a worker, which binds its queues when it connects"
    msgstr "该键已删除或已逐出；重启一个 worker，它连接时会绑定自己的队列"

    # Sources/InviteOps/Operations/Fleet/SilentWorkers.swift
    msgid "{1} (silent)"
    msgstr "{1}（静默）"

    msgid "{1} (silent or gone)"
    msgstr "{1}（静默或已离开）"

    msgid "{1} (does not answer remote control)"
    msgstr "{1}（不应答远程控制）"

    msgid "of {1} fewer listen than have names: who was killed has left its binding; one that is stopped goes on with kill -CONT, a busy solo pool {2} after its task"
    msgstr "{1} 中，监听者少于登记的名字：强制终止的会留下绑定；停住的用 kill -CONT 继续，忙碌的 solo 进程池在任务结束后{2}"

    msgid "{1}: one that is stopped goes on with kill -CONT, a busy solo pool {2} after its task"
    msgstr "{1}：停住的用 kill -CONT 继续，忙碌的 solo 进程池在任务结束后{2}"

    msgid "{1} send heartbeats and do not answer remote control: restart them"
    msgstr "{1} 发送心跳，但不应答远程控制：重启即可"

    # Sources/InviteOps/Operations/Fleet/UnheardWorkers.swift
    msgid "{1}, which have remote control off, may {2}"
    msgstr "{1} 关闭了远程控制，可能{2}"

    # Sources/InviteOps/Operations/Fleet/WorkerFleetFacts.swift
    msgid "worker {1} sets {2} of broker_transport_options: lists of its queues may not have been searched"
    msgstr "worker {1} 设置了 broker_transport_options 的 {2}：其队列的列表可能没有搜索到"

    msgid "ask the workers for their queues"
    msgstr "询问 worker 的队列"

    # Sources/InviteOps/Operations/Fleet/WorkerMailbox.swift
    msgid "nothing was asked"
    msgstr "什么都没有问"

    # Sources/InviteOps/Operations/Fleet/WorkerReleases.swift
    msgid "ask the workers for their tasks"
    msgstr "询问 worker 的任务"

    msgid "{1} (without {2})"
    msgstr "{1}（缺少 {2}）"

    msgid "{1} workers of an older release than the tables (revision {2}) take invites: {3}"
    msgstr "{1} 个版本比表（迁移版本 {2}）旧的 worker 在取邀请：{3}"

    msgid "an older worker fails on a newer message, and leaves its seat reserved"
    msgstr "旧的 worker 处理较新的消息会失败，并使席位一直处于预留状态"

    msgid "start workers of the tables' release, then '{1}'; where the whole backend was set back, 'invitectl redeem CODE EMAIL --via http'"
    msgstr "启动与表同版本的 worker，然后 '{1}'；若整个后端已回退，'invitectl redeem CODE EMAIL --via http'"

    msgid "{1}; {2}: nothing was done"
    msgstr "{1}；{2}：什么都没有做"

    # Sources/InviteOps/Operations/Fleet/WorkersLists.swift
    msgid "the queue {1} has never been used in the broker {2}; nothing was queued"
    msgstr "队列 {1} 在 broker {2} 中从未使用过；什么都没有入队"

    msgid "set {1} to the broker of the workers, or start a worker there; --new-queue queues before the first worker"
    msgstr "将 {1} 设为 worker 所用的 broker，或在那里启动一个 worker；--new-queue 可在第一个 worker 之前入队"

    msgid "sep is '{1}'"
    msgstr "sep 为 '{1}'"

    msgid "priority_steps is {1}"
    msgstr "priority_steps 为 {1}"

    msgid "no worker looks in the list {1}; nothing was queued: of {2} {3}"
    msgstr "没有 worker 查看列表 {1}；什么都没有入队：{2} 的 {3}"

    msgid "set {1}, as the workers have it"
    msgstr "按 worker 的设置来设：{1}"

    # Sources/InviteOps/Operations/Inspect/Drain/DrainSession+Absence.swift
    msgid "{1} has remote control off: it sends heartbeats, and nobody can drain it from here"
    msgstr "{1} 关闭了远程控制：它发送心跳，但无法从这里排空"

    msgid "end it on its host with SIGTERM: it takes nothing more, finishes what it has, and ends; 'invitectl inspect-workers probe' shows whether its queues are consumed then"
    msgstr "在其主机上用 SIGTERM 结束它：它不再取消息，做完手上的任务后退出；之后 'invitectl inspect-workers probe' 显示其队列是否有人消费"

    msgid "{1} does not answer: {2}"
    msgstr "{1} 不应答：{2}"

    msgid "'invitectl inspect-workers ping' lists who is there"
    msgstr "'invitectl inspect-workers ping' 列出有哪些 worker"

    msgid "there is no worker {1} that answers"
    msgstr "没有应答的 worker {1}"

    msgid "{1} is gone: it has left its binding, and nobody listens by that name"
    msgstr "{1} 已离开：它留下了绑定，没有人以这个名字监听"

    msgid "'{1}' shows which messages it had"
    msgstr "'{1}' 显示它持有过哪些消息"

    # Sources/InviteOps/Operations/Inspect/Drain/DrainSession+Unacked.swift
    msgid "unacked has too many messages to be compared with what the workers tell"
    msgstr "unacked 中的消息太多，无法与 worker 所说的比对"

    msgid "{1} do not answer: {2} in unacked may be their own"
    msgstr "{1} 不应答：unacked 中的 {2}可能是它们的"

    msgid "{1} do not answer: they may have some of what is left"
    msgstr "{1} 不应答：剩下的任务中可能有它们的"

    # Sources/InviteOps/Operations/Inspect/Drain/DrainSession.swift
    msgid "two workers have the name {1}: both would stop, and only one of them is understood"
    msgstr "有两个 worker 名为 {1}：两个都会停止，而只能辨认其中一个"

    msgid "give each worker a name of its own: celery worker -n NAME@%h"
    msgstr "给每个 worker 各自的名字：celery worker -n NAME@%h"

    # Sources/InviteOps/Operations/Inspect/Drain/DrainSilence.swift
    msgid "it may be stopped, or busy with a solo pool"
    msgstr "它可能已停住，或 solo 进程池正忙"

    msgid "it may be gone, stopped, or busy with a solo pool, since of {1} fewer listen than have names"
    msgstr "它可能已离开、已停住，或 solo 进程池正忙，因为 {1} 中监听者少于登记的名字"

    msgid "{1} does not answer: {2}; it is waited for, and nothing is taken from it yet"
    msgstr "{1} 不应答：{2}；继续等待，尚未从它取走任何队列"

    msgid "{1} does not answer: {2}; it is waited for, up to {3} more, and nothing is taken from it yet"
    msgstr "{1} 不应答：{2}；继续等待，最长还有 {3}，尚未从它取走任何队列"

    msgid "{1} no longer answers: {2}; it is waited for, up to {3} more"
    msgstr "{1} 不再应答：{2}；继续等待，最长还有 {3}"

    msgid "{1} no longer answers: {2}; it is waited for"
    msgstr "{1} 不再应答：{2}；继续等待"

    msgid "{1} no longer answers: what it holds is not known"
    msgstr "{1} 不再应答：它持有什么，无从得知"

    msgid "{1}, and tells when it is gone"
    msgstr "{1}，并在它已离开时告知"

    msgid "kill -CONT has a stopped one go on; '{1}' waits for a busy one"
    msgstr "停住的用 kill -CONT 继续；'{1}' 等待忙碌的"

    # Sources/InviteOps/Operations/Inspect/Drain/WorkerDrain.swift
    msgid "look at the workers"
    msgstr "查看 worker"

    msgid "drain the workers"
    msgstr "排空 worker"

    msgid "stopped before the workers were drained"
    msgstr "worker 排空之前已停止"

    msgid "{1}; nothing was taken from them, and so nothing given back"
    msgstr "{1}；没有从它们取走队列，因此也无需归还"

    msgid "{1} does not consume {2}"
    msgstr "{1} 不消费 {2}"

    msgid "{1}; as --keep asks: {2}"
    msgstr "{1}；按 --keep 的要求：{2}"

    msgid "{1}; they consume their queues again"
    msgstr "{1}；它们已恢复消费自己的队列"

    msgid "{1}; they consume their queues again, but for what was paused meanwhile: {2}"
    msgstr "{1}；它们已恢复消费自己的队列，其间暂停的除外：{2}"

    msgid "{1}; not seen to consume their queues again: {2}"
    msgstr "{1}；未看到恢复消费队列的：{2}"

    msgid "restart {1}, or have it consume those that are its own: {2}"
    msgstr "重启 {1}，或让它消费属于它的队列：{2}"

    # Sources/InviteOps/Operations/Inspect/EventStream.swift
    msgid "listen to events on {1}"
    msgstr "监听 {1} 上的事件"

    msgid "listen to events"
    msgstr "监听事件"

    # Sources/InviteOps/Operations/Inspect/FleetAssembly.swift
    msgid "'{1}' puts it back, there"
    msgstr "在那台机器上用 '{1}' 放回"

    # Sources/InviteOps/Operations/Inspect/FleetControl.swift
    msgid "look at the workers before the command {1}"
    msgstr "在执行命令 {1} 之前查看 worker"

    msgid "give the workers the command {1}"
    msgstr "向 worker 发出命令 {1}"

    msgid "'{1}' stops the worker"
    msgstr "'{1}' 停止该 worker"

    msgid "{1} has a pool of {2}: {3} fewer leave none to work"
    msgstr "{1} 的进程池有 {2} 个进程：再减 {3} 个就没有能工作的进程了"

    msgid "take away {1} at most; {2}"
    msgstr "最多减去 {1} 个；{2}"

    msgid "shut down"
    msgstr "关闭"

    msgid "takes no more, and finishes its tasks first"
    msgstr "不再取任务；它会先做完手上的任务"

    msgid "still answers; it finishes its tasks first"
    msgstr "仍在应答；它会先做完手上的任务"

    # Sources/InviteOps/Operations/Inspect/FleetDiagnoser+Idle.swift
    msgid "start a worker with -Q {1}"
    msgstr "用 -Q {1} 启动一个 worker"

    msgid "{1}, or '{2}' has all workers consume it"
    msgstr "{1}，或用 '{2}' 让所有 worker 消费它"

    msgid "no worker that answers consumes a queue: {1}"
    msgstr "应答的 worker 都不消费任何队列：{1}"

    msgid "{1} answer and consume no queue"
    msgstr "{1} 应答，但不消费任何队列"

    msgid "restart them, and they consume their own"
    msgstr "重启后会消费自己的队列"

    msgid "{1}; what else helps is said by {2}"
    msgstr "{1}；其他办法见 {2}"

    # Sources/InviteOps/Operations/Inspect/FleetDiagnoser+Paused.swift
    msgid "{1} is paused, {2}"
    msgstr "{1} 已暂停，{2}"

    msgid "'{1}' has its workers consume it again"
    msgstr "'{1}' 让它的 worker 恢复消费"

    msgid "{1} is paused, {2}, and consumed nevertheless by {3}"
    msgstr "{1} 已暂停，{2}，但仍有人消费：{3}"

    msgid "{1} is not wholly resumed: consumed again by {2}, not yet by {3}"
    msgstr "{1} 没有完全恢复：{2} 又在消费，{3} 还没有"

    msgid "when they answer, once more: '{1}'"
    msgstr "等它们应答后，再执行一次：'{1}'"

    msgid "a worker that starts consumes all its queues; to stop it: '{1}'; or '{2}'"
    msgstr "启动的 worker 会消费它的全部队列；要停止：'{1}'；或 '{2}'"

    # Sources/InviteOps/Operations/Inspect/FleetDiagnoser+Unacked.swift
    msgid "{1} and no live worker can put them back"
    msgstr "{1}，且没有活着的 worker 能放回"

    msgid "{1} unacknowledged messages are overdue (taken more than {2} ago)"
    msgstr "{1} 条未确认的消息已超期（取走超过 {2}）"

    msgid "start a worker: it puts back what is overdue when it starts"
    msgstr "启动一个 worker：它启动时会放回超期的消息"

    msgid "a worker puts back what is overdue within minutes; look again"
    msgstr "worker 会在几分钟内放回超期的消息；稍后再看"

    msgid "unknown task"
    msgstr "未知任务"

    msgid "{1} messages are on their way again after a worker lost them, e.g. {2}"
    msgstr "{1} 条消息因 worker 丢失而再次投递，例如 {2}"

    msgid "the task may kill its process; --watch tells whether one goes round in a loop"
    msgstr "该任务可能会使其进程崩溃；--watch 显示是否有消息在循环"

    msgid "{1} unacknowledged messages are held by no worker that answers"
    msgstr "{1} 条未确认的消息不在任何应答的 worker 手中"

    msgid "the first returns in {1}"
    msgstr "第一条将在 {1} 后返回"

    msgid "{1}; {2} may have them"
    msgstr "{1}；可能在 {2} 手中"

    msgid "wait until all answer (one with remote control off never does: its log says what it has); if their worker died, {1}; {2} tells them apart as soon as nobody is silent"
    msgstr "等到全部应答（关闭远程控制的永不应答：它手上有什么见其日志）；若 worker 已死，{1}；一旦没有静默的，{2} 即可区分"

    msgid "{1} connections of nobody who answers or sends heartbeats take messages"
    msgstr "有 {1} 个连接在取消息，却不属于任何应答或发送心跳的 worker"

    msgid "{1}; {2}, and may have them"
    msgstr "{1}；{2}，消息可能在它们手中"

    msgid "a worker with remote control and heartbeats off, or one that is gone and whose connection is not closed yet (CLIENT LIST, cmd=brpop); {1}; {2} says what else may be done"
    msgstr "可能是关闭了远程控制和心跳的 worker，也可能是已离开但连接尚未关闭的 worker（CLIENT LIST，cmd=brpop）；{1}；{2} 说明还能做什么"

    msgid "their worker died, or has remote control off"
    msgstr "其 worker 已死，或关闭了远程控制"

    msgid "their worker died"
    msgstr "其 worker 已死"

    msgid "{1}; {2}; {3} shows what can be given back now, and whose invite was made already"
    msgstr "{1}；{2}；{3} 显示现在可归还哪些，以及哪些的邀请已经发出"

    # Sources/InviteOps/Operations/Inspect/FleetOverview.swift
    msgid "stopped while looking at the fleet"
    msgstr "查看集群时已停止"

    msgid "look at the fleet"
    msgstr "查看集群"

    # Sources/InviteOps/Operations/Inspect/HeldTask.swift
    msgid "reserved"
    msgstr "已预留"

    msgid "scheduled"
    msgstr "已排期"

    msgid "untold"
    msgstr "未告知"

    # Sources/InviteOps/Operations/Inspect/Pause/PauseOutcome.swift
    msgid "no command reaches a worker that has remote control off: end it on its host with SIGTERM, which lets it finish what it has; one that was started meanwhile stops by another pause"
    msgstr "关闭远程控制的 worker 接收不到任何命令：在其主机上用 SIGTERM 结束它，它会做完手上的任务；其间启动的 worker 再暂停一次即停止消费"

    msgid "'{1}' shows later whether somebody takes its messages; a user that may CLIENT LIST sees who is connected"
    msgstr "稍后 '{1}' 显示是否有人取走其消息；有 CLIENT LIST 权限的用户可看到谁已连接"

    # Sources/InviteOps/Operations/Inspect/Pause/QueuePause+Proof.swift
    msgid "no probe could be sent: {1}"
    msgstr "无法发送探测消息：{1}"

    msgid "no probe could be put into the queue"
    msgstr "无法把探测消息放入队列"

    msgid "nobody took a probe, but this Redis user may not see who is connected (CLIENT LIST)"
    msgstr "没有人取走探测消息，但这个 Redis 用户不能查看谁已连接（CLIENT LIST）"

    msgid "nobody took a probe, but {1} connections that take messages were busy"
    msgstr "没有人取走探测消息，但有 {1} 个取消息的连接正忙"

    # Sources/InviteOps/Operations/Inspect/Pause/QueuePause.swift
    msgid "{1} is not paused"
    msgstr "{1} 没有暂停"

    msgid "'invitectl inspect-workers' shows which queues are paused"
    msgstr "'invitectl inspect-workers' 显示哪些队列已暂停"

    msgid "{1} is not paused, and no worker that answers consumes it"
    msgstr "{1} 没有暂停，而应答的 worker 都不消费它"

    msgid "have the workers change what they consume of {1}"
    msgstr "让 worker 改变对 {1} 的消费"

    # Sources/InviteOps/Operations/Inspect/Probe/NodeCheck.swift
    msgid "check the worker {1}"
    msgstr "检查 worker {1}"

    msgid "two workers have the name {1}: only one of them is looked at here"
    msgstr "有两个 worker 名为 {1}：这里只查看了其中一个"

    msgid "{1} answers, and no heartbeat of it was heard though it was asked for one"
    msgstr "{1} 应答，但没有听到它的心跳，尽管已向它索取"

    msgid "restart it; started with --without-heartbeat, --without-gossip and without -E it is always so"
    msgstr "重启它；若启动时带 --without-heartbeat、--without-gossip 且不带 -E，则一直如此"

    msgid "{1} sends heartbeats and does not answer remote control"
    msgstr "{1} 发送心跳，但不应答远程控制"

    msgid "{1} does not answer and sends no heartbeat"
    msgstr "{1} 不应答，也不发送心跳"

    msgid "restart it"
    msgstr "重启它"

    msgid "{1} sends heartbeats and has remote control off: which queues it consumes is not known"
    msgstr "{1} 发送心跳但关闭了远程控制：它消费哪些队列，无从得知"

    msgid "'invitectl inspect-workers probe' shows whether queues are consumed"
    msgstr "'invitectl inspect-workers probe' 显示队列是否有人消费"

    msgid "no worker {1} answers or sends heartbeats"
    msgstr "没有名为 {1} 的 worker 应答或发送心跳"

    msgid "'invitectl inspect-workers ping' lists the names"
    msgstr "'invitectl inspect-workers ping' 列出名字"

    # Sources/InviteOps/Operations/Inspect/Probe/ProbeDiagnoser.swift
    msgid "{1}: a worker took the probe and did not acknowledge it within {2}"
    msgstr "{1}：一个 worker 取走了探测消息，但在 {2} 内没有确认"

    msgid "see 'invitectl inspect-workers ping': its worker may be stopped; the probe goes back after the visibility timeout and is discarded then"
    msgstr "见 'invitectl inspect-workers ping'：该 worker 可能已停住；探测消息在可见性超时后放回，届时会丢弃"

    msgid "{1}: the probe left its list, and neither a result nor a worker's word shows that it was taken"
    msgstr "{1}：探测消息离开了列表，但没有结果也没有 worker 的说明表明它已取走"

    msgid "{1}: nothing was put into {2}: {3}"
    msgstr "{1}：没有向 {2} 放入任何消息：{3}"

    msgid "somebody else empties the list: a purge, or another program"
    msgstr "有别人清空了列表：purge 或其他程序"

    msgid "takes up what it has"
    msgstr "处理已取走的消息"

    msgid "a worker that was stopped while it waited has it, and discards it when it goes on: {1}; else somebody else empties the list"
    msgstr "一个在等待时停住的 worker 持有它，恢复后会丢弃：{1}；否则就是有别人清空了列表"

    msgid "give the Redis user LREM and the keys of this queue, ~{1} and so on, beside what 'invitectl doctor --grants' prints"
    msgstr "除 'invitectl doctor --grants' 打印的权限外，再授予该 Redis 用户 LREM 和此队列的键：~{1} 等"

    msgid "raise maxmemory, or remove what is not needed"
    msgstr "调高 maxmemory，或删除不需要的内容"

    msgid "{1}: workers take messages, and {2} messages are still before the probe"
    msgstr "{1}：worker 在取消息，探测消息之前还有 {2} 条消息"

    msgid "allow more with --wait"
    msgstr "用 --wait 多等一会儿"

    msgid "'{1}' does not wait behind them"
    msgstr "'{1}' 不在它们后面等待"

    msgid "{1}: it is paused, {2}"
    msgstr "{1}：它已暂停，{2}"

    msgid "{1}: {2} consume it and do not look in the list {3}"
    msgstr "{1}：{2} 消费它，但不查看列表 {3}"

    msgid "took neither the probe nor any of the {1} before it within {2}"
    msgstr "在 {2} 内既没有取走探测消息，也没有取走它之前的 {1} 条"

    msgid "did not take the probe within {1}"
    msgstr "在 {1} 内没有取走探测消息"

    msgid "{1}: {2} list it as consumed, have room, and {3}"
    msgstr "{1}：{2} 表示在消费它，也有余量，却{3}"

    msgid "restart them: their connections to the broker may be dead; their logs say when they last took a message"
    msgstr "重启：到 broker 的连接可能已失效；最后一次取消息的时间见其日志"

    msgid "{1} holds {2} of {3} messages and runs {4}"
    msgstr "{1} 持有 {2} 条消息（上限 {3}），执行中 {4} 条"

    msgid "{1}: its workers take no more until a task ends: {2}"
    msgstr "{1}：它的 worker 在有任务结束之前不再取消息：{2}"

    msgid "see 'invitectl inspect-workers active'; allow more with --wait, or add workers"
    msgstr "见 'invitectl inspect-workers active'；用 --wait 多等一会儿，或增加 worker"

    msgid "{1}: nobody took the probe within {2}, and these do not say whether they consume it: {3}"
    msgstr "{1}：在 {2} 内没有人取走探测消息，以下 worker 没有说明是否消费它：{3}"

    msgid "takes it"
    msgstr "取走它"

    msgid "{1}: no worker consumes it"
    msgstr "{1}：没有 worker 消费它"

    msgid "{1}: no worker consumes it; {2} consume no queue, as when drained"
    msgstr "{1}：没有 worker 消费它；{2} 不消费任何队列，如同已排空"

    msgid "'{1}', or start a worker with -Q {2}"
    msgstr "'{1}'，或用 -Q {2} 启动一个 worker"

    msgid "probes are seen by their lists all the same, some milliseconds later"
    msgstr "仍可由列表看到探测消息的去向，只是晚几毫秒"

    msgid "{1} probes left their lists and no result in {2}"
    msgstr "{1} 条探测消息离开了列表，但 {2} 中没有结果"

    msgid "the app stores none, or elsewhere: then redeem --wait hears of none either"
    msgstr "应用不保存结果，或保存在别处：那样 redeem --wait 也听不到结果"

    # Sources/InviteOps/Operations/Inspect/Probe/ProbeResults.swift
    msgid "the results in {1} are not heard: {2}"
    msgstr "听不到 {1} 中的结果：{2}"

    msgid "the results in {1} are no longer heard: {2}"
    msgstr "不再听到 {1} 中的结果：{2}"

    msgid "the results in {1} could not be deleted: {2}"
    msgstr "无法删除 {1} 中的结果：{2}"

    # Sources/InviteOps/Operations/Inspect/Probe/QueueProbe.swift
    msgid "stopped; no probe is left"
    msgstr "已停止；没有留下探测消息"

    msgid "probe the queues"
    msgstr "探测队列"

    msgid "no queue can have this name: {1}"
    msgstr "队列不能用这个名字：{1}"

    msgid "take the probes back"
    msgstr "取回探测消息"

    msgid "stopped; the probes that nobody had taken were taken back"
    msgstr "已停止；没有人取走的探测消息已取回"

    msgid "{1}; probes may be left in {2}"
    msgstr "{1}；{2} 中可能留有探测消息"

    msgid "they have expired: the worker that takes one discards it, and nothing runs; the next probe takes them back"
    msgstr "它们已过期：取到的 worker 会丢弃，不执行任何任务；下次探测会取回它们"

    # Sources/InviteOps/Operations/Inspect/Quarantine/QuarantineFile.swift
    msgid "{1} is no file of 'control quarantine', or not whole"
    msgstr "{1} 不是 'control quarantine' 的文件，或不完整"

    msgid "name the file that 'control quarantine QUEUE --to FILE' wrote, as it is"
    msgstr "给出 'control quarantine QUEUE --to FILE' 写出的文件，不要改动"

    # Sources/InviteOps/Operations/Inspect/Quarantine/QuarantineOutcome.swift
    msgid "cannot be read here: {1}"
    msgstr "在此无法读取：{1}"

    # Sources/InviteOps/Operations/Inspect/Quarantine/QueueQuarantine+Back.swift
    msgid "look for the mark of the message"
    msgstr "查找该消息的标记"

    msgid "there is no file {1}"
    msgstr "没有文件 {1}"

    msgid "name the file that 'control quarantine QUEUE --to FILE' wrote"
    msgstr "给出 'control quarantine QUEUE --to FILE' 写出的文件"

    msgid "a trace of it"
    msgstr "对它的追踪"

    msgid "a queue"
    msgstr "某个队列"

    msgid "there is no file {1}: the message that it had, of {2}, cannot be put back"
    msgstr "没有文件 {1}：其中的消息（{2}）无法放回"

    msgid "look for the file; if it is nowhere, the message is lost: have the broker forget it, and then {1} says what sends it again: {2}"
    msgstr "找到该文件；若哪里都没有，消息已丢失：怎样重新发送见：{1}；但先让 broker 忘掉它：{2}"

    msgid "put the message back into {1}"
    msgstr "把消息放回 {1}"

    msgid "{1} is not what was taken out: its message was changed"
    msgstr "{1} 与取出时不同：其中的消息已改动"

    msgid "put the file back as it was written"
    msgstr "按写出时的原样恢复该文件"

    msgid "the message of {1} is not out of the queues of {2}: it was put back already, or its removal was never finished"
    msgstr "{1} 中的消息并没有从 {2} 的队列中取出：它已放回，或取出没有完成"

    msgid "'invitectl inspect-workers task {1}' looks for it; if it is surely lost: tail -n +2 {2} | {3}"
    msgstr "'invitectl inspect-workers task {1}' 查找它；若确已丢失：tail -n +2 {2} | {3}"

    # Sources/InviteOps/Operations/Inspect/Quarantine/QueueQuarantine.swift
    msgid "stopped; nothing was taken out"
    msgstr "已停止；没有取出任何消息"

    msgid "workers take the messages of {1} faster than one can be taken out"
    msgstr "worker 取走 {1} 的消息太快，来不及取出一条"

    msgid "{1} first"
    msgstr "先执行 {1}"

    msgid "no message waits in {1}"
    msgstr "{1} 中没有等待的消息"

    msgid "what workers have taken: '{1}' shows what can be given back"
    msgstr "worker 已取走的：'{1}' 显示可归还哪些"

    msgid "look at the queue {1}"
    msgstr "查看队列 {1}"

    msgid "the task {1} waits in {2}, not in {3}"
    msgstr "任务 {1} 在 {2} 中等待，不在 {3} 中"

    msgid "name that queue"
    msgstr "给出那个队列"

    msgid "a worker has taken the task {1}; it waits in no queue"
    msgstr "worker 已取走任务 {1}；它不在任何队列中等待"

    msgid "'{1}' tells whether that worker is gone"
    msgstr "'{1}' 显示该 worker 是否已离开"

    msgid "no message of the task {1} waits in {2}"
    msgstr "{2} 中没有任务 {1} 的等待消息"

    msgid "'{1}' looks everywhere"
    msgstr "'{1}' 在所有地方查找"

    msgid "what was written to {1} reads back differently; nothing was taken out"
    msgstr "写入 {1} 的内容读回时不一致；没有取出任何消息"

    msgid "see whether its disk is sound"
    msgstr "检查该磁盘是否完好"

    msgid "take the message out of {1}"
    msgstr "从 {1} 取出消息"

    msgid "whether the message left {1} is not known: the connection was lost ({2}); {3} has it"
    msgstr "消息是否已离开 {1}，无从得知：连接断开（{2}）；{3} 中有它"

    msgid "'{1}' puts it back if it has left, and refuses if not"
    msgstr "若已离开，'{1}' 会把它放回，否则会拒绝"

    # Sources/InviteOps/Operations/Inspect/QueuePurge.swift
    msgid "purge the queue {1}"
    msgstr "清空队列 {1}"

    # Sources/InviteOps/Operations/Inspect/Restore/FleetPresence.swift
    msgid "{1} may be alive and do not answer"
    msgstr "{1} 可能还活着，但不应答"

    msgid "have any of them"
    msgstr "持有其中某些消息"

    msgid "two workers have the name {1}, and only one of them is understood"
    msgstr "有两个 worker 名为 {1}，而只能辨认其中一个"

    msgid "{1} connections take messages of this database and belong to no worker that answers"
    msgstr "有 {1} 个连接在取这个数据库的消息，却不属于任何应答的 worker"

    msgid "{1} and consumes a queue ({2} consume none)"
    msgstr "{1}（{2} 不消费任何队列，不计在内）"

    msgid "answers"
    msgstr "应答"

    msgid "{1}; 'invitectl inspect-workers ping' shows who answers then; then try again"
    msgstr "{1}；然后用 'invitectl inspect-workers ping' 查看谁应答；再重试"

    msgid "'invitectl inspect-workers ping' shows who is there; end a process that is stopped, or close a dead connection (CLIENT LIST, CLIENT KILL), then try again"
    msgstr "'invitectl inspect-workers ping' 显示有哪些 worker；结束停住的进程，或关闭失效的连接（CLIENT LIST、CLIENT KILL），然后重试"

    msgid "give each worker a name of its own: celery worker -n NAME@%h; then try again"
    msgstr "给每个 worker 各自的名字：celery worker -n NAME@%h；然后重试"

    msgid ""
    "watches for {1} whether anybody has them, and then gives them back; ended before, "
    "it gives back nothing"
    msgstr "观察 {1}，看是否有谁持有它们，然后归还；提前结束则什么也不归还"

    msgid "wait until {1} have done what they have, as their logs say; or end them by SIGTERM on their hosts: they finish their tasks and give back what they have not begun; then try again"
    msgstr "等到日志显示 {1} 已做完手上的任务；或在其主机上用 SIGTERM 结束：它会做完已开始的任务，归还未开始的；然后重试"

    msgid "restart {1} when their tasks are done, which then consume their own queues"
    msgstr "任务做完后重启 {1}，重启后会消费自己的队列"

    msgid "restart {1}, which then consume their own queues"
    msgstr "重启 {1}，重启后会消费自己的队列"

    msgid "{1}; then try again"
    msgstr "{1}；然后重试"

    msgid "{1}, or {2}; then try again"
    msgstr "{1}，或{2}；然后重试"

    msgid "{1} has it ({2})"
    msgstr "{1} 持有它（{2}）"

    msgid "its id cannot be read, and {1} may have it"
    msgstr "无法读取其 ID，可能在 {1} 手中"

    msgid "{1} may hold it back for its rate limit"
    msgstr "{1} 可能因速率限制而暂不执行它"

    # Sources/InviteOps/Operations/Inspect/Restore/UnackedRestore+Return.swift
    msgid "it is no message of kombu's"
    msgstr "它不是 kombu 的消息"

    msgid "no queue is bound to the exchange {1} by this name alone"
    msgstr "没有队列仅凭这个名字绑定到交换机 {1}"

    msgid "a worker is putting messages back itself ({1})"
    msgstr "有 worker 正在自行放回消息（{1}）"

    # Sources/InviteOps/Operations/Inspect/Restore/UnackedRestore.swift
    msgid "give back unacknowledged messages"
    msgstr "归还未确认的消息"

    msgid "the user needs CLIENT LIST and unacked to write to, as 'invitectl doctor --grants' prints for this command"
    msgstr "该用户需要 CLIENT LIST 以及对 unacked 的写权限，见 'invitectl doctor --grants' 为此命令打印的内容"

    msgid "unacked has more than {1} messages: too many to be judged one by one"
    msgstr "unacked 中的消息超过 {1} 条：太多，无法逐条判断"

    msgid "start a worker: it gives them back after the visibility timeout"
    msgstr "启动一个 worker：可见性超时后它会归还这些消息"

    msgid "{1}: no message can be shown to be nobody's; nothing was given back"
    msgstr "{1}：无法证明任何消息无主；什么都没有归还"

    msgid "no unacknowledged message is of the queue, or has the tag or task id, {1}"
    msgstr "没有未确认的消息属于此队列，或有此 delivery tag 或任务 ID：{1}"

    msgid "without names all are shown: '{1}'"
    msgstr "不给名字则显示全部：'{1}'"

    msgid "the server was started {1} ago; waits {2} for workers that come back"
    msgstr "服务器在 {1} 前启动；等待 {2}，让 worker 重新连接"

    # Sources/InviteOps/Operations/Inspect/StandstillTrack.swift
    msgid "messages wait in {1}, and {2} list it, are idle and take none"
    msgstr "{1} 中有消息等待，而 {2} 表示在消费它，空闲却不取"

    msgid "'{1}' says why, as far as it can be told; else restart the worker"
    msgstr "'{1}' 尽可能说明原因；否则重启该 worker"

    # Sources/InviteOps/Operations/Inspect/TaskLookup.swift
    msgid "look for the task {1}"
    msgstr "查找任务 {1}"

    msgid "read the result of {1}"
    msgstr "读取 {1} 的结果"

    # Sources/InviteOps/Operations/Inspect/Consumers/ConsumedQueue.swift
    msgid "{1}; add --force to have the workers make it"
    msgstr "{1}；加 --force 让 worker 建立它"

    msgid "'{1}' ends that for all its workers; --force has these consume it all the same"
    msgstr "'{1}' 为其所有 worker 结束暂停；--force 让这些 worker 照样消费"

    # Sources/InviteOps/Operations/Inspect/Restore/UnackedRestore+Refunded.swift
    msgid "its token was given back: given back, it makes an invite more"
    msgstr "其令牌已退还：归还后会多出一个邀请"

    # Sources/InviteOps/Operations/Inspect/Restore/UnackedRestore+Made.swift
    msgid "whether the invites of {1} messages were made already is not known: {2}"
    msgstr "不知道 {1} 条消息的邀请是否已经发出：{2}"

    msgid "{1}: given back, it makes an invite more"
    msgstr "{1}：归还后会多出一个邀请"

    msgid "{1}: given back, it may make an invite more"
    msgstr "{1}：归还后可能多出一个邀请"

    # Sources/InviteOps/Operations/Inspect/Restore/UnackedRestore+Taking.swift
    msgid "a worker has taken the task {1}: {2}"
    msgstr "worker 已取走任务 {1}：{2}"

    msgid "'{1}' shows where it is"
    msgstr "'{1}' 显示它在哪里"

    msgid "{1}: the message of task {2} cannot be shown to be nobody's; it was not taken out"
    msgstr "{1}：无法证明任务 {2} 的消息无主；没有取出"

    msgid "the task {1} was taken from {2}, not from {3}"
    msgstr "任务 {1} 取自 {2}，而不是 {3}"

    # Sources/InviteOps/Operations/Fleet/QuarantinedMessage+Summary.swift
    msgid "its token was given back: {1}"
    msgstr "其令牌已退还：{1}"

    msgid "its invite was made already, or may have been: keep the file"
    msgstr "其邀请已经发出，或可能已经发出：保留该文件"

    msgid "its invite was made already, or may have been: keep the file; '{1}' says what became of it"
    msgstr "其邀请已经发出，或可能已经发出：保留该文件；'{1}' 说明结果如何"

    msgid "not seen whether put back it is an invite more: '{1}' tells, there"
    msgstr "未看到放回后是否会多出一个邀请：在那台机器上用 '{1}' 查看"

    msgid "{1}; '{2}' puts back the oldest that is not one too many"
    msgstr "{1}；'{2}' 放回最早的一条不会多出邀请的消息"

    # Sources/InviteOps/Operations/Inspect/Quarantine/QueueQuarantine+Back.swift
    msgid "its invite was made, as was seen when it was taken out"
    msgstr "其邀请已经发出，取出时已看到"

    msgid "{1}: put back, the message of {2} is an invite more"
    msgstr "{1}：放回 {2} 的消息会多出一个邀请"

    msgid "keep the file; if the person has no invite of this use, '{1}' puts it back all the same"
    msgstr "保留该文件；若此人没有这次使用的邀请，仍可用 '{1}' 放回"

    # Sources/invitectl/Rendering/Inspect/QuarantineRendering.swift
    msgid "{1}: put back, it is an invite more"
    msgstr "{1}：放回后会多出一个邀请"

    msgid "not seen whether its invite was made already: {1}"
    msgstr "没有看到其邀请是否已经发出：{1}"

    # Sources/InviteOps/Operations/Evidence/QuarantinedMessage+Waiting.swift
    msgid "first '{1}': run, its message may be an invite more; if it is, that says so, and what keeps it from running"
    msgstr "先执行 '{1}'：其消息一旦执行可能多出一个邀请；若确会多出，它会说明，并说明怎样使其不再执行"

    # Sources/InviteOps/Operations/Inspect/FleetDiagnoser.swift
    msgid "{1}; then {2}"
    msgstr "{1}；然后：{2}"

    # Sources/InviteOps/Operations/Evidence/MadeInvites.swift
    msgid "its invite was made, as its result says"
    msgstr "其结果显示邀请已经发出"

    msgid "its invite was made: invite record {1}"
    msgstr "其邀请已经发出：邀请记录 {1}"

    msgid "invite record {1} is PENDING: ask whether the mail came"
    msgstr "邀请记录 {1} 为 PENDING：询问邮件是否收到"

    msgid "invite record {1} may be of it"
    msgstr "邀请记录 {1} 可能就是它的"

    msgid "its invite waits for a seat: queue row {1}"
    msgstr "其邀请在等待席位：队列行 {1}"

    # Sources/invitectl/Rendering/Inspect/RestoreRendering.swift
    msgid "{1} messages stay: they would be invites more."
    msgstr "{1} 条消息保留：归还会多出邀请。"

    msgid "{1} messages stay: they may be invites more."
    msgstr "{1} 条消息保留：归还可能会多出邀请。"

    msgid "if its invite was made, '{1}' keeps it from running; else '{2}' has it run"
    msgstr "若其邀请已发出，'{1}' 使它不再执行；否则 '{2}' 让它执行"

    msgid "so that it never runs: {1}"
    msgstr "使它不再执行：{1}"

    msgid "invited"
    msgstr "已邀请"

    msgid "refunded"
    msgstr "已退还令牌"

    # Sources/InviteOps/Operations/Inspect/UnknownQueue.swift
    msgid "'invitectl inspect-workers' lists the queues"
    msgstr "'invitectl inspect-workers' 列出队列"

    msgid "there is no queue {1} in the broker {2}"
    msgstr "broker {2} 中没有队列 {1}"

    msgid "there are: {1}"
    msgstr "现有：{1}"

    # Sources/InviteOps/Operations/Inspect/Watch/FleetTasks.swift
    msgid "look at the tasks of {1}"
    msgstr "查看 {1} 的任务"

    # Sources/InviteOps/Operations/Inspect/Watch/FleetWatch.swift
    msgid "there is no connection to the broker"
    msgstr "没有到 broker 的连接"

    # Sources/InviteOps/Operations/Inspect/Watch/TaskTally.swift
    msgid "(from before the watch began)"
    msgstr "（监视开始之前的）"

    msgid "a message is being redelivered in a loop: {1} {2}, {3} times"
    msgstr "一条消息在循环重新投递：{1} {2}，{3} 次"

    msgid "it kills its process each time; have workers skip it: '{1}'"
    msgstr "它每次都会使进程崩溃；让 worker 跳过它：'{1}'"

    # Sources/InviteOps/Operations/Inspect/WorkerIdleness.swift
    msgid "{1} consumes no queue: {2} are paused, {3}"
    msgstr "{1} 不消费任何队列：{2} 已暂停，{3}"

    msgid "{1} consumes no queue and has {2} left, as while it is drained"
    msgstr "{1} 不消费任何队列，还有 {2}，如同正在排空"

    msgid "restart it when it has none"
    msgstr "等它没有任务时重启"

    msgid "restart it when it has none; or {1}"
    msgstr "等它没有任务时重启；或 {1}"

    msgid "{1} answers and consumes no queue"
    msgstr "{1} 应答，但不消费任何队列"

    msgid "restart it, and it consumes its own"
    msgstr "重启它，它会消费自己的队列"

    msgid "restart it, and it consumes its own; or {1}"
    msgstr "重启它，它会消费自己的队列；或 {1}"

    # Sources/InviteOps/Operations/Inspect/WorkerInspection.swift
    msgid "ask the workers for {1}"
    msgstr "向 worker 询问 {1}"

    # Sources/invitectl/Commands/Inspect/ControlConsumerCommands.swift
    msgid "Make workers consume a queue."
    msgstr "让 worker 消费一个队列。"

    msgid "consume {1}"
    msgstr "消费 {1}"

    msgid "Make workers stop consuming a queue."
    msgstr "让 worker 停止消费一个队列。"

    msgid "stop consuming {1}"
    msgstr "停止消费 {1}"

    msgid "Make workers send task events."
    msgstr "让 worker 发送任务事件。"

    msgid "send task events"
    msgstr "发送任务事件"

    msgid ""
    "Workers make a queue that there is not: a name that neither the broker nor a\n"
    "worker knows is refused without --force, and so is a queue that is paused:\n"
    "'control resume' ends that for all."
    msgstr ""
    "队列不存在时 worker 会建立它：broker 和 worker 都不知道的名称，不加 --force 则\n"
    "拒绝；已暂停的队列同样拒绝：'control resume' 为所有 worker 结束暂停。"

    msgid "Also a queue that is not there yet, or is paused."
    msgstr "即使队列尚不存在，或已暂停。"

    msgid "Make workers stop sending task events."
    msgstr "让 worker 停止发送任务事件。"

    msgid "Without effect on workers that were started with -E."
    msgstr "对启动时带 -E 的 worker 无效。"

    msgid "stop sending task events"
    msgstr "停止发送任务事件"

    # Sources/invitectl/Commands/Inspect/ControlDrainCommand.swift
    msgid "Let workers finish what they have, taking no more."
    msgstr "让 worker 做完手上的任务，不再取新的。"

    msgid ""
    "Examples:\n"
    "  invitectl inspect-workers control drain -d w1@host --yes && restart w1\n"
    "  invitectl inspect-workers control drain -d w1@host -d w2@host --wait 30m\n"
    "\n"
    "The workers stop consuming their queues; others go on. Done when each was\n"
    "seen twice with nothing active, reserved, scheduled or on its way to it. One\n"
    "that does not answer at first is refused (69); with --wait it is waited for,\n"
    "as a busy solo pool needs. One that has remote control off is refused always:\n"
    "end it on its host with SIGTERM.\n"
    "Ctrl-C, SIGTERM or the end of --wait give them back exactly the queues that\n"
    "were taken from them, unless --keep; one that was paused meanwhile waits for\n"
    "'control resume'. Exits 0 when all are drained, 75 when they are not and\n"
    "consume again, 8 when they are not and stay so, and when a worker was lost\n"
    "on the way with what it had: 'control restore-unacked' gives that back."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers control drain -d w1@host --yes && restart w1\n"
    "  invitectl inspect-workers control drain -d w1@host -d w2@host --wait 30m\n"
    "\n"
    "这些 worker 停止消费各自的队列；其他的照常。连续两次看到每个 worker 都没有\n"
    "执行中、已预留、已排期或正在送达的任务，即告完成。一开始不应答的会拒绝（69）；\n"
    "给出 --wait 时会等待它，忙碌的 solo 进程池需要这样。关闭远程控制的一律拒绝：在\n"
    "其主机上用 SIGTERM 结束它。\n"
    "Ctrl-C、SIGTERM 或 --wait 到时，会把取走的队列原样还给它们，除非加了 --keep；\n"
    "其间暂停的队列要等 'control resume'。全部排空时退出码为 0；没有排空但已恢复消费\n"
    "时为 75；没有排空且不恢复时为 8，途中连同任务失去 worker 时也为 8：\n"
    "'control restore-unacked' 可归还这些任务。"

    msgid "The worker; may be repeated."
    msgstr "worker；可重复给出。"

    msgid "How long to wait for the tasks that they have. Default: 10m."
    msgstr "等待手上任务做完的最长时间。默认：10m。"

    msgid "Leave the queues taken away, however it ends."
    msgstr "无论怎样结束，都不归还队列。"

    msgid "have {1} take nothing more"
    msgstr "让 {1} 不再取消息"

    msgid "the workers may not consume their queues: {1}"
    msgstr "这些 worker 可能没有在消费自己的队列：{1}"

    # Sources/invitectl/Commands/Inspect/ControlPauseCommands.swift
    msgid "Have all workers stop consuming a queue."
    msgstr "让所有 worker 停止消费一个队列。"

    msgid ""
    "Example:\n"
    "  invitectl inspect-workers control pause invites --yes\n"
    "\n"
    "Its messages wait; what workers have in hand they finish. That it is paused,\n"
    "since when and by whom is kept in the broker: 'inspect-workers' and 'doctor'\n"
    "say it, and also when a worker that was started later consumes the queue all\n"
    "the same. 'control resume' ends it. Needs no database.\n"
    "Where a connection takes messages that is no answering worker's, or none may\n"
    "be seen, a probe shows whether somebody goes on: 8, also when it is not seen."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers control pause invites --yes\n"
    "\n"
    "其消息留在队列中等待；worker 手上的会做完。何时起由谁暂停，都记在 broker 中：\n"
    "'inspect-workers' 和 'doctor' 会显示，之后启动的 worker 仍消费该队列时也会\n"
    "指出。'control resume' 结束暂停。不需要数据库。\n"
    "若有连接在取消息，却不属于应答的 worker，或无法查看连接，则用探测消息看是否有人\n"
    "继续消费：若有则退出码为 8，看不出来时也为 8。"

    msgid "listening for workers that do not answer, some seconds"
    msgstr "正在监听不应答的 worker，需要几秒"

    msgid "pause {1}"
    msgstr "暂停 {1}"

    msgid "Have the workers of a paused queue consume it again."
    msgstr "让已暂停队列的 worker 恢复消费它。"

    msgid ""
    "Example:\n"
    "  invitectl inspect-workers control resume invites --yes\n"
    "\n"
    "It goes back to the processes that lost it by the pause. One that was started\n"
    "anew since goes by its own start, one that was drained since stays drained:\n"
    "they are named, with what gives them the queue by hand; where nobody is left\n"
    "that consumes it, the command exits 8. While one that lost it does not answer\n"
    "the queue stays noted as paused, and the command exits 8: run it again.\n"
    "A message that no worker can read, which may end by it, is named with what\n"
    "takes it out. Where it is the next one nothing is resumed without --force (7)."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers control resume invites --yes\n"
    "\n"
    "队列归还给因暂停而失去它的进程。其间重新启动的以自己的启动为准，其间排空的保持\n"
    "排空：它们会列出，并附上手工归还队列的命令；若没有人消费它，退出码为 8。失去\n"
    "它的 worker 不应答时，队列仍记为已暂停，退出码为 8：再次运行即可。\n"
    "队列中有 worker 都无法读取的消息时，取走它的 worker 可能因此停止：会指出它和\n"
    "取出它的命令。它是下一条消息时，没有 --force 不会恢复（7）。"

    msgid "Also where no worker can read the next message."
    msgstr "即使 worker 都无法读取下一条消息。"

    # Sources/InviteOps/Operations/Inspect/Pause/MalformedMessage.swift
    msgid "a message of {1} is malformed, behind {2} messages: {3}"
    msgstr "{1} 的一条消息格式错误，排在 {2} 条消息之后：{3}"

    msgid ""
    "a worker that takes it may end by it: '{1}' takes it out and can put it back; then type the same again, "
    "or --force"
    msgstr "取走它的 worker 可能因此停止：'{1}' 取出它，也能放回；然后再次执行同一命令，或加 --force"

    msgid ""
    "workers take those before it, and the one that takes it may end by it: '{1}' shows it; once it is the "
    "next one, '{2}' takes it out"
    msgstr ""
    "worker 先取走它前面的消息，取走它的 worker 可能因此停止：'{1}' 显示它；它成为下一条消息时，"
    "'{2}' 取出它"

    # Sources/invitectl/Commands/Inspect/ControlPauseCommands.swift

    msgid "resume {1}"
    msgstr "恢复 {1}"

    msgid "next: when they answer, once more: {1}"
    msgstr "建议：等它们应答后，再次运行：{1}"

    # Sources/invitectl/Commands/Inspect/ControlPoolCommands.swift
    msgid "Add processes to workers."
    msgstr "给 worker 增加进程。"

    msgid ""
    "A worker makes them within 5 s and is looked at until then, 8 s at most. Pools\n"
    "of threads or of green threads cannot be seen to grow."
    msgstr ""
    "worker 在 5 秒内创建进程，其间一直查看，最长 8 秒。线程池或绿色线程池的增长无法\n"
    "看到。"

    msgid "How many processes."
    msgstr "进程数。"

    msgid "add {1} processes"
    msgstr "增加 {1} 个进程"

    msgid "the count must be 1 to 1000"
    msgstr "进程数必须为 1 到 1000"

    msgid "Take processes from workers."
    msgstr "给 worker 减少进程。"

    msgid ""
    "Only idle processes go; with all of them busy the worker refuses. It may take\n"
    "5 s until one is gone, and the worker is looked at until then, 8 s at most."
    msgstr ""
    "只减空闲的进程；全忙时 worker 会拒绝。进程退出可能需要 5 秒，其间一直查看，\n"
    "最长 8 秒。"

    msgid "remove {1} processes"
    msgstr "减少 {1} 个进程"

    msgid "Set between which sizes a pool scales."
    msgstr "设置进程池伸缩的上下限。"

    msgid "Only for workers started with --autoscale."
    msgstr "仅适用于启动时带 --autoscale 的 worker。"

    msgid "Most processes."
    msgstr "最多进程数。"

    msgid "Fewest processes."
    msgstr "最少进程数。"

    msgid "scale the pool between {1} and {2}"
    msgstr "让进程池在 {1} 到 {2} 之间伸缩"

    msgid "MAX must be at least 1 and at least MIN"
    msgstr "MAX 至少为 1，且不小于 MIN"

    msgid "Shut workers down, after their running tasks."
    msgstr "关闭 worker，执行中的任务先做完。"

    # Sources/invitectl/Commands/Inspect/ControlPurgeCommand.swift
    msgid "Throw a queue's waiting messages away."
    msgstr "丢弃一个队列中等待的消息。"

    msgid ""
    "Example:\n"
    "  invitectl inspect-workers control purge sync --yes\n"
    "\n"
    "All four priority lists. Messages that workers hold are not touched. There is\n"
    "no way back: an invite in the queue is lost, and its use of the code is not\n"
    "returned."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers control purge sync --yes\n"
    "\n"
    "包括全部四个优先级列表。worker 持有的消息不受影响。无法撤回：队列中的邀请会\n"
    "丢失，其兑换码的使用次数不退还。"

    msgid "Would throw away {1} of {2}."
    msgstr "将丢弃 {2} 的 {1}。"

    msgid "throw away the messages of {1}"
    msgstr "丢弃 {1} 的消息"

    msgid "Threw away {1} of {2}; {3} there now."
    msgstr "已丢弃 {2} 的 {1}；现剩 {3} 条。"

    # Sources/invitectl/Commands/Inspect/ControlQuarantineCommand.swift
    msgid "Take one message out of a queue, and put it back."
    msgstr "从队列中取出一条消息，也可放回。"

    msgid ""
    "Examples:\n"
    "  invitectl inspect-workers control quarantine invites --to poison.msg --yes\n"
    "  invitectl inspect-workers control quarantine invites --id ID --to one.msg\n"
    "  invitectl inspect-workers control quarantine --put-back poison.msg --yes\n"
    "\n"
    "The message that workers take next, or the one of a task. It is in the file,\n"
    "whole and on the disk, before it leaves the queue. Of a task that a worker had\n"
    "taken which is gone it leaves 'unacked', as 'restore-unacked' tells it, and no\n"
    "worker gets it in between. The file has emails and codes: only its owner may\n"
    "read it. --put-back has the same bytes taken next again, from the same list,\n"
    "once. Where 'redeem refund' has given its token back, or its invite was made,\n"
    "it is refused without --force: it would be an invite more."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers control quarantine invites --to poison.msg --yes\n"
    "  invitectl inspect-workers control quarantine invites --id ID --to one.msg\n"
    "  invitectl inspect-workers control quarantine --put-back poison.msg --yes\n"
    "\n"
    "取出 worker 接下来要取的消息，或某个任务的消息。消息先完整写入磁盘上的文件，\n"
    "然后才离开队列。若取走该任务的 worker 已不在（判断方法同 'restore-unacked'），\n"
    "则直接从 'unacked' 取出，其间没有 worker 能取到它。文件含有邮箱和兑换码：只有\n"
    "其所有者可读。--put-back 把同样的字节放回原列表，worker 接下来就取它，仅一次。\n"
    "若 'redeem refund' 已退还其令牌，或其邀请已经发出，没有 --force 就拒绝：那会多\n"
    "出一次邀请。"

    msgid "With --put-back: also where it is an invite more."
    msgstr "配合 --put-back：会多出邀请时也放回。"

    msgid "--force is for --put-back"
    msgstr "--force 只用于 --put-back"

    msgid "its token was given back: this is an invite more"
    msgstr "其令牌已退还：这会多出一次邀请"

    msgid "not seen whether its token was given back"
    msgstr "未能看到其令牌是否已退还"

    msgid ""
    "the token of task {1} was given back: put back, its message makes an invite "
    "without a use, or a second one"
    msgstr "任务 {1} 的令牌已退还：放回后，其消息会产生没有使用的邀请，或第二次邀请"

    msgid ""
    "if the person has no invite and none is on its way, '{1}' puts it back all the "
    "same; else keep the file"
    msgstr "若此人没有邀请且没有邀请正在途中，'{1}' 仍会将其放回；否则保留该文件"

    msgid "The task of the message."
    msgstr "消息所属的任务。"

    msgid "The file it goes to; must not be there yet."
    msgstr "写入的文件；必须尚不存在。"

    msgid "Put the message of this file back."
    msgstr "把此文件中的消息放回。"

    msgid "--put-back has its queue from the file: leave the others out"
    msgstr "--put-back 的队列来自文件：不要给出其他参数"

    msgid "name the queue and --to FILE, or --put-back FILE"
    msgstr "给出队列和 --to FILE，或给出 --put-back FILE"

    msgid "take one message out of {1}"
    msgstr "从 {1} 取出一条消息"

    # Sources/invitectl/Commands/Inspect/ControlRestoreCommand.swift
    msgid "Give back the messages of workers that are gone."
    msgstr "归还已离开的 worker 的消息。"

    msgid ""
    "Examples:\n"
    "  invitectl inspect-workers control restore-unacked\n"
    "  invitectl inspect-workers control restore-unacked invites --yes\n"
    "  invitectl inspect-workers control restore-unacked TASK-ID --gone-for 1m --yes\n"
    "\n"
    "Celery gives them back when its visibility timeout is over, an hour as a rule.\n"
    "This does the same now, for messages that no living worker has: every\n"
    "connection that takes messages is of a worker that answers, and none of these\n"
    "has it, in two looks at least. Where that cannot be shown nothing is given\n"
    "back. Not known to the broker is a worker that runs on cut off from it:\n"
    "--gone-for gives it time to come back. Exits 8 when some could not be given\n"
    "back, 75 when none could; what a living worker has is none of these, unless\n"
    "it was named by its tag or task id: all held, or none there, is 0. One whose\n"
    "invite was made already, by its result or its row, or whose token was given\n"
    "back, stays: 7, or 8 beside others. With --force what is named by its tag or\n"
    "task id goes back all the same, an invite more. Without a database its result\n"
    "alone is looked at."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers control restore-unacked\n"
    "  invitectl inspect-workers control restore-unacked invites --yes\n"
    "  invitectl inspect-workers control restore-unacked TASK-ID --gone-for 1m --yes\n"
    "\n"
    "Celery 在可见性超时后归还这些消息，通常为一小时。此命令现在就归还不在任何活着\n"
    "的 worker 手中的消息：取消息的每个连接都属于应答的 worker，且至少两次查看都表明\n"
    "它们不持有该消息。无法证明时什么都不归还。broker 无从得知与它断开却仍在运行的\n"
    "worker：--gone-for 给它时间重新连接。有些未能归还时退出码为 8，全部未能归还时\n"
    "为 75；活着的 worker 持有的不计在内，除非用 delivery tag 或任务 ID 指定了它：\n"
    "全部有 worker 持有，或一条也没有，为 0。结果或数据行表明邀请已经发出的消息，或\n"
    "令牌已退还的消息，会保留：退出码 7，另有消息已归还时为 8。加 --force 则照样归还\n"
    "这样指定的消息，会多出一个邀请。没有数据库时只看结果。"

    msgid "What is named goes back though its invite was made."
    msgstr "已指定的消息，即使邀请已经发出也归还。"

    msgid "--force is for messages that are named by their tag or task id"
    msgstr "--force 只用于以 delivery tag 或任务 ID 指定的消息"

    msgid "Queues, delivery tags or task ids; all messages without."
    msgstr "队列、delivery tag 或任务 ID；不给则为全部消息。"

    msgid "Nobody may have been seen with them for so long."
    msgstr "须有这么长时间没有看到谁持有它们。"

    msgid "give back {1} of workers that are gone"
    msgstr "归还已离开的 worker 的 {1}"

    # Sources/invitectl/Commands/Inspect/ControlTaskCommands.swift
    msgid "Make workers skip tasks they have not begun."
    msgstr "让 worker 跳过尚未开始的任务。"

    msgid ""
    "Kept in the memory of workers: one that starts later does not know of it\n"
    "unless it meets another that does. A running task goes on; see terminate. One\n"
    "that a worker has taken may run all the same, since a process of its pool has\n"
    "it. Both end with exit code 8. A use of a code that the task stands for stays\n"
    "spent."
    msgstr ""
    "保存在 worker 的内存中：之后启动的 worker 不知道，除非遇到知道的 worker。执行中\n"
    "的任务会继续；见 terminate。worker 已取走的任务仍可能执行，因为其进程池的进程已\n"
    "拿到它。两者的退出码都是 8。任务所代表的兑换码使用次数不退还。"

    msgid "revoke {1}"
    msgstr "撤销 {1}"

    msgid "Kill the processes that run tasks."
    msgstr "终止执行任务的进程。"

    msgid ""
    "The process may have done half of the task, and may by then be running another\n"
    "one. With acks_late and reject_on_worker_lost the message returns to its\n"
    "queue, revoked. Where no worker has a task that is named, nothing was ended:\n"
    "exit code 8."
    msgstr ""
    "进程可能已做了一半，届时也可能已在执行另一个任务。启用 acks_late 和\n"
    "reject_on_worker_lost 时，消息会回到队列，并已撤销。没有 worker 拥有所指定的\n"
    "任务时，没有终止任何任务：退出码 8。"

    msgid "Signal to kill with."
    msgstr "所用的信号。"

    msgid "terminate {1} with {2}"
    msgstr "用 {2} 终止 {1}"

    msgid "--signal must be one of {1}"
    msgstr "--signal 必须是以下之一：{1}"

    msgid "Limit how often a task is begun."
    msgstr "限制任务开始执行的频率。"

    msgid "The task's name."
    msgstr "任务的名称。"

    msgid "5/s, 10/m, 100/h, or none."
    msgstr "5/s、10/m、100/h 或 none。"

    msgid "set the rate limit of {1} to {2}"
    msgstr "把 {1} 的速率限制设为 {2}"

    msgid "'{1}' is no rate; write 5/s, 10/m, 100/h, or none"
    msgstr "'{1}' 不是速率；请写成 5/s、10/m、100/h 或 none"

    msgid "Limit how long a task may run."
    msgstr "限制任务的执行时长。"

    msgid "A limit that is not given is lifted."
    msgstr "没有给出的限制会取消。"

    msgid "Kill after this time."
    msgstr "到此时长后强制结束。"

    msgid "Raise SoftTimeLimitExceeded after this time."
    msgstr "到此时长后抛出 SoftTimeLimitExceeded。"

    msgid "set the time limits of {1}"
    msgstr "设置 {1} 的时间限制"

    # Sources/invitectl/Commands/Inspect/FleetControlCommand.swift
    msgid "Command only this worker; may be repeated."
    msgstr "只对此 worker 下命令；可重复给出。"

    msgid "How long to wait for answers, and for the effect."
    msgstr "等待应答和生效的最长时间。"

    msgid "will not {1} on all workers at once"
    msgstr "不会对所有 worker 一起{1}"

    msgid "name them: --destination NODE, once for each; 'invitectl inspect-workers ping' lists them"
    msgstr "给出名字：每个一次 --destination NODE；'invitectl inspect-workers ping' 列出它们"

    msgid "all workers"
    msgstr "所有 worker"

    msgid "Would {1} on {2}."
    msgstr "将执行：{1}（{2}）。"

    msgid "no worker accepted {1}"
    msgstr "没有 worker 接受 {1}"

    msgid "their answers are above"
    msgstr "它们的应答见上"

    msgid "no worker answers: 'invitectl inspect-workers ping' shows who is there"
    msgstr "没有 worker 应答：'invitectl inspect-workers ping' 显示有哪些 worker"

    msgid "there is no worker {1} that answers or was heard"
    msgstr "没有应答或听到过的 worker {1}"

    msgid "no worker that was named answered ({1})"
    msgstr "给出的 worker 都没有应答（{1}）"

    # Sources/invitectl/Commands/Inspect/InspectCheckCommand.swift
    msgid "Whether one worker is well: for systemd, Kubernetes."
    msgstr "一个 worker 是否正常：用于 systemd、Kubernetes。"

    msgid ""
    "Examples:\n"
    "  invitectl inspect-workers check -d w1@host\n"
    "  invitectl inspect-workers check -d w1@host --wait 1s -q\n"
    "\n"
    "It answers, its queues are bound in the broker, and a heartbeat of it is heard,\n"
    "which it is asked for. One with remote control off is told by its heartbeats,\n"
    "which takes up to 4.5 s. A busy solo pool does not answer: see --wait. Exits 0\n"
    "when it is well, 8 when it answers and something is wrong, 69 when it does not\n"
    "answer, 1 when the broker cannot be reached."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers check -d w1@host\n"
    "  invitectl inspect-workers check -d w1@host --wait 1s -q\n"
    "\n"
    "它应答，其队列在 broker 中有绑定，并且听到了向它索取的心跳。关闭远程控制的靠\n"
    "心跳识别，最长需要 4.5 秒。忙碌的 solo 进程池不应答：见 --wait。正常时退出码为\n"
    "0，应答但有问题时为 8，不应答时为 69，无法连接 broker 时为 1。"

    msgid "The worker."
    msgstr "worker。"

    msgid "How long to wait for its answer."
    msgstr "等待其应答的最长时间。"

    # Sources/invitectl/Commands/Inspect/InspectControlCommand.swift
    msgid "Command workers and queues: revoke, drain, pause and more."
    msgstr "向 worker 和队列下命令：撤销、排空、暂停等。"

    msgid ""
    "Examples:\n"
    "  invitectl inspect-workers control revoke ID\n"
    "  invitectl inspect-workers control pool-grow 2 --destination w1@host --yes\n"
    "  invitectl inspect-workers control drain --destination w1@host --yes\n"
    "  invitectl inspect-workers control shutdown --destination w1@host --yes\n"
    "\n"
    "Shows what it would do; --yes does it, and then looks whether the workers did.\n"
    "What takes capacity away wants its workers named. Exits 0 when all accepted\n"
    "and did, 8 when some did, 1 when none accepted, 69 when none answered."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers control revoke ID\n"
    "  invitectl inspect-workers control pool-grow 2 --destination w1@host --yes\n"
    "  invitectl inspect-workers control drain --destination w1@host --yes\n"
    "  invitectl inspect-workers control shutdown --destination w1@host --yes\n"
    "\n"
    "显示将要做什么；--yes 则执行，随后查看 worker 是否照做。会减少处理能力的命令须\n"
    "给出 worker 的名字。全部接受并照做时退出码为 0，部分照做时为 8，都不接受时为\n"
    "1，都不应答时为 69。"

    # Sources/invitectl/Commands/Inspect/InspectEventsCommand.swift
    msgid "What happens, as it happens."
    msgstr "实时显示发生的事件。"

    msgid ""
    "Examples:\n"
    "  invitectl inspect-workers events\n"
    "  invitectl inspect-workers events --type task-failed --type task-retried\n"
    "  invitectl inspect-workers events --count 100 | jq .runtime\n"
    "\n"
    "On a terminal a line an event, else a JSON object a line. Ends with Ctrl-C,\n"
    "--count or --for. Heartbeats are left out unless asked for with --type.\n"
    "Listening changes nothing: workers that do not send task events are not made\n"
    "to."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers events\n"
    "  invitectl inspect-workers events --type task-failed --type task-retried\n"
    "  invitectl inspect-workers events --count 100 | jq .runtime\n"
    "\n"
    "在终端上每个事件一行，否则每行一个 JSON 对象。按 Ctrl-C、达到 --count 或 --for\n"
    "时结束。心跳不显示，除非用 --type 指定。监听不改变任何东西：不发送任务事件的\n"
    "worker 不会因此发送。"

    msgid "Only events of this type; may be repeated."
    msgstr "只显示此类型的事件；可重复给出。"

    msgid "Only events of tasks with this name."
    msgstr "只显示此名称的任务的事件。"

    msgid "End after so many events."
    msgstr "收到这么多事件后结束。"

    msgid "End after this time."
    msgstr "到此时长后结束。"

    msgid "listening on {1}; Ctrl-C ends"
    msgstr "正在监听 {1}；Ctrl-C 结束"

    # Sources/invitectl/Commands/Inspect/InspectOverviewCommand.swift
    msgid "Broker, queues, workers, and what is wrong."
    msgstr "broker、队列、worker，以及存在的问题。"

    msgid ""
    "Examples:\n"
    "  invitectl inspect-workers\n"
    "  invitectl inspect-workers overview -o json\n"
    "  invitectl inspect-workers --watch\n"
    "  invitectl inspect-workers --watch --interval 10s -o jsonl >> fleet.log\n"
    "\n"
    "READY counts all four priority lists of a queue; Redis serves p0 first.\n"
    "UNACKED are messages in workers: running, prefetched, or waiting for their\n"
    "time. --watch looks again and again: full-screen on a terminal (? shows its\n"
    "keys, among them trace, and drain, pause and revoke, which ask first and are\n"
    "not there with --read-only; Ctrl-C ends it with 130, at a question too), else a\n"
    "line or a JSON object a look. Exits 0 when every listening worker answered,\n"
    "whatever problems are named (check fails for those of a worker), 8 when some\n"
    "did, 69 when none did, 1 when the broker cannot be reached."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers\n"
    "  invitectl inspect-workers overview -o json\n"
    "  invitectl inspect-workers --watch\n"
    "  invitectl inspect-workers --watch --interval 10s -o jsonl >> fleet.log\n"
    "\n"
    "就绪列包括一个队列的全部四个优先级列表；Redis 先取 p0。未确认列是 worker 手中的\n"
    "消息：执行中、预取或等待时间到。--watch 反复查看：在终端上为全屏（? 显示按键，\n"
    "其中有 trace，以及会先询问的排空、暂停和撤销，加 --read-only 则没有后三者；\n"
    "Ctrl-C 结束，退出码 130，询问时也是），否则每次一行或一个 JSON 对象。所有监听\n"
    "的 worker 都应答时退出码为 0，不论列出什么问题（worker 有问题时 check 会\n"
    "失败）；部分应答时为 8，都不应答时为 69，无法连接 broker 时为 1。"

    msgid "Look again and again."
    msgstr "反复查看。"

    msgid "Time between two looks of --watch."
    msgstr "--watch 两次查看的间隔。"

    msgid "End --watch after so many looks."
    msgstr "--watch 查看这么多次后结束。"

    msgid "With --watch: no key changes anything."
    msgstr "与 --watch 合用：没有按键能改动任何东西。"

    msgid "--interval must be at least 100ms"
    msgstr "--interval 至少为 100ms"

    # Sources/invitectl/Commands/Inspect/InspectPeekCommand.swift
    msgid "Look at a queue's messages without taking any."
    msgstr "查看队列中的消息，不取走。"

    msgid ""
    "Examples:\n"
    "  invitectl inspect-workers peek invites\n"
    "  invitectl inspect-workers peek invites --limit 20000 -o json\n"
    "\n"
    "The next messages of each priority list, grouped by task; malformed ones,\n"
    "which can stop workers, are named with their place."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers peek invites\n"
    "  invitectl inspect-workers peek invites --limit 20000 -o json\n"
    "\n"
    "每个优先级列表接下来的消息，按任务分组；可能使 worker 停止的格式错误的消息会\n"
    "连同位置列出。"

    msgid "How many messages to look at."
    msgstr "查看多少条消息。"

    msgid "--limit must be 1 to 1000000"
    msgstr "--limit 必须为 1 到 1000000"

    # Sources/invitectl/Commands/Inspect/InspectProbeCommand.swift
    msgid "Whether workers take messages from queues."
    msgstr "worker 是否从队列取消息。"

    msgid ""
    "Examples:\n"
    "  invitectl inspect-workers probe\n"
    "  invitectl inspect-workers probe invites --priorities\n"
    "  invitectl inspect-workers probe invites --front --wait 2s -q && echo all well\n"
    "\n"
    "Puts a message into each queue that has expired already: the worker that takes\n"
    "it discards it and acknowledges. No task runs. What nobody takes is taken back,\n"
    "and the results are deleted. Behind a backlog it waits its turn; --front does\n"
    "not. Without QUEUE those that workers consume, and the backend's. Exits 0 when\n"
    "every queue is consumed, 8 when some are, 69 when none is, 1 when the broker\n"
    "cannot be reached."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers probe\n"
    "  invitectl inspect-workers probe invites --priorities\n"
    "  invitectl inspect-workers probe invites --front --wait 2s -q && echo all well\n"
    "\n"
    "向每个队列放入一条已过期的消息：取到它的 worker 会丢弃并确认，不执行任何任务。\n"
    "没有人取的会取回，结果会删除。前面有积压时排队等待；--front 则不等。不给 QUEUE\n"
    "时，探测 worker 消费的队列和后端的队列。每个队列都有人消费时退出码为 0，部分有\n"
    "时为 8，都没有时为 69，无法连接 broker 时为 1。"

    msgid "The queues."
    msgstr "队列。"

    msgid "Each priority list of a queue, not only that of invites."
    msgstr "探测队列的每个优先级列表，而不只是邀请的那个。"

    msgid "Before the messages that wait."
    msgstr "放在等待的消息之前。"

    msgid "How long to wait for a worker to take it."
    msgstr "等待 worker 取走它的最长时间。"

    msgid "a probe that was left has expired: the worker that takes it discards it"
    msgstr "留下的探测消息已过期：取到它的 worker 会丢弃"

    msgid "no worker answers on {1}, and no queue of the backend is known there"
    msgstr "{1} 上没有 worker 应答，也没有后端的队列"

    msgid "nobody takes messages from the queues on {1}"
    msgstr "没有人从 {1} 上的队列取消息"

    msgid "see whether workers run, and whether broker URL and key prefix are theirs"
    msgstr "检查 worker 是否在运行，broker URL 和键前缀是否与它们一致"

    msgid "the reasons are above"
    msgstr "原因见上"

    # Sources/invitectl/Commands/Inspect/InspectReadCommand.swift
    msgid "no worker on {1} answers remote control; heartbeats come"
    msgstr "{1} 上没有 worker 应答远程控制；有心跳"

    msgid "'invitectl inspect-workers probe' shows whether messages are taken"
    msgstr "'invitectl inspect-workers probe' 显示是否有人取消息"

    msgid "no worker listens on {1}"
    msgstr "{1} 上没有 worker 监听"

    msgid "no worker answered on {1}"
    msgstr "{1} 上没有 worker 应答"

    msgid "allow more with --wait, or see what keeps them: a stopped process, a busy solo pool"
    msgstr "用 --wait 多等一会儿，或查看是什么耽搁了它们：停住的进程、忙碌的 solo 进程池"

    # Sources/invitectl/Commands/Inspect/InspectReads.swift
    msgid "Who is there, who is silent, who is gone."
    msgstr "谁在，谁静默，谁已离开。"

    msgid ""
    "Examples:\n"
    "  invitectl inspect-workers ping\n"
    "  invitectl inspect-workers ping --wait 500ms -q && echo all well\n"
    "\n"
    "Returns as soon as every listening worker has answered. Exits 0 when all did,\n"
    "8 when some did, 69 when none did, 1 when the broker cannot be reached."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers ping\n"
    "  invitectl inspect-workers ping --wait 500ms -q && echo all well\n"
    "\n"
    "所有监听的 worker 都应答后立即返回。全部应答时退出码为 0，部分应答时为 8，都不\n"
    "应答时为 69，无法连接 broker 时为 1。"

    msgid "The tasks that run now."
    msgstr "正在执行的任务。"

    msgid "The tasks that workers have taken and not begun."
    msgstr "worker 已取走而尚未开始的任务。"

    msgid "The tasks that workers hold until their time."
    msgstr "worker 持有、等待时间到的任务。"

    msgid "The task ids that workers will not run."
    msgstr "worker 不会执行的任务 ID。"

    msgid "The tasks that workers know."
    msgstr "worker 已注册的任务。"

    msgid "What each worker says of itself."
    msgstr "各 worker 报告的自身情况。"

    msgid "The queues that each worker consumes."
    msgstr "各 worker 消费的队列。"

    msgid "The settings of each worker's app."
    msgstr "各 worker 的应用的配置。"

    msgid "Those too that the app did not set."
    msgstr "包括应用没有设置的配置。"

    msgid "Versions and settings as a bug report wants them."
    msgstr "版本和配置，供提交错误报告。"

    msgid "Which worker has these tasks."
    msgstr "哪个 worker 持有这些任务。"

    msgid "See 'inspect-workers task ID' for one that no worker has."
    msgstr "不在任何 worker 手中的，见 'inspect-workers task ID'。"

    # Sources/invitectl/Commands/Inspect/InspectTaskCommand.swift
    msgid "Where one task is: finished, running, reserved, queued."
    msgstr "一个任务在哪里：已结束、执行中、已预留、已入队。"

    msgid ""
    "Example:\n"
    "  invitectl inspect-workers task 8a04b130-97b9-462f-8a7f-f14f75070966\n"
    "\n"
    "Looks at the result, asks the workers, and looks through unacked and all\n"
    "queues. Exits 1 when there is no trace of it."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers task 8a04b130-97b9-462f-8a7f-f14f75070966\n"
    "\n"
    "查看结果，询问 worker，并查找 unacked 和所有队列。哪里都没有它时退出码为 1。"

    msgid "The task's id."
    msgstr "任务的 ID。"

    msgid "there is no trace of task {1}"
    msgstr "没有任务 {1} 的任何痕迹"

    msgid "its result may have expired (after an hour), or it was never sent to this broker"
    msgstr "其结果可能已过期（一小时后），或从未发送到这个 broker"

    msgid "not every worker answered; it may be in one of them"
    msgstr "并非每个 worker 都应答；它可能在其中某个手中"

    # Sources/invitectl/Commands/InspectWorkersCommand.swift
    msgid "Show the Celery fleet: workers, queues, tasks."
    msgstr "显示 Celery 集群：worker、队列、任务。"

    msgid ""
    "Examples:\n"
    "  invitectl inspect-workers              broker, queues, workers, what is wrong\n"
    "  invitectl inspect-workers ping         who is there\n"
    "  invitectl inspect-workers active       what runs now\n"
    "  invitectl inspect-workers task ID      where one task is\n"
    "  invitectl inspect-workers probe        whether messages are taken\n"
    "  invitectl inspect-workers stats -o json\n"
    "\n"
    "Looking changes nothing, neither in Redis nor in the workers; probe puts a\n"
    "message there and takes it back. Emails and codes in arguments are masked;\n"
    "--show shows them. Workers that do not answer are named, with the reason as\n"
    "far as it can be known."
    msgstr ""
    "示例：\n"
    "  invitectl inspect-workers              broker、队列、worker、存在的问题\n"
    "  invitectl inspect-workers ping         有哪些 worker\n"
    "  invitectl inspect-workers active       正在执行什么\n"
    "  invitectl inspect-workers task ID      一个任务在哪里\n"
    "  invitectl inspect-workers probe        是否有人取消息\n"
    "  invitectl inspect-workers stats -o json\n"
    "\n"
    "查看不改变任何东西，无论在 Redis 中还是在 worker 中；probe 放入一条消息并取回。\n"
    "参数中的邮箱和兑换码会遮盖；--show 原样显示。不应答的 worker 会列出，并尽可能\n"
    "说明原因。"

    # Sources/invitectl/Rendering/Inspect/CensusRendering.swift
    msgid "{1} of {2} answered in {3}"
    msgstr "{2} 个中有 {1} 个应答，用时 {3}"

    msgid "{1} more listen on the control channel and are no workers"
    msgstr "控制通道上另有 {1} 个监听者，不是 worker"

    msgid "{1} answers could not be read"
    msgstr "{1} 条应答无法读取"

    msgid "replied"
    msgstr "已应答"

    msgid "duplicate name: two workers answer to it"
    msgstr "重名：有两个 worker 以此名字应答"

    msgid "silent: connected, does not answer (stopped, or a busy solo pool)"
    msgstr "静默：已连接，不应答（已停住，或忙碌的 solo 进程池）"

    msgid "heartbeat only: alive, does not answer remote control"
    msgstr "只有心跳：活着，但不应答远程控制"

    msgid "absent: its binding is left, nobody listens (killed)"
    msgstr "不存在：绑定还在，没有人监听（强制终止）"

    msgid "unknown: no worker has this name (see 'invitectl inspect-workers')"
    msgstr "未知：没有 worker 叫这个名字（见 'invitectl inspect-workers'）"

    msgid "silent or absent: fewer listen than have names"
    msgstr "静默或不存在：监听者少于登记的名字"

    # Sources/invitectl/Rendering/Inspect/ControlRendering.swift
    msgid "ANSWER"
    msgstr "应答"

    msgid "SEEN DONE"
    msgstr "已见效"

    msgid "accepted by {1} of {2}"
    msgstr "{2} 个中有 {1} 个接受"

    msgid "{1}, seen done by {2}"
    msgstr "{1}，其中 {2} 个已见效"

    msgid "{1}: it runs already on {2}; revoke does not stop it"
    msgstr "{1}：已在 {2} 上执行；revoke 不会停止它"

    msgid "{1}: no worker, queue or result knows it: see that the id is right"
    msgstr "{1}：worker、队列和结果中都没有它：请核对 ID"

    msgid "{1}: {2} has it already: it may run all the same"
    msgstr "{1}：{2} 已拿到它：仍可能执行"

    msgid "{1}: no worker that answered runs it or is about to: nothing was ended"
    msgstr "{1}：应答的 worker 都没有执行它，也不会马上执行：没有终止任何任务"

    msgid "next: '{1}' shows where it is"
    msgstr "建议：'{1}' 显示它在何处"

    # Sources/invitectl/Rendering/Inspect/DrainRendering.swift
    msgid "Would have them consume no more, and wait until they hold nothing:"
    msgstr "将让它们停止消费，并等到它们不再持有任何任务："

    msgid "Drained"
    msgstr "已排空"

    msgid "{1} in {2}: they take nothing and hold nothing."
    msgstr "{1}，用时 {2}：它们不再取消息，也不持有任何任务。"

    msgid "Not drained"
    msgstr "没有排空"

    msgid "{1} within {2}."
    msgstr "在 {2} 内{1}。"

    msgid "{1}: what is left is held until a later time; a worker that is shut down gives it back to its queue."
    msgstr "{1}：剩下的要等到以后的时间才执行；关闭 worker 会把它们还给队列。"

    msgid "{1}: a worker was lost on the way."
    msgstr "{1}：途中失去了一个 worker。"

    msgid "{1} was not seen to consume again: {2}"
    msgstr "没有看到 {1} 恢复消费：{2}"

    msgid "{1} is gone"
    msgstr "{1} 已离开"

    msgid "{1} was started anew"
    msgstr "{1} 重新启动过"

    msgid "{1}: of what it was seen with nothing is left in unacked"
    msgstr "{1}：看到它持有过的任务，在 unacked 中都已没有"

    msgid "{1}, and nobody has what it had: {2} in unacked"
    msgstr "{1}，它持有的任务无人接手：unacked 中有 {2}"

    msgid "{1} had: {2} {3}"
    msgstr "{1} 持有过：{2} {3}"

    msgid "… and {1} more"
    msgstr "… 另有 {1} 个"

    msgid "They consume their queues again."
    msgstr "它们已恢复消费自己的队列。"

    msgid "They do not consume their queues."
    msgstr "它们没有在消费自己的队列。"

    msgid "{1} was not given back {2}, paused meanwhile: control resume does it"
    msgstr "没有把 {2} 还给 {1}，其间已暂停：由 control resume 归还"

    msgid "{1} consumed nothing when the drain began: nothing was taken from it, and so nothing given back"
    msgstr "排空开始时 {1} 就不消费任何队列：没有从它取走队列，因此也无需归还"

    msgid "{1} drained"
    msgstr "{1} 已排空"

    msgid "{1}: {2}, due {3}"
    msgstr "{1}：{2}，预定于 {3}"

    msgid "gone"
    msgstr "已离开"

    msgid "does not answer"
    msgstr "不应答"

    msgid "nothing"
    msgstr "无"

    msgid "{1} active"
    msgstr "{1} 个执行中"

    msgid "{1} reserved"
    msgstr "{1} 个已预留"

    msgid "{1} scheduled"
    msgstr "{1} 个已排期"

    msgid "{1} untold"
    msgstr "{1} 个未告知"

    msgid "no other worker that answers consumes {1}: messages wait there meanwhile"
    msgstr "没有其他应答的 worker 消费 {1}：其间消息在那里等待"

    # Sources/invitectl/Rendering/Inspect/EventRendering.swift
    msgid "unknown time"
    msgstr "未知时间"

    msgid "on {1}"
    msgstr "在 {1} 上"

    msgid "requeued"
    msgstr "已重新入队"

    # Sources/invitectl/Rendering/Inspect/FleetRendering.swift
    msgid "No workers."
    msgstr "没有 worker。"

    msgid "The workers were not asked."
    msgstr "没有询问 worker。"

    msgid "exit code 0 says that every worker answered; it does not count the {1} above. Whether one worker answers, consumes bound queues and sends heartbeats, and nothing else, is told with a code by {2}"
    msgstr "退出码 0 表示每个 worker 都应答；它不计入上面的 {1}。单个 worker 是否应答、是否消费已绑定的队列、是否发送心跳（仅此几项），由此命令的退出码给出：{2}"

    msgid "{1} MiB used"
    msgstr "已用 {1} MiB"

    msgid "{1} unacked"
    msgstr "{1} 条未确认"

    msgid "oldest {1}"
    msgstr "最早 {1}"

    msgid "{1} overdue"
    msgstr "{1} 条超期"

    msgid "ACTIVE/SLOTS"
    msgstr "执行/进程数"

    msgid "ACTIVE"
    msgstr "执行中"

    msgid "silent"
    msgstr "静默"

    msgid "heartbeat only"
    msgstr "只有心跳"

    msgid "silent/absent"
    msgstr "静默/不存在"

    msgid "idle"
    msgstr "空闲"

    msgid "working"
    msgstr "工作中"

    msgid "backlog"
    msgstr "积压"

    msgid "no consumer"
    msgstr "无消费者"

    # Sources/invitectl/Rendering/Inspect/NodeCheckRendering.swift
    msgid "well"
    msgstr "正常"

    msgid "not well"
    msgstr "不正常"

    msgid "{1}: {2} ({3})"
    msgstr "{1}：{2}（{3}）"

    msgid "{1}: {2} ({3}), consumes {4}"
    msgstr "{1}：{2}（{3}），消费 {4}"

    # Sources/invitectl/Rendering/Inspect/PauseRendering.swift
    msgid "{1} still holds {2} of it, which it runs."
    msgstr "{1} 仍持有其中的任务（{2}），会执行它们。"

    msgid "no worker that answers"
    msgstr "没有应答的 worker"

    msgid "no worker"
    msgstr "没有 worker"

    msgid "Would have {1} stop consuming {2}."
    msgstr "将停止消费 {2}：{1}。"

    msgid "Would have {1} consume {2} again."
    msgstr "将恢复消费 {2}：{1}。"

    msgid "It is paused {1}."
    msgstr "它已暂停，{1}。"

    msgid "Paused {1}: {2} stopped consuming it."
    msgstr "已暂停 {1}：{2} 停止消费它。"

    msgid "not seen to do it: {1}"
    msgstr "没有看到照做的：{1}"

    msgid "Resumed {1}: {2}."
    msgstr "已恢复 {1}：{2}。"

    msgid "Not wholly resumed {1}: {2}."
    msgstr "没有完全恢复 {1}：{2}。"

    msgid "no worker consumes it again, as far as workers answer"
    msgstr "就应答的 worker 而言，没有 worker 恢复消费它"

    msgid "{1} consume it already"
    msgstr "{1} 已在消费它"

    msgid "{1} consume it again"
    msgstr "{1} 已恢复消费它"

    msgid "{1}, {2} already did"
    msgstr "{1}，{2} 原已在消费"

    msgid "somebody goes on taking its messages: a probe was taken"
    msgstr "有人继续取它的消息：探测消息已取走"

    msgid "not seen whether anybody goes on taking its messages"
    msgstr "没有看出是否有人继续取它的消息"

    msgid "left out: {1}, {2}"
    msgstr "未处理：{1}，{2}"

    msgid "by hand: {1}"
    msgstr "手工执行：{1}"

    msgid "which was started anew since, and did not begin with this queue"
    msgstr "其间重新启动过，启动时没有消费这个队列"

    msgid "which was drained since, and consumes nothing"
    msgstr "其间已排空，不消费任何队列"

    msgid "a name that two workers have: one of them did not lose the queue"
    msgstr "有两个 worker 用这个名字：其中一个没有失去这个队列"

    msgid "which is gone"
    msgstr "已离开"

    msgid "which answers and consumes no queue, as one that was drained before the pause"
    msgstr "它有应答但不消费任何队列，像是在暂停之前已被排空"

    msgid "{1} messages wait in it."
    msgstr "其中有 {1} 条消息等待。"

    msgid "do not answer, and may consume it: {1}"
    msgstr "不应答，可能在消费它：{1}"

    msgid "do not answer, and lost nothing by this pause: {1}"
    msgstr "没有应答，这次暂停没有让其失去什么：{1}"

    # Sources/invitectl/Rendering/Inspect/PeekRendering.swift
    msgid "{1}: {2} ({3} {4})"
    msgstr "{1}：{2}（{3} {4}）"

    msgid "{1}, the next {2} looked at"
    msgstr "{1}，查看了接下来的 {2} 条"

    msgid "cannot be read here: {1} ({2})"
    msgstr "在此无法读取：{1}（{2}）"

    msgid "COUNT"
    msgstr "数量"

    msgid "(none)"
    msgstr "（无）"

    msgid "malformed:"
    msgstr "格式错误："

    msgid "{1} place {2} of step {3}: {4}"
    msgstr "{1}优先级 {3} 的第 {2} 位：{4}"

    # Sources/invitectl/Rendering/Inspect/ProbeRendering.swift
    msgid "No queues."
    msgstr "没有队列。"

    msgid "AFTER"
    msgstr "用时"

    msgid "BEHIND"
    msgstr "前面"

    msgid "taken"
    msgstr "已取走"

    msgid "moving"
    msgstr "前移中"

    msgid "held"
    msgstr "持有中"

    msgid "not taken"
    msgstr "未取走"

    # Sources/invitectl/Rendering/Inspect/QuarantineRendering.swift
    msgid "the next of its list"
    msgstr "其列表中的下一条"

    msgid "behind {1} of its list"
    msgstr "排在其列表的 {1}之后"

    msgid "which a worker that is gone had taken"
    msgstr "取走它的 worker 已不在"

    msgid "which a worker has taken and not acknowledged"
    msgstr "有 worker 取走了它，尚未确认"

    msgid "Would take one message out of {1}, {2}:"
    msgstr "将从 {1} 取出一条消息，{2}："

    msgid "to   {1}"
    msgstr "写入   {1}"

    msgid "Would put one message back into {1}, to be taken next:"
    msgstr "将把一条消息放回 {1}，worker 接下来就取它："

    msgid "it"
    msgstr "该消息"

    msgid "Took {1} out of {2}; {3} there now, into {4}"
    msgstr "已将{1}从 {2} 取出，写入 {4}；现剩 {3} 条"

    msgid "Took {1} out of {2}, into {3}"
    msgstr "已将{1}从 {2} 取出，写入 {3}"

    msgid "Put {1} back into {2}; {3} there now"
    msgstr "已将{1}放回 {2}；现有 {3} 条"

    msgid "Put {1} back into {2}"
    msgstr "已将{1}放回 {2}"

    msgid "{1}."
    msgstr "{1}。"

    msgid "{1}:"
    msgstr "{1}："

    msgid "task {1} {2}"
    msgstr "任务   {1} {2}"

    msgid "size {1} bytes"
    msgstr "大小   {1} 字节"

    msgid "step {1}"
    msgstr "优先级 {1}"

    msgid "but  {1}"
    msgstr "但     {1}"

    # Sources/invitectl/Rendering/Inspect/RestoreRendering.swift
    msgid "No message is unacknowledged."
    msgstr "没有未确认的消息。"

    msgid "Would give back {1} of {2}."
    msgstr "将归还 {1}（共 {2} 条）。"

    msgid "Otherwise than shown:"
    msgstr "与先前显示的不同："

    msgid "Gave back {1} of {2}."
    msgstr "已归还 {1}（共 {2} 条）。"

    msgid "answer: {1}; gone: {2}"
    msgstr "应答：{1}；已离开：{2}"

    msgid "nobody's"
    msgstr "无主"

    msgid "given back"
    msgstr "已归还"

    msgid "settled"
    msgstr "已了结"

    # Sources/invitectl/Rendering/Inspect/RevokeRendering.swift
    msgid "A use of a code that a task stands for stays spent when it is skipped."
    msgstr "跳过任务后，它所代表的兑换码使用次数不退还。"

    msgid "{1}: {2}, {3}"
    msgstr "{1}：{2}，{3}"

    msgid "{1}: {2} of the queue {3}, {4}"
    msgstr "{1}：{2}（队列 {3}），{4}"

    msgid "finished ({1})"
    msgstr "已结束（{1}）"

    msgid "runs already on {1}; revoke does not stop it"
    msgstr "已在 {1} 上执行；revoke 不会停止它"

    msgid "taken by {1} and not begun; it may run all the same"
    msgstr "由 {1} 取走，尚未开始；仍可能执行"

    msgid "held by {1} until its time"
    msgstr "持有中，等待时间到：{1}"

    msgid "taken by a worker that does not tell of it"
    msgstr "已由某个不告知它的 worker 取走"

    msgid "waits"
    msgstr "等待中"

    msgid "taken out of its queue, into a file"
    msgstr "已从队列取出，存入文件"

    msgid "not found"
    msgstr "没有找到"

    # Sources/invitectl/Rendering/Inspect/TaskRendering.swift
    msgid "id"
    msgstr "ID"

    msgid "where"
    msgstr "位置"

    msgid "state"
    msgstr "状态"

    msgid "{1}, priority {2}, {3} before it"
    msgstr "{1}，优先级 {2}，前面有 {3}"

    msgid "taken from {1} {2} ago"
    msgstr "{2} 前取自：{1}"

    msgid "taken from {1}"
    msgstr "取自：{1}"

    msgid "{1}, redelivered"
    msgstr "{1}，重新投递"

    msgid "unacked"
    msgstr "未确认"

    msgid "file"
    msgstr "文件"

    msgid "next"
    msgstr "建议"

    msgid "not seen"
    msgstr "未看到"

    msgid "a worker"
    msgstr "某个 worker"

    msgid "running on {1}"
    msgstr "执行中：{1}"

    msgid "taken by {1}, not begun"
    msgstr "已取走，尚未开始：{1}"

    msgid "taken by a worker that does not answer, or just between two steps"
    msgstr "已由不应答的 worker 取走，或正处于两步之间"

    msgid "waiting in {1}"
    msgstr "等待中：{1}"

    msgid "taken out of {1}, into a file"
    msgstr "已取出到文件：{1}"

    msgid "nowhere"
    msgstr "哪里都没有"

    msgid "not found, but not everything could be seen"
    msgstr "没有找到，但未能看全"

    # Sources/invitectl/Rendering/Inspect/WorkerAnswerRendering.swift
    msgid "None."
    msgstr "无。"

    msgid "CPU"
    msgstr "CPU"

    # Sources/invitectl/Rendering/Inspect/WorkerTaskRendering.swift
    msgid "No tasks."
    msgstr "没有任务。"

    msgid "FOR"
    msgstr "已执行"

    msgid "ETA"
    msgstr "预定时间"

    msgid "No worker has them."
    msgstr "没有 worker 持有它们。"

    msgid "{1} (redelivered)"
    msgstr "{1}（重新投递）"

    # Sources/InviteOps/Operations/Inspect/TaskSearch.swift
    msgid "{1} beyond {2} messages"
    msgstr "{1} 中第 {2} 条消息之后的部分"
    """#
}
