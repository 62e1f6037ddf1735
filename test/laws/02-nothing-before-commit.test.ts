import assert from 'node:assert/strict'
import pg from 'pg'
import { sendMessage } from '../../src/actions/send-message.ts'
import { listen, socketAs } from '../support/clients.ts'
import { openStage, type Stage, type Talk } from '../support/stage.ts'

describe('Law 2: nothing leaves before commit', () => {
  let stage: Stage
  let talk: Talk
  let socket: Awaited<ReturnType<typeof socketAs>>

  before(async () => {
    stage = await openStage()
    talk = await stage.talk()
    socket = await socketAs(stage.server.url, { apiKey: stage.organization.owner.apiKey })
  })
  after(async () => {
    socket.close()
    await stage.close()
  })

  it('tells no socket and calls no provider when a transaction rolls back', async () => {
    await nothingLeaves(() =>
      stage.as(stage.owner, async scope => {
        await sendMessage(scope, textTo(talk, 'taken back'), null)
        await scope.ledger.write(scope.tx)
        throw new Error('changed my mind')
      })
    )
  })

  it('tells no socket and calls no provider when the commit itself fails', async () => {
    await failAtCommit(stage, 'doomed')
    await nothingLeaves(() => stage.as(stage.owner, scope => sendMessage(scope, textTo(talk, 'doomed'), null)))
  })

  it('runs effects after commit, when others see what was written', async () => {
    const seen = await new Promise<number>((resolve, reject) => {
      stage
        .as(stage.owner, async scope => {
          const message = await sendMessage(scope, { ...textTo(talk, 'a note'), message_type: 'note' }, null)
          scope.tx.afterCommit(async () => {
            const rows = await stage.rows('select 1 from messages where id = $1', [message.id])
            resolve(rows.length)
          })
        })
        .catch(reject)
    })
    assert.equal(seen, 1)
  })

  it('calls nobody from inside a transaction', async () => {
    const before = stage.number.provider.calls.length
    const call = stage.as(stage.owner, () =>
      stage.server.app.http.request({ method: 'GET', url: stage.number.provider.url })
    )
    await assert.rejects(call, /transaction/)
    assert.equal(stage.number.provider.calls.length, before)
  })

  /** What comes after on the same socket and the same lane is heard; what failed before it is not. */
  async function nothingLeaves(work: () => Promise<unknown>): Promise<void> {
    const events = listen(socket, 'conversation-events', 'created')
    const calls = stage.number.provider.calls.length
    await assert.rejects(work)
    const said = await stage.send(talk, 'said')
    await stage.server.settle()
    await socket.app.service('conversations').get(talk.id)
    assert.equal(stage.number.provider.calls.length, calls + 1)
    assert.equal(stage.number.provider.accepted.at(-1)?.text, 'said')
    assert.deepEqual(
      events.heard.map(event => [event['type'], event['data']]),
      [
        ['message.queued', { message_id: said.id }],
        ['message.sent', { message_id: said.id, status: 'sent' }]
      ]
    )
    socket.app.service('conversation-events').removeAllListeners('created')
  }
})

function textTo(talk: Talk, text: string) {
  return { conversation_id: talk.id, message_type: 'text', message_text: text } as const
}

/** Checks that are deferred speak up at COMMIT, when all the work has been done. */
async function failAtCommit(stage: Stage, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: stage.server.databaseUrl })
  await client.connect()
  await client.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not today'; end $$;
    create constraint trigger doomed after insert on messages deferrable initially deferred
      for each row when (new.message_text = '${text}') execute function refuse()`)
  await client.end()
}
