extension ChineseCatalogue {
  static let doctor = #"""
    # Sources/InviteOps/Operations/BucketAdvice.swift
    msgid "'{1}' (with the max_uses that is wanted)"
    msgstr "'{1}'（max_uses 改成想要的值）"

    # Sources/InviteOps/Operations/Doctor/BrokerRuleExamination.swift
    msgid "{1} names no database: '{2}' has no path"
    msgstr "{1} 没有指定 DB：'{2}' 没有路径"

    msgid "from its commit 67c4b2d on the backend takes what stands before the last '/' for the server: its Celery looks for a host that is none, and no task is queued or run"
    msgstr "后端从其提交 67c4b2d 起把最后一个 '/' 之前的部分当作服务器：其 Celery 会去找一个不存在的主机，任务既不会入队也不会运行"

    msgid "write it with its database, e.g. {1}/0, for the backend too"
    msgstr "写上 DB，例如 {1}/0，后端的配置也要写"

    msgid "the broker is {1} by every rule"
    msgstr "按各种规则，broker 都是 {1}"

    msgid "REDIS_URL puts the broker at {1}, which is used here; {2}: a backend before its commit 67c4b2d (database at 010 or older) has it at {3}"
    msgstr "按 REDIS_URL，broker 在 {1}，这里用的就是它；{2}：提交 67c4b2d 之前的后端（数据库为 010 或更早）以 {3} 为 broker"

    msgid "to look there: INVITECTL_BROKER_URL={1} INVITECTL_RESULT_URL={2} (with the password, if there is one)"
    msgstr "要查看那里：INVITECTL_BROKER_URL={1} INVITECTL_RESULT_URL={2}（若有密码则带上）"

    msgid "{1}; Celery's queues are at the first"
    msgstr "{1}；Celery 的队列在前一处"

    msgid "{1}; Celery's queues are at the second"
    msgstr "{1}；Celery 的队列在后一处"

    msgid "what redeem queues lies where no worker looks, and inspect-workers sees nobody"
    msgstr "redeem 入队的消息落在没有 worker 查看的地方，inspect-workers 也看不到任何 worker"

    msgid "{1}; which one the workers use cannot be told from the queues"
    msgstr "{1}；worker 用的是哪一处，从队列看不出来"

    msgid "what redeem queues must lie where the workers look"
    msgstr "redeem 入队的消息必须放在 worker 查看的地方"

    # Sources/InviteOps/Operations/Doctor/BucketExamination.swift
    msgid "{1} that hold no integer"
    msgstr "{1}的值不是整数"

    msgid "{1} out of the range of a count"
    msgstr "{1}超出计数的范围"

    msgid "{1} below zero"
    msgstr "{1}小于零"

    msgid "{1} with a hash beside that no sync wrote"
    msgstr "{1}旁边有并非同步写入的 hash"

    msgid "look through the buckets"
    msgstr "检查令牌桶"

    msgid "{1}, each with a count"
    msgstr "{1}，各有一个计数"

    msgid "of the first {1} looked at: {2}"
    msgstr "在最先查看的 {1} 个中：{2}"

    msgid "such a code can neither be redeemed by its tokens nor be synced"
    msgstr "这样的兑换码既不能凭令牌兑换，也不能同步"

    msgid "'invitectl sync-counts' names each of a code whole, with what to type"
    msgstr "'invitectl sync-counts' 会完整列出其中属于兑换码的令牌桶，并给出要执行的命令"

    # Sources/InviteOps/Operations/Doctor/ClockReading.swift
    msgid "no server answered"
    msgstr "没有服务器应答"

    msgid "expiry of codes and the 24-hour seat window are judged by these clocks"
    msgstr "兑换码的过期和 24 小时席位窗口都以这些时钟为准"

    msgid "synchronise the clocks, e.g. 'timedatectl set-ntp true' on each machine"
    msgstr "让各机器的时钟同步，例如在每台机器上运行 'timedatectl set-ntp true'"

    # Sources/InviteOps/Operations/Doctor/Contract/BucketSight.swift
    msgid "{1} lost its expiry"
    msgstr "{1} 失去了过期时间"

    msgid "{1} expires in {2} s"
    msgstr "{1} 在 {2} 秒后过期"

    # Sources/InviteOps/Operations/Doctor/Contract/ContractFindings.swift
    msgid "BROKEN: {1}: {2}"
    msgstr "违反：{1}：{2}"

    msgid "kept: {1}"
    msgstr "遵守：{1}"

    # Sources/InviteOps/Operations/Doctor/Contract/ContractPlaces.swift
    msgid "there are buckets by '{1}redeem:CODE:remaining'"
    msgstr "存在名为 '{1}redeem:CODE:remaining' 的令牌桶"

    msgid "{1} in database {2}, none in this one"
    msgstr "{1}在 DB {2} 中，本 DB 中一个也没有"

    # Sources/InviteOps/Operations/Doctor/Contract/ContractRecord.swift
    msgid "no sync knows of it: 'invitectl migrate up' makes the tables to keep it in"
    msgstr "各次同步都不知道此事：'invitectl migrate up' 会建立用于记录的表"

    msgid "no sync knows that '{1}' is broken: it could not be recorded"
    msgstr "各次同步都不知道 '{1}' 已违反：未能记录"

    msgid "sync-counts still goes by what was seen at {1}: BROKEN: {2}: {3}"
    msgstr "sync-counts 仍以 {1} 见到的情况为准：违反：{2}：{3}"

    msgid "taken back, since it was seen kept: {1}"
    msgstr "已撤回，因为此后见到它得到遵守：{1}"

    # Sources/InviteOps/Operations/Doctor/Contract/ContractSample.swift
    msgid "of {1} by {2} outside of a script"
    msgstr "{1} 的令牌由 {2} 在脚本之外取出"

    msgid "{1} was set by {2} {3}"
    msgstr "{1} 由 {2} {3} 设置"

    msgid "{1} was set by SET"
    msgstr "{1} 由 SET 设置"

    msgid "{1} was given another expiry by {2}"
    msgstr "{1} 由 {2} 改成了另一个过期时间"

    # Sources/InviteOps/Operations/Doctor/ContractExamination.swift
    msgid "see what backends do with the buckets"
    msgstr "查看后端如何使用令牌桶"

    msgid "counts and their bounds rest on it; where it is broken they may be wrong (docs/guarantees.md)"
    msgstr "计数及其上下界以此为前提；若有违反，它们可能有误（docs/guarantees.md）"

    msgid "the backends' take is loaded"
    msgstr "后端的取出脚本已加载"

    msgid "{1} on buckets sampled"
    msgstr "抽样到令牌桶上的 {1}"

    msgid "'invitectl doctor --only contract --for 1m' until it is seen kept"
    msgstr "'invitectl doctor --only contract --for 1m'，直到见到它得到遵守"

    msgid "no sync knows of it: the database is away"
    msgstr "各次同步都不知道此事：数据库连不上"

    msgid "role {1} may not read invitectl.redeem_sync_anchor, which may show a token that came back late ('invitectl doctor --grants' prints the GRANT)"
    msgstr "角色 {1} 无权读取 invitectl.redeem_sync_anchor，而其中可能有延迟退还的令牌（'invitectl doctor --grants' 会打印所需的 GRANT）"

    msgid "see what syncs have met"
    msgstr "查看同步遇到过的情况"

    msgid "keep for sync-counts what backends do"
    msgstr "为 sync-counts 保存后端的行为"

    msgid "stopped while listening; nothing was changed"
    msgstr "监听时停止；没有任何改动"

    msgid "listen by MONITOR"
    msgstr "用 MONITOR 监听"

    msgid "not sampled: {1}"
    msgstr "未抽样：{1}"

    msgid "{1} was set to {2}, of {3}"
    msgstr "{1} 设成了 {2}，而最多只应有 {3}"

    msgid "{1} 'foreign': the expiry was changed"
    msgstr "{1}为 'foreign'：过期时间有改动"

    msgid "one of {1} was"
    msgstr "{1} 退还了一个令牌"

    msgid "point REDIS_URL at the database that the backend uses"
    msgstr "把 REDIS_URL 指向后端使用的 DB"

    msgid "run without the prefix, or a sync sees none of these buckets"
    msgstr "不带前缀运行，否则同步看不到这些令牌桶"

    msgid "sync-counts calls such a code foreign, with bounds: see who sets the expiry, then 'invitectl force-resync --all'"
    msgstr "sync-counts 把这样的兑换码视为 foreign，并给出上下界：查明谁在设置过期时间，然后运行 'invitectl force-resync --all'"

    msgid "sync-counts calls no count exact until this check sees it kept: see who sets the expiry, then 'invitectl force-resync --all'"
    msgstr "在本检查见到它得到遵守之前，sync-counts 不把任何计数视为精确：查明谁在设置过期时间，然后运行 'invitectl force-resync --all'"

    msgid "its count may be too low, and sync-counts draws its bounds wider: 'invitectl force-resync --all' looks for evidence"
    msgstr "其计数可能偏低，sync-counts 会放宽上下界：'invitectl force-resync --all' 会查找依据"

    msgid "a token that is taken below 0 is sold twice, and sync-counts gives no upper bound where a bucket is lost: see who takes it"
    msgstr "令牌取到 0 以下会重复售出，令牌桶丢失时 sync-counts 不给出上界：查明是谁取出的"

    msgid "sync-counts takes no count for unchanged over a failover of Redis; nothing to do"
    msgstr "Redis 故障切换之后，sync-counts 不把任何计数视为未变；无需处理"

    # Sources/InviteOps/Operations/Doctor/DiskExamination.swift
    msgid "a full disk stops every write, and an index build needs room for the index"
    msgstr "磁盘满会使所有写入停止，建立索引也需要存放索引的空间"

    msgid "slot {1} of a replica that is gone holds back {2} of log"
    msgstr "备库已不在，其复制槽 {1} 使 {2} 日志无法删除"

    msgid "{1}; start that replica, or drop its slot if it is gone for good"
    msgstr "{1}；启动那个备库，若它不再回来则删除其复制槽"

    msgid "{1} % of its disk are free"
    msgstr "其磁盘剩余 {1} %"

    msgid "make room: 'invitectl cleanup-queue', old backups, old logs"
    msgstr "腾出空间：'invitectl cleanup-queue'、旧备份、旧日志"

    msgid "its disk cannot be seen from here"
    msgstr "从这里看不到其磁盘"

    # Sources/InviteOps/Operations/Doctor/Doctor.swift
    msgid "the read replica"
    msgstr "只读备库"

    msgid "none is passed over"
    msgstr "没有忽略任何文件"

    msgid "passed over: {1}"
    msgstr "已忽略：{1}"

    msgid "whoever can write a settings file can have passwords sent to a server of their own"
    msgstr "能写入配置文件的人可以让密码发往自己的服务器"

    msgid "no database is configured"
    msgstr "未配置数据库"

    msgid "every command but inspect-workers needs it"
    msgstr "除 inspect-workers 外的命令都需要它"

    msgid "set DATABASE_URL in the environment or in .env (as root: --env-file .env)"
    msgstr "在环境变量或 .env 中设置 DATABASE_URL（以 root 运行时：--env-file .env）"

    msgid "{1} settings given, the others by default"
    msgstr "给出了 {1} 个配置项，其余为默认"

    # Sources/InviteOps/Operations/Doctor/EncryptionExamination.swift
    msgid "whoever is on the way can read or change what is sent, passwords among it, or be taken for the server"
    msgstr "传输途中的任何人都能读取或更改发送的内容（包括密码），或冒充服务器"

    msgid "{1} is on this machine"
    msgstr "{1}：在本机"

    msgid "{1} is encrypted by GSSAPI"
    msgstr "{1}：由 GSSAPI 加密"

    msgid "have sslmode=verify-full and sslrootcert=FILE in its URL, the authority of its certificate"
    msgstr "在其 URL 中写 sslmode=verify-full 和 sslrootcert=FILE，后者是签发其证书的机构"

    msgid "{1} is not encrypted ({2})"
    msgstr "{1}：未加密（{2}）"

    msgid "{1} is encrypted and checked ({2})"
    msgstr "{1}：已加密并已核对（{2}）"

