import type { Fetch } from '../actions/keep-media.ts'
import { act, type House } from '../actions/scope.ts'
import { type Finding, settleMedia } from '../actions/settle-media.ts'
import { waitBeforeFetch } from '../model/retry.ts'
import { type Job, type Jobs, type Postponement, postponeJob } from '../platform/jobs.ts'
import { LeaseLost } from '../platform/outbox.ts'
import { LONGEST_TRANSFER_SECONDS, type Transfer, transfer, type Web } from './media-transfer.ts'
import { createLoop, drainAll, type Worker } from './worker.ts'

/** Few, so that a provider that is slow with large files takes neither all memory nor all lines. */
const MOST_AT_ONCE = 8
/** Longer than a transfer may take, so that a living worker never loses its lease. */
const LEASE_SECONDS = LONGEST_TRANSFER_SECONDS + 60
const POLL_MS = 2_000
/** Providers keep what customers send for so long. */
const KEPT_DAYS = 7
const DAY_MS = 86_400_000
/** So often the provider may give something else than it says. */
const MOST_FAULTS = 3

/**
 * Brings what customers sent from their providers into the store: leases jobs, transfers outside of any transaction,
 * settles under the fence.
 */
export function createMediaFetcher(house: House, jobs: Jobs, web: Web, workerId: string): Worker {
  const underWay = new Set<Promise<void>>()
  const leaving = new AbortController()

  async function work(): Promise<boolean> {
    const limit = MOST_AT_ONCE - underWay.size
    if (limit === 0) {
      await Promise.race(underWay)
      return true
    }
    const options = { kind: 'fetch-media', worker: workerId, now: house.clock.now(), limit, seconds: LEASE_SECONDS }
    const leased = await jobs.lease<Fetch>(options)
    for (const job of leased) begin(job)
    return leased.length > 0
  }

  function begin(job: Job<Fetch>): void {
    const fetching = fetchMedia(house, web, job, leaving.signal)
      .catch(error => {
        if (error instanceof LeaseLost) house.log.warn({ job_id: job.id }, error.message)
        else house.log.error({ err: error, job_id: job.id }, 'media were not settled')
      })
      .finally(() => {
        underWay.delete(fetching)
        loop.wake()
      })
    underWay.add(fetching)
  }

  const loop = createLoop({
    name: 'fetch-media',
    work,
    pollMs: POLL_MS,
    onError: error => house.log.error({ err: error }, 'media cannot be leased; trying again')
  })

  return {
    ...loop,
    drain: () => drainAll(loop, underWay),
    async stop() {
      const stopped = loop.stop()
      leaving.abort()
      await stopped
      await Promise.all(underWay)
    }
  }
}

async function fetchMedia(house: House, web: Web, job: Job<Fetch>, leaving: AbortSignal): Promise<void> {
  const result = await transfer(house, web, job.payload, keyOf(job, job.fence), { signal: leaving })
  const finding = findingOf(house, job, result)
  if (!finding) return postponeJob(house.database, job, postponement(house, job, result, leaving.aborted))
  const actor = { kind: 'system', organization_id: job.organization_id, name: 'fetch-media' } as const
  try {
    const isShown = await act(house, actor, scope => settleMedia(scope, job, finding))
    await forget(house, keysOf(job, isShown && finding.kind === 'kept' ? job.fence - 1 : job.fence))
  } catch (error) {
    // Of any other error nobody knows whether it came before or after the commit.
    if (error instanceof LeaseLost) await forget(house, [keyOf(job, job.fence)])
    throw error
  }
}

/** null: nobody knows yet. */
function findingOf({ clock }: House, job: Job<Fetch>, result: Transfer): Finding | null {
  switch (result.kind) {
    case 'kept':
      return result
    case 'gone':
      return { kind: 'lost', state: 'expired', reason: result.reason }
    case 'refused':
      return { kind: 'lost', state: 'failed', reason: result.reason }
    case 'faulty':
      return faultsOf(job) + 1 < MOST_FAULTS ? null : { kind: 'lost', state: 'failed', reason: result.reason }
    case 'later': {
      const isOver = clock.now().getTime() - Date.parse(job.created_at) >= KEPT_DAYS * DAY_MS
      return isOver ? { kind: 'lost', state: 'expired', reason: result.reason } : null
    }
  }
}

function postponement({ clock }: House, job: Job<Fetch>, result: Transfer, isLeaving: boolean): Postponement {
  const now = clock.now()
  // Whoever leaves has broken it off; the next one begins at once.
  if (isLeaving) return { due_at: now, error: null, uncounted: true }
  const wish = result.kind === 'later' ? result.after_ms : undefined
  const due_at = new Date(now.getTime() + waitBeforeFetch(job.attempt, wish, Math.random()))
  const error = result.kind === 'kept' ? null : result.reason
  return { due_at, error, ...(result.kind === 'faulty' && { payload: { ...job.payload, faults: faultsOf(job) + 1 } }) }
}

function faultsOf({ payload }: Job<Fetch>): number {
  return payload.faults ?? 0
}

/** Every try has a key of its own, so that a late one never writes over what another has shown. */
function keyOf({ organization_id, payload }: Job<Fetch>, fence: number): string {
  return `${organization_id}/media/${payload.message_id}-${payload.index}-${fence}`
}

/** What the first tries may have left behind. */
function keysOf(job: Job<Fetch>, tries: number): string[] {
  return Array.from({ length: tries }, (_, index) => keyOf(job, index + 1))
}

async function forget(house: House, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await house.store.remove(keys).catch(error => house.log.warn({ err: error, keys }, 'bytes were left behind'))
}
