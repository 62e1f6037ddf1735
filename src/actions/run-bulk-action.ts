import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { isDatabaseAway } from '../platform/database-away.ts'
import { applyBulkChunk, failBulkChunk } from './apply-bulk-chunk.ts'
import type { BulkKey } from './bulk-action-row.ts'
import { BulkActionOver, type BulkChunk, splitChunk, takeChunk } from './bulk-chunk.ts'
import { act, type House } from './scope.ts'

interface RunOptions {
  /** On whose behalf, with the rights it has now. Asked before each chunk. */
  readonly actor: () => Promise<Member>
  /** Is there time for another chunk? */
  readonly mayGoOn: () => boolean
}

/** So often whoever listens hears how far it is. */
const TELL_EVERY_MS = 300

/** Does a bulk action chunk by chunk, each in a transaction of its own, until none is left or time is up. */
export async function runBulkAction(house: House, key: BulkKey, { actor, mayGoOn }: RunOptions): Promise<void> {
  let toldAt = performance.now()
  while (mayGoOn()) {
    await house.seats.untilHeard(key.organization_id)
    const tells = performance.now() - toldAt >= TELL_EVERY_MS
    if (!(await doNext(house, await actor(), key, tells))) return
    if (tells) toldAt = performance.now()
  }
}

/** Answers whether there may be more. */
async function doNext(house: House, actor: Member, key: BulkKey, tells: boolean): Promise<boolean> {
  let chunk: BulkChunk | undefined
  try {
    const row = await act(house, actor, async scope => {
      chunk = await takeChunk(scope, key)
      return chunk && applyBulkChunk(scope, key, chunk, tells)
    })
    return row?.status === 'running'
  } catch (error) {
    if (error instanceof BulkActionOver) return false
    if (!chunk || isDatabaseAway(error)) throw error
    await giveUp(house, actor, key, chunk, error)
    return true
  }
}

/** What cannot be done to all of them is tried one by one; what a rule forbids is forbidden for all. */
async function giveUp(house: House, actor: Member, key: BulkKey, chunk: BulkChunk, error: unknown): Promise<void> {
  const { number, conversation_ids } = chunk
  const isRefused = error instanceof Refusal
  if (!isRefused && conversation_ids.length > 1) return act(house, actor, scope => splitChunk(scope, key, number))
  if (!isRefused) {
    house.log.error({ err: error, conversation_id: conversation_ids[0] }, 'a conversation cannot be changed')
  }
  const reason = isRefused ? error.reason : 'internal'
  await act(house, actor, scope => failBulkChunk(scope, key, number, reason))
}