    msgid "{1} is encrypted, and its host name is not checked ({2})"
    msgstr "{1}：已加密，但未核对主机名（{2}）"

    msgid "{1} is encrypted, and its certificate is not checked ({2})"
    msgstr "{1}：已加密，但未核对证书（{2}）"

    msgid "{1} at {2}"
    msgstr "{1}（{2}）"

    msgid "{1} is not encrypted"
    msgstr "{1}：未加密"

    msgid "have the server speak TLS, and write rediss:// (ssl=true for sentinel://)"
    msgstr "让服务器使用 TLS，并写成 rediss://（sentinel:// 则写 ssl=true）"

    msgid "{1} is encrypted and checked"
    msgstr "{1}：已加密并已核对"

    msgid "{1} is encrypted, and its host name is not checked"
    msgstr "{1}：已加密，但未核对主机名"

    msgid "take ssl_check_hostname out of its URL, or tlsVerify out of the settings; where the name differs, ssl_server_name is the one in the certificate"
    msgstr "从其 URL 中去掉 ssl_check_hostname，或从配置项中去掉 tlsVerify；名称不同时，ssl_server_name 是证书中的名称"

    msgid "{1} is encrypted, and its certificate is not checked"
    msgstr "{1}：已加密，但未核对证书"

    msgid "take ssl_cert_reqs out of its URL, or tlsVerify out of the settings; ssl_ca_certs=FILE names an authority of your own"
    msgstr "从其 URL 中去掉 ssl_cert_reqs，或从配置项中去掉 tlsVerify；ssl_ca_certs=FILE 指定自己的证书颁发机构"

    # Sources/InviteOps/Operations/Doctor/GenerationExamination.swift
    msgid "there are no tables that tell"
    msgstr "没有可据以判断的表"

    msgid "era {1}, tables of revision {2}, told by {3}"
    msgstr "时期 {1}，表属于迁移版本 {2}，依据：{3}"

    msgid "{1}. Here: {2}"
    msgstr "{1}。此处：{2}"

    msgid "{1}; {2}: redeem, redeem --resume and cleanup-queue --stuck do nothing beside them"
    msgstr "{1}；{2}：有它们在，redeem、redeem --resume 和 cleanup-queue --stuck 什么都不做"

    msgid "the backend counts uses in two places that overwrite each other"
    msgstr "后端在两处统计使用次数，互相覆盖"

    msgid "code and tables do not belong together"
    msgstr "代码与表不匹配"

    msgid "run the code that belongs to these tables, or its migrations: alembic upgrade head"
    msgstr "运行与这些表匹配的代码，或执行其迁移：alembic upgrade head"

    msgid "bring the backend to revision 024 or later; until then 'invitectl redeem CODE EMAIL --via http'"
    msgstr "把后端升级到 024 或更高的迁移版本；在此之前用 'invitectl redeem CODE EMAIL --via http'"

    msgid "set INVITECTL_BACKEND_URL to where the backend's API answers"
    msgstr "把 INVITECTL_BACKEND_URL 设为后端 API 能应答的地址"

    msgid "set INVITECTL_BACKEND_URL to the API's URL, e.g. {1}, so that it can be asked"
    msgstr "把 INVITECTL_BACKEND_URL 设为 API 的 URL，例如 {1}，以便向它询问"

    msgid "{1}; see docs/backends.md"
    msgstr "{1}；见 docs/backends.md"

    # Sources/InviteOps/Operations/Doctor/IndexExamination.swift
    msgid "not on every partition"
    msgstr "未遍及所有分区"

    msgid "{1} (its columns in another order)"
    msgstr "{1}（列的顺序不同）"

    msgid "wait for the build; 'invitectl migrate status' shows it"
    msgstr "等待其建立完成；'invitectl migrate status' 可查看"

    msgid "{1} of {2} are well"
    msgstr "{2} 个中有 {1} 个完好"

    msgid "queries read whole tables; an invalid index is kept up by every write and never used"
    msgstr "查询会读取整张表；无效的索引每次写入都要维护，却从不使用"

    msgid "{1} covered by another"
    msgstr "{1} 个已由另一个索引覆盖"

    msgid "{1} not scanned {2}"
    msgstr "{1} 个没有扫描过（{2}）"

    msgid "'invitectl migrate prove' says which, and what each is worth"
    msgstr "'invitectl migrate prove' 说明是哪些，以及各自的价值"

    # Sources/InviteOps/Operations/Doctor/LeftoverExamination.swift
    msgid "look through the keys"
    msgstr "检查各个键"

    msgid "{1} without an expiry, e.g. {2}"
    msgstr "{1}没有过期时间，例如 {2}"

    msgid "the limiter {1} has no expiry: its permits may be lost (to be deleted while no redemption runs)"
    msgstr "限流器 {1} 没有过期时间：其许可可能已丢失（在没有兑换运行时删除）"

    msgid "{1} of clients that are gone"
    msgstr "{1}属于已离开的客户端"

    msgid "{1} reply bindings of clients that are gone (to be deleted while nobody inspects)"
    msgstr "{1} 个应答绑定属于已离开的客户端（在无人检查时删除）"

    msgid "there was no time to look at all keys; among those looked at: {1}"
    msgstr "没有时间查看所有键；在已查看的键中：{1}"

    msgid "they fill the memory, hold permits, or keep a count that was never initialised"
    msgstr "它们占用内存、持有许可，或保留从未初始化的计数"

    # Sources/InviteOps/Operations/Doctor/LockExamination.swift
    msgid "{1} was skipped {2} times in a row"
    msgstr "{1} 已连续跳过 {2} 次"

    msgid "none is held"
    msgstr "没有持有中的锁"

    msgid "one run at a time works on a database; the others wait, or are left out"
    msgstr "同一数据库上一次只有一个运行在工作；其他的等待或跳过"

    msgid ". "
    msgstr "。"

    msgid "let it end, or end it"
    msgstr "等它结束，或终止它"

    # Sources/InviteOps/Operations/Doctor/MissingCommands.swift
    msgid "take 'rename-command' for it out of the server's redis.conf and restart it, or use a server or plan that has it; a URL that goes to Redis itself, where something stands between"
    msgstr "从服务器的 redis.conf 中去掉该命令的 'rename-command' 并重启，或换用有此命令的服务器或套餐；若中间隔着别的程序，则使用直达 Redis 的 URL"

    msgid "see which commands the server has"
    msgstr "查看服务器有哪些命令"

    # Sources/InviteOps/Operations/Doctor/PostgresExamination.swift
    msgid "examine the database"
    msgstr "检查数据库"

    msgid "PostgreSQL did not answer"
    msgstr "PostgreSQL 没有应答"

    msgid "not looked at: see {1}"
    msgstr "未检查：见 {1}"

    msgid "look for the backend's traps"
    msgstr "查找后端的隐患"

    msgid "none older than {1}"
    msgstr "没有超过 {1} 的"

    msgid "an index build waits for them, and dead rows pile up behind them; find out what they do before one is ended"
    msgstr "建立索引要等待它们，死行也在其后堆积；终止之前先查明它们在做什么"

    msgid "prepared {1}"
    msgstr "预备事务 {1}"

    msgid "pid {1}"
    msgstr "pid {1}"

    msgid "{1} ({2}, {3}) for {4}"
    msgstr "{1}（{2}，{3}）已持续 {4}"

    # Sources/InviteOps/Operations/Doctor/PrivilegeExamination.swift
    msgid "this does not look like InviteHub's database"
    msgstr "这不像是 InviteHub 的数据库"

    msgid "{1} lacks {2} privileges"
    msgstr "{1} 缺少 {2} 项权限"

    msgid "redeem, sync-counts, cleanup-queue and metrics-dump fail without them"
    msgstr "没有它们，redeem、sync-counts、cleanup-queue 和 metrics-dump 会失败"

    msgid "redeem, sync-counts and cleanup-queue fail without them; a role that only looks needs none of them"
    msgstr "没有它们，redeem、sync-counts 和 cleanup-queue 会失败；只用于查看的角色都不需要"

    msgid "{1} does not own {2}, a partition of {3}, {4} does"
    msgstr "{1} 不是 {2}（{3} 的分区）的所有者，{4} 才是"

    msgid "{1} does not own the tables, {2} does"
    msgstr "{1} 不是这些表的所有者，{2} 才是"

    msgid "migrate can only build indexes as the owner"
    msgstr "migrate 只有以所有者身份才能建立索引"

    msgid "run migrate as {1}; no other command needs that"
    msgstr "以 {1} 运行 migrate；其他命令不需要"

    msgid "migrate refuses without it"
    msgstr "没有它，migrate 会拒绝执行"

    msgid "{1} may not create the schema invitectl in {2}"
    msgstr "{1} 无权在 {2} 中创建 schema invitectl"

    msgid "migrate up makes it once"
    msgstr "migrate up 会创建它一次"

    msgid "{1} may not see other sessions' queries"
    msgstr "{1} 无权查看其他会话的查询"

    msgid "migrate can then name a blocker's pid but not what it runs"
    msgstr "migrate 此时能指出阻塞者的 pid，但不知道它在运行什么"

    msgid "{1} has all it needs"
    msgstr "{1} 具备所需的全部权限"

    # Sources/InviteOps/Operations/Doctor/ReadDatabaseExamination.swift
    msgid "metrics-dump reads it, and shows nothing, or what is not so"
    msgstr "metrics-dump 读取它，会什么都不显示，或显示的内容不实"

    msgid "none is configured: database.url is read"
    msgstr "未配置：读取 database.url"

    msgid "examine the server of database.readUrl"
    msgstr "检查 database.readUrl 的服务器"

    msgid "of database.readUrl: {1}"
    msgstr "database.readUrl：{1}"

    msgid "database {1} as {2}, PostgreSQL {3}"
    msgstr "数据库 {1}，角色 {2}，PostgreSQL {3}"

    msgid "{1}; database.url does not answer, and cannot be compared with it"
    msgstr "{1}；database.url 没有应答，无法与之比较"

    msgid "of another server its numbers would be wrong"
    msgstr "若是另一个服务器，其数字就不对"

    msgid "see the check postgres"
    msgstr "见检查 postgres"

    msgid "{1}: it is no replica of database.url, which is another cluster (system identifiers {2} and {3})"
    msgstr "{1}：它不是 database.url 的备库，后者属于另一个数据库集群（系统标识 {2} 和 {3}）"

    msgid "{1}: database.url is database {2}"
    msgstr "{1}：database.url 的数据库是 {2}"

    msgid "{1}: the server of database.url itself"
    msgstr "{1}：就是 database.url 的服务器"

    msgid "{1}: it is no replica, it takes writes of its own; if it was one, somebody promoted it"
    msgstr "{1}：它不是备库，自己接受写入；若曾是备库，则有人把它提升了"

    msgid "{1}: a replica, and not behind"
    msgstr "{1}：备库，没有落后"

    msgid "{1}: a replica, {2} kB of log and {3} behind"
    msgstr "{1}：备库，落后 {2} kB 日志和 {3}"

    msgid "{1}: a replica, {2} kB of log behind"
    msgstr "{1}：备库，落后 {2} kB 日志"

    msgid "metrics-dump shows what was so then"
    msgstr "metrics-dump 显示的是那时的情况"

    msgid "on it: SELECT status, latest_end_time FROM pg_stat_wal_receiver, and no row means that it gets nothing; on the primary: SELECT client_addr, state, replay_lag FROM pg_stat_replication"
    msgstr "在备库上：SELECT status, latest_end_time FROM pg_stat_wal_receiver，没有行表示它什么都没收到；在主库上：SELECT client_addr, state, replay_lag FROM pg_stat_replication"

    msgid "point INVITECTL_DATABASE_READ_URL (or database.readUrl) at a replica of database.url, or leave it out"
    msgstr "把 INVITECTL_DATABASE_READ_URL（或 database.readUrl）指向 database.url 的备库，或不设置它"

    # Sources/InviteOps/Operations/Doctor/RedisExamination.swift
    msgid "ask Redis ({1}) for TIME and INFO"
    msgstr "向 Redis（{1}）查询 TIME 和 INFO"

    msgid "{1} does not have {2}"
    msgstr "{1} 没有 {2}"

