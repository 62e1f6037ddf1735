import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.ts'
import { freePort } from './parley.ts'

/** A PostgreSQL that a test may crash. It comes back on the same port. */
export interface PrivatePostgres {
  readonly url: string
  /** Ends every connection and itself at once, as `pg_ctl stop -m immediate` does; the next start recovers. */
  crash(): Promise<void>
  start(): Promise<void>
  remove(): Promise<void>
}

export async function startPrivatePostgres(): Promise<PrivatePostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'postgres-'))
  // Under root it runs as another user, who must get through.
  chmodSync(directory, 0o711)
  const settings = { port: String(await freePort()) }
  const launch = () => startEmbeddedPostgres({ directory, database: 'parley', settings })
  let running = await launch()
  return {
    url: running.url,
    async crash() {
      process.kill(running.pid, 'SIGQUIT')
      await running.exited
    },
    async start() {
      running = await launch()
    },
    async remove() {
      await running.stop()
      rmSync(directory, { recursive: true, force: true, maxRetries: 20 })
    }
  }
}
