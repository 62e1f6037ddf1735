import pg from 'pg'
import { startEmbeddedPostgres } from '../../../src/platform/embedded-postgres/index.ts'

// A server reduced to its keeping of a PostgreSQL: writes as fast as it can, says what was acknowledged, drains on Ctrl-C.
const [directory = ''] = process.argv.slice(2)
const postgres = await startEmbeddedPostgres({ directory })
const client = new pg.Client(postgres.url)
client.on('error', () => {})
await client.connect()
await client.query('create table if not exists rows (id int generated always as identity, writer int)')
say({ pid: postgres.pid, attached: postgres.attached, url: postgres.url })

let draining = false
process.once('SIGINT', () => {
  draining = true
})
while (!draining) await write()
// What is still to be done after Ctrl-C needs the database.
for (let n = 0; n < 50; n++) await write()
await client.end()
await postgres.stop()
say({ drained: true })

async function write(): Promise<void> {
  const { rows } = await client.query<{ id: number }>('insert into rows (writer) values ($1) returning id', [
    process.pid
  ])
  say({ id: rows[0]?.id })
}

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}