    msgid "what needs it fails in the middle of its work"
    msgstr "需要它的操作会在中途失败"

    msgid "'redeem --wait' reads a task's result there"
    msgstr "'redeem --wait' 在那里读取任务的结果"

    msgid "redemptions and counts go through it"
    msgstr "兑换和计数都经过它"

    msgid "Redis did not answer"
    msgstr "Redis 没有应答"

    msgid "{1} MB used, no limit"
    msgstr "已用 {1} MB，没有上限"

    msgid "{1} of {2} MB used, {3} %"
    msgstr "已用 {1} MB，上限 {2} MB，{3} %"

    msgid "a full server drops keys or refuses writes, as its policy says: redemptions fail"
    msgstr "内存满时服务器按其策略丢弃键或拒绝写入：兑换会失败"

    msgid "see 'invitectl doctor --only orphaned-keys', or {1} (and in redis.conf)"
    msgstr "见 'invitectl doctor --only orphaned-keys'，或 {1}（并写入 redis.conf）"

    msgid "no limit"
    msgstr "无上限"

    msgid "maxmemory {1}, policy {2}, {3} keys evicted so far"
    msgstr "maxmemory {1}，策略 {2}，迄今逐出 {3} 个键"

    msgid "maxmemory {1}, policy {2}"
    msgstr "maxmemory {1}，策略 {2}"

    msgid "a full server may drop token buckets and queued tasks; a bucket that is made anew from the database forgets what was not synced"
    msgstr "内存满时服务器可能丢弃令牌桶和排队的任务；由数据库重新建立的令牌桶会丢掉尚未同步的部分"

    msgid "{1} (and in redis.conf)"
    msgstr "{1}（并写入 redis.conf）"

    msgid "the last save to disk failed"
    msgstr "上次保存到磁盘失败"

    msgid "a restart loses queued tasks and counts, and Redis may refuse writes"
    msgstr "重启会丢失排队的任务和计数，Redis 也可能拒绝写入"

    msgid "see the server's log; mostly its disk is full or not writable"
    msgstr "查看服务器日志；多半是磁盘已满或不可写"

    msgid "append-only file"
    msgstr "追加文件（AOF）"

    msgid "snapshots only, {1} changes not saved"
    msgstr "只有快照，{1} 处改动未保存"

    msgid "a restart goes back to the last snapshot: takes and queued tasks since then are lost"
    msgstr "重启会回到上次快照：此后的取出和排队的任务会丢失"

    # Sources/InviteOps/Operations/Doctor/RedisGrants.swift
    msgid ""
    "# Redis 7.0 and newer, Valkey: on the servers of buckets, broker and results.\n"
    "{1}\n"
    "# Redis 6.2, where every key can be written: instead.\n"
    "{2}\n"
    "# Besides, for 'inspect-workers control restore-unacked' and 'quarantine --id',\n"
    "# which take out of unacked:\n"
    "# {3}\n"
    "# Then: REDIS_URL=redis://{4}:PASSWORD@HOST:PORT/0\n"
    msgstr ""
    "# Redis 7.0 及更高版本、Valkey：用于令牌桶、broker 和结果的服务器。\n"
    "{1}\n"
    "# Redis 6.2，其中列出的键都可写：改用此行。\n"
    "{2}\n"
    "# 若要使用会从 unacked 中取出消息的 'inspect-workers control restore-unacked'\n"
    "# 和 'quarantine --id'，另加：\n"
    "# {3}\n"
    "# 然后：REDIS_URL=redis://{4}:PASSWORD@HOST:PORT/0\n"

    # Sources/InviteOps/Operations/Doctor/ReplicationExamination.swift
    msgid "nobody reads slot {1}, which is {2} behind"
    msgstr "没有人读取复制槽 {1}，它落后 {2}"

    msgid "nobody reads slot {1}, which is not behind"
    msgstr "没有人读取复制槽 {1}，它没有落后"

    msgid "slot {1}, pid {2}"
    msgstr "复制槽 {1}，pid {2}"

    msgid "{1} is {2} behind"
    msgstr "{1}：落后 {2}"

    msgid "{1} is not behind"
    msgstr "{1}：没有落后"

    msgid "subscriber"
    msgstr "订阅端"

    msgid "replica"
    msgstr "备库"

    msgid "{1} and has said nothing for {2}"
    msgstr "{1}，且已有 {2} 没有任何消息"

    msgid "nobody reads the log"
    msgstr "没有人读取日志"

    msgid "the server keeps the log for it, and 'cleanup-queue' waits for it; see whether its process is stopped, or start it; what is typed here is for one that is gone for good"
    msgstr "服务器为它保留日志，'cleanup-queue' 也要等它；查看其进程是否已停止，或启动它；这里给出的命令用于不再回来的那一个"

    # Sources/InviteOps/Operations/Doctor/RequirementExamination.swift
    msgid "only 'cleanup-queue --stuck' fails without it"
    msgstr "没有它只有 'cleanup-queue --stuck' 会失败"

    msgid "in schema {1}, as configured"
    msgstr "在 schema {1} 中，与配置一致"

    msgid "in schema {1}"
    msgstr "在 schema {1} 中"

    msgid "all rows can be seen"
    msgstr "所有行均可见"

    msgid "there"
    msgstr "存在"

    # Sources/InviteOps/Operations/Doctor/RevisionExamination.swift
    msgid "{1} is empty"
    msgstr "{1} 是空的"

    msgid "with the revision in two tables invitectl and Alembic would go by different ones"
    msgstr "迁移版本若在两个表中，invitectl 和 Alembic 会各用一个"

    msgid "{1} may not be read by this role"
    msgstr "此角色无权读取 {1}"

    msgid "Alembic fails over it, and migrate does not guess"
    msgstr "Alembic 会因此失败，migrate 也不猜测"

    msgid "nobody can tell which migrations this database has seen"
    msgstr "无从得知此数据库经历过哪些迁移"

    msgid "{1}, nor a table {2}"
    msgstr "{1}，也没有表 {2}"

    msgid "correct the database URL; if the database is new: 'alembic upgrade {1}'"
    msgstr "更正数据库 URL；若是新数据库：'alembic upgrade {1}'"

    msgid "the tables are those of revision {1}"
    msgstr "这些表属于迁移版本 {1}"

    msgid "{1}, and {2}: the backend's create_all has made them, and there is nothing to record; see docs/backends.md"
    msgstr "{1}，{2}：它们由后端的 create_all 建立，无需记录；见 docs/backends.md"

    msgid "the backend's entrypoint records 003 in an empty table, and its migrations then fail over columns that are there"
    msgstr "后端的入口脚本会在空表中记录 003，其迁移随后因列已存在而失败"

    msgid "DROP TABLE {1}, if the backend's create_all has made the tables; else 'alembic stamp --purge {2}', the revision that they have"
    msgstr "若这些表由后端的 create_all 建立：DROP TABLE {1}；否则 'alembic stamp --purge {2}'，即它们所具有的迁移版本"

    msgid "{1} is not known to invitectl"
    msgstr "invitectl 不认识 {1}"

    msgid "migrate verifies the indexes of such a database and stamps nothing"
    msgstr "migrate 会验证这种数据库的索引，不标记任何迁移版本"

    msgid "revision {1} is what invitectl goes on from"
    msgstr "invitectl 从迁移版本 {1} 开始接续"

    msgid "{1}; missing of the indexes of 007 and 008: {2}"
    msgstr "{1}；007 和 008 的索引中缺少：{2}"

    msgid "queries read whole tables"
    msgstr "查询会读取整张表"

    msgid "{1}, ahead of the indexes' revisions"
    msgstr "{1}，领先于索引的迁移版本"

    msgid "{1} is recorded, and the indexes of 007 and 008 are there already"
    msgstr "记录的是 {1}，而 007 和 008 的索引已经存在"

    msgid "'alembic upgrade' fails over indexes that are there"
    msgstr "索引已存在，'alembic upgrade' 会失败"

    msgid "{1} says {2} and is ahead of the tables: there is no {3}"
    msgstr "{1} 记录的 {2} 领先于表：没有 {3}"

    msgid "{1}; of what comes later there is {2}"
    msgstr "{1}；属于后来版本的却有 {2}"

    msgid "then 'alembic upgrade' to the revision of the backend's release"
    msgstr "然后 'alembic upgrade' 到后端发布版的迁移版本"

    msgid "'alembic stamp --purge 005', then 'alembic upgrade {1}'"
    msgstr "'alembic stamp --purge 005'，然后 'alembic upgrade {1}'"

    msgid "'alembic stamp --purge {1}', which is what the tables are; {2}"
    msgstr "'alembic stamp --purge {1}'，这才是表的版本；{2}"

    msgid "make what is missing by hand, as the backend's migration {1} does"
    msgstr "手工补上缺少的部分，照后端的迁移 {1} 来做"

    msgid "code of that revision fails over what is missing, and 'alembic upgrade' makes none of it"
    msgstr "该版本的代码会因缺少的部分而失败，'alembic upgrade' 也不会补上"

    msgid "DROP TABLE {1}, where they are empty: create_all has added them too early"
    msgstr "若它们为空：DROP TABLE {1}；是 create_all 过早添加了它们"

    msgid "'alembic stamp --purge {1}', which is what the tables are; then 'alembic upgrade' to the revision of the backend's release"
    msgstr "'alembic stamp --purge {1}'，这才是表的版本；然后 'alembic upgrade' 到后端发布版的迁移版本"

    msgid "the tables are ahead of {1}, which says {2}: there is already {3}"
    msgstr "表领先于 {1} 所记录的 {2}：已经有 {3}"

    msgid "'alembic upgrade' fails over columns and tables that are there"
    msgstr "列和表已存在，'alembic upgrade' 会失败"

    # Sources/InviteOps/Operations/Doctor/RowFeedExamination.swift
    msgid "{1}; row feed: {2}"
    msgstr "{1}；行变更源：{2}"

    msgid "statements of the backend's that write to that partition may fail"
    msgstr "后端写入该分区的语句可能失败"

    msgid "sync-counts --follow finds changed rows when it reads them, seconds later"
    msgstr "sync-counts --follow 要到数秒后读取时才发现改动的行"

    msgid "{1}; row feed: there"
    msgstr "{1}；行变更源：存在"

    msgid "{1}; row feed: there, and silent: the server's queue of notifications is {2} % full"
    msgstr "{1}；行变更源：存在但静默：服务器的通知队列已占用 {2} %"

    msgid "a session that listens stands still in a transaction; once the queue is full, whoever notifies fails"
    msgstr "有监听的会话停在事务中；队列一旦写满，发出通知的一方都会失败"

    # Sources/InviteOps/Operations/Doctor/ServerFacts.swift
    msgid "a direct connection"
    msgstr "直接连接"

    msgid "a pooler in session mode"
    msgstr "会话模式的连接池"

    msgid "the backend writes UTC without a zone; invitectl copes, hand-written SQL with now() is off"
    msgstr "后端写入不带时区的 UTC；invitectl 能应对，手写的带 now() 的 SQL 会有偏差"

    # Sources/InviteOps/Operations/Doctor/TrapExamination+Joins.swift
    msgid "uses are not counted on join"
    msgstr "不在加入时计入使用"

    msgid "{1} of members of teams that are not active (records {2}): nobody counts them, and their codes can be used once more"
    msgstr "{1}属于已停用的团队的成员（记录 {2}）：没有谁会计入它们，其兑换码可以多用一次"

    msgid "{1} without is_rebind (records {2}): no use of their codes is in flight, and a worker that takes such a reservation notes nothing"
    msgstr "{1}没有 is_rebind（记录 {2}）：其兑换码的使用都不算在途，取走这种预留的 worker 什么都不记"

    msgid "{1} of invite_queue without is_rebind (ids {2}): no use of their codes is in flight"
    msgstr "invite_queue 中有 {1}没有 is_rebind（ID {2}）：其兑换码的使用都不算在途"

    msgid "the member sync counts all that are seen"
    msgstr "成员同步会计入所见的全部"

    msgid "a use that is neither counted nor in flight can be had again"
    msgstr "既未计入也不在途的使用可以再用一次"

