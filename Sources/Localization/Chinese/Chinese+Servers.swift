extension ChineseCatalogue {
  /// Clients of the servers, settings, traces and forecasts.
  static let servers = #"""
    # Sources/CeleryProtocol/CeleryEvent.swift
    msgid "type or hostname"
    msgstr "type 或 hostname"

    # Sources/CeleryProtocol/ControlReply.swift
    msgid "the answering node"
    msgstr "应答的节点"

    # Sources/CeleryProtocol/InviteTask.swift
    msgid "is empty"
    msgstr "为空"

    msgid "is longer than {1} characters"
    msgstr "超过 {1} 个字符"

    msgid "contains a control character"
    msgstr "含有控制字符"

    # Sources/CeleryProtocol/MessageContent.swift
    msgid "no content type"
    msgstr "没有 content type"

    msgid "the body is {1}, not a call"
    msgstr "正文是 {1}，不是调用"

    msgid "the body is not JSON"
    msgstr "正文不是 JSON"

    # Sources/CeleryProtocol/MessageEnvelope.swift
    msgid "not a Celery message: {1} is missing or malformed"
    msgstr "不是 Celery 消息：{1} 缺失或格式错误"

    msgid "not a Celery message: the body is not in its stated encoding"
    msgstr "不是 Celery 消息：正文与其声明的编码不符"

    msgid "the object"
    msgstr "对象"

    # Sources/CeleryProtocol/QueuedTask.swift
    msgid "no task id: stops every worker in turn"
    msgstr "没有任务 ID：会使每个 worker 依次停止"

    msgid "no content type of a call: stops every worker in turn"
    msgstr "没有表示调用的 content type：会使每个 worker 依次停止"

    msgid "no delivery tag or address: stops one worker and is lost"
    msgstr "没有 delivery tag 或地址：会使一个 worker 停止，消息丢失"

    msgid "the body is not in its stated compression: is dropped"
    msgstr "正文与其声明的压缩格式不符：会丢弃"

    msgid "{1}: is dropped"
    msgstr "{1}：会丢弃"

    msgid "{1}: stops one worker and is lost"
    msgstr "{1}：会使一个 worker 停止，消息丢失"

    msgid "no task name: is dropped"
    msgstr "没有任务名：会丢弃"

    msgid "the body has no three parts: stops every worker in turn"
    msgstr "正文不是三个部分：会使每个 worker 依次停止"

    # Sources/CeleryProtocol/TaskMessage.swift
    msgid "task name"
    msgstr "任务名"

    msgid "task id"
    msgstr "任务 ID"

    msgid "queue name"
    msgstr "队列名"

    msgid "delivery tag"
    msgstr "delivery tag"

    msgid "number of retries"
    msgstr "重试次数"

    msgid "is negative"
    msgstr "为负数"

    msgid "header {1}"
    msgstr "消息头 {1}"

    msgid "is Celery's own"
    msgstr "是 Celery 自己的"

    msgid "is longer than 255 bytes"
    msgstr "超过 255 字节"

    # Sources/CeleryProtocol/TaskMessageError.swift
    msgid "the {1} {2}"
    msgstr "{1}：{2}"

    # Sources/CeleryProtocol/TaskResult.swift
    msgid "not a Celery result: {1} is missing or malformed"
    msgstr "不是 Celery 结果：{1} 缺失或格式错误"

    msgid "the Celery app compresses its results (result_compression)"
    msgstr "Celery 应用压缩了结果（result_compression）"

    # Sources/CeleryProtocol/UnackedEntry+Restored.swift
    msgid "the message of an unacked entry"
    msgstr "unacked 条目中的消息"

    # Sources/CeleryProtocol/UnackedEntry.swift
    msgid "the three parts of an unacked entry"
    msgstr "unacked 条目的三个部分"

    # Sources/CeleryProtocol/UnreadableMessage.swift
    msgid "compressed as {1}"
    msgstr "以 {1} 压缩"

    msgid "larger than is read here"
    msgstr "超出此处读取的大小"

    msgid "arguments that are not written out"
    msgstr "参数没有写明"

    msgid "not in its stated compression"
    msgstr "与其声明的压缩格式不符"

    msgid "malformed"
    msgstr "格式错误"

    # Sources/CountProtocol/BucketValue.swift
    msgid "does not hold an integer"
    msgstr "存的不是整数"

    msgid "is out of range: a count lies within ±{1}"
    msgstr "的值超出范围：计数须在 ±{1} 之内"

    # Sources/InviteOps/Operations/Forecast/Campaign.swift
    msgid "more than {1} tasks at once"
    msgstr "同时执行的任务超过 {1} 个"

    msgid "leave some of --workers or --concurrency out"
    msgstr "减小 --workers 或 --concurrency"

    msgid "say how long a task takes: --runtime 2s; 'invitectl inspect-workers events' shows it"
    msgstr "给出单个任务的时长：--runtime 2s；'invitectl inspect-workers events' 会显示它"

    msgid "no worker that takes invites answers, so that no runtime can be told"
    msgstr "没有处理邀请的 worker 应答，无法得知任务时长"

    msgid "no runtime can be told: no message waits, and what workers did before has idle time in it"
    msgstr "无法得知任务时长：没有消息在等待，而 worker 此前的记录中含有空闲时间"

    msgid "{1} done while messages waited are too few to tell a runtime by: {2} are needed"
    msgstr "有消息等待时完成的 {1}太少，无法推算任务时长：需要 {2} 个"

    msgid "stopped; nothing was changed"
    msgstr "已停止；没有任何改动"

    # Sources/InviteOps/Operations/Forecast/ForecastAssertion.swift
    msgid "'{1}' is no assertion: {2}"
    msgstr "'{1}' 不是断言：{2}"

    msgid "write seats>7d or queue<10m"
    msgstr "请写成 seats>7d 或 queue<10m"

    msgid "'{1}' is no time; write 10m, 12h, 7d"
    msgstr "'{1}' 不是时间；请写成 10m、12h、7d"

    msgid "nothing is told beyond {1}d"
    msgstr "最远只预测 {1} 天"

    msgid "the queue is to end in time: queue<{1}"
    msgstr "队列应按时清空：queue<{1}"

    msgid "{1} are to last: {2}>{3}"
    msgstr "{1} 应能维持到：{2}>{3}"

    # Sources/InviteOps/Operations/Forecast/ForecastGrowth.swift
    msgid "read what was written"
    msgstr "读取写入统计"

    msgid "not enough history: the server has counted {1}, and {2} are needed"
    msgstr "历史不足：服务器只统计到 {1}，需要 {2} 个"

    # Sources/InviteOps/Operations/Forecast/ForecastIDs.swift
    msgid "look at the sequences"
    msgstr "查看序列"

    msgid "read the last id of {1}"
    msgstr "读取 {1} 的最后一个 ID"

    msgid "no sequence of a column of type integer was found"
    msgstr "没有找到 integer 类型列的序列"

    msgid "not in it: {1}, whose sequence this role may not see"
    msgstr "不含 {1}：此角色无权查看其序列"

    msgid "how far any sequence is cannot be seen"
    msgstr "看不到任何序列当前的位置"

    msgid "not in it: {1}, whose sequence was not found"
    msgstr "不含找不到序列的 {1}"

    msgid "not in it: {1} without a pace ({2})"
    msgstr "不含速度未知的 {1}（{2}）"

    # Sources/InviteOps/Operations/Forecast/ForecastLine.swift
    msgid "nothing was used in {1}"
    msgstr "{1}内没有使用"

    msgid "not enough history: {1}, and {2} are needed"
    msgstr "历史不足：只有 {1}，需要 {2} 个"

    # Sources/InviteOps/Operations/Forecast/ForecastReader.swift
    msgid "not in it: {1} that rows of invite_queue wait for"
    msgstr "不含 invite_queue 中的行在等待的 {1}"

    msgid "in it: {1} of codes that expire within {2} days"
    msgstr "其中含将在 {2} 天内过期的兑换码的 {1}"

    msgid "not in it: {1} without a limit"
    msgstr "不含没有上限的 {1}"

    msgid "not in it: uses that only Redis has, which 'invitectl sync-counts' brings over"
    msgstr "不含只在 Redis 中的使用，'invitectl sync-counts' 会把它们同步过来"

    msgid "look at the database's disk"
    msgstr "查看数据库所在磁盘"

    msgid "{1}, and what is free on its disk cannot be seen from here: --disk-free says it"
    msgstr "{1}，其磁盘的剩余空间在此处看不到：用 --disk-free 给出"

    msgid "not in it: the disks of other tablespaces that it has tables in: {1}"
    msgstr "不含存有它的表的其他表空间所在的磁盘：{1}"

    msgid "{1}, and {2} more with each invite"
    msgstr "{1}，每个邀请增加 {2}"

    msgid "not in it: {1} of invite_queue still open"
    msgstr "不含 invite_queue 中未完成的 {1}"

    msgid "no invite was done within an hour: 'invitectl inspect-workers' says why"
    msgstr "一小时内没有完成任何邀请：'invitectl inspect-workers' 说明原因"

    msgid "not enough history: {1} done within an hour, and {2} are needed"
    msgstr "历史不足：一小时内完成 {1}，需要 {2} 个"

    msgid "no invite was done for {1}: 'invitectl inspect-workers' says why"
    msgstr "已有 {1} 没有完成任何邀请：'invitectl inspect-workers' 说明原因"

    msgid "no invite was done within an hour, and what waits may have come just now"
    msgstr "一小时内没有完成任何邀请，而等待的消息可能刚刚到来"

    msgid "no invite was done for {1}, and what waits may have come just now"
    msgstr "已有 {1} 没有完成任何邀请，而等待的消息可能刚刚到来"

    msgid "no worker that takes invites answers: 'invitectl inspect-workers' says why"
    msgstr "没有处理邀请的 worker 应答：'invitectl inspect-workers' 说明原因"

    msgid "not in it: what will come ({1})"
    msgstr "不含将要到来的（{1}）"

    # Sources/InviteOps/Operations/Forecast/ForecastSeats.swift
    msgid "none left in {1} of {2}"
    msgstr "{2}中有 {1} 组已无剩余"

    msgid "in it: {1} that rows of invite_queue wait for"
    msgstr "其中含 invite_queue 中的行在等待的 {1}"

    # Sources/InviteOps/Operations/Forecast/ForecastServers.swift
    msgid "read the invites of the last days"
    msgstr "读取最近几天的邀请"

    msgid "read the oldest invite"
    msgstr "读取最早的邀请"

    msgid "count the seats"
    msgstr "统计席位"

    msgid "count the tokens"
    msgstr "统计令牌"

    msgid "not in it: {1} of bound codes, for their owners alone"
    msgstr "不含已绑定兑换码的 {1}，只有绑定者能用"

    msgid "not in it: {1} of bound codes whose time is over"
    msgstr "不含绑定者有效期已过的兑换码的 {1}"

    msgid "not in it: {1} of bound codes that nobody can redeem: their validity_days is NULL or too large"
    msgstr "不含无人能兑换的已绑定兑换码的 {1}：它们的 validity_days 为 NULL 或过大"

    msgid "not in it: {1} of codes that nobody can redeem: they have small letters, blanks or no used_count"
    msgstr "不含无人能兑换的兑换码的 {1}：它们含小写字母或空格，或没有 used_count"

    msgid "not in it: {1} of codes beyond ASCII: a database that is not in UTF-8 does not tell whether the backend finds them"
    msgstr "不含 ASCII 以外的兑换码的 {1}：数据库编码不是 UTF-8，无法判断后端能否找到它们"

    msgid "not in it: {1} of codes with a used_count below 0, of which no bucket can be made"
    msgstr "不含 used_count 小于 0 的兑换码的 {1}：无法由它建立令牌桶"

    msgid "in it: {1} that a code's first use leaves to its owner alone"
    msgstr "其中含首次使用后只归绑定者的 {1}"

    msgid "count the rows that wait"
    msgstr "统计等待中的行"

    msgid "'invitectl inspect-workers' names what it is"
    msgstr "'invitectl inspect-workers' 指出它是什么"

    # Sources/InviteOps/Operations/Forecast/InviteWork.swift
    msgid "the results' Redis database has more keys than can be looked at in time: no pace is told"
    msgstr "结果所在的 Redis 数据库键太多，来不及查看，无法得知速度"

    msgid "give the results a database of their own; simulate takes --runtime"
    msgstr "让结果单独使用一个数据库；simulate 可以用 --runtime"

    msgid "read the invites of the last hour"
    msgstr "读取最近一小时的邀请"

    msgid "read the results of tasks"
    msgstr "读取任务结果"

    # Sources/InviteOps/Operations/Trace/InviteTrace.swift
    msgid "stopped while looking again"
    msgstr "再次查看时停止"

    msgid "there is nothing of this email: no code bound to it, no row, no message, no task in a worker, no result that names it; of a task that the backend has queued and that came to nothing only its id would tell"
    msgstr "没有这个邮箱的任何记录：没有绑定它的兑换码，没有行、消息、worker 中的任务，也没有提到它的结果；后端已入队但没有成功的任务，只能凭其 ID 查到"

    msgid "nothing of this email was seen"
    msgstr "没有看到这个邮箱的任何记录"

    msgid "there is no such code, neither as typed nor in capitals, and no trace of such a task; results end after an hour"
    msgstr "没有这个兑换码，按原样和按大写都没有，也没有这个任务的痕迹；结果一小时后过期"

    msgid "no such code and no trace of such a task was seen"
    msgstr "没有看到这个兑换码，也没有看到这个任务的痕迹"

    # Sources/InviteOps/Operations/Trace/TraceBroker+Keys.swift
    msgid "see which tokens were given back"
    msgstr "查看哪些令牌已退还"

    msgid "the result of task {1} cannot be read: {2}"
    msgstr "任务 {1} 的结果无法读取：{2}"

    msgid "read the results"
    msgstr "读取结果"

    # Sources/InviteOps/Operations/Trace/TraceBroker.swift
    msgid "look through the broker"
    msgstr "在 broker 中查找"

    # Sources/InviteOps/Operations/Trace/TraceCodeJudge.swift
    msgid "used up ({1}), and nothing shows whom it invited"
    msgstr "已用完（{1}），但看不出邀请了谁"

    # Sources/InviteOps/Operations/Trace/TraceCodeJudge+Untraced.swift
    msgid "bound to {1}, of whom there is no trace, and used up ({2})"
    msgstr "绑定到 {1}，但没有其任何踪迹，且已用完（{2}）"

    msgid "bound to {1}, of whom there is no trace, and used ({2})"
    msgstr "绑定到 {1}，但没有其任何踪迹，且已使用（{2}）"

    msgid "used up ({1})"
    msgstr "已用完（{1}）"

    msgid "redeem another code"
    msgstr "换一个兑换码"

    msgid "'{1}' lowers its count where the records of who joined show that it is too high; where it changes nothing, redeem another code"
    msgstr "若加入记录表明其计数偏高，'{1}' 会调低它；若没有改动，就换一个兑换码"

    msgid ": whether a mail came the person knows; if not, it is redeemed again, with one more use"
    msgstr "：是否收到邮件要问本人；若没有，就再次兑换，会多用一次"

    msgid "; what is printed says that used_count ({1}) is right"
    msgstr "；打印出的命令表明 used_count（{1}）正确"

    msgid "; what is printed settles its count by evidence, and says that used_count is right where that leaves it open"
    msgstr "；打印出的命令先按依据确定其计数，依据不足以确定时则表明 used_count 正确"

    # Sources/InviteOps/Operations/Trace/TraceJudge+LostUse.swift
    msgid "; {1}, for {2} and {3} that failed: whether its own was given back is not clear"
    msgstr "；{1}，而有 {2}和 {3} 个失败的邀请：它自己的那次是否已退还，不清楚"

    msgid "used ({1}), and nothing shows what became of it"
    msgstr "已使用（{1}），但看不出结果如何"

    msgid "nobody has redeemed it: {1}"
    msgstr "还没有人兑换：{1}"

    msgid "redeem it with 'invitectl redeem {1} EMAIL'"
    msgstr "用 'invitectl redeem {1} EMAIL' 兑换"

    msgid "bound to {1} and never queued: {2}"
    msgstr "绑定到 {1}，从未入队：{2}"

    msgid "expired {1}"
    msgstr "已过期（{1}）"

    msgid "make another code"
    msgstr "另建一个兑换码"

    msgid "its bucket holds no count, at which every redemption fails"
    msgstr "其令牌桶存的不是计数，所有兑换都会失败"

    msgid "stored in small letters or with blanks: the backend looks for capitals and does not find it"
    msgstr "存成了小写或带有空格：后端按大写查找，找不到它"

    msgid "bound to an email with capitals or blanks, which the backend equals with none"
    msgstr "绑定的邮箱含有大写或空格，后端认为它与任何邮箱都不相同"

    msgid "{1}: in psql {2}"
    msgstr "{1}：在 psql 中执行 {2}"

    msgid "its code is stored in small letters or with blanks, and the backend does not find it"
    msgstr "其兑换码存成了小写或带有空格，后端找不到它"

    msgid "its code is bound to '{1}', which the backend equals with no email"
    msgstr "其兑换码绑定到 '{1}'，后端认为它与任何邮箱都不相同"

    msgid "redeem another code, or have the backend know whose this one is: in psql {1}"
    msgstr "兑换另一个兑换码，或让后端认出此兑换码属于谁：在 psql 中执行 {1}"

    msgid "switched off: nobody can redeem it"
    msgstr "已停用：无法兑换"

    msgid "redeem another code for {1}: the {2} of this one from its first use on are over"
    msgstr "为 {1} 兑换另一个兑换码：此兑换码自首次使用起的 {2}已过"

    msgid "its code is used up ({1}): redeem another one"
    msgstr "其兑换码已用完（{1}）：兑换另一个"

    msgid "redeem another code for {1}: this one is bound to {2}, and to anybody else the backend answers {3}"
    msgstr "为 {1} 兑换另一个兑换码：此兑换码绑定到 {2}，对其他人后端一律应答 {3}"

    # Sources/InviteOps/Operations/Trace/TraceCodeJudge+Numbers.swift
    msgid "with {1} nobody can redeem it"
    msgstr "{1}，任何人都无法兑换"

    msgid "no bucket, and {1} makes none: nobody can redeem it"
    msgstr "没有令牌桶，且 {1} 无法建立：任何人都无法兑换"

    msgid "its bucket holds no count, and {1} makes no other: nobody can redeem it"
    msgstr "其令牌桶中不是计数，且 {1} 无法另建：任何人都无法兑换"

    msgid "its bucket holds {1}, and {2} makes no other: nobody can redeem it"
    msgstr "其令牌桶中为 {1}，且 {2} 无法另建：任何人都无法兑换"

    msgid "its validity_days is NULL, at which the backend fails"
    msgstr "其 validity_days 为 NULL，后端会因此出错"

    msgid "with the max_uses that is wanted: in psql {1}"
    msgstr "max_uses 改成想要的值：在 psql 中 {1}"

    msgid "{1} by its row, and its bucket holds {2}"
    msgstr "按行{1}，而其令牌桶中为 {2}"

    # Sources/InviteOps/Operations/Trace/TraceCodeJudge.swift
    msgid "{1} uses, without a limit"
    msgstr "已用 {1} 次，无上限"

    msgid "{1} of {2} uses"
    msgstr "已用 {1}/{2} 次"

    # Sources/InviteOps/Operations/Trace/TraceDatabase.swift
    msgid "read the clock"
    msgstr "读取时钟"

    msgid "look for the email in other letters"
    msgstr "查找以其他大小写书写的邮箱"

    msgid "whether a row has the email in other letters or with blanks was not searched to the end (--search-limit, --timeout)"
    msgstr "是否有行以其他大小写或带空白书写此邮箱，没有查找到底（--search-limit、--timeout）"

    msgid "{1} was not searched to the end (--search-limit)"
    msgstr "{1} 没有查找到底（--search-limit）"

    msgid "read invitectl.{1}"
    msgstr "读取 invitectl.{1}"

    msgid "invitectl.{1} cannot be read by this role ('invitectl doctor --grants' says what to grant)"
    msgstr "此角色不能读取 invitectl.{1}（'invitectl doctor --grants' 说明需要授予什么）"

    msgid "more than the newest {1} rows of {2} were not looked at"
    msgstr "{2} 只查看了最新的 {1} 行"

    # Sources/InviteOps/Operations/Trace/TraceFacts+Broker.swift
    msgid "{1} have remote control off: what it has was not seen"
    msgstr "{1} 关闭了远程控制：没有看到它持有什么"

    msgid "{1} connections take messages and belong to no worker that answers: what it has was not seen"
    msgstr "有 {1} 个连接在取消息，却不属于任何应答的 worker：没有看到它持有什么"

    msgid "{1} connections that take messages belong to no worker that answers, and may {2}"
    msgstr "有 {1} 个取消息的连接不属于任何应答的 worker，可能{2}"

    # Sources/InviteOps/Operations/Trace/TraceJudge+Broker.swift
    msgid "its message was taken out of {1}"
    msgstr "其消息已从 {1} 取出"

    msgid "its message was taken out"
    msgstr "其消息已取出"

    msgid "{1}{2} by {3}: {4}"
    msgstr "{1}{2}，由 {3} 取出：{4}"

    msgid "{1}{2}: {3}"
    msgstr "{1}{2}：{3}"

    msgid "{1}, and that file is not there any more"
    msgstr "{1}，但该文件已不在"

    msgid "look for the file; if it is nowhere, the message is lost: '{1}' has the broker forget it, and another trace then says what sends it again"
    msgstr "查找该文件；若哪里都没有，消息就已丢失：'{1}' 让 broker 忘掉它，然后再次追踪 会说明如何重新发送"

    msgid "on {1}, where its file is: '{2}'"
    msgstr "在文件所在的 {1} 上：'{2}'"

    msgid ", {1} ago"
    msgstr "（{1} 前）"

    msgid "a worker has taken it{1}; {2}, which do not answer, may have it"
    msgstr "已由 worker 取走{1}；{2} 没有应答，可能持有它"

    msgid "a worker has taken it{1}; not everything was seen"
    msgstr "已由 worker 取走{1}；并未看全"

    msgid "the broker gives it back at {1}"
    msgstr "broker 将于 {1} 把它放回队列"

    msgid "it is not in the index by which workers give messages back"
    msgstr "它不在 worker 据以归还消息的索引中"

    msgid "a worker that is gone had taken it{1}"
    msgstr "取走消息{1}的 worker 已离开"

    msgid "; the person is invited already (invite record {1}): it makes an invite more"
    msgstr "；此人已被邀请（邀请记录 {1}）：执行后会多出一个邀请"

    msgid "; the invite failed ({1}), and is tried again when it comes back"
    msgstr "；邀请失败（{1}），放回队列后会再次尝试"

    msgid "; the invite failed, and is tried again when it comes back"
    msgstr "；邀请失败，放回队列后会再次尝试"

    msgid "in {1}, {2}, {3} before it"
    msgstr "在 {1} 中，{2}，前面还有 {3} 条"

    msgid "{1}; it expired {2}, and the worker discards it"
    msgstr "{1}；它已于 {2}过期，worker 会丢弃它"

    msgid ", in the list {1}, where {2} does not look"
    msgstr "，位于列表 {1}，而 {2} 不从那里取"

    msgid "; the queue is paused {1}"
    msgstr "；队列已暂停，{1}"

    msgid "take it"
    msgstr "取走它"

    msgid "; no worker that answers consumes {1}, and {2}"
    msgstr "；应答的 worker 都不消费 {1}，而 {2}"

    msgid ", and no worker consumes {1}"
    msgstr "，没有 worker 消费 {1}"

    msgid "{1}, which do not answer, may take it"
    msgstr "没有应答的 {1} 可能取走它"

    msgid ", and {1} do not answer"
    msgstr "，而 {1} 没有应答"

    msgid ", and there is no worker"
    msgstr "，没有任何 worker"

    msgid ", and there is no worker of the backend"
    msgstr "，没有后端的 worker"

    msgid ", and no worker consumes {1}: {2} answer and consume no queue, as when they are drained"
    msgstr "，没有 worker 消费 {1}：{2} 有应答，但不消费任何队列，与排空后相同"

    msgid "priority_steps {1} and sep '{2}', as they are set here,"
    msgstr "priority_steps {1} 和 sep '{2}'（与此处所设相同）"

    msgid "other priority_steps or another sep"
    msgstr "另外的 priority_steps 或 sep"

    msgid "start a worker of {1} that has {2} in its broker_transport_options: it takes what is in that list; '{3}' shows those of {4}"
    msgstr "启动一个消费 {1} 的 worker，其 broker_transport_options 中设 {2}：它会取走该列表中的消息；'{3}' 显示 {4} 的设置"

    msgid "worker {1} runs it, begun {2}"
    msgstr "worker {1} 正在执行，{2}开始"

    msgid "worker {1} runs it"
    msgstr "worker {1} 正在执行"

    msgid "worker {1} has it and has not begun"
    msgstr "worker {1} 持有它，尚未开始"

    msgid "worker {1} holds it until {2}"
    msgstr "worker {1} 持有它，直到 {2}"

    msgid "worker {1} holds it"
    msgstr "worker {1} 持有它"

    msgid "{1}: a retry after {2}"
    msgstr "{1}：是重试，上次的错误：{2}"

    msgid "{1}: a retry"
    msgstr "{1}：是重试"

    msgid "priority {1}"
    msgstr "优先级 {1}"

    msgid "no priority"
    msgstr "无优先级"

    # Sources/InviteOps/Operations/Trace/TraceJudge+Next.swift
    msgid "evidence leaves the count of its code open"
    msgstr "依据不足以确定其兑换码的计数"

    msgid "its code has no bucket and was never synced"
    msgstr "其兑换码没有令牌桶，且从未同步"

    msgid "; {1}: what is printed says that used_count ({2}) is right"
    msgstr "；{1}：所列命令以 used_count（{2}）为准"

    msgid "its token was given back, and its code is used up since ({1}): redeem another one"
    msgstr "其令牌已退还，而此后其兑换码已用完（{1}）：兑换另一个"

    msgid "its code is used up: '{1}' gives back, once, the token of the task that came to nothing"
    msgstr "其兑换码已用完：'{1}' 可退还没有成功的任务的令牌，仅限一次"

    msgid "its id is not known"
    msgstr "其任务 ID 未知"

    msgid "its tasks are {1}"
    msgstr "其任务有 {1}"

    msgid "whose it was does not show by its id: ask, and trace the email or the code: 'invitectl trace EMAIL'; '{1}' shows what is left of it"
    msgstr "凭任务 ID 看不出属于谁：先问清，再追踪邮箱或兑换码：'invitectl trace EMAIL'；'{1}' 显示留下的内容"

    msgid "ask which code it was; '{1}' gives its token back, then redeem it again"
    msgstr "问清是哪个兑换码；'{1}' 退还其令牌，然后再次兑换"

    msgid "its token was given back"
    msgstr "其令牌已退还"

    msgid "nothing is left of it"
    msgstr "没有留下任何东西"

    msgid "{1}: ask which code it was, and redeem that again unless 'invitectl trace EMAIL' shows an invite since"
    msgstr "{1}：问清是哪个兑换码，再次兑换，除非 'invitectl trace EMAIL' 显示此后已有邀请"

    msgid "{1}, and no invite since was found: ask which code it was, and redeem that again with 'invitectl redeem CODE {2}'"
    msgstr "{1}，且没有找到此后的邀请：问清是哪个兑换码，再用 'invitectl redeem CODE {2}' 兑换"

    msgid "{1}: ask whose it was, and redeem again with 'invitectl redeem {2} EMAIL', unless 'invitectl trace EMAIL' shows an invite since"
    msgstr "{1}：问清属于谁，再用 'invitectl redeem {2} EMAIL' 兑换，除非 'invitectl trace EMAIL' 显示此后已有邀请"

    msgid "whose it was does not show by its id: ask, and trace the email or the code: 'invitectl trace EMAIL'"
    msgstr "凭任务 ID 看不出属于谁：先问清，再追踪邮箱或兑换码：'invitectl trace EMAIL'"

    # Sources/InviteOps/Operations/Trace/TraceJudge+Rows.swift
    msgid "; invited {1} times by this code (invite records {2})"
    msgstr "；由此兑换码邀请过 {1} 次（邀请记录 {2}）"

    msgid "no team took it"
    msgstr "没有团队接收"

    msgid "the invite failed"
    msgstr "邀请失败"

    msgid "invite record {1} is {2}, which nothing changes any more"
    msgstr "邀请记录 {1} 为 {2}，不会再有变化"

    msgid ": whether the mail came the person knows; if not, let the record be one that failed, and trace again"
    msgstr "：是否收到邮件只有本人知道；若没有，把该记录改为失败，再次追踪"

    msgid "joined {1}"
    msgstr "已加入{1}"

    msgid "; its email is a member of {1} already"
    msgstr "；其邮箱已是{1} 的成员"

    msgid "if another team is wanted, '{1}' redeems the code again, with one more use"
    msgstr "若要换团队，'{1}' 再次兑换该兑换码，会多用一次使用"

    msgid "a member of {1}"
    msgstr "已是{1} 的成员"

    msgid "invited to {1}{2}, which is not active any more"
    msgstr "已邀请到{1}{2}，但该团队已停用"

    msgid "accepted {1}; no member of {2} at its last look"
    msgstr "{1}接受邀请；最近一次查看时还不是{2} 的成员"

    msgid "invited to {1}{2}; the person has to accept the mail"
    msgstr "已邀请到{1}{2}；等待本人接受邮件中的邀请"

    msgid "{1}{2}; whether somebody works on it was not seen"
    msgstr "{1}{2}；没有看到是否有人在处理"

    msgid "{1}{2}, and there is no message and no worker has it"
    msgstr "{1}{2}，没有消息，也没有 worker 持有它"

    msgid "queue row {1} is SUCCESS{2}, and no invite record is left of it"
    msgstr "队列行 {1} 为 SUCCESS{2}，但没有留下邀请记录"

    msgid "; what its task answered is in its result or the worker's log"
    msgstr "；其任务的应答在结果或 worker 的日志中"

    msgid ", nor a member: whether the mail came the person knows; if not, let the row be one that failed, and trace again"
    msgstr "，也不是成员：是否收到邮件只有本人知道；若没有，把该行改为失败，再次追踪"

    msgid "waits for a seat{1}; its row has no retry_count, at which the backend's job ends"
    msgstr "等待席位{1}；其行没有 retry_count，后端的定时任务会因此中止"

    msgid "waits for a seat{1}"
    msgstr "等待席位{1}"

    msgid "waits for a seat{1}; {2} free: the backend's job takes it up within five minutes"
    msgstr "等待席位{1}；空闲 {2}：后端的定时任务会在五分钟内处理"

    msgid "of group {1}"
    msgstr "组 {1} 的"

    msgid "without a group"
    msgstr "无组的"

    msgid " (each run of the job copies the row while teams without a group have seats)"
    msgstr "（只要无组的团队还有席位，后端的定时任务每次运行都会复制此行）"

    msgid "waits for a seat{1}; no active team {2} has one free{3}"
    msgstr "等待席位{1}；{2}有效团队均无空闲席位{3}"

    msgid "add a team {1} or free a seat of one in the backend; its job then invites by itself"
    msgstr "在后端增加一个{1}团队，或腾出其中一个席位；其定时任务随后会自行邀请"

    msgid "a seat of {1} was reserved{2}, and no worker has the invite"
    msgstr "{1} 的一个席位已预留{2}，但没有 worker 持有该邀请"

    msgid "{1}: it was refused, or its message is lost"
    msgstr "{1}：可能被拒绝，或其消息已丢失"

    msgid "the backend gives seat and use back from {1} on; then redeem again"
    msgstr "后端自 {1} 起退还席位和使用次数；之后再次兑换"

    msgid "the backend gives seat and use back; then redeem again"
    msgstr "后端会退还席位和使用次数；之后再次兑换"

    msgid "was in {1}, and somebody took the person out again"
    msgstr "曾在{1} 中，后来有人将其移出"

    # Sources/InviteOps/Operations/Trace/TraceJudge+Excess.swift
    msgid "{1}: run again, it is an invite more"
    msgstr "{1}：再次执行会多出一个邀请"

    msgid "; it ran to its end already, and no row of that was seen: run again, it may be one more"
    msgstr "；它已执行完毕，但没有看到由此留下的行：再次执行可能多出一个邀请"

    msgid "; a worker had it before, and invite record {1} may be of it: run again, it may be an invite more"
    msgstr "；曾有 worker 取走它，邀请记录 {1} 可能由它产生：再次执行可能多出一个邀请"

    msgid "; a worker had it before, and queue row {1}, which waits for a seat, may be of it: run again, it may be an invite more"
    msgstr "；曾有 worker 取走它，等待席位的队列行 {1} 可能由它产生：再次执行可能多出一个邀请"

    msgid "{1}; worker {2} has the same task a second time"
    msgstr "{1}；worker {2} 还另有一份同一任务"

    msgid "{1}; its task is revoked, so that it is not begun again"
    msgstr "{1}；其任务已撤销，因此不会再次开始"

    msgid "{1}; all but worker {2} were told to skip it"
    msgstr "{1}；除 worker {2} 外，都已告知跳过它"

    msgid "{1}; worker {2} runs it, too"
    msgstr "{1}；worker {2} 也在执行它"

    msgid "{1}; workers were told to skip it, but what a process of theirs has already runs all the same, and is an invite more"
    msgstr "{1}；已告知 worker 跳过它，但其进程已拿到的仍会执行，并多出一个邀请"

    msgid "{1}: each of them makes an invite"
    msgstr "{1}：各自都会发出一个邀请"

    msgid "'{1}' has workers skip what no process of theirs has yet, which nothing tells, and after a lost connection one has it; what runs goes on"
    msgstr "'{1}' 让 worker 跳过尚未交给其进程的，是否已交给则看不出，连接中断过的则已交给；正在执行的照常进行"

    msgid "when one of them runs, '{1}' has workers skip the rest; typed before, it has them skip all"
    msgstr "其中一份开始执行后，'{1}' 让 worker 跳过其余的；在此之前执行则全部跳过"

    msgid "; the person is invited already (invite record {1})"
    msgstr "；此人已被邀请（邀请记录 {1}）"

    msgid "; queue row {1} of it waits for a seat already"
    msgstr "；它的队列行 {1} 已在等待席位"

    # Sources/InviteOps/Operations/Trace/TraceJudge+Surplus.swift
    # Sources/InviteOps/Operations/Trace/TraceJudge+GivingBack.swift
    msgid "invite record {1} is PENDING: ask whether the mail came; if it did, '{2}' keeps it from running; if not, '{3}' has it run"
    msgstr "邀请记录 {1} 为 PENDING：询问邮件是否收到；若已收到，'{2}' 使它不再执行；若没有，'{3}' 让它执行"

    msgid "if the worker's log shows an invite of it, '{1}' keeps it from running; else '{2}' has it run"
    msgstr "若 worker 的日志显示已由它邀请，'{1}' 使它不再执行；否则 '{2}' 让它执行"

    msgid "if the worker's log shows an invite of it, '{1}' has workers skip it"
    msgstr "若 worker 的日志显示已由它邀请，'{1}' 让 worker 跳过它"

    # Sources/InviteOps/Operations/Trace/TraceJudge+LostSince.swift
    msgid "; before that: {1}"
    msgstr "；此前：{1}"

    msgid "; since then: {1}"
    msgstr "；此后：{1}"

    # Sources/InviteOps/Operations/Trace/TraceJudge+Failed.swift
    msgid "add a team or free a seat of one in the backend; another trace then says what makes the invite again"
    msgstr "在后端增加一个团队，或腾出一个席位；之后再次追踪会说明怎样重新邀请"

    msgid "add a team of group {1} or free a seat of one in the backend; another trace then says what makes the invite again"
    msgstr "在后端为组 {1} 增加一个团队，或腾出其中一个席位；之后再次追踪会说明怎样重新邀请"

    # Sources/InviteOps/Operations/Trace/TraceJudge+Refunded.swift
    msgid "; its token was given back: it makes an invite more"
    msgstr "；其令牌已退还：执行后会多出一个邀请"

    msgid "; its token was given back"
    msgstr "；其令牌已退还"

    msgid "; its token was given back: put back, it is an invite more"
    msgstr "；其令牌已退还：放回后会多出一个邀请"

    msgid "'{1}' invites with a use; '{2}' puts the message back instead, an invite without one"
    msgstr "'{1}' 用掉一次使用来邀请；'{2}' 则把消息放回，邀请不占使用次数"

    msgid "if the worker's log shows no invite of it and the person has none of this use, '{1}' puts it back; else keep the file, or delete it for good: another trace then says what has the broker forget it"
    msgstr "若 worker 的日志没有显示已由它邀请，此人也没有由这次使用得到邀请，'{1}' 将其放回；否则保留该文件，或将其彻底删除：再次追踪会说明如何让 broker 忘掉它"

    msgid "on {1}, where its file is: {2}"
    msgstr "在文件所在的 {1} 上：{2}"

    # Sources/InviteOps/Operations/Trace/TraceJudge+Malformed.swift
    msgid "; {1} before it are malformed, at which workers may end"
    msgstr "；它之前有 {1} 条格式错误，worker 可能因此退出"

    msgid "; {1} behind it are malformed, at which workers may end"
    msgstr "；它之后有 {1} 条格式错误，worker 可能因此退出"

    msgid "{1} messages in {2} are malformed: whose they are does not show"
    msgstr "{2} 中有 {1} 条消息格式错误：看不出属于谁"

    # Sources/InviteOps/Operations/Trace/TraceJudge+Attempts.swift
    msgid "; tried again as task {1}, of which nothing is left"
    msgstr "；曾以任务 {1} 重试，没有留下任何痕迹"

    msgid "; tried again as task {1}, which was revoked"
    msgstr "；曾以任务 {1} 重试，该任务已撤销"

    msgid "; tried again as task {1}, whose result is {2}"
    msgstr "；曾以任务 {1} 重试，其结果为 {2}"

    # Sources/InviteOps/Operations/Trace/TraceJudge+Unheard.swift
    msgid "have it"
    msgstr "持有它"

    msgid "; if its process has ended, the broker gives it back at {1}"
    msgstr "；若其进程已结束，broker 将于 {1} 把它放回队列"

    msgid "a worker has taken it{1}; {2}"
    msgstr "已由 worker 取走{1}；{2}"

    msgid "wait; {1}"
    msgstr "请等待；{1}"

    msgid "a worker with remote control and heartbeats off says in its log alone what it has; CLIENT LIST of the broker has the address of its connection (cmd=brpop)"
    msgstr "关闭了远程控制和心跳的 worker 只在日志中说明它有什么；broker 的 CLIENT LIST 中有其连接的地址（cmd=brpop）"

    msgid "what it has is in the log of {1} alone; '{2}' shows whether it still sends heartbeats"
    msgstr "它持有什么，只在 {1} 的日志中；'{2}' 显示它是否仍有心跳"

    msgid "what it has is in the log of {1} alone; '{2}' shows whether {3} still sends heartbeats"
    msgstr "它持有什么，只在 {1} 的日志中；'{2}' 显示 {3} 是否仍有心跳"

    msgid "; its task is revoked, so that it is discarded and not run"
    msgstr "；其任务已撤销，因此 worker 会丢弃它而不执行"

    msgid "; its task is revoked: it is discarded, or it may run all the same where a process of the worker has it already"
    msgstr "；其任务已撤销：会被丢弃；若 worker 的某个进程已拿到它，则仍可能执行"

    msgid "wait until the worker is done with it; '{1}' then says what became of it"
    msgstr "等 worker 处理完；然后 '{1}' 会说明结果如何"

    msgid "; its task is revoked: whichever of {1} takes it discards it and does not run it"
    msgstr "；其任务已撤销：{1} 中任何一个取走它时都会丢弃，不执行"

    msgid "; {1} were not told and would run it"
    msgstr "；{1} 没有收到撤销，会执行它"

    msgid "wait until it is discarded; '{1}' then says what makes the invite again"
    msgstr "等到 worker 丢弃它；之后 '{1}' 会说明怎样重新邀请"

    # Sources/InviteOps/Operations/Trace/TraceJudge.swift
    msgid "what was found does not tell what became of it"
    msgstr "找到的信息不足以判断结果"

    msgid "; {1} tasks of it are under way"
    msgstr "；它有 {1} 个任务正在进行"

    msgid "; another message of it is in {1}: put back, it is an invite more"
    msgstr "；它还有一条消息：{1}；放回后会多出一个邀请"

    msgid "recorded{1} and not queued yet"
    msgstr "已记录{1}，尚未入队"

    msgid "recorded{1} and never queued; 'redeem --resume' leaves what is older than six days"
    msgstr "已记录{1}，从未入队；'redeem --resume' 不处理六天以前的"

    msgid "refused{1}; nothing was taken"
    msgstr "已拒绝{1}；没有取出任何令牌"

    msgid "given back{1}: it was not queued"
    msgstr "已退还{1}：没有入队"

    msgid "queued{1}; where it is now was not seen"
    msgstr "已入队{1}；没有看到它现在在哪里"

    msgid "queued{1}; its message is in no queue, no worker has it, and it left no result"
    msgstr "已入队{1}；其消息不在任何队列中，没有 worker 持有它，也没有留下结果"

    msgid "queued{1}; its message is in no queue, no worker has it, and it left no row"
    msgstr "已入队{1}；其消息不在任何队列中，没有 worker 持有它，也没有留下行"

    msgid "its task ran; whom it invited, and whether, does not show by its id: the row of it does"
    msgstr "其任务已执行；凭任务 ID 看不出是否邀请、邀请了谁：要看其行"

    msgid "trace the email or the code: 'invitectl trace EMAIL'"
    msgstr "追踪邮箱或兑换码：'invitectl trace EMAIL'"

    msgid "its task ran; whom it invited is in a row that was not seen"
    msgstr "其任务已执行；邀请了谁，记在没有看到的行中"

    msgid "its task ran and left no row; the worker's log says what the remote service answered"
    msgstr "其任务已执行，没有留下行；远程服务的应答见 worker 的日志"

    msgid "its task failed"
    msgstr "其任务失败"

    msgid "its task was revoked"
    msgstr "其任务已撤销"

    msgid "its last state is {1} ({2})"
    msgstr "其最后状态为 {1}（{2}）"

    msgid " {1} ago"
    msgstr "（{1} 前）"

    msgid " since {1}"
    msgstr "（自 {1} 起）"

    # Sources/InviteOps/Operations/Trace/TraceLook+Unheard.swift
    msgid "this Redis user may not see connections (CLIENT LIST): whether a worker without remote control has it was not seen"
    msgstr "此 Redis 用户无权查看连接（CLIENT LIST）：没有看到是否有关闭了远程控制的 worker 持有它"

    msgid "listen to heartbeats"
    msgstr "监听心跳"

    # Sources/InviteOps/Operations/Trace/TraceLook+Untold.swift
    msgid "look for marks of redemptions"
    msgstr "查找兑换的标记"

    msgid "look through the results"
    msgstr "在结果中查找"

    # Sources/InviteOps/Operations/Trace/TracePages.swift
    msgid "a page and a length"
    msgstr "一页和长度"

    # Sources/InviteOps/Operations/Trace/TraceSearch.swift
    msgid "{1} was not searched to the end: {2} left (--search-limit)"
    msgstr "{1} 没有查找到底：还剩 {2}（--search-limit）"

    msgid "more than {1} messages of it are not shown"
    msgstr "它的消息超过 {1} 条，其余未显示"

    # Sources/InviteOps/Operations/Trace/TraceServers.swift
    msgid "Redis ({1}) was not opened"
    msgstr "Redis（{1}）未打开"

    # Sources/InviteOps/Operations/Trace/TraceSubject.swift
    msgid "nothing to trace was given"
    msgstr "没有给出要追踪的对象"

    msgid "name an email, a code or the id of a task, e.g. 'invitectl trace a@example.com'"
    msgstr "给出邮箱、兑换码或任务 ID，例如 'invitectl trace a@example.com'"

    # Sources/InviteOps/Operations/Trace/TraceTimeline.swift
    msgid "the token of task {1} was given back"
    msgstr "任务 {1} 的令牌已退还"

    msgid "no kind"
    msgstr "无类型"

    msgid "code {1} made: {2}"
    msgstr "兑换码 {1} 已创建：{2}"

    msgid "group {1}"
    msgstr "组 {1}"

    msgid "switched off"
    msgstr "已停用"

    msgid "ends {1}"
    msgstr "有效期至 {1}"

    msgid "bound to {1}"
    msgstr "绑定到 {1}"

    msgid "its count is {1}"
    msgstr "其计数：{1}"

    msgid "code {1} first used"
    msgstr "兑换码 {1} 首次使用"

    msgid "not bound"
    msgstr "未绑定"

    msgid "for {1}"
    msgstr "有效 {1}"

    msgid "bounded"
    msgstr "有界"

    msgid "{1} (no bound)"
    msgstr "{1}（无界限）"

    msgid "{1} ({2} to +{3})"
    msgstr "{1}（{2} 至 +{3}）"

    msgid "used_count of {1} {2} -> {3} by run {4} ({5}), {6}"
    msgstr "运行 {4} 把 {1} 的 used_count 由 {2} 改为 {3}（{5}），{6}"

    msgid "task {1} of {2} by {3} ({4})"
    msgstr "{2} 使用 {3} 的任务 {1}（{4}）"

    msgid "outbox: {1} recorded"
    msgstr "发件箱：{1} 已记录"

    msgid "outbox: task {1} {2}"
    msgstr "发件箱：任务 {1} 变为 {2}"

    msgid "a rebind"
    msgstr "换绑"

    msgid "invite record {1} of {2} by {3}"
    msgstr "{2} 使用 {3} 的邀请记录 {1}"

    msgid "invite record {1} of {2}"
    msgstr "{2} 的邀请记录 {1}"

    msgid "invite record {1} accepted"
    msgstr "邀请记录 {1} 已接受"

    msgid "invite record {1} counted by the member sync"
    msgstr "邀请记录 {1} 已由成员同步计入"

    msgid "retry {1}"
    msgstr "第 {1} 次重试"

    msgid "queue row {1} of {2} by {3}"
    msgstr "{2} 使用 {3} 的队列行 {1}"

    msgid "queue row {1} of {2}"
    msgstr "{2} 的队列行 {1}"

    msgid "queue row {1} finished"
    msgstr "队列行 {1} 已结束"

    msgid "invite record {1} tried again ({2}) as task {3}"
    msgstr "邀请记录 {1} 再次尝试（{2}），任务 {3}"

    msgid "queue row {1} tried again ({2}) as task {3}"
    msgstr "队列行 {1} 再次尝试（{2}），任务 {3}"

    msgid "{1} is a member of {2}"
    msgstr "{1} 属于{2}"

    msgid "{1} left"
    msgstr "剩余 {1}"

    msgid "bucket of {1}: {2}"
    msgstr "{1} 的令牌桶：{2}"

    msgid "{1} queued by invitectl redeem (direct)"
    msgstr "{1} 由 invitectl redeem 入队（direct）"

    msgid "in {1}"
    msgstr "在 {1} 中"

    msgid "{1} before it"
    msgstr "前面还有 {1} 条"

    msgid "list {1}, where no worker looks"
    msgstr "列表 {1}，没有 worker 从那里取"

    msgid "taken from {1}, not acknowledged"
    msgstr "已取走，未确认（{1}）"

    msgid "not in the index"
    msgstr "不在索引中"

    msgid "taken out of {1} into {2}"
    msgstr "已取出（{1}）：{2}"

    msgid "redelivered"
    msgstr "重新投递"

    msgid "not before {1}"
    msgstr "不早于 {1}"

    msgid "expires {1}"
    msgstr "{1} 过期"

    msgid "{1} runs {2}"
    msgstr "{1} 正在执行 {2}"

    msgid "{1} has, and has not begun, {2}"
    msgstr "{1} 持有尚未开始的 {2}"

    msgid "{1} holds until {2} {3}"
    msgstr "{1} 持有 {3}，直到 {2}"

    msgid "{1} holds {2}"
    msgstr "{1} 持有 {2}"

    msgid "task {1} of {2} by {3}"
    msgstr "{2} 使用 {3} 的任务 {1}"

    msgid "task {1} of {2}"
    msgstr "{2} 的任务 {1}"

    msgid "task {1} by {2}"
    msgstr "使用 {2} 的任务 {1}"

    msgid "task {1}"
    msgstr "任务 {1}"

    msgid "{1} (not active)"
    msgstr "{1}（已停用）"

    msgid "{1} ago"
    msgstr "{1} 前"

    msgid "an unknown time"
    msgstr "未知时间"

    # Sources/InviteOps/Operations/Trace/TraceUntold.swift
    msgid "marks of redemptions were not searched to the end (--search-limit)"
    msgstr "兑换的标记没有查找到底（--search-limit）"

    msgid "more than the newest {1} marks of it are not shown"
    msgstr "它的标记只显示最新的 {1} 个"

    msgid "results were not searched to the end (--search-limit)"
    msgstr "结果没有查找到底（--search-limit）"

    msgid "more than the newest {1} results of it are not shown"
    msgstr "它的结果只显示最新的 {1} 个"

    # Sources/InviteSettings/DatabaseURL.swift
    msgid "it has no scheme"
    msgstr "没有 scheme"

    msgid "{1} is a SQLite database, which invitectl cannot work on"
    msgstr "{1} 是 SQLite 数据库，invitectl 无法使用"

    msgid "point it at the PostgreSQL server: postgresql://USER@HOST:PORT/DATABASE"
    msgstr "请指向 PostgreSQL 服务器：postgresql://USER@HOST:PORT/DATABASE"

    msgid "{1} has the scheme '{2}', which is not PostgreSQL's"
    msgstr "{1} 的 scheme 是 '{2}'，不是 PostgreSQL 的"

    msgid "write it as postgresql://USER@HOST:PORT/DATABASE"
    msgstr "请写成 postgresql://USER@HOST:PORT/DATABASE"

    msgid "{1} is not a database URL: {2}"
    msgstr "{1} 不是数据库 URL：{2}"

    msgid "write it as postgresql://USER@HOST:PORT/DATABASE, with the password in ~/.pgpass"
    msgstr "请写成 postgresql://USER@HOST:PORT/DATABASE，密码放在 ~/.pgpass 中"

    # Sources/InviteSettings/DatabaseURLQuery.swift
    msgid "an item of its query has no value"
    msgstr "查询部分有一项没有值"

    msgid "its query has a % without two digits behind it"
    msgstr "查询部分有一个 % 后面没有两位数字"

    msgid "'{1}' is given twice in its query"
    msgstr "'{1}' 在查询部分给出了两次"

    msgid "{1} is not a database URL: libpq has no parameter '{2}'"
    msgstr "{1} 不是数据库 URL：libpq 没有参数 '{2}'"

    msgid "{1}; the URL is postgresql://USER@HOST:PORT/DATABASE?…"
    msgstr "{1}；URL 的形式为 postgresql://USER@HOST:PORT/DATABASE?…"

    msgid "its hosts have ports, and there is 'port' beside them: write host=A:1&host=B:2 or host=A,B&port=1,2"
    msgstr "主机已带端口，另外又有 'port'：请写成 host=A:1&host=B:2 或 host=A,B&port=1,2"

    msgid "it has {1} hosts and {2} ports"
    msgstr "有 {1} 个主机，却有 {2} 个端口"

    msgid "one of its hosts is not HOST:PORT (an IPv6 address stands in brackets)"
    msgstr "有一个主机不是 HOST:PORT（IPv6 地址须写在方括号中）"

    msgid "write options=-c%20search_path%3DSCHEMA"
    msgstr "请写 options=-c%20search_path%3DSCHEMA"

    msgid "write dbname"
    msgstr "请写 dbname"

    msgid "write user"
    msgstr "请写 user"

    msgid "write host"
    msgstr "请写 host"

    msgid "write password, or put it into ~/.pgpass"
    msgstr "请写 password，或放入 ~/.pgpass"

    msgid "write sslrootcert"
    msgstr "请写 sslrootcert"

    msgid "write options=-c%20{1}%3DVALUE"
    msgstr "请写 options=-c%20{1}%3DVALUE"

    msgid "leave it out: it is the business of whoever keeps a pool"
    msgstr "请去掉它：这是管理连接池的一方的事"

    msgid "did you mean {1}?"
    msgstr "是不是想用 {1}？"

    msgid "leave it out, or see https://www.postgresql.org/docs/current/libpq-connect.html"
    msgstr "请去掉它，或见 https://www.postgresql.org/docs/current/libpq-connect.html"

    # Sources/InviteSettings/FileTrust.swift
    msgid "it is a link"
    msgstr "它是链接"

    msgid "it may not be read"
    msgstr "无权读取"

    msgid "root takes no settings from the directory it happens to be in"
    msgstr "root 不采用其所在目录中的配置"

    msgid "it is no regular file"
    msgstr "它不是普通文件"

    msgid "its name"
    msgstr "其文件名"

    msgid "its directory"
    msgstr "其目录"

    msgid "it cannot be looked at"
    msgstr "无法查看它"

    msgid "its directory cannot be looked at"
    msgstr "无法查看其目录"

    msgid "it belongs to another user (uid {1})"
    msgstr "它属于其他用户（uid {1}）"

    msgid "{1} can be written by others (mode {2})"
    msgstr "{1}可被他人写入（权限 {2}）"

    msgid "it can be written by others (mode {1})"
    msgstr "它可被他人写入（权限 {1}）"

    msgid "it is longer than 1 MB"
    msgstr "它超过 1 MB"

    msgid "name it to use it: {1} {2}"
    msgstr "要使用它，请指明：{1} {2}"

    # Sources/InviteSettings/PasswordFile.swift
    msgid "whoever can write it can have another password sent: chown and chmod 600 it, and keep it in a directory that only its owner can write to"
    msgstr "能写入它的人可以让另一个密码发出去：对它执行 chown 和 chmod 600，并放在只有其所有者可写的目录中"

    msgid "pass the path of a file that this user may read"
    msgstr "给出此用户可读的文件的路径"

    msgid "write the password into it, in one line and with nothing else"
    msgstr "把密码写在其中，只占一行，没有别的内容"

    msgid "it is empty"
    msgstr "它是空的"

    msgid "it has more than one line of text"
    msgstr "其中的文字不止一行"

    # Sources/InviteSettings/SettingLayers.swift
    msgid "{1}: {2} must be a string or a number"
    msgstr "{1}：{2} 必须是字符串或数字"

    msgid "correct the file, or pass another one with --config FILE"
    msgstr "改正该文件，或用 --config FILE 换一个"

    msgid "command line"
    msgstr "命令行"

    msgid "environment"
    msgstr "环境变量"

    # Sources/InviteSettings/SettingResolver+BackendURL.swift
    msgid "{1} is not the URL of an API"
    msgstr "{1} 不是 API 的 URL"

    msgid "write it as {1}, without a user, a query or a fragment"
    msgstr "请写成 {1}，不带用户、查询部分和片段"

    # Sources/InviteSettings/SettingResolver+PasswordFile.swift
    # Sources/InviteSettings/SettingResolver+QueueLayout.swift
    msgid "{1} is no separator of 1 to 32 bytes"
    msgstr "{1} 不是 1 到 32 字节的分隔符"

    msgid "write it as broker_transport_options has it, control characters as \\x06"
    msgstr "写法与 broker_transport_options 相同，控制字符写成 \\x06"

    msgid "{1} is no list of rising numbers from 0 to 255"
    msgstr "{1} 不是由 0 到 255 的递增数字组成的列表"

    msgid "write it as priority_steps of broker_transport_options, e.g. 0,3,6,9"
    msgstr "写法与 broker_transport_options 的 priority_steps 相同，例如 0,3,6,9"

    # Sources/InviteSettings/SettingResolver+VersionTable.swift
    msgid "{1}: '{2}' is not the name of a table"
    msgstr "{1}：'{2}' 不是表名"

    msgid "write version_table of the backend's Alembic, or version_table_schema, a dot and that, e.g. app.alembic_version"
    msgstr "填写后端 Alembic 的 version_table，或 version_table_schema 加点号再加它，例如 app.alembic_version"

    # Sources/InviteSettings/SettingResolver.swift
    msgid "give it a value, or leave it out: then the environment and files decide"
    msgstr "请给出值，或去掉它：此时由环境变量和文件决定"

    msgid "{1} is in {2}, not in UTF-8"
    msgstr "{1} 的编码是 {2}，不是 UTF-8"

    msgid "it is in {1}, not in UTF-8"
    msgstr "它的编码是 {1}，不是 UTF-8"

    msgid "save it as UTF-8"
    msgstr "以 UTF-8 保存"

    msgid "{1} does not count beside {2}"
    msgstr "{1} 不起作用，因为同时给出了：{2}"

    msgid "name the server by INVITECTL_REDIS_URL or --redis-url, or take one of both away"
    msgstr "用 INVITECTL_REDIS_URL 或 --redis-url 指定服务器，或去掉其中一个"

    msgid "{1} is no name or address of a host"
    msgstr "{1} 不是主机名或地址"

    msgid "write a host alone, its port into REDIS_PORT; a URL goes into REDIS_URL or --redis-url"
    msgstr "只写主机，端口写入 REDIS_PORT；URL 应写入 REDIS_URL 或 --redis-url"

    msgid "{1}: '{2}' is not a number of {3}"
    msgstr "{1}：'{2}' 不是 {3} 之间的数字"

    msgid "correct it, or pass a URL instead, e.g. --redis-url redis://HOST:6379/0"
    msgstr "改正它，或改为给出 URL，例如 --redis-url redis://HOST:6379/0"

    msgid "{1}: '{2}' is not a duration"
    msgstr "{1}：'{2}' 不是时长"

    msgid "write a number of seconds, or a number with ms, s, m, h or d, e.g. 1.5s"
    msgstr "写秒数，或数字加 ms、s、m、h 或 d，例如 1.5s"

    msgid "as libpq's PG* variables say"
    msgstr "依 libpq 的 PG* 变量"

    msgid "{1}: '{2}' is not a way to verify a certificate"
    msgstr "{1}：'{2}' 不是校验证书的方式"

    msgid "write full, certificate (whichever host) or none"
    msgstr "请写 full、certificate（不核对主机名）或 none"

    msgid "{1} is not a Redis URL: {2}"
    msgstr "{1} 不是 Redis URL：{2}"

    msgid "write it as redis://HOST:PORT/DB, rediss://… for TLS, sentinel://H1,H2/NAME/DB or unix:///PATH?db=DB"
    msgstr "请写成 redis://HOST:PORT/DB，TLS 用 rediss://…，哨兵用 sentinel://H1,H2/NAME/DB，或 unix:///PATH?db=DB"

    # Sources/InviteSettings/SettingSources.swift
    msgid "{1} is not a JSON object"
    msgstr "{1} 不是 JSON 对象"

    msgid "write it as {\"database\": {\"url\": \"postgresql://…\"}}, or pass --config FILE"
    msgstr "请写成 {\"database\": {\"url\": \"postgresql://…\"}}，或给出 --config FILE"

    msgid "it cannot be read"
    msgstr "无法读取"

    msgid "pass the path of a readable file"
    msgstr "给出可读文件的路径"

    # Sources/InviteSettings/TrustedFile.swift
    msgid "chown and chmod 600 it, and keep it in a directory that only its owner can write to"
    msgstr "对它执行 chown 和 chmod 600，并放在只有其所有者可写的目录中"

    msgid "name a file that this user may read"
    msgstr "给出此用户可读的文件"

    # Sources/InviteSettings/WebConfig/PlainYAML.swift
    msgid "it is indented less than what is before it"
    msgstr "缩进少于前面的行"

    msgid "it is no text in UTF-8"
    msgstr "不是 UTF-8 文字"

    msgid "it has a tab or a control character: indent with spaces"
    msgstr "含有制表符或控制字符：请用空格缩进"

    msgid "it is indented more than what is before it"
    msgstr "缩进多于前面的行"

    msgid "it is nested too deep"
    msgstr "嵌套过深"

    msgid "{1} stands there twice"
    msgstr "{1} 出现了两次"

    msgid "it goes on with the value of the line before"
    msgstr "它接着上一行的值"

    # Sources/InviteSettings/WebConfig/ScalarScanner.swift
    msgid "there is no 'key: value'"
    msgstr "没有 'key: value'"

    msgid "'<<' is not understood here"
    msgstr "此处不支持 '<<'"

    msgid "something is behind the closing quote"
    msgstr "右引号后面还有内容"

    msgid "a list goes over several lines: write it as '- item' lines"
    msgstr "列表跨了多行：请写成 '- item' 的行"

    msgid "write a mapping in lines of its own"
    msgstr "请把映射写成单独的行"

    msgid "a value with ': ' in it needs quotes"
    msgstr "含有 ': ' 的值需要加引号"

    msgid "'{1}' has a meaning in YAML that is not understood here: quote it if it is meant as it stands"
    msgstr "'{1}' 在 YAML 中有此处不支持的含义：若要原样使用，请加引号"

    msgid "of escapes only \\\\, \\\" and \\/ are understood here"
    msgstr "转义字符只支持 \\\\、\\\" 和 \\/"

    msgid "a quote is not closed on its line"
    msgstr "引号没有在同一行内闭合"

    # Sources/InviteSettings/WebConfig/WebConfig.swift
    msgid "{1} line {2}: {3}"
    msgstr "{1} 第 {2} 行：{3}"

    msgid "docs/monitoring.md says what is read of a web configuration file"
    msgstr "docs/monitoring.md 说明读取 Web 配置文件的哪些内容"

    # Sources/InviteSettings/WebConfig/WebConfigReader.swift
    msgid "rate_limit is not supported: no more than 16 scrapes run at once"
    msgstr "不支持 rate_limit：同时进行的抓取不超过 16 个"

    msgid "{1} is not supported: name a file by {2}_file"
    msgstr "不支持 {1}：请用 {2}_file 给出文件"

    msgid "{1} is not supported: OpenSSL's configuration decides"
    msgstr "不支持 {1}：由 OpenSSL 的配置决定"

    msgid "client_allowed_sans is not supported: give client_ca_file an authority of its own"
    msgstr "不支持 client_allowed_sans：请让 client_ca_file 使用专门的证书颁发机构"

    msgid "tls_server_config has no {1}"
    msgstr "tls_server_config 没有 {1}"

    msgid "client_ca_file without client_auth_type asks nobody for a certificate: add client_auth_type: RequireAndVerifyClientCert"
    msgstr "没有 client_auth_type 时，client_ca_file 不会要求任何人出示证书：请加上 client_auth_type: RequireAndVerifyClientCert"

    msgid "client_auth_type without client_ca_file: nobody's certificate is right"
    msgstr "有 client_auth_type 而没有 client_ca_file：没有任何证书能通过"

    msgid "min_version is above max_version"
    msgstr "min_version 高于 max_version"

    msgid "this client_auth_type is not supported: it checks no certificate; write RequireAndVerifyClientCert"
    msgstr "不支持此 client_auth_type：它不校验证书；请写 RequireAndVerifyClientCert"

    msgid "this is no client_auth_type"
    msgstr "没有这种 client_auth_type"

    msgid "{1} below TLS12 is not supported: write TLS12 or TLS13"
    msgstr "不支持 {1} 低于 TLS12：请写 TLS12 或 TLS13"

    msgid "{1} is TLS12 or TLS13"
    msgstr "{1} 只能是 TLS12 或 TLS13"

    msgid "http2 is not supported: write false, or leave it out"
    msgstr "不支持 http2：请写 false，或去掉它"

    msgid "the header {1} cannot be set"
    msgstr "不能设置消息头 {1}"

    msgid " or "
    msgstr " 或 "

    msgid "{1} is {2}"
    msgstr "{1} 只能是 {2}"

    msgid "a name with a colon can never log in"
    msgstr "含冒号的名称永远无法登录"

    msgid "the password of {1} is no bcrypt hash: 'htpasswd -nBC 10 {2}' makes one"
    msgstr "{1} 的密码不是 bcrypt 哈希：用 'htpasswd -nBC 10 {2}' 生成"

    msgid "the hash of {1} is of cost {2}, which takes too long: at most {3}"
    msgstr "{1} 的哈希的 cost 为 {2}，耗时过长：最多 {3}"

    msgid "{1} has no 'key: value' lines below it"
    msgstr "{1} 下面没有 'key: value' 的行"

    msgid "{1} is one value on its line"
    msgstr "{1} 是同一行上的单个值"

    msgid "there is no setting {1}"
    msgstr "没有配置项 {1}"

    # Sources/LosslessJSON/JSONError.swift
    msgid "more than {1} bytes"
    msgstr "超过 {1} 字节"

    msgid "nested more than {1} deep"
    msgstr "嵌套超过 {1} 层"

    msgid "cut off"
    msgstr "不完整"

    msgid "a malformed number"
    msgstr "数字格式错误"

    msgid "a malformed string"
    msgstr "字符串格式错误"

    msgid "a string that is not UTF-8"
    msgstr "字符串不是 UTF-8"

    msgid "an unexpected byte"
    msgstr "意外的字节"

    msgid "something after the value"
    msgstr "值后面还有内容"

    msgid "not acceptable JSON: {1} at byte {2}"
    msgstr "JSON 不可接受：{1}，位于第 {2} 字节"

    # Sources/PostgresClient/ConnectFailure.swift
    msgid "no connection, and no reason given"
    msgstr "没有连接，也未给出原因"

    # Sources/PostgresClient/ConnectionParameters.swift
    msgid "the connection string"
    msgstr "连接字符串"

    msgid "user and password have characters of their own meaning ({1})"
    msgstr "用户或密码含有自身有特殊含义的字符（{1}）"

    msgid "special characters of a password must be percent-encoded: / is %2F, : is %3A, @ is %40"
    msgstr "密码中的特殊字符须用百分号编码：/ 写成 %2F，: 写成 %3A，@ 写成 %40"

    msgid "the port is not a number from 1 to 65535 ({1})"
    msgstr "端口不是 1 到 65535 的数字（{1}）"

    msgid "the given database"
    msgstr "所给的数据库"

    msgid "host {1}"
    msgstr "主机 {1}"

    msgid "port {1}"
    msgstr "端口 {1}"

    msgid "user {1}"
    msgstr "用户 {1}"

    msgid "database {1}"
    msgstr "数据库 {1}"

    msgid "service {1}"
    msgstr "service {1}"

    msgid "libpq's defaults"
    msgstr "libpq 的默认值"

    # Sources/PostgresClient/NewerParameter.swift
    msgid "write disable or random"
    msgstr "请写 disable 或 random"

    msgid "direct needs sslmode=require, verify-ca or verify-full beside it"
    msgstr "direct 需要同时设置 sslmode=require、verify-ca 或 verify-full"

    msgid "write postgres or direct"
    msgstr "请写 postgres 或 direct"

    msgid "{1} cannot hold the server to it: write channel_binding=require with TLS, which asks for SCRAM, leave it out, or install libpq 16 or newer"
    msgstr "{1} 无法要求服务器遵守：请在 TLS 下写 channel_binding=require（它要求 SCRAM），或去掉它，或安装 libpq 16 或更新版本"

    msgid "{1} takes no keys of SCRAM: give the password instead"
    msgstr "{1} 不接受 SCRAM 的密钥：请改为给出密码"

    msgid "set the variable PGSERVICEFILE instead: {1} reads that alone"
    msgstr "请改为设置变量 PGSERVICEFILE：{1} 只读取它"

    msgid "it needs libpq {1} or newer, and this is {2}: leave it out"
    msgstr "它需要 libpq {1} 或更新版本，而这里是 {2}：请去掉它"

    # Sources/PostgresClient/PasswordSource.swift
    msgid "the database URL"
    msgstr "数据库 URL"

    msgid "the password file {1}"
    msgstr "密码文件 {1}"

    msgid "the password file ~/.pgpass"
    msgstr "密码文件 ~/.pgpass"

    # Sources/PostgresClient/PostgresConnection+Asynchronous.swift
    msgid "no statement was started"
    msgstr "没有启动语句"

    # Sources/PostgresClient/PostgresConnection+Connect.swift
    msgid "a connection keyword"
    msgstr "连接关键字"

    msgid "the connection parameter {1}"
    msgstr "连接参数 {1}"

    msgid "the time to connect was over"
    msgstr "连接的时限已到"

    msgid "interrupted"
    msgstr "已中断"

    # Sources/PostgresClient/PostgresConnection+Notifications.swift
    msgid "it was closed before"
    msgstr "它此前已关闭"

    # Sources/PostgresClient/PostgresConnection+Pipeline.swift
    msgid "no pipeline was started"
    msgstr "没有启动流水线"

    # Sources/PostgresClient/PostgresConnection+Query.swift
    msgid "the script"
    msgstr "脚本"

    msgid "the statement"
    msgstr "语句"

    msgid "a statement takes at most 65535 parameters, not {1}"
    msgstr "一条语句最多 65535 个参数，而不是 {1} 个"

    msgid "parameter ${1}"
    msgstr "参数 ${1}"

    msgid "the statement gave {1} results instead of one"
    msgstr "语句给出了 {1} 个结果，而不是一个"

    # Sources/PostgresClient/PostgresConnection+Transaction.swift
    msgid "a transaction is open already"
    msgstr "已有事务未结束"

    # Sources/PostgresClient/PostgresConnection.swift
    msgid "a statement is still running on this connection"
    msgstr "此连接上还有语句在运行"

    # Sources/PostgresClient/PostgresError.swift
    msgid "could not connect to {1}: {2}"
    msgstr "无法连接 {1}：{2}"

    msgid "the connection was lost: {1} (SQLSTATE {2})"
    msgstr "连接已断开：{1}（SQLSTATE {2}）"

    msgid "the connection was lost: {1}"
    msgstr "连接已断开：{1}"

    msgid "timed out {1}"
    msgstr "超时：{1}"

    msgid "interrupted {1}"
    msgstr "已中断：{1}"

    msgid "not run, because an earlier statement of its pipeline failed"
    msgstr "未执行，因为同一流水线中前面的语句失败"

    msgid "the transaction was rolled back, because a statement in it had failed"
    msgstr "事务已回滚，因为其中有语句失败"

    msgid "{1} contains a NUL character, which PostgreSQL refuses"
    msgstr "含有 NUL 字符，PostgreSQL 不接受：{1}"

    msgid "before the next statement was sent"
    msgstr "下一条语句尚未发出"

    msgid "and the statement was cancelled"
    msgstr "语句已取消"

    msgid "and the server did not confirm the cancellation; the connection was dropped"
    msgstr "服务器没有确认取消；连接已关闭"

    msgid "the result has no column {1}"
    msgstr "结果中没有列 {1}"

    msgid "column {1} is NULL"
    msgstr "列 {1} 为 NULL"

    msgid "column {1} is not valid UTF-8"
    msgstr "列 {1} 不是有效的 UTF-8"

    msgid "column {1} is not {2}"
    msgstr "列 {1} 不是{2}"

    msgid "one row was expected and {1} came"
    msgstr "应有一行，却得到 {1} 行"

    # Sources/PostgresClient/PostgresRow.swift
    msgid "a number"
    msgstr "数字"

    msgid "a one-dimensional array"
    msgstr "一维数组"

    msgid "free of NULLs"
    msgstr "没有 NULL 的数组"

    msgid "an array of integers"
    msgstr "整数数组"

    msgid "an integer"
    msgstr "整数"

    msgid "a boolean"
    msgstr "布尔值"

    # Sources/PostgresClient/StatementOutcome.swift
    msgid "COPY from or to the client is not supported; the connection was closed"
    msgstr "不支持与客户端之间的 COPY；连接已关闭"

    # Sources/PostgresClient/SystemAuthorities.swift
    msgid "sslrootcert=system needs sslmode=verify-full, and it is {1}"
    msgstr "sslrootcert=system 需要 sslmode=verify-full，而现在是 {1}"

    msgid "sslrootcert=system: there is no file with the system's authorities; name one, or set SSL_CERT_FILE"
    msgstr "sslrootcert=system：没有系统的证书颁发机构文件；请指明一个，或设置 SSL_CERT_FILE"

    # Sources/PostgresClient/TransactionError.swift
    msgid "no error"
    msgstr "没有错误"

    msgid "it is not known whether the transaction was committed: {1}"
    msgstr "不知道事务是否已提交：{1}"

    msgid "the transaction did not take place: {1}"
    msgstr "事务没有进行：{1}"

    # Sources/RedisClient/Handshake.swift
    msgid "the server there is a {1}"
    msgstr "那里的服务器是 {1}"

    # Sources/RedisClient/RedisConnection.swift
    msgid "a call while the replies to another one are due"
    msgstr "前一次调用的应答尚未收完，就又有调用"

    # Sources/RedisClient/RedisError.swift
    msgid "unknown host {1}"
    msgstr "未知主机 {1}"

    msgid "no such socket"
    msgstr "没有这个套接字"

    msgid "permission denied"
    msgstr "权限不足"

    msgid "no sentinel answers (the last one: {1})"
    msgstr "没有哨兵应答（最后一个：{1}）"

    msgid "the sentinels know no primary named '{1}'"
    msgstr "哨兵不知道名为 '{1}' 的主库"

    msgid "the sentinels name no primary that can be used: {1}"
    msgstr "哨兵没有给出可用的主库：{1}"

    msgid "cannot connect to {1}: {2}"
    msgstr "无法连接 {1}：{2}"

    msgid "Redis did not answer in time"
    msgstr "Redis 没有及时应答"

    msgid "interrupted while waiting for Redis"
    msgstr "等待 Redis 时中断"

    msgid "the connection to Redis was lost: {1}"
    msgstr "与 Redis 的连接已断开：{1}"

    msgid "the connection to Redis is closed"
    msgstr "与 Redis 的连接已关闭"

    msgid "this is not the Redis protocol: {1}"
    msgstr "这不是 Redis 协议：{1}"

    msgid "Redis answered {1} instead of {2}"
    msgstr "Redis 应答：{1}；应为：{2}"

    # Sources/RedisClient/RedisKeyFeed.swift
    msgid "no reply to CLIENT ID"
    msgstr "CLIENT ID 没有应答"

    msgid "a pong of another ping"
    msgstr "应答的是另一次 ping"

    msgid "a message that nobody asked for"
    msgstr "没有请求过的消息"

    msgid "names of keys"
    msgstr "键名"

    msgid "a subscription that was not confirmed"
    msgstr "订阅没有得到确认"

    # Sources/RedisClient/RedisSubscriber.swift
    msgid "an empty message"
    msgstr "空消息"

    # Sources/RedisClient/RedisTLSQuery.swift
    msgid "none, optional or required"
    msgstr "none、optional 或 required"

    msgid "true or false"
    msgstr "true 或 false"

    # Sources/RedisClient/RedisURL.swift
    msgid "a sentinel:// URL names the primary: sentinel://h1:26379,h2:26379/mymaster/0"
    msgstr "sentinel:// URL 须给出主库名：sentinel://h1:26379,h2:26379/mymaster/0"

    msgid "unknown Redis URL scheme '{1}'; use redis://host:port/db, rediss:// for TLS, sentinel://h1,h2,h3/mymaster/db or unix:///path?db=0"
    msgstr "未知的 Redis URL scheme '{1}'；请用 redis://host:port/db，TLS 用 rediss://，或 sentinel://h1,h2,h3/mymaster/db、unix:///path?db=0"

    msgid "its port is not a number from 1 to 65535 ({1})"
    msgstr "其端口不是 1 到 65535 的数字（{1}）"

    msgid "its database is not a number from 0 on ({1})"
    msgstr "其 DB 不是从 0 起的数字（{1}）"

    msgid "a unix:// URL needs the path of the socket: unix:///path?db=0"
    msgstr "unix:// URL 需要套接字的路径：unix:///path?db=0"

    msgid "{1} of the Redis URL is not {2}"
    msgstr "Redis URL 的 {1} 不是 {2}"

    msgid "the {1} of the Redis URL is malformed"
    msgstr "Redis URL 的{1}格式错误"

    msgid "path"
    msgstr "路径"

    msgid "user"
    msgstr "用户"

    msgid "password"
    msgstr "密码"

    msgid "host"
    msgstr "主机"

    msgid "query"
    msgstr "查询部分"

    # Sources/RedisClient/RedisValue.swift
    msgid "a string"
    msgstr "字符串"

    msgid "UTF-8 text"
    msgstr "UTF-8 文字"

    msgid "{1} other bytes"
    msgstr "{1} 个其他字节"

    msgid "an array"
    msgstr "数组"

    msgid "pairs"
    msgstr "成对的值"

    msgid "status {1}"
    msgstr "状态 {1}"

    msgid "an array of {1}"
    msgstr "{1} 个元素的数组"

    # Sources/RedisClient/SentinelConnect.swift
    msgid "there is none"
    msgstr "没有哨兵"

    msgid "{1}:{2}, {3}"
    msgstr "{1}:{2}，{3}"

    msgid "a host and a port"
    msgstr "主机和端口"

    # Sources/RedisClient/Transport.swift
    msgid "a reply nobody asked for"
    msgstr "没有请求过的应答"

    # Sources/SocketStream/ByteStream.swift
    msgid "the server closed it"
    msgstr "服务器关闭了连接"

    msgid "the server closed it during the TLS handshake"
    msgstr "服务器在 TLS 握手期间关闭了连接"

    # Sources/SocketStream/SocketConnect.swift
    msgid "the socket path is too long"
    msgstr "套接字路径过长"

    # Sources/SocketStream/TLSContext.swift
    msgid "TLS 1.2 is not available"
    msgstr "TLS 1.2 不可用"

    msgid "the system's certificate authorities cannot be read"
    msgstr "无法读取系统的证书颁发机构"

    msgid "the CA file"
    msgstr "CA 文件"

    msgid "it holds no PEM certificate"
    msgstr "其中没有 PEM 证书"

    msgid "the CA directory"
    msgstr "CA 目录"

    msgid "the key"
    msgstr "私钥"

    msgid "there is no certificate file to it"
    msgstr "没有与它对应的证书文件"

    msgid "the client certificate"
    msgstr "客户端证书"

    msgid "the client key"
    msgstr "客户端私钥"

    msgid "it holds no unencrypted PEM key"
    msgstr "其中没有未加密的 PEM 私钥"

    # Sources/SocketStream/TLSFailure.swift
    msgid "TLS: the server's certificate is not trusted ({1})"
    msgstr "TLS：服务器的证书不受信任（{1}）"

    msgid "TLS: the server's certificate is not for the host {1}"
    msgstr "TLS：服务器的证书不属于主机 {1}"

    msgid "TLS: the server's certificate has expired"
    msgstr "TLS：服务器的证书已过期"

    msgid "TLS: the server's certificate is not valid yet"
    msgstr "TLS：服务器的证书尚未生效"

    msgid "TLS: the server's certificate is refused ({1})"
    msgstr "TLS：服务器的证书未通过校验（{1}）"

    msgid "TLS: the server does not accept our client certificate ({1})"
    msgstr "TLS：服务器不接受我们的客户端证书（{1}）"

    msgid "TLS: {1} {2}: {3}"
    msgstr "TLS：{1} {2}：{3}"

    msgid "TLS: what answers there does not speak TLS"
    msgstr "TLS：那里应答的不是 TLS"

    msgid "TLS: no answer to the handshake in time"
    msgstr "TLS：握手没有及时得到应答"

    msgid "TLS: {1}"
    msgstr "TLS：{1}"

    # Sources/SocketStream/TLSServerContext.swift
    msgid "these versions of TLS are not available"
    msgstr "这些 TLS 版本不可用"

    msgid "it is not the key of {1}"
    msgstr "它不是 {1} 的私钥"

    # Sources/invitectl/Commands/ForecastCommand.swift
    msgid "When seats, codes, disk and ids run out, and the queue ends."
    msgstr "预测席位、兑换码、磁盘和 ID 何时用尽，队列何时清空。"

    msgid ""
    "Examples:\n"
    "  invitectl forecast                        all, with what is left and how fast\n"
    "  invitectl forecast --assert 'seats>7d'    for cron: exits 3 when it fails\n"
    "  invitectl forecast --assert 'queue<30m' --assert 'codes>3d'\n"
    "  invitectl forecast --only disk --disk-free 40GB\n"
    "  invitectl forecast -o json                for machines\n"
    "\n"
    "At the pace of the last days, four weeks at most, with days of the week from\n"
    "two weeks on. Each end is a range: in eight of ten repetitions with days drawn\n"
    "from those it lies within. Fewer than seven whole days are not enough history.\n"
    "--assert SUBJECT>TIME holds where even the earliest end is later, queue<TIME\n"
    "where even the latest is sooner. Exits 3 when one fails, else 8 when one cannot\n"
    "be told or something could not be read; -q prints nothing where all hold.\n"
    "Changes nothing.\n"
    "Subjects: {1}"
    msgstr ""
    "示例：\n"
    "  invitectl forecast                        全部，含剩余量和速度\n"
    "  invitectl forecast --assert 'seats>7d'    用于 cron：不成立时以 3 退出\n"
    "  invitectl forecast --assert 'queue<30m' --assert 'codes>3d'\n"
    "  invitectl forecast --only disk --disk-free 40GB\n"
    "  invitectl forecast -o json                供程序使用\n"
    "\n"
    "按最近几天的速度预测，最多四周；满两周后区分星期几。每个结果是一个范围：\n"
    "从这些天中随机抽取，十次重复中有八次落在其中。不足七个整天时历史不足。\n"
    "--assert SUBJECT>TIME 在最早的终点也晚于该时间时成立，queue<TIME 在最晚的\n"
    "终点也早于该时间时成立。有断言不成立时以 3 退出；有断言无法判断，或有内容\n"
    "无法读取时以 8 退出；加 -q 时，全部成立则不输出。\n"
    "不做任何改动。\n"
    "对象：{1}"

    msgid "Look at this subject only; may be repeated."
    msgstr "只看此对象；可重复。"

    msgid "Exit 3 unless this holds; may be repeated."
    msgstr "断言不成立时以 3 退出；可重复。"

    msgid "What is free on the database's disk, e.g. 40GB."
    msgstr "数据库所在磁盘的剩余空间，例如 40GB。"

    msgid "'{1}' is about what --only leaves out."
    msgstr "'{1}' 的对象已由 --only 排除。"

    msgid "--disk-free is about the disk, which --only leaves out."
    msgstr "--disk-free 针对磁盘，而 --only 排除了它。"

    msgid "'{1}' is no size; write 40GB, 500MB or a number of bytes"
    msgstr "'{1}' 不是大小；请写 40GB、500MB 或字节数"

    # Sources/invitectl/Commands/SimulateCommand.swift
    msgid "What a campaign would do to queue, seats and codes, on paper."
    msgstr "推演一次活动对队列、席位和兑换码的影响。"

    msgid ""
    "Examples:\n"
    "  invitectl simulate --redeem 500 --in 10m --workers 2\n"
    "  invitectl simulate --redeem 500 --in 10m --workers 2 --concurrency 8\n"
    "  invitectl simulate --redeem 500 --in 10m --workers 2 --runtime 3s\n"
    "\n"
    "So many redemptions at random moments, worked on first come first served after\n"
    "what waits already: how long the queue gets, when it is empty again, which\n"
    "seats and codes run out. How long a task takes is measured, for ten seconds at\n"
    "most, where workers answer and messages wait, by the result backend or the\n"
    "invite records; it says which. Else --runtime says it: what idle workers did\n"
    "tells no runtime. Each number is a range that holds eight of ten repetitions.\n"
    "The same seed gives the same answer. Changes nothing."
    msgstr ""
    "示例：\n"
    "  invitectl simulate --redeem 500 --in 10m --workers 2\n"
    "  invitectl simulate --redeem 500 --in 10m --workers 2 --concurrency 8\n"
    "  invitectl simulate --redeem 500 --in 10m --workers 2 --runtime 3s\n"
    "\n"
    "兑换在随机时刻到来，排在已等待的消息之后，先到先处理：队列会有多长、何时\n"
    "清空，哪些席位和兑换码会用尽。有 worker 应答且有消息等待时，实测单个任务的\n"
    "时长，最多十秒，依据结果后端或邀请记录，并会说明是哪一种；否则用 --runtime\n"
    "给出：空闲的 worker 所做的说明不了时长。每个数字是一个范围，十次重复中有八次\n"
    "落在其中。种子相同，结果相同。不做任何改动。"

    msgid "How many redemptions."
    msgstr "兑换次数。"

    msgid "Within how long they come."
    msgstr "在多长时间内到来。"

    msgid "How many workers take invites."
    msgstr "处理邀请的 worker 数。"

    msgid "Tasks that each works on at once. Default: as those that run now."
    msgstr "每个 worker 同时处理的任务数。默认：与现在运行的相同。"

    msgid "How long a task takes. Default: as measured."
    msgstr "单个任务的时长。默认：实测值。"

    msgid "Another one draws other random numbers."
    msgstr "换一个种子会得到另一组随机数。"

    msgid "--redeem takes a number from 1 to 1000000."
    msgstr "--redeem 取 1 到 1000000 的数字。"

    msgid "--workers and --concurrency take numbers from 1 to 10000."
    msgstr "--workers 和 --concurrency 取 1 到 10000 的数字。"

    msgid "No more than {1} tasks at once are gone through."
    msgstr "最多推演同时执行 {1} 个任务。"

    # Sources/invitectl/Commands/TraceCommand.swift
    msgid "Where the invite of an email, a code or a task is, and what moves it on."
    msgstr "显示某个邮箱、兑换码或任务的邀请在哪里，以及如何推进。"

    msgid ""
    "Examples:\n"
    "  invitectl trace a@example.com      somebody redeemed, and nothing came\n"
    "  invitectl trace CODE               what became of a code\n"
    "  invitectl trace 8a04b130-97b9-462f-8a7f-f14f75070966\n"
    "\n"
    "Shows what the tables, the buckets, the broker, the workers and the results\n"
    "have of it, the oldest first; then where it is now, and what to type. What\n"
    "could not be read is said. Nothing is changed.\n"
    "Exits 0 when it is done or under way, 3 when something is to be done, 5 when it\n"
    "was refused or failed for good, 69 when nothing was found."
    msgstr ""
    "示例：\n"
    "  invitectl trace a@example.com      有人兑换了，却没有收到邀请\n"
    "  invitectl trace CODE               某个兑换码的结果\n"
    "  invitectl trace 8a04b130-97b9-462f-8a7f-f14f75070966\n"
    "\n"
    "按时间先后显示各表、令牌桶、broker、worker 和结果中的相关内容；然后说明\n"
    "它现在在哪里，以及该执行什么。无法读取的内容会列出。不做任何改动。\n"
    "已完成或正在进行时以 0 退出，有事待办时以 3 退出，被拒绝或彻底失败时以 5\n"
    "退出，什么都没有找到时以 69 退出。"

    msgid "Emails, codes or ids of tasks."
    msgstr "邮箱、兑换码或任务 ID。"

    msgid "How long to search messages, and rows that no index serves."
    msgstr "查找消息和没有索引可用的行的最长时间。"

    # Sources/invitectl/Rendering/CampaignRendering.swift
    msgid "campaign"
    msgstr "活动"

    msgid "{1} after it begins"
    msgstr "开始后 {1}"

    msgid "at most {1}"
    msgstr "最多 {1}"

    msgid "seats"
    msgstr "席位"

    msgid "{1} free"
    msgstr "空闲 {1}"

    msgid "codes"
    msgstr "兑换码"

    msgid "seed"
    msgstr "随机种子"

    msgid "{1}, {2} repetitions"
    msgstr "{1}，重复 {2} 次"

    msgid "{1} in {2}, {3} before"
    msgstr "{2} 内 {1}，此前已有 {3}"

    msgid "{1} with {2} at once each"
    msgstr "{1}，各同时处理 {2}"

    msgid "at most {1} messages ({2} to {3}) not done"
    msgstr "未完成的最多 {1} 条消息（{2} 至 {3}）"

    msgid "measuring how long a task takes"
    msgstr "正在测量任务耗时"

    msgid "repetition {1} of {2}"
    msgstr "第 {1} 次重复，共 {2} 次"

    msgid "{1} ({2} to {3})"
    msgstr "{1}（{2} 至 {3}）"

    msgid "stands still"
    msgstr "停滞不动"

    msgid "not to be told"
    msgstr "无法得知"

    msgid "{1}, unknown whether enough: nobody gets a token"
    msgstr "{1}，不知是否足够：没有人得到令牌"

    msgid "no worker that takes invites answers: --concurrency says how many tasks each works on"
    msgstr "没有处理邀请的 worker 应答：用 --concurrency 给出每个同时处理的任务数"

    msgid "in it: {1} of codes that expire meanwhile"
    msgstr "其中含期间到期的兑换码的 {1}"

    msgid "over 100 years"
    msgstr "超过 100 年"

    msgid "{1}, enough"
    msgstr "{1}，足够"

    msgid "{1}, the last taken after {2}"
    msgstr "{1}，最后一个在 {2}后用掉"

    msgid "none, and {1} get none"
    msgstr "无，{1} 个得不到"

    msgid "{1}, {2} get none"
    msgstr "{1}，{2} 个得不到"

    msgid "with {1} at once"
    msgstr "同时处理 {1}"

    msgid "{1}, by {2} while messages waited {3}"
    msgstr "{1}，依有消息等待时的 {2}（{3}）"

    msgid "{1}, as given"
    msgstr "{1}，按给定值"

    # Sources/invitectl/Rendering/ForecastRendering.swift
    msgid "A DAY"
    msgstr "每天"

    msgid "ENDS"
    msgstr "预计"

    msgid "by {1} of invites, each day of the week by its own pace"
    msgstr "依 {1}的邀请，一周各天按各自的速度"

    msgid "by {1} of invites"
    msgstr "依 {1}的邀请"

    msgid "more comes than is done"
    msgstr "到来的多于完成的"

    msgid "not within a year"
    msgstr "一年内不会"

    msgid "nothing is left"
    msgstr "已无剩余"

    msgid "nothing waits"
    msgstr "没有等待的"

    msgid "in {1} or later"
    msgstr "{1} 后或更晚"

    msgid "in {1} ({2} or later)"
    msgstr "{1} 后（最早 {2}）"

    msgid "in {1} ({2} to {3})"
    msgstr "{1} 后（{2} 至 {3}）"

    msgid "holds"
    msgstr "成立"

    msgid "fails"
    msgstr "不成立"

    msgid "cannot be told:"
    msgstr "无法判断"

    # Sources/invitectl/Rendering/TraceRendering.swift
    msgid "not seen:"
    msgstr "未看到："

    msgid "{1}, in -o json"
    msgstr "{1}，见 -o json"

    msgid "now:"
    msgstr "现状："

    msgid "in psql: {1}"
    msgstr "在 psql 中执行：{1}"
    """#
}
