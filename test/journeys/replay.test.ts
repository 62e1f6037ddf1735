import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type ReplayFilter, type ReplayReport, replayReceipts } from '../../src/actions/replay-receipts.ts'
import type { Channel, Fact } from '../../src/channels/channel.ts'
import { whatsapp } from '../../src/channels/whatsapp/index.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** An older version that did not know orders, and took a location for too much. */
const older: Channel = {
  ...whatsapp,
  read: raw => whatsapp.read(raw).map(fact => (fact.kind === 'message' ? crippled(fact) : fact))
}

function crippled(fact: Extract<Fact, { kind: 'message' }>): Fact {
  const { endpoint, message_type } = fact
  if (message_type === 'order') return { kind: 'unrecognized', endpoint, reason: 'unknown_kind', raw: fact.content }
  if (message_type === 'location') return { ...fact, person: { addresses: ['x'.repeat(400)] } }
  if (message_type === 'contacts') return { ...fact, message_type: 'unsupported', content: { type: 'contacts' } }
  return fact
}

describe('Post that an older version could not read', () => {
  let desk: Desk
  let newer: TestServer

  before(async () => {
    desk = await openDesk({ channels: [older] })
    newer = await startServer({ beside: desk.server })
  })
  after(async () => {
    await newer.stop()
    await desk.close()
  })

  const order = {
    catalog_id: '1',
    product_items: [{ product_retailer_id: 'a', quantity: 2, item_price: 3, currency: 'EUR' }]
  }
  const replay = (filter: ReplayFilter = {}): Promise<ReplayReport> => replayReceipts(newer.app.house, filter)
  const open = async () => (await desk.putAside()).filter(each => each.released_at === null)

  it('is read again and applied: what was not understood, and what failed', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const asked = await phone.sends('order', order)
    const place = await phone.sends('location', { latitude: 48.2, longitude: 16.37 })
    await desk.settle()
    assert.equal((await open()).length, 2)
    assert.equal((await desk.messages(id)).length, 1)

    assert.deepEqual(await replay({ dry_run: true }), { receipts: 2, applied: 2, released: 2, remaining: 0 })
    assert.equal((await open()).length, 2)
    assert.deepEqual(await replay({ unrecognized: true }), { receipts: 1, applied: 1, released: 1, remaining: 0 })
    assert.equal((await desk.messageOf(asked.wamid)).message_type, 'order')
    assert.deepEqual(await replay(), { receipts: 1, applied: 1, released: 1, remaining: 0 })
    assert.equal((await desk.messageOf(place.wamid)).conversation_id, id)
    assert.deepEqual(await open(), [])
    assert.deepEqual(await replay(), { receipts: 0, applied: 0, released: 0, remaining: 0 })
  })

  it('changes nothing when it is read twice, and shows what it could not show before', async () => {
    const phone = desk.phone()
    const card = await phone.sends('contacts', [{ name: { formatted_name: 'Ada Okafor' } }])
    await desk.settle()
    const before = await desk.messageOf(card.wamid)
    assert.equal(before.message_type, 'unsupported')

    const receipt_id = await receiptOf(card.wamid)
    for (let time = 0; time < 2; time++) {
      assert.deepEqual(await replay({ receipt_id }), { receipts: 1, applied: 1, released: 0, remaining: 0 })
    }
    const after = await desk.messageOf(card.wamid)
    assert.deepEqual([after.id, after.seq, after.message_type], [before.id, before.seq, 'contacts'])
    const types = (await desk.events(after.conversation_id)).map(event => event.type)
    assert.equal(types.filter(type => type === 'message.edited').length, 1)
    assert.equal((await desk.conversation(after.conversation_id)).last_message?.preview, '[contacts]')
  })

  it('stays aside as long as nobody understands it, once and not twice', async () => {
    const phone = desk.phone()
    await phone.batch([{ ...phone.event.says('lost'), item: { text: { body: 'no id' } } }])
    await desk.settle()
    const before = (await open()).length
    assert.deepEqual(await replay(), { receipts: 1, applied: 0, released: 0, remaining: 1 })
    assert.equal((await open()).length, before)
  })

  it('is narrowed by channel and by time', async () => {
    const nowhere = desk.number.channel.id + 1_000
    assert.equal((await replay({ channel_id: nowhere })).receipts, 0)
    assert.equal((await replay({ channel_id: desk.number.channel.id })).receipts, 1)
    const tomorrow = new Date(desk.server.clock.now().getTime() + 86_400_000)
    assert.equal((await replay({ since: tomorrow })).receipts, 0)
  })

  it('is replayed from the command line', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const { wamid } = await phone.sends('order', order)
    await desk.settle()
    const told = await command('--unrecognized', '--channel', String(desk.number.channel.id))
    assert.match(told, /^2 receipts read: 1 facts understood, 1 released, 1 still put aside\.\n$/)
    assert.equal((await desk.messageOf(wamid)).conversation_id, id)
  })

  it('refuses arguments that it does not understand with a sentence', async () => {
    await assert.rejects(command('--since', 'yesterday'), /--since takes a date/)
  })

  async function command(...args: string[]): Promise<string> {
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'bin/replay.ts', ...args], {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: desk.server.databaseUrl,
        ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
        LOG_LEVEL: 'silent'
      }
    })
    return stdout
  }

  async function receiptOf(wamid: string): Promise<string> {
    const [row] = await desk.server.database.query<{ id: string }>({
      text: `select id from receipts where position($1 in replace(convert_from(body, 'UTF8'), '\\/', '/')) > 0`,
      values: [wamid]
    })
    return row?.id ?? ''
  }
})