    msgid "{1} with small letters, or blanks around (ids {2})"
    msgstr "{1}含小写字母或首尾空白（ID {2}）"

    msgid "{1} that are another one in capitals (ids {2})"
    msgstr "{1}转成大写后与另一个相同（ID {2}）"

    msgid "{1} with letters or blanks that Python changes and PostgreSQL does not (ids {2})"
    msgstr "{1}含后端会改动而 PostgreSQL 不会的字母或空白（ID {2}）"

    msgid "A code that should be redeemed is to be written otherwise"
    msgstr "应能兑换的兑换码要改用别的写法"

    msgid "none is out of reach that is looked for"
    msgstr "在所查的范围内没有无法使用的兑换码"

    msgid "the backend does not find such a code, or refuses it to everybody"
    msgstr "后端找不到这样的兑换码，或对所有人拒绝它"

    # Sources/InviteOps/Operations/Doctor/TrapExamination+Missing.swift
    msgid "{1} (ids {2}) {3}"
    msgstr "{1}（ID {2}）{3}"

    msgid "{1} 'processing' or 'pending' for more than an hour (ids {2})"
    msgstr "{1}处于 'processing' 或 'pending' 超过一小时（ID {2}）"

    msgid "{1}, each a use in flight"
    msgstr "{1}，各为一次在途的使用"

    msgid "'processing' or 'pending' without a code: no invite can be made of it"
    msgstr "处于 'processing' 或 'pending' 却没有兑换码：无法据此创建邀请"

    msgid "without created_at: served last, and never found to be too old"
    msgstr "没有 created_at：最后才被处理，也永远不会判为太旧"

    msgid "without status: nobody serves or deletes it"
    msgstr "没有 status：没有人处理或删除它"

    msgid "done for 30 days without processed_at: the backend's job never deletes it"
    msgstr "完成已 30 天却没有 processed_at：后端的定时任务永远不会删除它"

    msgid "without created_at: it holds no seat and is never given up"
    msgstr "没有 created_at：不占席位，也永远不会放弃它"

    msgid "without status: no count and no seat knows of it"
    msgstr "没有 status：任何计数和席位都不知道它"

    msgid "Who was invited gets 'success' instead"
    msgstr "已经邀请的人，改设为 'success'"

    msgid "of more than 100 seats with 100 members: the backend fetches the first 100 alone, counts nobody who joins behind them, and takes their seats for free"
    msgstr "席位超过 100 个且有 100 个成员：后端只取前 100 个，不计入其后加入的人，并把他们的席位当作空闲"

    msgid "without validity_days: each request with it fails"
    msgstr "没有 validity_days：每次用它请求都会失败"

    msgid "without created_at: nothing tells since when its uses were recorded"
    msgstr "没有 created_at：无从得知从何时起记录了它的使用"

    msgid "without status: who used it is not removed when its validity is over"
    msgstr "没有 status：有效期过后，不会移除用过它的人"

    msgid "whose member the backend could not remove in 5 tries and keeps: the seat stays taken"
    msgstr "的成员，后端试了 5 次未能移除，便予保留：席位一直占用"

    msgid "without is_active: it is taken for inactive"
    msgstr "没有 is_active：视为停用"

    msgid "A code that should be redeemed gets true instead"
    msgstr "应可兑换的兑换码，改设为 true"

    msgid "without code_type: direct-redeem does not find it"
    msgstr "没有 code_type：direct-redeem 找不到它"

    msgid "bound to an email with capitals or blanks, which no request can equal"
    msgstr "绑定的邮箱含大写字母或空白，任何请求都无法与之相等"

    msgid "without rebind_count or rebind_limit: it is never rebound"
    msgstr "没有 rebind_count 或 rebind_limit：永远不会换绑"

    # Sources/InviteOps/Operations/Doctor/TrapExamination+Reservations.swift
    msgid "an hour after it was made the backend deletes it and lowers used_count, though nothing was added"
    msgstr "建立一小时后，后端会删除它并减少 used_count，尽管当初没有增加过"

    msgid "{1} without a message (records {2}): {3}"
    msgstr "{1}没有消息（记录 {2}）：{3}"

    msgid "{1} older than 15 minutes whose message may be there, which cannot be seen (records {2}): {3}"
    msgstr "{1}已超过 15 分钟，其消息可能还在，但无法看到（记录 {2}）：{3}"

    msgid "start workers of the queue {1}, then look again"
    msgstr "启动队列 {1} 的 worker，然后再看"

    msgid "{1} older than 15 minutes whose message waits for a worker (records {2}): {3}"
    msgstr "{1}已超过 15 分钟，其消息在等待 worker（记录 {2}）：{3}"

    msgid "start workers of the queue {1}"
    msgstr "启动队列 {1} 的 worker"

    # Sources/InviteOps/Operations/Doctor/TrapExamination+Rows.swift
    msgid "{1} without max_uses or used_count (ids {2}): the member sync of a team ends at such a code, and nobody of it is counted"
    msgstr "{1}没有 max_uses 或 used_count（ID {2}）：团队的成员同步到这样的兑换码就中止，其成员都不会计入"

    msgid "{1} without max_uses or used_count (ids {2}): the API makes no buckets at its start"
    msgstr "{1}没有 max_uses 或 used_count（ID {2}）：API 启动时不建立令牌桶"

    msgid "{1} with a used_count below 0 (ids {2}): more people can join than max_uses"
    msgstr "{1}的 used_count 小于 0（ID {2}）：能加入的人多于 max_uses"

    msgid "{1} with a used_count below 0 (ids {2}): the API makes buckets of more than max_uses"
    msgstr "{1}的 used_count 小于 0（ID {2}）：API 建立的令牌桶多于 max_uses"

    msgid "{1} without max_seats (ids {2}): looking for a seat fails for everybody"
    msgstr "{1}没有 max_seats（ID {2}）：所有人查找席位都会失败"

    msgid "the backend fails over none that is looked for"
    msgstr "在所查的范围内没有使后端失败的行"

    msgid "one such row makes the backend fail for others"
    msgstr "一个这样的行就会使后端对其他人也失败"

    # Sources/InviteOps/Operations/Doctor/TrapExamination.swift
    msgid "every redemption of a limited code fails"
    msgstr "限次的兑换码每次兑换都会失败"

    msgid "who finds no seat gets an error, or is lost"
    msgstr "找不到席位的人会收到错误，或其请求丢失"

    msgid "a distributor who removes a member gets an error"
    msgstr "分销者移除成员时会收到错误"

    msgid "from the release of revision 020 on no redemption works"
    msgstr "从迁移版本 020 的发布版起，所有兑换都会失败"

    msgid "all are there"
    msgstr "全部存在"

    msgid "{1} has no label {2}: {3}"
    msgstr "{1} 没有标签 {2}：{3}"

    msgid "the backend writes labels that no migration of its revision adds"
    msgstr "后端写入了其版本的迁移从未添加的标签"

    msgid "there is no table invite_queue"
    msgstr "没有表 invite_queue"

    msgid "no migration makes it, and 024 fails without it"
    msgstr "没有迁移会建立它，没有它 024 会失败"

    msgid "start the backend's API once: it makes the table"
    msgstr "启动一次后端的 API：它会建立该表"

    msgid "{1} that wait without retry_count (ids {2}) end the backend's job for all behind them"
    msgstr "{1}在等待却没有 retry_count（ID {2}），使后端的定时任务对其后的行都中止"

    msgid "{1} (ids {2}) that the backend's job doubles at each run: their group has no seat for them, and it takes the seats of teams without a group"
    msgstr "{1}（ID {2}）在后端的定时任务每次运行时都会翻倍：其分组没有席位，定时任务便占用没有分组的团队的席位"

    msgid "A free seat for their group mends it, too"
    msgstr "为其分组腾出一个席位也可解决"

    msgid "nothing is stuck in it"
    msgstr "没有卡在其中的行"

    msgid "the backend's jobs serve or delete such rows never or in vain, and those behind them late"
    msgstr "后端的定时任务对这样的行不处理也不删除，或处理了也没有用，排在其后的行也会延误"

    msgid "no code is blocked by an old invite"
    msgstr "没有因旧邀请而卡住的兑换码"

    msgid "{1} not accepted for a week, or into a team that is not active (records {2}), keep codes used up"
    msgstr "{1}一周未接受，或属于已停用的团队（记录 {2}），使兑换码保持用尽"

    msgid "an invite in flight holds a use without limit of time; of those that are given up whoever accepts later is not counted"
    msgstr "在途的邀请无限期占用一次使用；已放弃的邀请若后来有人接受则不计入"

    msgid "nobody is counted yet"
    msgstr "尚未计入任何人"

    msgid "the upgrade to revision 024 would count {1} again; see docs/backends.md for the statement that prevents it"
    msgstr "升级到迁移版本 024 会把 {1}再计入一次；防止它的语句见 docs/backends.md"

    msgid "all uses are marked"
    msgstr "所有使用都已标记"

    msgid "{1} of members from before the upgrade to revision 024 (records {2}) will be counted, most likely again"
    msgstr "{1}属于升级到迁移版本 024 之前的成员（记录 {2}），将计入，很可能是重复计入"

    msgid "the member sync counts each invite of a member that is not marked as counted. To be marked are those only that were counted before"
    msgstr "成员同步会计入每个未标记为已计入的成员邀请。只应标记此前已计入的"

    msgid "buckets are in use"
    msgstr "令牌桶在用"

    msgid "there are no buckets of active codes"
    msgstr "有效兑换码没有令牌桶"

    msgid "none of them bound"
    msgstr "其中没有绑定的"

    msgid "{1} of them bound"
    msgstr "其中 {1} 个已绑定"

    msgid "{1} have a bucket, e.g. {2}; {3}"
    msgstr "{1}有令牌桶，例如 {2}；{3}"

    msgid "REDEEM_REDIS_LIMITER_ENABLED is on, or was: with it the backend's job sets used_count of a bound one back to what it was when the API was started. First take it out of the backend's environment and restart it"
    msgstr "REDEEM_REDIS_LIMITER_ENABLED 已开启或曾开启：开启时，后端的定时任务会把绑定的兑换码的 used_count 改回 API 启动时的值。先把它从后端的环境变量中去掉并重启后端"

    # Sources/InviteOps/Operations/Doctor/WorkerExamination.swift
    msgid "no worker answered: whether it still runs is not known"
    msgstr "没有 worker 应答：是否仍在运行未知"

    msgid "the broker did not answer"
    msgstr "broker 没有应答"

    msgid "nobody takes messages from {1}"
    msgstr "没有人从 {1} 取消息"

    msgid "no worker took a probe in time from {1}"
    msgstr "没有 worker 及时取走 {1} 的探测消息"

    msgid "look for messages that wait"
    msgstr "查找等待中的消息"

    msgid "look for paused queues"
    msgstr "查找已暂停的队列"

    msgid "look for messages in quarantine"
    msgstr "查找隔离的消息"

    msgid "look at the bindings of the queues"
    msgstr "检查队列的绑定"

    msgid "the backend's own sync has run {1} times since the workers were started"
    msgstr "自 worker 启动以来，后端自己的同步已运行 {1} 次"

    msgid "the backend's own sync has not run since the workers were started"
    msgstr "自 worker 启动以来，后端自己的同步没有运行过"

    msgid "it overwrites used_count by an absolute value: beside it no count is exact"
    msgstr "它以绝对值覆盖 used_count：有它在，任何计数都不精确"

    msgid "remove 'sync-redeem-counts' from beat_schedule and restart beat; until then run sync-counts with --coexist"
    msgstr "从 beat_schedule 中去掉 'sync-redeem-counts' 并重启 beat；在此之前用 --coexist 运行 sync-counts"

    # Sources/InviteOps/Operations/Doctor/WorkerExamination+Answers.swift
    msgid "nobody serves {1}"
    msgstr "没有人处理 {1}"

    msgid "{1} is not wholly resumed"
    msgstr "{1} 没有完全恢复"

    msgid "{1} is paused {2}, and consumed nevertheless"
    msgstr "{1} 已暂停，{2}，却仍有人消费"

    msgid "{1} is paused {2}"
    msgstr "{1} 已暂停，{2}"

