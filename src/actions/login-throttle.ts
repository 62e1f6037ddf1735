import ipaddr from 'ipaddr.js'
import { canonicalEmail } from '../model/email.ts'
import { Refusal } from '../model/errors.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database.ts'
import { sha256 } from '../platform/secrets.ts'

export interface Attempt {
  /** The e-mail as it was typed. */
  readonly account: string
  /** The address of the caller. */
  readonly address: string
}

/** Slows guessing down, by whichever door and through however many processes. */
export interface LoginThrottle {
  /**
   * Lets `check` try a password; null from it is a failed attempt. Attempts are counted before they are made, so that
   * many at once are no way around it, and those of one account from one address are made one after another, so that
   * right ones never count against each other.
   * @throws Refusal `too_many_logins` with `{ limit, current, window, retryAfter }` in seconds
   */
  attempt<Result>(attempt: Attempt, check: () => Promise<Result | null>): Promise<Result | null>
}

// Nobody else is locked out by one address that guesses: only its first ten reach the account's own count.
const PAIR = { limit: 10, window: 15 * 60 }
const ACCOUNT = { limit: 100, window: 60 * 60 }
const MOST_WAITING = 100

export function createLoginThrottle(database: Database, clock: Clock): LoginThrottle {
  const turns = createTurns(MOST_WAITING)

  return {
    attempt(attempt, check) {
      const account = canonicalEmail(attempt.account)
      const accountKey = sha256(`account:${account}`)
      const pairKey = sha256(`pair:${account}:${networkOf(attempt.address)}`)
      return turns.take(pairKey, async () => {
        await count(database, pairKey, accountKey, clock.now())
        const result = await check()
        if (result !== null) await forgive(database, pairKey, accountKey)
        return result
      })
    }
  }
}

interface Counted {
  pair: number
  pair_resets_at: string
  account: number | null
  account_resets_at: string | null
}

async function count(database: Database, pairKey: string, accountKey: string, now: Date): Promise<void> {
  const values = [pairKey, accountKey, now.toISOString(), PAIR.window, ACCOUNT.window, PAIR.limit, ACCOUNT.limit]
  const [counted] = await database.query<Counted>({ name: 'count-login', text: COUNT, values })
  if (!counted) throw new Error('an attempt was not counted')
  mustBeWithin(PAIR, counted.pair, counted.pair_resets_at, now)
  if (counted.account !== null && counted.account_resets_at !== null) {
    mustBeWithin(ACCOUNT, counted.account, counted.account_resets_at, now)
  }
}

function mustBeWithin(bound: { limit: number; window: number }, current: number, resetsAt: string, now: Date): void {
  if (current <= bound.limit) return
  const retryAfter = Math.max(1, Math.ceil((Date.parse(resetsAt) - now.getTime()) / 1_000))
  throw new Refusal('too_many_logins', { data: { ...bound, current, retryAfter } })
}

/** Two statements: one that held both rows could wait for a count that holds the other. */
async function forgive(database: Database, pairKey: string, accountKey: string): Promise<void> {
  await database.query({ text: 'delete from login_throttle where key = $1', values: [pairKey] })
  await database.query({
    text: 'update login_throttle set attempts = attempts - 1 where key = $1 and attempts > 0',
    values: [accountKey]
  })
}

// The account's row is touched only while the pair's count allows it. Counts stop one above their limit.
const counting = (key: string, window: string, limit: string, source: string): string => `
  insert into login_throttle as t (key, attempts, resets_at)
  select ${key}, 1, $3::timestamptz + make_interval(secs => ${window}::int) ${source}
  on conflict (key) do update set
    attempts = case when t.resets_at <= $3 then 1 else least(t.attempts, ${limit}::int) + 1 end,
    resets_at = case when t.resets_at <= $3 then excluded.resets_at else t.resets_at end
  returning attempts, resets_at`

const COUNT = `
  with pair as (${counting('$1', '$4', '$6', '')}),
    account as (${counting('$2', '$5', '$7', 'from pair where pair.attempts <= $6::int')})
  select pair.attempts as pair, pair.resets_at as pair_resets_at,
    account.attempts as account, account.resets_at as account_resets_at
  from pair left join account on true`

/** One person has a whole /64 of IPv6. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return parsed.toByteArray().slice(0, 8).join('.')
}

interface Turns {
  take<Result>(key: string, work: () => Promise<Result>): Promise<Result>
}

function createTurns(mostWaiting: number): Turns {
  const queues = new Map<string, { last: Promise<unknown>; length: number }>()

  return {
    async take(key, work) {
      const queue = queues.get(key) ?? { last: Promise.resolve(), length: 0 }
      if (queue.length >= mostWaiting) {
        throw new Refusal('too_many_logins', {
          data: { limit: mostWaiting, current: queue.length + 1, window: 1, retryAfter: 1 }
        })
      }
      queues.set(key, queue)
      queue.length++
      const turn = queue.last.then(work)
      queue.last = turn.catch(() => {})
      try {
        return await turn
      } finally {
        queue.length--
        if (queue.length === 0) queues.delete(key)
      }
    }
  }
}
