/** One line of the product made wrong, and the law that must notice. */
export interface Mutation {
  readonly name: string
  readonly file: string
  /** Stands in the file exactly once. */
  readonly from: string
  readonly to: string
  readonly law: string
  /** The tests of the law that are to go red. */
  readonly test: string
}

const ONE = 'test/laws/01-one-fact-one-event.test.ts'
const TWO = 'test/laws/02-nothing-before-commit.test.ts'
const THREE = 'test/laws/03-twice-is-once.test.ts'
const FOUR = 'test/laws/04-order-per-conversation.test.ts'
const FIVE = 'test/laws/05-status-climbs.test.ts'
const SIX = 'test/laws/06-holder-of-control.test.ts'
const SEVEN = 'test/laws/07-replica.test.ts'
const LINES = 'test/laws/replica-sockets.test.ts'
const EIGHT = 'test/laws/08-no-row-without-access.test.ts'
const NINE = 'test/laws/09-pages-end-at-fifty.test.ts'
const TEN = 'test/laws/10-docs-list-what-is-there.test.ts'
const MEDIA = 'test/journeys/media.test.ts'
const STORE = 'test/journeys/external-store.test.ts'
const NOTES = 'test/journeys/notes.test.ts'
const PACES = 'test/laws/paces.test.ts'
const AUTOMATIONS = 'test/journeys/automations.test.ts'
const TRIGGERS = 'test/journeys/automation-triggers.test.ts'

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'leave a hole in the numbers',
    file: 'src/actions/record.ts',
    from: 'const seq = thread.row.last_seq + 1',
    to: 'const seq = thread.row.last_seq + 2',
    law: ONE,
    test: 'without gaps'
  },
  {
    name: 'do not lock conversations',
    file: 'src/actions/threads.ts',
    from: '\n  for update of c`',
    to: '`',
    law: ONE,
    test: 'without gaps'
  },
  {
    name: 'do not wait at the address of a stranger',
    file: 'src/actions/open-conversation.ts',
    from: 'offset 0) sorted`',
    to: 'offset 0) sorted where false`',
    law: ONE,
    test: 'a hundred first messages'
  },
  {
    name: 'emit before commit',
    file: 'src/actions/scope.ts',
    from: 'tx.afterCommit(() => house.announce(facts))',
    to: 'house.announce(facts)',
    law: TWO,
    test: 'commit itself fails'
  },
  {
    name: 'run effects after a rollback too',
    file: 'src/platform/unit-of-work.ts',
    from: '      await rollback(connection)\n',
    to: '      await rollback(connection)\n      await happen(effects, onEffectError)\n',
    law: TWO,
    test: 'commit itself fails'
  },
  {
    name: 'call providers from inside a transaction',
    file: 'src/app.ts',
    from: 'maxBytes: MOST_ANSWER_BYTES,\n    isInsideTransaction: unitOfWork.isInside',
    to: 'maxBytes: MOST_ANSWER_BYTES,\n    isInsideTransaction: () => false',
    law: TWO,
    test: 'from inside a transaction'
  },
  {
    name: 'drop the dedupe of what comes in',
    file: 'src/actions/receive-messages.ts',
    from: 'if (known.has(key))',
    to: "if (key === '')",
    law: THREE,
    test: 'webhook once'
  },
  {
    name: 'take an idempotency key for any body',
    file: 'src/services/idempotency.ts',
    from: "if (first?.request_hash !== hash) throw new Refusal('idempotency_conflict')",
    to: '',
    law: THREE,
    test: 'another body'
  },
  {
    name: 'forget idempotency keys',
    file: 'src/services/idempotency.ts',
    from: 'if (key === null || member === null) return create()',
    to: 'if (key === null || member !== key) return create()',
    law: THREE,
    test: 'a hundred creates'
  },
  {
    name: 'take a second connection inside a transaction',
    file: 'src/app.ts',
    from: 'createAccounts(unitOfWork, vault)',
    to: 'createAccounts(database, vault)',
    law: THREE,
    test: 'stand in its way'
  },
  {
    name: 'do not look for the same client_id',
    file: 'src/actions/send-message.ts',
    from: 'if (twin) return twin',
    to: '',
    law: THREE,
    test: 'client_id'
  },
  {
    name: 'skip the fence',
    file: 'src/platform/outbox.ts',
    from: 'l.fence = $3',
    to: '$3::bigint is not null',
    law: THREE,
    test: 'two workers hold it'
  },
  {
    name: 'read the feed by id alone',
    file: 'src/actions/read-feed.ts',
    from: '    and e.transaction_id < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint\n',
    to: '',
    law: FOUR,
    test: 'commit late'
  },
  {
    name: 'empty lanes from their end',
    file: 'src/platform/lease-lanes.ts',
    from: 'order by d.number\n      limit 1',
    to: 'order by d.number desc\n      limit 1',
    law: FOUR,
    test: 'keeps the order'
  },
  {
    name: 'let every process count for itself',
    file: 'src/platform/lease-lanes.ts',
    from: 'order by g.organization_id, g.gate_key\n    for update',
    to: 'order by g.organization_id, g.gate_key',
    law: PACES,
    test: 'kept by two processes'
  },
  {
    name: 'put every answer into one lane',
    file: 'src/actions/send-message.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a line of code
    from: '`conversation:${message.conversation_id}`',
    to: "'conversation'",
    law: FOUR,
    test: 'go on while one cannot'
  },
  {
    name: 'let a status fall',
    file: 'src/model/status.ts',
    from: 'return rank(reported) > rank(current) ? reported : current',
    to: 'return reported',
    law: FIVE,
    test: 'however often'
  },
  {
    name: 'forget reports that overtook the answer',
    file: 'src/actions/settle-delivery.ts',
    from: '  await applyReports(scope, thread, board, lease, held)\n',
    to: '',
    law: FIVE,
    test: 'overtake the answer'
  },
  {
    name: 'let anybody speak',
    file: 'src/actions/speakers.ts',
    from: 'if (!holds(actor, row))',
    to: 'if (Number.isNaN(row.id))',
    law: SIX,
    test: 'while an assistant holds it'
  },
  {
    name: 'let an automation speak without control',
    file: 'src/actions/speakers.ts',
    from: 'return row.control_application_id === actor.application_id',
    to: 'return true',
    law: AUTOMATIONS,
    test: 'does not hold control'
  },
  {
    name: 'keep what was rehearsed',
    file: 'src/actions/rehearse-automation.ts',
    from: 'rollback to savepoint rehearsal',
    to: 'release savepoint rehearsal',
    law: AUTOMATIONS,
    test: 'change nothing'
  },
  {
    name: 'let automations set each other off for ever',
    file: 'src/actions/start-execution.ts',
    from: 'depth > LONGEST_CHAIN',
    to: 'depth > 1000',
    law: TRIGGERS,
    test: 'eleventh time'
  },
  {
    name: 'keep the epoch when control changes',
    file: 'src/actions/transfer-control.ts',
    from: 'const epoch = row.control_epoch + 1',
    to: 'const epoch = row.control_epoch',
    law: SIX,
    test: 'takeover'
  },
  {
    name: 'let machines say what they decided long ago',
    file: 'src/actions/prepare-delivery.ts',
    from: 'if (isMachine(now.sender_type) &&',
    to: 'if (!isMachine(now.sender_type) &&',
    law: SIX,
    test: 'stopped at the door'
  },
  {
    name: 'forget the window',
    file: 'src/actions/send-message.ts',
    from: 'if (isWindowOpen(row.window_expires_at, channel.capabilities.window_hours, due)) return',
    to: 'if (due) return',
    law: SIX,
    test: 'after the window has closed'
  },
  {
    name: 'do not say that a conversation is gone',
    file: 'src/services/realtime.ts',
    from: "emit(lost, now, 'conversations removed', wasThere && !after.deleted_at ? wireConversation(before) : row)",
    to: '',
    law: SEVEN,
    test: 'conversation.deleted'
  },
  {
    name: 'keep the earlier status in the list',
    file: 'src/model/conversation.ts',
    from: 'last_message: { ...conversation.last_message, status }',
    to: 'last_message: Object.assign(conversation.last_message, { status })',
    law: SEVEN,
    test: 'message.sent'
  },
  {
    name: 'do not repair what another process has done',
    file: 'src/workers/tail-log.ts',
    from: 'rows.filter(row => !own.has(row.id))',
    to: 'rows.filter(row => own.has(row.id))',
    law: SEVEN,
    test: 'conversation.prioritized'
  },
  {
    name: 'forget what was missed while the line was cut',
    file: 'src/client/replica/catch-up.ts',
    from: 'if (event.conversation_id !== null) conversations.add(event.conversation_id)',
    to: '',
    law: LINES,
    test: 'each may see'
  },
  {
    name: 'do not ask for what is missing in a thread',
    file: 'src/client/replica/live-thread.ts',
    from: 'while (log.isMissing() && !gone)',
    to: 'while (gone && log.isMissing())',
    law: LINES,
    test: 'each may see'
  },
  {
    name: 'keep what went out of sight while the line was cut',
    file: 'src/client/replica/doubts.ts',
    from: '    for (const id of absent) table.dropAbsent(id, asOf)\n',
    to: '',
    law: LINES,
    test: 'each may see'
  },
  {
    name: 'drop the tenant from the rule of sight',
    file: 'src/actions/access.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a line of code
    from: '  builder.where(`${table}.organization_id`, actor.organization_id)\n',
    to: '',
    law: EIGHT,
    test: 'another organization'
  },
  {
    name: 'drop the tenant from every query',
    file: 'src/platform/query/compile.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a line of code
    from: 'rows.whereRaw(`"${resource.tenant}" = ?::bigint`, [tenant])',
    to: '',
    law: EIGHT,
    test: 'another organization'
  },
  {
    name: 'show agents what is not assigned to them',
    file: 'src/model/policy.ts',
    from: "  if (actor.agent_visibility === 'assigned') return false\n",
    to: '',
    law: EIGHT,
    test: 'are one'
  },
  {
    name: 'seat every agent with those who see everything',
    file: 'src/services/rooms.ts',
    from: 'if (seesEverything(member)) return',
    to: 'if (member) return',
    law: EIGHT,
    test: 'agents see assigned'
  },
  {
    name: 'ignore signatures',
    file: 'src/services/webhooks/post-box.ts',
    from: 'if (!house.channel(type).authenticate(body, request.headers, channel.account)) return 401',
    to: '',
    law: EIGHT,
    test: 'without its secret'
  },
  {
    name: 'give pages of 500',
    file: 'src/platform/query/find-query.ts',
    from: 'export const MOST_ROWS = 50',
    to: 'export const MOST_ROWS = 500',
    law: NINE,
    test: 'of users, over REST'
  },
  {
    name: 'change a sentence and not its page',
    file: 'src/model/errors.ts',
    from: 'Sign in first.',
    to: 'Log in first.',
    law: TEN,
    test: 'errors.md'
  },
  {
    name: 'promise the last room twice',
    file: 'src/actions/file-quota.ts',
    from: '  await tx.query(prepared(WAIT, [actor.organization_id]))\n',
    to: '',
    law: STORE,
    test: 'share the last room fairly'
  },
  {
    name: 'mention whoever is named',
    file: 'src/actions/leave-note.ts',
    from: 'if (members.length === ids.length) return ids',
    to: 'if (members.length <= ids.length) return ids',
    law: NOTES,
    test: 'mention members'
  },
  {
    name: 'do not compare digests',
    file: 'src/workers/media-transfer.ts',
    from: 'digests.every(each => each === bytes.sha256)',
    to: 'digests.length >= 0',
    law: MEDIA,
    test: 'digest is not what was said'
  },
  {
    name: 'take the token to whoever is named',
    file: 'src/channels/whatsapp/fetching.ts',
    from: "return protocol === 'https:' && HOSTS_OF_META.test(hostname)",
    to: "return protocol !== '' && hostname !== ''",
    law: MEDIA,
    test: 'token nowhere else'
  }
]