    msgid "start one: celery -A app.tasks_celery worker -Q {1}"
    msgstr "启动一个：celery -A app.tasks_celery worker -Q {1}"

    msgid "heartbeats come and remote control is not answered: {1}"
    msgstr "有心跳，但不应答远程控制：{1}"

    msgid "heartbeats come and remote control is not answered: {1}; whether messages are taken is not known"
    msgstr "有心跳，但不应答远程控制：{1}；是否取走消息未知"

    msgid "no worker answered"
    msgstr "没有 worker 应答"

    msgid "{1}; there and silent: {2}"
    msgstr "{1}；在线但静默：{2}"

    msgid "{1}; silent or gone, fewer listen than have names: {2}"
    msgstr "{1}；静默或已离开，监听者少于登记的名字：{2}"

    msgid "{1}; see 'invitectl inspect-workers ping'"
    msgstr "{1}；见 'invitectl inspect-workers ping'"

    msgid "no worker answered; there were {1}"
    msgstr "没有 worker 应答；曾有 {1}"

    # Sources/InviteOps/Operations/Doctor/WorkerFinding.swift
    msgid "an invite, a sync or a cleanup that nobody takes out of its queue never happens"
    msgstr "没有人从队列取走的邀请、同步或清理永远不会执行"

    # Sources/InviteOps/Operations/KeyFault.swift
    msgid "a count"
    msgstr "计数"

    msgid "a list"
    msgstr "list"

    msgid "a hash"
    msgstr "hash"

    msgid "a sorted set"
    msgstr "sorted set"

    msgid "sorted set"
    msgstr "sorted set"

    msgid "holds a {1} instead of {2}"
    msgstr "类型为 {1}，应为：{2}"

    msgid "rename or delete that key; --no-limit goes on without it"
    msgstr "重命名或删除该键；--no-limit 可不用它继续"

    msgid "see it with '{1}'; when nobody needs it there, move it away: '{2}'"
    msgstr "用 '{1}' 查看；若那里没有人需要它，把它移开：'{2}'"

    msgid "could not {1}: the key {2} on {3} {4}"
    msgstr "无法{1}：{3} 上的键 {2} {4}"

    # Sources/InviteOps/Operations/Metrics/Collectors/BucketsCollector.swift
    msgid "Token buckets of active limited direct codes: equal to the database, with redemptions not yet synced, ahead of the database, missing, no integer (garbage), or out of the range of a count."
    msgstr "有效且限次的 direct 兑换码的令牌桶：与数据库相等、有尚未同步的兑换、领先于数据库、缺少、不是整数（garbage），或超出计数的范围。"

    msgid "Redemptions counted in Redis and not yet in the database."
    msgstr "已计入 Redis 而尚未计入数据库的兑换。"

    # Sources/InviteOps/Operations/Metrics/Collectors/CeleryCollector.swift
    msgid "Messages taken by workers and not acknowledged: running, prefetched or delayed."
    msgstr "worker 已取走而未确认的消息：运行中、预取或延迟。"

    msgid "Those of them that were taken longer ago than the visibility timeout of an hour."
    msgstr "其中取走时间超过一小时可见性超时的消息。"

    msgid "How long ago the oldest of them was taken; 0 where there is none."
    msgstr "其中最早的一条已取走多久；没有则为 0。"

    # Sources/InviteOps/Operations/Metrics/Collectors/CodesCollector.swift
    msgid "Redeem codes by type and state; bound counts codes of any other state too."
    msgstr "兑换码，按类型和状态；bound 也包括其他任何状态的兑换码。"

    # Sources/InviteOps/Operations/Metrics/Collectors/FollowCollector.swift
    msgid "When sync-counts --follow last said how it is; 0 where none runs, or the last one was stopped in order."
    msgstr "sync-counts --follow 上次报告自身状态的时间；没有运行，或上一个已正常停止时为 0。"

    msgid "How old the oldest change of a bucket was then that was not synced, or how long it was not known that there is none."
    msgstr "当时最早一处未同步的令牌桶改动已有多久，或已有多久无法确定没有这种改动。"

    msgid "The worst of that within the running minute."
    msgstr "当前一分钟内上述值的最大值。"

    msgid "How often it has gathered names of changed buckets and synced their codes."
    msgstr "它收集改动过的令牌桶名称并同步其兑换码的次数。"

    msgid "How often it has gone through all codes, by reason: start, timer, feed (names may have been lost), flush, server (another Redis answers), rows (many were changed at once), contract (doctor has seen what backends do not keep to, or that they do again)."
    msgstr "它遍历全部兑换码的次数，按原因：start、timer、feed（名称可能已丢失）、flush、server（应答的是另一个 Redis）、rows（一次改动了很多）、contract（doctor 见到后端违反约定，或重新遵守）。"

    msgid "How often names of changed buckets may have been lost."
    msgstr "改动过的令牌桶的名称可能已丢失的次数。"

    msgid "1 where it hears of changed rows by the row feed (migrate up --optional row-feed), else 0."
    msgstr "通过行变更源（migrate up --optional row-feed）得知改动的行时为 1，否则为 0。"

    msgid "How many changed rows the row feed has named to it."
    msgstr "行变更源告知它的改动行数。"

    # Sources/InviteOps/Operations/Metrics/Collectors/ForecastCollector.swift
    msgid "Seconds until seats, codes, disk and ids run out and the queue is empty, at the pace of the last days: in eight of ten repetitions between early and late. +Inf: beyond a year, or never; absent where it cannot be told."
    msgstr "按最近几天的速度，席位、兑换码、磁盘和 ID 用尽、队列清空前的秒数：十次重复中有八次介于 early 与 late 之间。+Inf：超过一年或永不；无法判断时缺失。"

    msgid "What is left: seats, uses of codes, bytes, numbers for ids; messages that are not done."
    msgstr "剩余量：席位、兑换码的使用、字节、ID 的编号；未完成的消息。"

    msgid "Whole days that the forecast was made from; below 7 little is told."
    msgstr "预测所依据的整天数；少于 7 天时说明不了多少。"

    # Sources/InviteOps/Operations/Metrics/Collectors/IndexesCollector.swift
    msgid "The performance indexes of revisions 007 and 008 by state; skipped are those of an invite_queue table that does not exist."
    msgstr "迁移版本 007 和 008 的性能索引，按状态；skipped 是不存在的 invite_queue 表的索引。"

    msgid "Whether the index is there, valid and as the revision defines it (1) or not (0)."
    msgstr "索引存在、有效且与迁移版本的定义一致（1），或不然（0）。"

    msgid "1 with what the index is worth, as far as the catalog and the statistics tell: proven (scanned), covered (another one begins with its columns), unused (never scanned since the last reset), too_small (to tell), wrong, invalid, absent; migrate prove asks the planner."
    msgstr "值为 1，标出索引的价值，以系统目录和统计信息能判断的为限：proven（有扫描）、covered（另一个索引以其列开头）、unused（上次重置后从未扫描）、too_small（太小，无法判断）、wrong、invalid、absent；migrate prove 会询问规划器。"

    # Sources/InviteOps/Operations/Metrics/Collectors/LimiterCollector.swift
    msgid "Permits of the backend's redeem semaphore that are taken, of 10."
    msgstr "后端的兑换信号量中已取走的许可，共 10 个。"

    msgid "Those of them that nobody can hold any more: nobody was admitted for 30 seconds, or the counter has no expiry."
    msgstr "其中已不可能有人持有的许可：30 秒内无人获准，或计数器没有过期时间。"

    msgid "read the redeem semaphore"
    msgstr "读取兑换信号量"

    # Sources/InviteOps/Operations/Metrics/Collectors/LocksCollector.swift
    msgid "How long the session that holds the lock of the command has been open; 0 while nobody holds it, and of a follower, which holds it for as long as it runs."
    msgstr "持有该命令的锁的会话已打开多久；无人持有时为 0，跟随进程在其运行期间一直持有。"

    msgid "Runs of the command in a row that were skipped because another run held the lock."
    msgstr "该命令因锁被另一次运行持有而连续跳过的次数。"

    msgid "see who holds the locks"
    msgstr "查看谁持有锁"

    # Sources/InviteOps/Operations/Metrics/Collectors/PausesCollector.swift
    msgid "Whether somebody has paused the queue (1) or not (0), as the broker remembers it; other stands for all that are not the backend's."
    msgstr "队列已有人暂停（1）或没有（0），以 broker 的记录为准；other 代表所有不属于后端的队列。"

    msgid "see which queues are paused"
    msgstr "查看哪些队列已暂停"

    # Sources/InviteOps/Operations/Metrics/Collectors/PostgresCollector.swift
    msgid "The server's max_connections, shared by all its databases."
    msgstr "服务器的 max_connections，由其所有数据库共用。"

    msgid "Age of the longest open transaction; 0 where there is none."
    msgstr "最长的未结束事务已持续的时间；没有则为 0。"

    # Sources/InviteOps/Operations/Metrics/Collectors/ProbeCollector.swift
    msgid "Whether a probe of the queue, or messages before it, were taken (1) or not (0)."
    msgstr "队列的探测消息或其前面的消息已取走（1）或没有（0）。"

    msgid "From the probe's sending to its taking; absent where it was not taken."
    msgstr "探测消息从发送到取走的时间；没有取走则缺失。"

    # Sources/InviteOps/Operations/Metrics/Collectors/QueueCollector.swift
    msgid "Age of the oldest row of invite_queue by status; 0 where there is none."
    msgstr "invite_queue 中最早一行的时长，按状态；没有则为 0。"

    # Sources/InviteOps/Operations/Metrics/Collectors/RecordsCollector.swift
    msgid "Invite records created within the window (1h, 24h, 7d; each holds the shorter ones), by status."
    msgstr "在时间窗口内（1h、24h、7d，长的包含短的）建立的邀请记录，按状态。"

    msgid "All invite records, as of the table's last ANALYZE or VACUUM."
    msgstr "全部邀请记录，以该表上次 ANALYZE 或 VACUUM 时为准。"

    # Sources/InviteOps/Operations/Metrics/Collectors/RedisCollector.swift
    msgid "Memory in use."
    msgstr "已用内存。"

    msgid "Memory allowed by maxmemory; 0 means no limit."
    msgstr "maxmemory 允许的内存；0 表示没有上限。"

    msgid "Keys dropped for want of memory since the server started."
    msgstr "服务器启动以来因内存不足丢弃的键。"

    msgid "Client connections of the server."
    msgstr "服务器的客户端连接。"

    msgid "The server's maxmemory-policy, as a label; always 1."
    msgstr "服务器的 maxmemory-policy，作为标签；值恒为 1。"

    msgid "Whether a full server may drop token buckets (1) or not (0)."
    msgstr "内存满时服务器可能丢弃令牌桶（1）或不会（0）。"

    msgid "ask Redis ({1}) for INFO"
    msgstr "向 Redis（{1}）查询 INFO"

    # Sources/InviteOps/Operations/Metrics/Collectors/RepliesCollector.swift
    msgid "Reply lists in the broker whose client has taken its binding back or has gone."
    msgstr "broker 中客户端已撤回绑定或已离开的应答列表。"

    msgid "Keys in the broker's database."
    msgstr "broker 的 DB 中的键。"

    msgid "count the keys of the broker"
    msgstr "统计 broker 的键"

    msgid "the broker holds {1} keys, too many to look for orphaned reply lists"
    msgstr "broker 有 {1} 个键，太多，无法查找无主的应答列表"

    msgid "give Celery a Redis database of its own; see what fills it with {1}"
    msgstr "给 Celery 一个单独的 Redis DB；用 {1} 查看是什么占满了它"

    msgid "look for reply lists in the broker"
    msgstr "在 broker 中查找应答列表"

    # Sources/InviteOps/Operations/Metrics/Collectors/ReportCollector.swift
    msgid "list the connections to Redis"
    msgstr "列出到 Redis 的连接"

    # Sources/InviteOps/Operations/Metrics/Collectors/RetriesCollector.swift
    msgid "Runs of redeem retry that began within 24 hours, by result: complete (exit code 0), partial (8), failed (any other), skipped (another run held the lock), unfinished."
    msgstr "24 小时内开始的 redeem retry 运行，按结果：complete（退出码 0）、partial（8）、failed（其他）、skipped（锁被另一次运行持有）、unfinished。"

