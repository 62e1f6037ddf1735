import { AsyncLocalStorage } from 'node:async_hooks'
import type { Knex } from 'knex'
import { type Connection, type Database, run, type Statement } from './database.ts'

/** One database transaction and what is to happen once it is committed. */
export interface Transaction {
  /** Runs a statement inside the transaction; with a name it is a prepared one. */
  query<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row[]>
  /** Runs a statement whose answer nobody waits for before COMMIT; if it fails, so does the transaction. */
  send(statement: Statement): void
  /** A knex builder bound to this transaction's connection. */
  build<Row extends object>(builder: Knex.QueryBuilder): Promise<Row[]>
  /** Runs after COMMIT, in the order given, never after a rollback. A failure is reported, not thrown. */
  afterCommit(effect: () => void | Promise<void>): void
}

export interface UnitOfWork {
  /**
   * Runs `work` in one transaction; a nested call joins the one under way. Serialization failures and deadlocks
   * (40001, 40P01) are tried again up to three times, so `work` must be repeatable.
   */
  atomically<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>
  /**
   * Runs a statement in the transaction under way, else on a connection of its own: whoever holds a connection never
   * waits for a second one, which those who wait for the first to commit may have.
   */
  query<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row[]>
  isInside(): boolean
  /** Fulfilled when every COMMIT that is under way now has been answered and its effects have happened. */
  commitsUnderWay(): Promise<void>
}

const MOST_TRIES = 3
const REPEATABLE = new Set(['40001', '40P01'])

export function createUnitOfWork(database: Database, onEffectError: (error: unknown) => void): UnitOfWork {
  const current = new AsyncLocalStorage<Transaction>()

  const ending = new Set<Promise<void>>()

  /** Others may see what is committed before we hear that it is. */
  function beginEnd(): () => void {
    let finish = (): void => {}
    const end = new Promise<void>(resolve => {
      finish = resolve
    })
    ending.add(end)
    return () => {
      ending.delete(end)
      finish()
    }
  }

  async function attempt<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const connection = await database.acquire()
    const effects: (() => void | Promise<void>)[] = []
    const sent: Promise<unknown>[] = []
    const tx = transactionOn(connection, effects, sent)
    let result: Result
    let ended = (): void => {}
    try {
      // Nobody waits for BEGIN: it fails only when the connection does, and then so does everything after it.
      const began = run(connection, { text: 'begin' })
      began.catch(() => {})
      result = await current.run(tx, () => work(tx))
      ended = beginEnd()
      // COMMIT takes back what was done when a statement before it has failed.
      await Promise.all([began, ...sent, run(connection, { text: 'commit' })])
    } catch (error) {
      ended()
      await rollback(connection)
      throw (await firstFailure(sent)) ?? error
    } finally {
      database.release(connection)
    }
    await current.exit(() => happen(effects, onEffectError))
    ended()
    return result
  }

  return {
    query: statement => (current.getStore() ?? database).query(statement),
    isInside: () => current.getStore() !== undefined,
    commitsUnderWay: async () => void (await Promise.all(ending)),
    async atomically(work) {
      const joined = current.getStore()
      if (joined) return work(joined)
      for (let tries = 1; ; tries++) {
        try {
          return await attempt(work)
        } catch (error) {
          if (tries >= MOST_TRIES || !REPEATABLE.has(codeOf(error))) throw error
          await pause(tries)
        }
      }
    }
  }
}

function transactionOn(
  connection: Connection,
  effects: (() => void | Promise<void>)[],
  sent: Promise<unknown>[]
): Transaction {
  return {
    query: statement => run(connection, statement),
    send(statement) {
      const answer = run(connection, statement)
      // It is looked at when the transaction ends.
      answer.catch(() => {})
      sent.push(answer)
    },
    async build<Row extends object>(builder: Knex.QueryBuilder): Promise<Row[]> {
      const { sql, bindings } = builder.toSQL().toNative()
      return run<Row>(connection, { text: sql, values: [...bindings] })
    },
    afterCommit: effect => void effects.push(effect)
  }
}

async function happen(
  effects: readonly (() => void | Promise<void>)[],
  onError: (error: unknown) => void
): Promise<void> {
  for (const effect of effects) {
    try {
      await effect()
    } catch (error) {
      onError(error)
    }
  }
}

/** A connection that cannot even roll back is dead; the pool notices by itself. */
async function rollback(connection: Connection): Promise<void> {
  await connection.query('rollback').catch(() => {})
}

/** What fails after it only says that the transaction is aborted. */
async function firstFailure(sent: readonly Promise<unknown>[]): Promise<unknown> {
  const outcomes = await Promise.allSettled(sent)
  return outcomes.find(outcome => outcome.status === 'rejected')?.reason
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function pause(tries: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, Math.random() * 20 * tries))
}
