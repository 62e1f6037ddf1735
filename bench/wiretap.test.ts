import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import pg from 'pg'
import { tapWire } from './wiretap.ts'

// A database that lets everybody in and finds nothing.
function deafDatabase(socket: Socket): void {
  const ready = Buffer.from('5a0000000549', 'hex')
  socket.once('data', () => socket.write(Buffer.concat([Buffer.from('520000000800000000', 'hex'), ready])))
  socket.on('data', chunk => {
    // Parse, bind, describe and command complete, whenever a Sync comes.
    if (chunk.subarray(-5).toString('hex') !== '5300000004') return
    socket.write(
      Buffer.concat([
        Buffer.from('31000000043200000004', 'hex'),
        Buffer.from('6e00000004430000000d53454c454354203000', 'hex'),
        ready
      ])
    )
  })
  socket.on('error', () => socket.destroy())
}

describe('The wiretap', () => {
  it('overhears a prepared statement with its values, also when only its name is sent', async () => {
    const database = createServer(deafDatabase).listen(0, '127.0.0.1')
    await once(database, 'listening')
    const address = database.address()
    assert.ok(address && typeof address === 'object')
    const tap = await tapWire(`postgres://someone@127.0.0.1:${address.port}/any`)
    const client = new pg.Client({ connectionString: tap.url })
    await client.connect()
    const statement = { name: 'page', text: 'select $1::bigint, $2::text' }

    await client.query({ ...statement, values: [7, null] })
    const first = tap.take()
    await client.query({ ...statement, values: [8, 'ä'] })
    const second = tap.take()

    await client.end()
    tap.close()
    database.close()
    assert.deepEqual(first, [{ text: statement.text, values: ['7', null] }])
    assert.deepEqual(second, [{ text: statement.text, values: ['8', 'ä'] }])
  })
})