    msgid "Rows that redeem retry has tried again, by their table and the state of the last attempt: recorded (the run was cut off before it knew that the message was sent), sent, waiting."
    msgstr "redeem retry 重试过的行，按所在表和最近一次尝试的状态：recorded（运行中断时尚不知消息是否已发送）、sent、waiting。"

    msgid "Attempts of the last 24 hours by what came of them: invited, failed again, or open."
    msgstr "最近 24 小时的尝试，按其结果：invited、再次 failed，或 open。"

    # Sources/InviteOps/Operations/Metrics/Collectors/RunsCollector.swift
    msgid "When the command was last started; 0 for never."
    msgstr "该命令上次启动的时间；从未则为 0。"

    msgid "When a successful run of it over everything was last finished; 0 for never."
    msgstr "它上次成功且涵盖全部的运行结束的时间；从未则为 0。"

    msgid "When a run of it was last finished that went through everything: a successful one, or one that left single parts out (exit code 8); 0 for never."
    msgstr "它上次涵盖全部的运行结束的时间：成功的，或遗漏了个别部分的（退出码 8）；从未则为 0。"

    msgid "Whether its last finished run over everything exited 0 (1) or not (0)."
    msgstr "它上次结束的、涵盖全部的运行以 0 退出（1）或不然（0）。"

    msgid "How long its last finished run over everything took."
    msgstr "它上次结束的、涵盖全部的运行的耗时。"

    msgid "How many rows its last finished run over everything changed."
    msgstr "它上次结束的、涵盖全部的运行改动的行数。"

    msgid "How many problems its last finished run over everything reported."
    msgstr "它上次结束的、涵盖全部的运行报告的问题数。"

    msgid "Whether doctor --only contract saw that backends do not keep to what the counts rest on (1), until it sees it kept, or not (0), by assumption: database, keys, lifetime, freshness, take."
    msgstr "doctor --only contract 见到后端违反计数所依赖的前提（1，直到见到它得到遵守）或没有（0），按前提：database、keys、lifetime、freshness、take。"

    # Sources/InviteOps/Operations/Metrics/Collectors/SeatsCollector.swift
    msgid "The same by group of teams; teams without a group have an empty label."
    msgstr "同上，按团队的分组；没有分组的团队标签为空。"

    msgid "Active teams by group."
    msgstr "有效团队，按分组。"

    # Sources/InviteOps/Operations/Metrics/Collectors/StatementsCollector.swift
    msgid "Whether pg_stat_statements is there to be read (1) or not (0)."
    msgstr "pg_stat_statements 可读（1）或不可读（0）。"

    msgid "Statements of this database that took 100 ms or more on average."
    msgstr "此数据库中平均耗时 100 ms 或更长的语句。"

    msgid "Average duration of the ten of them that took most time altogether."
    msgstr "其中总耗时最多的十条的平均耗时。"

    msgid "How often each of the same ten ran."
    msgstr "这十条各自运行的次数。"

    # Sources/InviteOps/Operations/Metrics/Collectors/WorkersCollector.swift
    msgid "Workers by state: replied, duplicate_name, silent (connected, no answer), heartbeat_only, absent (killed, its binding is left), silent_or_absent."
    msgstr "worker，按状态：replied、duplicate_name、silent（已连接，未应答）、heartbeat_only、absent（进程已杀死，绑定遗留）、silent_or_absent。"

    msgid "Workers that take from the queue."
    msgstr "从该队列取消息的 worker。"

    msgid "Whether workers take from the queue and its exchange does not lead there (1), so that what is published does not arrive, or not (0)."
    msgstr "有 worker 从该队列取消息而其交换机不通向它（1），以致发布的消息无法到达，或不然（0）。"

    msgid "How many tasks the worker runs at once."
    msgstr "worker 同时运行的任务数。"

    msgid "Tasks the worker has started since its own start, by name."
    msgstr "worker 自启动以来开始的任务，按名称。"

    msgid "How long the worker has been running."
    msgstr "worker 已运行多久。"

    msgid "The largest resident size of the worker's parent process so far."
    msgstr "worker 父进程迄今最大的驻留内存。"

    # Sources/InviteOps/Operations/Metrics/Listen/ListeningSocket.swift
    msgid "the name has no address"
    msgstr "该名称没有地址"

    msgid "could not listen on {1}: {2}"
    msgstr "无法监听 {1}：{2}"

    msgid "stop what listens there, or choose another address: --listen 127.0.0.1:9464"
    msgstr "停掉在那里监听的程序，或换一个地址：--listen 127.0.0.1:9464"

    # Sources/InviteOps/Operations/Metrics/Listen/WebGuard.swift
    msgid "{1} asks for no TLS any more"
    msgstr "{1} 不再要求 TLS"

    msgid "{1} asks for no login any more"
    msgstr "{1} 不再要求登录"

    msgid "{1} asks for TLS now"
    msgstr "{1} 现在要求 TLS"

    msgid "start metrics-dump anew if that is meant"
    msgstr "若有意如此，则重新启动 metrics-dump"

    msgid "the web configuration file"
    msgstr "Web 配置文件"

    msgid "name PEM files that belong together in {1}"
    msgstr "在 {1} 中指定相互匹配的 PEM 文件"

    # Sources/InviteOps/Operations/Metrics/MetricsCollectorName.swift
    msgid "seats of active teams, by group and state"
    msgstr "有效团队的席位，按分组和状态"

    msgid "redeem codes by type and state, and their uses"
    msgstr "兑换码，按类型和状态，及其使用"

    msgid "invites by status and age"
    msgstr "邀请，按状态和时长"

    msgid "rows of invite_queue by status, and the oldest"
    msgstr "invite_queue 的行，按状态，及最早的一行"

    msgid "token buckets compared with the database"
    msgstr "令牌桶与数据库的对照"

    msgid "permits of the redeem semaphore, and leaked ones"
    msgstr "兑换信号量的许可，及泄漏的许可"

    msgid "messages waiting by queue and priority, and unacked ones"
    msgstr "等待的消息，按队列和优先级，及未确认的消息"

    msgid "queues that somebody has paused"
    msgstr "有人暂停的队列"

    msgid "workers by state, their queues, slots and tasks"
    msgstr "worker，按状态，及其队列、进程数和任务"

    msgid "orphaned reply lists in the broker"
    msgstr "broker 中无主的应答列表"

    msgid "memory, evictions and policy of the Redis servers"
    msgstr "各 Redis 服务器的内存、逐出和策略"

    msgid "connections and the longest transaction"
    msgstr "连接和最长的事务"

    msgid "slow statements, by pg_stat_statements"
    msgstr "慢语句，依 pg_stat_statements"

    msgid "the eleven performance indexes"
    msgstr "十一个性能索引"

    msgid "the last run of each invitectl command, and what doctor keeps for syncs"
    msgstr "各 invitectl 命令的上次运行，及 doctor 为同步保存的内容"

    msgid "how far behind sync-counts --follow is, and why it went through all codes"
    msgstr "sync-counts --follow 落后多少，及其遍历全部兑换码的原因"

    msgid "runs of redeem retry, what it tried and what came of it"
    msgstr "redeem retry 的运行、尝试及其结果"

    msgid "invitectl's own locks, and runs skipped for them"
    msgstr "invitectl 自己的锁，及因此跳过的运行"

    msgid "when seats, codes, disk and ids run out, the queue ends (when named)"
    msgstr "席位、兑换码、磁盘和 ID 何时用尽，队列何时清空（须指名）"

    msgid "whether messages are taken from queues, by probes (with --probe)"
    msgstr "消息是否从队列取走，通过探测（与 --probe 合用）"

    msgid "names of the backend's report (with --compat report)"
    msgstr "后端报表的名称（与 --compat report 合用）"

    msgid "names of celery-exporter (with --compat celery-exporter)"
    msgstr "celery-exporter 的名称（与 --compat celery-exporter 合用）"

    # Sources/InviteOps/Operations/Metrics/MetricsDump.swift
    msgid "Whether the collector got all it asked for (1) or not (0)."
    msgstr "采集器取得了所要的全部（1）或没有（0）。"

    msgid "How long the collector took."
    msgstr "采集器的耗时。"

    msgid "Whether the server answered (1) or not (0)."
    msgstr "服务器已应答（1）或没有（0）。"

    # Sources/InviteOps/Operations/Metrics/MetricsSnapshot.swift
    msgid "collectors {1}: {2}"
    msgstr "采集器 {1}：{2}"

    # Sources/InviteOps/Operations/Metrics/MetricsTextfile.swift
    msgid "'{1}' does not end in .prom, so that node_exporter would not read it"
    msgstr "'{1}' 不以 .prom 结尾，node_exporter 不会读取它"

    msgid "name it NAME.prom in the directory of --collector.textfile.directory"
    msgstr "命名为 NAME.prom，放在 --collector.textfile.directory 的目录中"

    msgid "create a file beside {1}"
    msgstr "在 {1} 旁边创建文件"

    msgid "replace {1}"
    msgstr "替换 {1}"

    msgid "set the mode of {1}"
    msgstr "设置 {1} 的权限"

    msgid "write {1}"
    msgstr "写入 {1}"

    msgid "let this user write to {1}, which must be writable itself"
    msgstr "让此用户能写入 {1}，该目录本身也必须可写"

    msgid "{1} is on a read-only file system; choose another directory"
    msgstr "{1} 在只读文件系统上；换一个目录"

    msgid "make the directory {1} first"
    msgstr "先建立目录 {1}"

    msgid "make room on the disk of {1}; the old file is still there"
    msgstr "在 {1} 所在的磁盘上腾出空间；旧文件仍在"

    msgid "allow larger files (ulimit -f, LimitFSIZE=); the old file is still there"
    msgstr "允许更大的文件（ulimit -f、LimitFSIZE=）；旧文件仍在"

    msgid "see whether {1} is a directory on a healthy disk"
    msgstr "查看 {1} 是否是正常磁盘上的目录"

    # Sources/InviteOps/Operations/Metrics/Reading/MetricsConnections.swift
    msgid "the server of database.readUrl"
    msgstr "database.readUrl 的服务器"

    msgid "read the numbers from {1}"
    msgstr "读取数字（{1}）"

    # Sources/InviteOps/Operations/Metrics/Reading/QueueWaits.swift
    msgid "From a message's sending to its taking by a worker, by queue: of task-sent and task-received events, and of probes, since metrics-dump --listen --probe was started."
    msgstr "消息从发送到由 worker 取走的时间，按队列：来自 task-sent 和 task-received 事件及探测，自 metrics-dump --listen --probe 启动以来。"

    # Sources/InviteOps/Operations/Metrics/Reading/SharedFamily.swift
    msgid "Seats of active teams: all (max), taken by members, promised to invites of the last 24 hours (pending), and available."
    msgstr "有效团队的席位：全部（max）、成员占用、许给最近 24 小时邀请的（pending）和可用的。"

    msgid "Rows of invite_queue by status."
    msgstr "invite_queue 的行，按状态。"

    msgid "Uses counted in the database, by code type."
    msgstr "数据库中统计的使用，按兑换码类型。"

    msgid "Connections to the database by state, without those of invitectl's own dump."
    msgstr "到数据库的连接，按状态，不含 invitectl 本次采集自己的。"

    msgid "Messages waiting for a worker, by queue and priority step."
    msgstr "等待 worker 的消息，按队列和优先级。"

    # Sources/InviteOps/Operations/Metrics/Reading/WorkerFleet.swift
    # Sources/InviteOps/Operations/Metrics/TextfileNeighbours.swift
    msgid "{1}{2} has the collectors {3}, too: node_exporter keeps one of the two and reports an error"
    msgstr "{1}{2} 也有采集器 {3}：node_exporter 只保留其一并报错"

    msgid "delete that file if nobody writes it any more, or leave them out of one of both with --collectors"
    msgstr "若已无人写入该文件则删除它，或用 --collectors 把重复的采集器从其中一个去掉"

    # Sources/InviteOps/Operations/OperationContext+Endpoints.swift
    msgid "Redis ({1}) at {2}"
    msgstr "Redis（{1}）{2}"

    # Sources/InviteOps/Operations/OperationContext.swift
    msgid "without --read-database-url and INVITECTL_DATABASE_READ_URL the server of database.url is read"
    msgstr "不设 --read-database-url 和 INVITECTL_DATABASE_READ_URL 时读取 database.url 的服务器"

    msgid "of the server to read from (database.readUrl): {1}"
    msgstr "供读取的服务器（database.readUrl）：{1}"

    msgid "set DATABASE_URL (environment or .env), or pass --database-url"
    msgstr "设置 DATABASE_URL（环境变量或 .env），或使用 --database-url"

    msgid "connect to PostgreSQL at {1}"
    msgstr "连接 PostgreSQL {1}"

    msgid "this kind of statement has none"
    msgstr "这种语句没有执行计划"

    msgid "ask for the plan"
    msgstr "查询执行计划"

    msgid "connect to Redis ({1}) at {2}"
    msgstr "连接 Redis（{1}）{2}"

    msgid "could not connect to Redis: {1}"
    msgstr "无法连接 Redis：{1}"

    # Sources/InviteOps/Operations/RunLog.swift
    msgid "record the run in invitectl.run_log"
    msgstr "把运行记录到 invitectl.run_log"

    msgid "record the end of run {1} in invitectl.run_log"
    msgstr "在 invitectl.run_log 中记录运行 {1} 的结束"

    # Sources/InviteOps/Operations/RunPing.swift
    msgid "--ping-url is not an http:// or https:// URL"
    msgstr "--ping-url 不是 http:// 或 https:// 的 URL"

    msgid "write it as https://hc-ping.com/UUID, without /start"
    msgstr "写成 https://hc-ping.com/UUID，不带 /start"

    msgid "the ping to {1}:{2} was not taken: {3}"
    msgstr "发往 {1}:{2} 的 ping 未获接受：{3}"

    # Sources/Telemetry/HTTP/HTTPCall.swift
    msgid "no HTTP answer"
    msgstr "没有 HTTP 应答"

    msgid "HTTP status {1}"
    msgstr "HTTP 状态 {1}"

    msgid "its answer (HTTP {1}) is not whole"
    msgstr "其应答（HTTP {1}）不完整"

    msgid "what listens there speaks first, as no HTTP server does"
    msgstr "那里监听的程序先发话，HTTP 服务器不会这样"

    msgid "unknown host"
    msgstr "未知主机"

    msgid "not reachable"
    msgstr "无法到达"

    msgid "stopped by a signal"
    msgstr "收到信号而停止"

    # Sources/Telemetry/Tracing/OTLPExporter.swift
    msgid "the trace was not exported to {1}:{2}: {3}"
    msgstr "trace 未能导出到 {1}:{2}：{3}"

    msgid "see whether a collector takes OTLP over HTTP there (OTEL_EXPORTER_OTLP_ENDPOINT)"
    msgstr "查看那里是否有采集器接受 OTLP over HTTP（OTEL_EXPORTER_OTLP_ENDPOINT）"

    # Sources/Telemetry/Tracing/OTLPSettings.swift
    msgid "{1} is not an http:// or https:// URL"
    msgstr "{1} 不是 http:// 或 https:// 的 URL"

    msgid "write it as http://localhost:4318; OTLP is spoken as HTTP with JSON"
    msgstr "写成 http://localhost:4318；OTLP 以 JSON 经 HTTP 传输"

    # Sources/invitectl/Commands/DoctorCommand.swift
    msgid "Check configuration, servers, privileges, revision."
    msgstr "检查配置、服务器、权限、迁移版本。"

    msgid ""
    "Examples:\n"
    "  invitectl doctor                       everything, with what to do about it\n"
    "  invitectl doctor --only redis-eviction\n"
    "  invitectl doctor --probe               whether messages are taken, too\n"
    "  invitectl doctor --only contract --for 1m\n"
    "  invitectl doctor -o json               for machines\n"
    "  invitectl doctor --grants              SQL and ACL of least-privilege users\n"
    "\n"
    "Changes no data; --probe puts an expired message into each queue, which the\n"
    "worker that takes it discards, or it is taken back. Exits 1 when a check fails;\n"
    "warnings exit 0, or 3 with --exit-code.\n"
    "The check 'contract' listens whether backends do with token buckets what counts\n"
    "rest on; it is made only where --only names it. What it sees broken it records\n"
    "for sync-counts, which doubts counts by it until this check sees it kept.\n"
    "Checks: {1}"
    msgstr ""
    "示例：\n"
    "  invitectl doctor                       检查全部，并说明如何处理\n"
    "  invitectl doctor --only redis-eviction\n"
    "  invitectl doctor --probe               同时检查消息是否有人取走\n"
    "  invitectl doctor --only contract --for 1m\n"
    "  invitectl doctor -o json               供程序使用\n"
    "  invitectl doctor --grants              最小权限用户的 SQL 和 ACL\n"
    "\n"
    "不改动任何数据；--probe 向每个队列放入一条已过期的消息，取走它的 worker 会\n"
    "丢弃它，否则将其收回。有检查失败时退出码为 1；只有警告时为 0，加 --exit-code\n"
    "则为 3。\n"
    "检查 'contract' 监听后端对令牌桶的使用是否遵守计数所依赖的约定；只有 --only\n"
    "指明时才进行。见到的违反会记录给 sync-counts，后者据此怀疑计数，直到本检查\n"
    "见到约定得到遵守。\n"
    "检查：{1}"

    msgid "Make only this check; may be repeated."
    msgstr "只做此项检查；可重复。"

    msgid "Leave this check out; may be repeated."
    msgstr "跳过此项检查；可重复。"

    msgid "Exit 3 when there are warnings."
    msgstr "有警告时以 3 退出。"

    msgid "Probe the queues, as 'inspect-workers probe' does."
    msgstr "探测队列，与 'inspect-workers probe' 相同。"

    msgid "How long 'contract' listens. Default: 5s."
    msgstr "'contract' 监听多久。默认：5s。"

    msgid "Have 'contract' sample commands by MONITOR, which slows Redis."
    msgstr "让 'contract' 用 MONITOR 抽样命令，会使 Redis 变慢。"

    msgid "Print the SQL and the Redis ACL of users with the least privileges, and stop."
    msgstr "打印最小权限用户的 SQL 和 Redis ACL 后停止。"

    msgid "--for and --sample are for the check 'contract': --only contract"
    msgstr "--for 和 --sample 用于检查 'contract'：--only contract"

    msgid "stopped before all was looked at; nothing was changed"
    msgstr "未查完即停止；没有任何改动"

    # Sources/invitectl/Commands/MetricsDumpCommand.swift
    msgid "Write metrics for Prometheus."
    msgstr "输出供 Prometheus 使用的指标。"

    msgid ""
    "Examples:\n"
    "  invitectl metrics-dump                        the classic text format\n"
    "  invitectl metrics-dump --listen 127.0.0.1:9464\n"
    "                                                serve /metrics until stopped\n"
    "  invitectl metrics-dump --listen 127.0.0.1:9464 --web-config web.yml\n"
    "                                                with TLS and a login\n"
    "  invitectl metrics-dump -q --textfile /var/lib/node_exporter/invitectl.prom\n"
    "  invitectl metrics-dump --collectors seats,queue --format openmetrics\n"
    "  invitectl metrics-dump --listen 127.0.0.1:9464 --probe\n"
    "                                                whether messages are taken, too\n"
    "  invitectl metrics-dump list                   what there is, with help texts\n"
    "\n"
    "A collector that fails is exported as invitectl_collector_success 0 and named\n"
    "on stderr; the rest still come, and the exit code is 8, or 69 when all failed.\n"
    "--probe puts an expired message into each queue of the backend, which the\n"
    "worker that takes it discards; with --listen it also counts how long messages\n"
    "wait, from the workers' events and from probes.\n"
    "--web-config reads the web configuration file of Prometheus' exporters, again\n"
    "whenever it or a file that it names has changed.\n"
    "With --listen the first Ctrl-C or SIGTERM finishes the scrapes under way and\n"
    "exits 0.\n"
    "Collectors: {1}"
    msgstr ""
    "示例：\n"
    "  invitectl metrics-dump                        经典文本格式\n"
    "  invitectl metrics-dump --listen 127.0.0.1:9464\n"
    "                                                提供 /metrics，直到停止\n"
    "  invitectl metrics-dump --listen 127.0.0.1:9464 --web-config web.yml\n"
    "                                                使用 TLS 和登录\n"
    "  invitectl metrics-dump -q --textfile /var/lib/node_exporter/invitectl.prom\n"
    "  invitectl metrics-dump --collectors seats,queue --format openmetrics\n"
    "  invitectl metrics-dump --listen 127.0.0.1:9464 --probe\n"
    "                                                同时检查消息是否有人取走\n"
    "  invitectl metrics-dump list                   列出全部指标及其说明\n"
    "\n"
    "失败的采集器输出 invitectl_collector_success 0，并在 stderr 指明；其余照常\n"
    "输出，退出码为 8，全部失败时为 69。\n"
    "--probe 向后端的每个队列放入一条已过期的消息，取走它的 worker 会丢弃它；与\n"
    "--listen 合用时，还依据 worker 的事件和探测统计消息等待多久。\n"
    "--web-config 读取 Prometheus 各 exporter 的 Web 配置文件，该文件或其指定的文件\n"
    "改动后会重新读取。\n"
    "使用 --listen 时，第一次 Ctrl-C 或 SIGTERM 会完成进行中的抓取并以 0 退出。\n"
    "采集器：{1}"

    msgid "Text format: prometheus, openmetrics or json."
    msgstr "文本格式：prometheus、openmetrics 或 json。"

    msgid "Run only these collectors, separated by commas."
    msgstr "只运行这些采集器，以逗号分隔。"

    msgid "Add names of another exporter: report or celery-exporter."
    msgstr "加上另一个 exporter 的名称：report 或 celery-exporter。"

    msgid "Write for node_exporter's textfile collector."
    msgstr "写给 node_exporter 的 textfile 采集器。"

    msgid "Serve /metrics on HOST:PORT or :PORT."
    msgstr "在 HOST:PORT 或 :PORT 提供 /metrics。"

    msgid "TLS and logins of --listen, as exporters take them."
    msgstr "--listen 的 TLS 和登录，格式同各 exporter。"

    msgid "Longest time of one collector, up to 10s. Default: 3s."
    msgstr "单个采集器的最长时间，至多 10s。默认：3s。"

    msgid "--textfile and --listen exclude each other"
    msgstr "--textfile 和 --listen 互斥"

    msgid "--web-config is about --listen: name an address, too"
    msgstr "--web-config 用于 --listen：还要指定地址"

    msgid "--textfile is always in the classic format: leave out --format"
    msgstr "--textfile 总是经典格式：去掉 --format"

    msgid "with --listen the scraper chooses the format: leave out --format"
    msgstr "使用 --listen 时由抓取方选择格式：去掉 --format"

    msgid "the system gives no thread to listen for events"
    msgstr "系统没有可用于监听事件的线程"

    msgid "raise the limit of processes (ulimit -u), or leave out --compat celery-exporter and --probe"
    msgstr "提高进程数上限（ulimit -u），或去掉 --compat celery-exporter 和 --probe"

    msgid "listening on {1}://{2}/metrics"
    msgstr "正在监听 {1}://{2}/metrics"

    msgid "nothing is left behind"
    msgstr "没有留下任何东西"

    # Sources/invitectl/Commands/MetricsListCommand.swift
    msgid "Show every metric with its help text."
    msgstr "显示每个指标及其说明。"

    msgid ""
    "Examples:\n"
    "  invitectl metrics-dump list\n"
    "  invitectl metrics-dump list -o json"
    msgstr ""
    "示例：\n"
    "  invitectl metrics-dump list\n"
    "  invitectl metrics-dump list -o json"

    # Sources/invitectl/Commands/MetricsListing.swift
    msgid "names of --compat {1}"
    msgstr "--compat {1} 的名称"

    msgid "the dump itself"
    msgstr "采集本身"

    msgid "there is no collector '{1}'; there are {2}"
    msgstr "没有采集器 '{1}'；可用：{2}"

    msgid "there is no exporter '{1}'; there are {2}"
    msgstr "没有 exporter '{1}'；可用：{2}"

    msgid "'{1}' is no address; write HOST:PORT, [IPv6]:PORT or :PORT"
    msgstr "'{1}' 不是地址；请写成 HOST:PORT、[IPv6]:PORT 或 :PORT"

    msgid "'{1}' is no time up to 10s; write e.g. 500ms or 3s"
    msgstr "'{1}' 不是 10s 以内的时间；请写成 500ms 或 3s 等"

    # Sources/invitectl/Rendering/Confirmation.swift
    msgid "will not {1} without being asked to"
    msgstr "未经确认不会{1}"

    msgid "add --yes to go ahead"
    msgstr "加 --yes 即可执行"

    msgid "About to {1}. Type '{2}' to go ahead: "
    msgstr "即将{1}。输入 '{2}' 以执行："

    msgid "nothing was done: the answer was not '{1}'"
    msgstr "什么都没有做：回答不是 '{1}'"

    msgid "stopped at the question; nothing was done"
    msgstr "在询问时停止；什么都没有做"

    msgid "nothing was done: the terminal is gone"
    msgstr "什么都没有做：终端已关闭"

    # Sources/invitectl/Rendering/DoctorRendering.swift
    msgid "{1} passed"
    msgstr "{1} 项通过"

    msgid "{1} warnings"
    msgstr "{1} 项警告"

    msgid "{1} failed"
    msgstr "{1} 项失败"

    msgid "{1} skipped"
    msgstr "{1} 项跳过"

    # Sources/invitectl/Rendering/FindingRendering.swift
    msgid " rows:"
    msgstr "各行："

    # Sources/invitectl/Watch/WatchAction.swift
    msgid "Looking …"
    msgstr "正在查看…"

    msgid "There is no task of {1}."
    msgstr "没有 {1} 的任务。"

    msgid "Something is to be done about it: what is said last, above."
    msgstr "有事待办：见上面最后所说的内容。"

    msgid "Not all of it was done: what is left is named above."
    msgstr "没有全部完成：剩下的已在上面列出。"

    msgid "Ended without success: {1}."
    msgstr "未能成功结束：{1}。"

    # Sources/invitectl/Watch/WatchLoop.swift
    msgid "ready {1}"
    msgstr "就绪 {1}"

    msgid "ready {1} ({2})"
    msgstr "就绪 {1}（{2}）"

    msgid "unacked {1}"
    msgstr "未确认 {1}"

    msgid "active {1}/{2}"
    msgstr "执行中 {1}/{2}"

    msgid "in {1}/s"
    msgstr "入 {1}/秒"

    msgid "out {1}/s"
    msgstr "出 {1}/秒"

    msgid "workers {1}/{2}"
    msgstr "worker {1}/{2}"

    msgid "problems: {1}"
    msgstr "问题：{1}"

    # Sources/invitectl/Watch/WatchReturn.swift
    msgid "Enter goes back to the watch, Esc too. "
    msgstr "按 Enter 或 Esc 返回监视画面。"

    # Sources/invitectl/Watch/WatchScreen+Help.swift
    msgid "  d p x    are off: the watch was started with --read-only, and changes nothing"
    msgstr "  d p x    已关闭：监视以 --read-only 启动，不改动任何东西"

    msgid ""
    "  d        drain the worker that is selected\n"
    "  p        pause or resume the queue that is selected\n"
    "  x        revoke the task that is selected; each asks first"
    msgstr ""
    "  d        排空所选的 worker\n"
    "  p        暂停或恢复所选的队列\n"
    "  x        撤销所选的任务；各项都先询问"

    msgid ""
    "  q, ^C    quit\n"
    "  ^Z       stop; fg comes back\n"
    "  space    pause and go on\n"
    "  r        look now\n"
    "  + -      slower, faster\n"
    "  s        sort workers by name, status, active, processed, failed\n"
    "  j k      select a worker; arrows, page keys, g and G too\n"
    "  Tab      select among queues, or workers again\n"
    "  Enter    the tasks of what is selected; Enter or Esc goes back\n"
    "  t        trace the task that is selected, or the oldest of a worker or queue"
    msgstr ""
    "  q, ^C    退出\n"
    "  ^Z       停止；fg 返回\n"
    "  space    暂停，再按继续\n"
    "  r        立即查看\n"
    "  + -      放慢、加快\n"
    "  s        按名称、状态、执行中、已处理、失败排序 worker\n"
    "  j k      选择 worker；方向键、翻页键、g 和 G 也可\n"
    "  Tab      在队列中选择，再按回到 worker\n"
    "  Enter    所选对象的任务；Enter 或 Esc 返回\n"
    "  t        追踪所选的任务，或 worker、队列最早的任务"

    msgid ""
    "  /        show only workers with a text in their name\n"
    "  ?        back\n"
    "\n"
    "READY counts all four priority lists. IN and OUT are messages a second since\n"
    "the last look. FAIL and RETRIED count since the watch began. Dimmed rows are\n"
    "of workers that do not answer, with the time since they did."
    msgstr ""
    "  /        只显示名称中含某段文字的 worker\n"
    "  ?        返回\n"
    "\n"
    "就绪为全部四个优先级列表之和。入和出是自上次查看以来每秒的消息数。失败和已重试\n"
    "从监视开始时计数。暗色的行是未应答的 worker，并显示距上次应答的时间。"

    msgid "Keys"
    msgstr "按键"

    # Sources/invitectl/Watch/WatchScreen.swift
    msgid "{1} · {2} · every {3} · look {4} ms"
    msgstr "{1} · {2} · 每 {3} · 查看 {4} ms"

    msgid "{1} · PAUSED"
    msgstr "{1} · 已暂停"

    msgid "stale for {1}: {2}"
    msgstr "已过时 {1}：{2}"

    msgid "backlog {1}"
    msgstr "积压 {1}"

    msgid "ACT/SLOTS"
    msgstr "执行/进程"

    msgid "… and {1}"
    msgstr "… {1}"

    msgid "TASK (last minute)"
    msgstr "任务（最近一分钟）"

    msgid "END/s"
    msgstr "完成/秒"

    msgid "FAIL%"
    msgstr "失败%"

    msgid "ACT"
    msgstr "执行"

    msgid "RES"
    msgstr "预留"

    msgid "UP"
    msgstr "运行"

    msgid "… {1} more, of {2}"
    msgstr "… 另有 {1} 个，共 {2} 个"

    msgid "filter workers: {1}_  (Enter keeps, Esc clears)"
    msgstr "筛选 worker：{1}_（Enter 保留，Esc 清除）"

    msgid "? keys"
    msgstr "? 按键"

    msgid "read-only: d p x are off"
    msgstr "只读：d p x 已关闭"

    msgid "q quit"
    msgstr "q 退出"

    msgid "Enter back"
    msgstr "Enter 返回"

    msgid "jk select"
    msgstr "jk 选择"

    msgid "t trace"
    msgstr "t 追踪"

    msgid "x revoke"
    msgstr "x 撤销"

    msgid "p pause or resume"
    msgstr "p 暂停或恢复"

    msgid "d drain"
    msgstr "d 排空"

    msgid "jk select, {1}"
    msgstr "jk 选择，{1}"

    msgid "/ filter"
    msgstr "/ 筛选"

    msgid "/ filter ({1})"
    msgstr "/ 筛选（{1}）"

    msgid "Enter tasks"
    msgstr "Enter 任务"

    msgid "Tab workers"
    msgstr "Tab worker"

    msgid "Tab queues"
    msgstr "Tab 队列"

    msgid "space pause"
    msgstr "space 暂停"

    msgid "r refresh"
    msgstr "r 刷新"

    msgid "+/- pace"
    msgstr "+/- 速度"

    # Sources/invitectl/Watch/WatchState+Keys.swift
    msgid "nothing is selected: j, k or Tab do"
    msgstr "什么都没有选中：用 j、k 或 Tab 选择"

    msgid "its id cannot be read"
    msgstr "其 ID 无法读取"

    msgid "x revokes a task: Enter shows those of a worker or queue"
    msgstr "x 撤销任务：按 Enter 显示 worker 或队列的任务"

    msgid "no task is selected: j and k select one"
    msgstr "没有选中任务：用 j 和 k 选择"

    msgid "d drains a worker: Tab selects one"
    msgstr "d 排空 worker：用 Tab 选择"

    msgid "no worker is selected: j and k select one"
    msgstr "没有选中 worker：用 j 和 k 选择"

    msgid "no queue is selected: Tab selects one"
    msgstr "没有选中队列：用 Tab 选择"

    msgid "d drains a worker: these are the tasks of a queue"
    msgstr "d 排空 worker：这里是队列的任务"

    msgid "p pauses a queue: these are the tasks of a worker"
    msgstr "p 暂停队列：这里是 worker 的任务"

    # Sources/invitectl/Watch/WatchState.swift
    msgid "s sort (name)"
    msgstr "s 排序（名称）"

    msgid "s sort (status)"
    msgstr "s 排序（状态）"

    msgid "s sort (active)"
    msgstr "s 排序（执行中）"

    msgid "s sort (processed)"
    msgstr "s 排序（已处理）"

    msgid "s sort (failed)"
    msgstr "s 排序（失败）"

    # Sources/invitectl/Watch/WatchTasks.swift
    msgid "Tasks of the worker {1}"
    msgstr "worker {1} 的任务"

    msgid "Tasks of the queue {1}"
    msgstr "队列 {1} 的任务"

    msgid "DUE"
    msgstr "到期"

    msgid "… {1} more"
    msgstr "… 另有 {1} 个"

    # Sources/InviteStorage/Requirements/GrantNotes.swift
    msgid ""
    "PostgreSQL: run as the owner of the tables, in InviteHub's database.\n"
    "{1}: redeem, sync-counts, force-resync (its --dry-run syncs first), cleanup-queue (the\n"
    "--dry-run of --stuck looks for emails and codes in the outbox).\n"
    "{2}: metrics-dump, doctor, forecast, simulate, every other --dry-run."
    msgstr ""
    "PostgreSQL：以各表所有者的身份，在 InviteHub 的数据库中执行。\n"
    "{1}：redeem、sync-counts、force-resync（其 --dry-run 会先同步）、cleanup-queue\n"
    "（--stuck 的 --dry-run 会在发件箱中查找邮箱和兑换码）。\n"
    "{2}：metrics-dump、doctor、forecast、simulate，以及其余各 --dry-run。"

    msgid "From revision 014 of the backend on, seats ask for the teams' status:"
    msgstr "从后端的迁移版本 014 起，计算席位要读取团队的状态："

    msgid "From revision 009 on, rebinds are counted and noted:"
    msgstr "从迁移版本 009 起，换绑会计数并留下记录："

    msgid "From revision 024 on, redeem holds seats and has people wait:"
    msgstr "从迁移版本 024 起，redeem 会占用席位，并让人排队等待："

    msgid "The blockers' queries and the lag of replicas; needs a superuser."
    msgstr "用于查看阻塞者的语句和备库的延迟；需要超级用户执行。"

    msgid "After 'invitectl migrate up' has made the schema, and again after an upgrade:"
    msgstr "在 'invitectl migrate up' 建好 schema 之后执行，升级后再执行一次："

    msgid "After 'invitectl migrate up --optional team-seat-stats'; refresh-seats writes it:"
    msgstr "在 'invitectl migrate up --optional team-seat-stats' 之后执行；refresh-seats 会写入该表："

    msgid ""
    "'invitectl migrate up --optional row-feed' needs no more, of these roles nor of the backend's.\n"
    "Of partitioned tables cleanup-queue goes to each partition itself: again after new ones are made."
    msgstr ""
    "'invitectl migrate up --optional row-feed' 不需要更多权限，\n"
    "无论对这些角色还是后端的角色。\n"
    "对分区表，cleanup-queue 会直接访问每个分区：新建分区后再执行一次。"

    msgid "From PostgreSQL 17 on, to VACUUM what cleanup-queue has emptied; no command needs it:"
    msgstr "从 PostgreSQL 17 起，可对 cleanup-queue 清空的表执行 VACUUM；没有命令需要它："
    """#
}
